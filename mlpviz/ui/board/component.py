"""Mount the live board: charts, metrics and a message that change together, frame by frame.

Streamlit resends a component's inline script with every frame, so only a short loader is inline.
The loader fetches the front end (``frontend/``) and plotly.js from this server, once per page.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

_FRONTEND = Path(__file__).parent / "frontend"

# Where the browser finds each file: "component/<this module>.<declared name>/<file>".
_ASSETS = {
    "board": f"component/{__name__}.frontend/board.js",
    "style": f"component/{__name__}.frontend/board.css",
    "plotly": f"component/{__name__}.plotlyjs/plotly.min.js",
}

_mount = st.components.v2.component(
    "mlpviz_board",
    js=(_FRONTEND / "loader.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


@cache
def _serve_assets() -> None:
    """Have Streamlit serve the front end and plotly.js, the latter from the installed plotly.

    Only calls from within a script run count, so this isn't done at import. The plotly package is
    located without being imported, which would take longer than a frame.
    """
    plotly = find_spec("plotly")
    if plotly is None or plotly.origin is None:
        raise ModuleNotFoundError("the live board needs the plotly package; pip install plotly")
    st.components.v1.declare_component("frontend", path=_FRONTEND)
    st.components.v1.declare_component("plotlyjs", path=Path(plotly.origin).parent / "package_data")


def board(
    payload: Mapping[str, Any],
    on_tick: Callable[[int, list[str]], None],
    on_look: Callable[[list[str]], None],
    *,
    on_pick: Callable[[str, list[int]], None] | None = None,
    on_scrub: Callable[[int], None] | None = None,
    on_act: Callable[[str, str], None] | None = None,
    shortcuts: Mapping[str, str] | None = None,
    key: str = "board",
) -> None:
    """Show one frame.

    Parameters
    ----------
    payload
        ``page`` (the path of the page in its address), ``seq`` (int, one higher for every new
        frame), ``playing`` (bool), ``figures`` (a list of
        ``{"id", "title", "help", "alt", "wide", "data", "layout"}``; without ``data`` a figure is
        *stale*: its last drawing stays), ``header`` (a list of ``{"label", "value"}``),
        ``message`` (``{"kind": "error" | "warning" | "info", "text"}`` or None; it may have
        ``buttons``, a list of [name, argument, title], and ``more``, a list of further texts with
        buttons) and optionally ``revision`` (str: as long as it stays the same, zoom and pan
        survive new data), ``timeline`` (``{"step", "newest", "shown"}``: a slider over the epochs
        that ``step`` divides and the newest one) and ``table`` (``{"caption", "head", "rows"}``,
        whose rows have ``color``, ``cells`` and ``buttons``).
    on_tick
        Called as ``on_tick(seq, visible)`` while playing, each time the browser begins to draw
        frame ``seq``; ``visible`` lists the ids of the figures on screen. The browser may ask
        twice for a frame, so a tick whose ``seq`` isn't the current one must be ignored.
    on_look
        Called as ``on_look(visible)`` when other figures come on screen while nothing plays.
    on_pick
        Called as ``on_pick(figure, index)`` when a point of a figure whose entry says
        ``"pick": True`` is clicked; ``index`` is the point's place in its trace: [row, column] in a
        heatmap, [number] elsewhere.
    on_scrub
        Called as ``on_scrub(epoch)`` when the slider is moved.
    on_act
        Called as ``on_act(name, argument)`` when a button of the message, the slider or the table
        is clicked.
    shortcuts
        Which key clicks which Streamlit button, such as ``{" ": "play", "s": "step"}``: values of
        ``KeyboardEvent.key`` to keys of ``st.button``.
    key
        The component's key; the board isn't remounted as long as it stays the same.
    """

    def event(name: str) -> Any:
        """What the browser sent; None if the board has left the page before it arrived."""
        return st.session_state.get(key, {}).get(name)

    def tick() -> None:
        if (asked := event("tick")) is not None:
            on_tick(int(asked["seq"]), list(asked["visible"]))

    def look() -> None:
        if (seen := event("look")) is not None:
            on_look(list(seen["visible"]))

    def pick() -> None:
        if (picked := event("pick")) is not None and on_pick is not None:
            on_pick(str(picked["figure"]), [int(i) for i in picked["index"]])

    def scrub() -> None:
        if (wanted := event("scrub")) is not None and on_scrub is not None:
            on_scrub(int(wanted["epoch"]))

    def act() -> None:
        if (clicked := event("act")) is not None and on_act is not None:
            on_act(str(clicked["name"]), str(clicked["argument"]))

    _serve_assets()
    data = {**payload, "assets": _ASSETS, "shortcuts": dict(shortcuts or {})}
    _mount(
        key=key,
        data=data,
        on_tick_change=tick,
        on_look_change=look,
        on_pick_change=pick,
        on_scrub_change=scrub,
        on_act_change=act,
    )
