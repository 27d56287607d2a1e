"""What stands below the columns of the network diagram: sizes and kinds that never touch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from mlpviz.charts.fit import plain_width

# A card is at least this many pixels wide; wider ones only have more room.
_NARROWEST = 300
_GAP = 4  # pixels between two labels, at least
# Closer columns leave no edges to be seen between the neurons.
_CLOSEST = 24

# Heights in the diagram's units, below the neurons that end at 100; one is 1.7 pixels at least.
_ROOMY_LINE, _ROOMY_END = 113.0, 124.0
_FIRST_LINE, _LINE, _END = 105.0, 8.5, 6.0


@dataclass(frozen=True)
class Labels:
    """Texts, the columns and heights of their centres, and the height that they reach to."""

    x: list[float]
    y: list[float]
    text: list[str]
    end: float


def are_apart(columns: int, margins: int) -> bool:
    """Whether so many columns keep their distance between margins of that many pixels in all."""
    return pitch(columns, margins) >= _CLOSEST


def column_labels(sizes: Sequence[int], kinds: Sequence[str], margins: int) -> Labels:
    """Size and kind below every column; where that is too much, a kind once for all its columns.

    `kinds` names one kind per column; `margins` are the pixels beside the diagram, left and right.
    Neighbouring columns of one kind then share one `kind ×count` in their middle, and so do those
    of one size where sizes would touch. What would still touch alternates between lines.
    """
    columns = [float(column) for column in range(len(sizes))]
    if _are_roomy(sizes, kinds, margins):
        texts = [f"{size}<br>{kind}" for size, kind in zip(sizes, kinds, strict=True)]
        return Labels(columns, [_ROOMY_LINE] * len(columns), texts, _ROOMY_END)
    room, counts = pitch(len(sizes), margins), [str(size) for size in sizes]
    fit = max(map(plain_width, counts)) + _GAP <= room
    x: list[float] = []
    y: list[float] = []
    text: list[str] = []
    line = _FIRST_LINE
    for runs in (list(zip(columns, counts, strict=True)) if fit else _runs(counts), _runs(kinds)):
        found = list(runs)
        lines = _lines(found, room)
        x += [centre for centre, _ in found]
        text += [words for _, words in found]
        y += [line + _LINE * each for each in lines]
        line += _LINE * (1 + max(lines))
    return Labels(x, y, text, line - _LINE + _END)


def _are_roomy(sizes: Sequence[int], kinds: Sequence[str], margins: int) -> bool:
    """Whether every column's label fits below it."""
    halves = [
        max(plain_width(str(size)), plain_width(kind)) / 2
        for size, kind in zip(sizes, kinds, strict=True)
    ]
    room = pitch(len(sizes), margins)
    return all(a + b + 2 * _GAP <= room for a, b in pairwise(halves))


def pitch(columns: int, margins: int) -> float:
    """Pixels between two columns; the axis reaches 0.15 beyond the first and the last one."""
    return (_NARROWEST - margins) / (columns - 0.7)


def _runs(kinds: Sequence[str]) -> Iterator[tuple[float, str]]:
    """The middle and the text of every run of equal kinds."""
    start = 0
    for kind, group in groupby(kinds):
        count = len(list(group))
        yield start + (count - 1) / 2, kind if count == 1 else f"{kind} ×{count}"
        start += count


def _lines(runs: list[tuple[float, str]], room: float) -> list[int]:
    """For every run the first line on which it does not touch its neighbour."""
    ends: list[float] = []
    lines = []
    for centre, text in runs:
        half = plain_width(text) / 2
        begin = centre * room - half
        free = (line for line, end in enumerate(ends) if end + _GAP <= begin)
        line = next(free, len(ends))
        ends[line : line + 1] = [begin + 2 * half]
        lines.append(line)
    return lines
