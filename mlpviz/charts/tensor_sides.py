"""What the rows and columns of a tensor's picture are, and the axes that say so."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

from mlpviz.charts.figure import axis
from mlpviz.charts.fit import fitted, plain_width, width

_TICKS = 6  # of many names
_ALL = 10  # names have room one by one
_LONGEST = 84  # px of a row's name
_LEAST, _BETWEEN = 36, 6  # px of a column's name, and between two
_ACROSS = 170  # px of all columns


class Side(NamedTuple):
    """Rows or columns: `title` says what one is, `names` are theirs; else they count from 0.

    Of many names those at multiples of `every` stand at the axis. `rule` is what is said instead of
    names where cells are told by their index alone, such as `pixel 28 · row + column`.
    """

    title: str = ""
    names: Sequence[str] = ()
    every: int = 1
    rule: str = ""

    def by_index(self) -> "Side":
        """The same without names: under the mouse Plotly would tell them instead of the index."""
        return Side(self.rule or self.title)


UNNAMED = Side()


def side_axis(
    side: Side, piece: slice, *, room: float = _ACROSS, downward: bool = False
) -> dict[str, Any]:
    """The axis along the drawn `piece` of a side; `room` are the pixels along it, on a small card.

    Rows go `downward`: their names have the room that `room_for` gives.
    """
    count = piece.stop - piece.start
    bounds = [piece.start - 0.5, piece.stop - 0.5]
    bounds = bounds[::-1] if downward else bounds
    ticks: dict[str, Any] = {"dtick": 1} if count <= 8 else {"nticks": 5}
    if downward and count == 1:
        ticks = {"showticklabels": False, "ticks": ""}
    elif side.names:
        at = _named(side, piece)
        longest: float = _LONGEST
        if not downward:
            least = min(max(plain_width(side.names[k]) for k in at), _LEAST) + _BETWEEN
            at = at[:: max(1, math.ceil(len(at) * least / room))]
            longest = room / max(len(at), 1) - _BETWEEN
        texts = [fitted(side.names[k], longest) for k in at]
        ticks = {"tickvals": at, "ticktext": texts, "tickangle": 0}
    return axis(side.title, bounds, tickformat="d", showgrid=False, **ticks)


def room_for(side: Side, piece: slice) -> int:
    """Pixels left of the picture for the rows' title and names."""
    names = [side.names[k] for k in _named(side, piece)] if side.names else []
    longest = max((width(fitted(name, _LONGEST)) for name in names), default=20.0)
    return 26 + round(longest) if piece.stop - piece.start > 1 else 44


def _named(side: Side, piece: slice) -> list[int]:
    """Which of the rows or columns stand at the axis with their names."""
    count = piece.stop - piece.start
    if count <= _ALL:
        return list(range(piece.start, piece.stop))
    step = -(-count // (_TICKS * side.every)) * side.every
    return list(range(-(-piece.start // step) * step, piece.stop, step))
