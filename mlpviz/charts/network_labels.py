"""What stands below the columns of the network diagram: sizes and kinds that never touch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

# A card is at least this many pixels wide; wider ones only have more room.
_NARROWEST = 300
# The mean width of a character in ems, and the least gap between two labels in pixels.
_CHARACTER, _GAP = 0.5, 4
# Closer columns leave no edges to be seen between the neurons.
_CLOSEST = 24

_ROOMY_FONT, _DENSE_FONT = 11, 9

# Heights in the diagram's units, below the neurons that end at 100.
_ROOMY_LINE = 113.0
_SIZE_LINE, _KIND_LINES = 105.0, (112.5, 119.5)


@dataclass(frozen=True)
class Labels:
    """Texts, the columns and heights of their centres, and the size of their font in pixels."""

    x: list[float]
    y: list[float]
    text: list[str]
    font: int


def are_apart(columns: int, margins: int) -> bool:
    """Whether so many columns keep their distance between margins of that many pixels in all."""
    return pitch(columns, margins) >= _CLOSEST


def column_labels(sizes: Sequence[int], kinds: Sequence[str], margins: int) -> Labels:
    """Size and kind below every column; where that is too much, a kind once for all its columns.

    `kinds` names one kind per column; `margins` are the pixels beside the diagram, left and right.
    Neighbouring columns of one kind then share one `kind ×count` in their middle, in a smaller
    font, and kinds that would still touch alternate between two lines.
    """
    columns = [float(column) for column in range(len(sizes))]
    if _are_roomy(sizes, kinds, margins):
        texts = [f"{size}<br>{kind}" for size, kind in zip(sizes, kinds, strict=True)]
        return Labels(columns, [_ROOMY_LINE] * len(columns), texts, _ROOMY_FONT)
    runs = list(_runs(kinds))
    return Labels(
        columns + [centre for centre, _ in runs],
        [_SIZE_LINE] * len(columns) + _lines(runs, pitch(len(sizes), margins)),
        [str(size) for size in sizes] + [text for _, text in runs],
        _DENSE_FONT,
    )


def _are_roomy(sizes: Sequence[int], kinds: Sequence[str], margins: int) -> bool:
    """Whether every column's label fits below it."""
    halves = [
        _width(max(str(size), kind, key=len), _ROOMY_FONT) / 2
        for size, kind in zip(sizes, kinds, strict=True)
    ]
    room = pitch(len(sizes), margins)
    return all(a + b + 2 * _GAP <= room for a, b in pairwise(halves))


def pitch(columns: int, margins: int) -> float:
    """Pixels between two columns; the axis reaches 0.15 beyond the first and the last one."""
    return (_NARROWEST - margins) / (columns - 0.7)


def _width(text: str, font: int) -> float:
    return _CHARACTER * font * len(text)


def _runs(kinds: Sequence[str]) -> Iterator[tuple[float, str]]:
    """The middle and the text of every run of equal kinds."""
    start = 0
    for kind, group in groupby(kinds):
        count = len(list(group))
        yield start + (count - 1) / 2, kind if count == 1 else f"{kind} ×{count}"
        start += count


def _lines(runs: list[tuple[float, str]], room: float) -> list[float]:
    """For every run the first line on which it does not touch its neighbour."""
    ends = [float("-inf")] * len(_KIND_LINES)
    heights = []
    for centre, text in runs:
        half = _width(text, _DENSE_FONT) / 2
        begin = centre * room - half
        free = (line for line, end in enumerate(ends) if end + _GAP <= begin)
        line = next(free, ends.index(min(ends)))
        ends[line] = begin + 2 * half
        heights.append(_KIND_LINES[line])
    return heights
