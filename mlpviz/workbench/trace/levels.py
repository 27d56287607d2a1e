"""The diagram of a trace: columns of units with their numbers, and the weights that are drawn."""

from collections.abc import Sequence
from math import ceil, isqrt
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts.encoding import typed_array
from mlpviz.charts.pointing import unit_name
from mlpviz.tracing import Trace
from mlpviz.words import number
from mlpviz.workbench.trace.shown import Fan, Level, Numbers, Quantity

DIGITS = 4
ROOM = 280  # px that the cards of a column may take together
ROW, FRAME = 15, 8  # px of a number in a card, and around them
MOST_CELLS = 1024  # units of a column that are drawn
TALL = 16  # cells below each other
ALL_WEIGHTS = 64  # up to which all are drawn, where all units are cards
FAN = 64  # lines into or out of a unit


class Names(NamedTuple):
    """What inputs and outputs are called; ``kind`` is that of an input, such as "pixel"."""

    inputs: Sequence[str]
    kind: str
    outputs: Sequence[str]


def numbers(values: Array, *, exact: bool = False) -> Numbers:
    """An array for the board; ``exact`` where it can be read, and not only seen as colours."""
    encoded = typed_array(np.asarray(values, dtype=float), exact=exact)
    return Numbers(encoded["dtype"], encoded["bdata"])


def levels(
    trace: Trace,
    way: Sequence[int],
    names: Names,
    image: tuple[int, ...] | None,
) -> tuple[Level, ...]:
    """A column for the inputs, for each layer, and for the loss."""
    sizes = trace.known.sizes
    return (
        *(_level(trace, k, way[k], names, image) for k in range(len(sizes))),
        _loss(trace),
    )


def _level(
    trace: Trace,
    index: int,
    chosen: int,
    names: Names,
    image: tuple[int, ...] | None,
) -> Level:
    known, last = trace.known, len(trace.known.sizes) - 1
    size = known.sizes[index]
    first, rows, columns = _window(size, chosen, image if index == 0 else None)
    shown = slice(first, min(size, first + rows * columns))
    named = _quantities(trace, index)
    cards = _fits(size, len(named))
    told = tuple(
        unit_name(index, last, unit, names.inputs, names.outputs, names.kind)
        for unit in range(shown.start, shown.stop)
    )
    quantities = tuple(
        _quantity(quantity, known.symbol(quantity), known.row(quantity)[shown], cards)
        for quantity in named
    )
    title = "inputs" if index == 0 else "output" if index == last else f"hidden {index}"
    picture = index == 0 and image is not None and not cards
    return Level(title, first, told, rows, columns, picture, chosen, quantities)


def _quantities(trace: Trace, index: int) -> list[str]:
    if index == 0:
        return ["x"]
    own = [f"z{index}", f"a{index}"]
    own += [f"h{index}"] if f"h{index}" in trace.arrays else []
    own.append(f"d{index}")
    return [*own, "y"] if index == trace.known.depth else own


def _quantity(name: str, symbol: str, values: Array, cards: bool) -> Quantity:
    label = symbol[0]
    texts = tuple(number(value, DIGITS) for value in values) if cards else ()
    return Quantity(name, label, numbers(values, exact=cards), texts, delta=label == "d")


def _loss(trace: Trace) -> Level:
    text = number(trace.loss, DIGITS)
    values = numbers(np.array([trace.loss]), exact=True)
    quantity = Quantity("L", "L", values, (text,))
    return Level("loss", 0, ("loss",), 1, 1, False, 0, (quantity,))


def _fits(size: int, rows: int) -> bool:
    """Whether so many cards with so many numbers stand below each other."""
    return size * (rows * ROW + FRAME) <= ROOM


def _window(size: int, chosen: int, image: tuple[int, ...] | None) -> tuple[int, int, int]:
    """The first unit that is drawn, rows and columns: of an image one of its planes."""
    if image is not None:
        height, width = image[-2:]
        if height * width <= MOST_CELLS:
            return chosen // (height * width) * height * width, height, width
    if size <= TALL:
        return 0, size, 1
    if size <= 4 * TALL:
        return 0, TALL, ceil(size / TALL)
    side = min(isqrt(size - 1) + 1, isqrt(MOST_CELLS))
    count = min(size, side * side)
    return min(max(0, chosen - count // 2), size - count), ceil(count / side), side


def fans(trace: Trace, shown: Sequence[Level], name: str, way: Sequence[int]) -> tuple[Fan, ...]:
    """The weights that are drawn: all of a small network, else those of the chosen unit."""
    known, drawn = trace.known, shown[:-1]
    layers = range(1, len(drawn))
    total = sum(known.arrays[f"W{layer}"].size for layer in layers)
    if total <= ALL_WEIGHTS and all(quantity.texts for row in drawn for quantity in row.quantities):
        return tuple(_fan(trace, k, _units(drawn[k - 1]), _units(drawn[k])) for k in layers)
    layer = int(name[1:])
    into = _units(drawn[layer - 1])
    found = [_fan(trace, layer, into if len(into) <= FAN else (way[layer - 1],), (way[layer],))]
    for above in range(layer + 1, len(drawn)):
        units = _units(drawn[above])
        some = units if len(units) <= FAN else (way[above],)
        found.append(_fan(trace, above, (way[above - 1],), some))
    return tuple(found)


def _units(level: Level) -> tuple[int, ...]:
    return tuple(range(level.first, level.first + len(level.names)))


def _fan(trace: Trace, layer: int, rows: tuple[int, ...], columns: tuple[int, ...]) -> Fan:
    quantity = f"W{layer}"
    return Fan(
        layer,
        quantity,
        rows,
        columns,
        numbers(trace.arrays[quantity][np.ix_(rows, columns)], exact=True),
    )
