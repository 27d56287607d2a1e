"""Lines of a trace for the board: parts with the places that they stand for."""

from collections.abc import Iterable

from mlpviz.tracing.parts import Lines, Ref, text_of
from mlpviz.tracing.parts import Part as Told
from mlpviz.workbench.trace.shown import Line, Part


def place(quantity: str, index: Iterable[int] = ()) -> str:
    """The place of a number, ``W1:0,3``, or of a whole quantity, ``W1``."""
    indices = ",".join(map(str, index))
    return f"{quantity}:{indices}" if indices else quantity


def place_of(ref: Ref | None, sample: int) -> str:
    """Where a part stands; nowhere if it is of another sample than the one that is drawn."""
    if ref is None or ref.sample not in (None, sample):
        return ""
    return place(ref.quantity, ref.place)


def parts(line: Iterable[Told], sample: int) -> tuple[Part, ...]:
    """The parts of a line."""
    return tuple(Part(text, place_of(ref, sample)) for text, ref in line)


def written(lines: Lines, sample: int) -> tuple[Line, ...]:
    """All lines of one number: what leads to it, a line each; symbols, numbers, NumPy, shapes."""
    before = [
        Line(text_of(other.symbols[:1]), parts((*other.symbols, *other.numbers[1:]), sample))
        for other in lines.before
    ]
    numpy = [part for other in lines.before for part in (*other.numpy, Told("\n"))]
    numpy += lines.numpy
    own = [
        Line("symbols", parts(lines.symbols, sample)),
        Line("numbers", parts(lines.numbers, sample)),
        Line("NumPy", parts(numpy, sample), copies=text_of(numpy)),
        Line("shapes", parts(lines.shapes, sample)),
    ]
    return (*before, *(line for line in own if line.parts))
