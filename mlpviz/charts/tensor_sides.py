"""What the rows and columns of a tensor's picture are, and the axes that say so."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from mlpviz.charts.figure import axis, label

_TICKS = 6  # of many names
_ALL = 10  # names have room one by one
_LONGEST = 13  # characters


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


def side_axis(side: Side, piece: slice, *, downward: bool = False) -> dict[str, Any]:
    """The axis along the drawn `piece` of a side."""
    count = piece.stop - piece.start
    bounds = [piece.start - 0.5, piece.stop - 0.5]
    bounds = bounds[::-1] if downward else bounds
    ticks: dict[str, Any] = {"dtick": 1} if count <= 8 else {"nticks": 6}
    if downward and count == 1:
        ticks = {"showticklabels": False, "ticks": ""}
    elif side.names:
        at = _named(side, piece)
        longest = _LONGEST if downward else max(4, 66 // max(len(at), 1))
        texts = [label(side.names[k], longest) for k in at]
        ticks = {"tickvals": at, "ticktext": texts, "tickangle": 0}
    return axis(side.title, bounds, tickformat="d", showgrid=False, **ticks)


def room(side: Side, piece: slice) -> int:
    """Pixels left of the picture for the rows' title and names, at 6.2 a character."""
    names = [side.names[k] for k in _named(side, piece)] if side.names else []
    longest = min(max(map(len, names), default=3), _LONGEST)
    return 26 + round(6.2 * longest) if piece.stop - piece.start > 1 else 44


def _named(side: Side, piece: slice) -> list[int]:
    """Which of the rows or columns stand at the axis with their names."""
    count = piece.stop - piece.start
    if count <= _ALL:
        return list(range(piece.start, piece.stop))
    step = -(-count // (_TICKS * side.every)) * side.every
    return list(range(-(-piece.start // step) * step, piece.stop, step))
