"""Mount the live board: charts, metrics and a message that change together, frame by frame.

Streamlit resends a component's inline script with every frame, so only a short loader is inline.
The loader fetches the front end (``frontend/``) and plotly.js from this server, once per page;
``assets.py`` says where they are.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Any

import streamlit as st

from mlpviz.limits import Offer
from mlpviz.ui import state
from mlpviz.ui.board import assets
from mlpviz.workbench.events import (
    EVENTS,
    Act,
    Assign,
    Choose,
    Guess,
    Look,
    Pick,
    Place,
    Recall,
    Scrub,
    Tick,
    read,
)
from mlpviz.workbench.protocol import OFFER, Payload, with_offers

_FRONTEND = Path(__file__).parent / "frontend"

# What the browser loads first; the modules find each other.
_FIRST = {"board": "board.js", "style": "board.css", "plotly": "plotly-cartesian.min.js"}

_mount = st.components.v2.component(
    "mlpviz_board",
    js=(_FRONTEND / "loader.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def board(
    payload: Payload,
    go_on: Callable[[], None],
    *,
    on_pick: Callable[[Pick], None] | None = None,
    on_scrub: Callable[[int], None] | None = None,
    on_assign: Callable[[Assign], None] | None = None,
    on_recall: Callable[[str], None] | None = None,
    on_trace: Callable[[Choose | Guess], None] | None = None,
    on_place: Callable[[Place], None] | None = None,
    actions: Mapping[str, Callable[[str], None]] | None = None,
    offers: Sequence[Offer] = (),
    key: str = "board",
) -> None:
    """Show one frame; ``workbench/protocol.py`` says what it is, ``events.py`` what comes back.

    Parameters
    ----------
    payload
        The frame.
    go_on
        Brings what the page shows further by what a frame allows. Called while the frame says
        ``playing``, once for each frame.
    on_pick, on_scrub, on_assign, on_recall, on_trace, on_place
        Called with the point that was clicked, with the epoch that the slider was moved to, with
        the weight that is to be set, with what the browser kept, and with what is chosen or guessed
        in a trace, and with an input as it was changed.
    actions
        What the buttons in the payload do, by their ``action``; called with the ``argument``.
    offers
        Runs that are allowed instead of what is shown; those instead of a run that was refused are
        offered anyway.
    key
        The component's key; the board isn't remounted as long as it stays the same.
    """
    offers = (*state.session().offers, *offers)
    payload = with_offers(payload, offers)
    actions = {OFFER: partial(state.take_offer, offers), **(actions or {})}

    def tick(seq: int, visible: tuple[str, ...]) -> None:
        """One that comes twice or after Pause is of an older frame: it only tells what is seen."""
        current = state.session()
        current.visible = list(visible)
        if payload.playing and seq == payload.seq == current.seq:
            go_on()
            current.redraw()

    def hear(name: str) -> Callable[[], None]:
        def callback() -> None:
            # The board may have left the page before its event arrived: then there is none.
            value = st.session_state.get(key, {}).get(name)
            match read(name, value, payload):
                case Tick(seq, visible):
                    tick(seq, visible)
                case Look(visible):
                    state.session().visible = list(visible)
                case Pick() as picked if on_pick is not None:
                    on_pick(picked)
                case Scrub(epoch) if on_scrub is not None:
                    on_scrub(epoch)
                case Assign() as assigned if on_assign is not None:
                    on_assign(assigned)
                case Place() as placed if on_place is not None:
                    on_place(placed)
                case Recall(text) if on_recall is not None:
                    on_recall(text)
                case (Choose() | Guess()) as asked if on_trace is not None:
                    on_trace(asked)
                case Act(action, argument):
                    actions[action](argument)

        return callback

    callbacks: dict[str, Any] = {f"on_{name}_change": hear(name) for name in EVENTS}
    _mount(key=key, data={**payload.as_json(), "assets": _addresses()}, **callbacks)


@cache
def _addresses() -> dict[str, str]:
    return {name: assets.address(file) for name, file in _FIRST.items()}
