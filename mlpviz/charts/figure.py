"""The common frame of the figures: layouts, axes with quiet ranges.

A figure is a plain dict `{"data": [...], "layout": {...}}`, which Plotly.react draws as it is:
building `go.Figure` objects costs eight times as much, so only `to_figure` does it. Fonts,
backgrounds, grid colours and `uirevision` (what keeps the zoom) are left to whoever shows it.
"""

import html
import math
from collections.abc import Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.fit import FONT, escaped, plain_width, shared_words, short_names

if TYPE_CHECKING:
    import plotly.graph_objects as go

Figure = dict[str, Any]


class Chart(Protocol):
    """What a card shows, and the same in words: every chart is a `NamedTuple` with both.

    Its fields are plain arrays and names; the class's docstring has their shapes.
    """

    def figure(self) -> Figure:
        """The plain dict that Plotly draws."""

    def summary(self) -> str:
        """The text alternative: what there is to be seen, with the numbers that matter."""


_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEAST_NAME, _BETWEEN_NAMES = 26, 4  # px of a name, and between two
_STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def to_figure(figure: Figure) -> "go.Figure":
    """The figure as a validated `plotly.graph_objects.Figure`, for notebooks and files."""
    import plotly.graph_objects as go

    return go.Figure(data=figure["data"], layout=figure["layout"])


def layout(
    *, left: int = 44, right: int = 10, top: int = 20, bottom: int = 36, **entries: Any
) -> dict[str, Any]:
    """A layout with margins in pixels and whatever else it is to hold."""
    return {
        "margin": {"l": left, "r": right, "t": top, "b": bottom},
        "showlegend": False,
        "hovermode": "closest",
        **entries,
    }


def blank_layout(columns: float, rows: float, **entries: Any) -> dict[str, Any]:
    """A layout whose axes only place things, over 0..`columns` and 0..`rows`."""
    return layout(xaxis=hidden_axis([0, columns]), yaxis=hidden_axis([0, rows]), **entries)


class Note(NamedTuple):
    """A line of `text` where a figure would be, wrapped to the width of a card."""

    text: str

    def figure(self) -> Figure:
        """The text in the middle, and nothing else."""
        annotation = {
            "text": "<br>".join(wrap(html.escape(self.text), 40)),
            "x": 0.5,
            "y": 0.5,
            "xref": "paper",
            "yref": "paper",
            "showarrow": False,
        }
        return {"data": [], "layout": blank_layout(1, 1, annotations=[annotation])}

    def summary(self) -> str:
        """The text."""
        return self.text


def heading(text: str, x: float = 0.0, y: float = 1.0) -> dict[str, Any]:
    """A line of text above a plot whose left end is at `x`, in 0..1 of the drawing area.

    It names the plot and carries its key: Plotly's own legend costs more time than all the curves.
    """
    return {
        "text": text,
        "x": x,
        "y": y,
        "xref": "paper",
        "yref": "paper",
        "xanchor": "left",
        "yanchor": "bottom",
        "showarrow": False,
        "align": "left",
    }


def key(mark: str, color: str, name: str) -> str:
    """One entry of a heading's key: a mark in the colour of what it stands for, and its name."""
    return f'\u2002<span style="color:{color}">{mark}</span> {name}'


def axis(title: str, bounds: list[float] | None = None, **entries: Any) -> dict[str, Any]:
    """An axis with a title and a fixed range; automatic ranges cost a quarter of a frame's time."""
    result: dict[str, Any] = {"zeroline": False, "nticks": 5, **entries}
    if title:
        # Plotly's own are larger than all other text.
        result["title"] = {"text": title, "font": {"size": FONT}, "standoff": 3}
    if bounds is not None:
        result["range"] = bounds
        # Plotly would write powers of ten with small raised exponents.
        if entries.get("type") != "log" and not 1e-2 <= max(map(abs, bounds)) < 1e12:
            result["exponentformat"] = "e"
    return result


def vertical_line(at: float, **line: Any) -> dict[str, Any]:
    """A shape from the bottom to the top of the drawing area at `at` of the x axis."""
    ends = {"x0": at, "x1": at, "yref": "paper", "y0": 0, "y1": 1}
    return {"type": "line", **ends, "line": {"width": 1.5, **line}}


def power_of_ten(power: int) -> str:
    """`10⁻³`, as on a logarithmic axis."""
    return f"10{str(power).translate(_SUPERSCRIPTS)}"


def hidden_axis(bounds: list[float], **entries: Any) -> dict[str, Any]:
    """An axis that only places things: no line, no ticks, no zoom."""
    return {"visible": False, "fixedrange": True, "range": bounds, **entries}


def name_ticks(names: Sequence[str], room: float) -> tuple[dict[str, Any], str]:
    """What an axis of bars needs to bear their names, within `room` pixels for all of them.

    And the words that all of them begin with, where there is no room for these at the axis. Of more
    names than have room, every second, third, ... stands there.
    """
    each = room / max(len(names), 1)
    widest = max(map(plain_width, shared_words(names)[1]), default=0.0)
    step = max(1, math.ceil((min(widest, _LEAST_NAME) + _BETWEEN_NAMES) / each))
    places = list(range(0, len(names), step))
    common, texts = short_names([names[k] for k in places], step * each - _BETWEEN_NAMES)
    ticks = {"tickvals": places, "ticktext": texts, "tickangle": 0, "showgrid": False}
    return ticks, common


def nice_ceiling(value: float) -> float:
    """The smallest 1, 1.2, 1.5, 2, ... 8, 10 times a power of ten that is not below `value`.

    Rounding a range outward like this keeps it still over many frames. 1 for values that are not
    positive and finite.
    """
    if not (value > 0.0 and math.isfinite(value)):
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    if power == 0.0:
        return value
    ratio = value / power
    return next((step for step in _STEPS if step >= ratio * (1 - 1e-12)), 10.0) * power


def log_bounds(values: Array) -> list[float]:
    """A range in powers of ten around the positive finite `values`, rounded out to quarters."""
    usable = values[(values > 0.0) & np.isfinite(values)]
    if usable.size == 0:
        return [-1.0, 0.0]
    low = math.log10(usable.min()) - 0.04
    high = math.log10(usable.max()) + 0.04
    low, high = math.floor(4 * low) / 4, math.ceil(4 * high) / 4
    # Half a decade at least, so that a single point is not drawn under a microscope.
    return [low - 0.25 if high - low < 0.5 else low, high]


def short(text: object, longest: int = 14) -> str:
    """Text from data on one line, cut to `longest` characters."""
    raw = str(text)
    if len(raw) > longest:
        raw = raw[: longest - 1] + "…"
    return " ".join(raw.split())


def label(text: object, longest: int = 14) -> str:
    """The same made harmless: Plotly renders HTML."""
    return escaped(short(text, longest))
