"""Lines of a trace for the board: parts with the places that they stand for."""

from collections.abc import Iterable

from mlpviz.tracing.parts import Lines, Ref, Sum, Term, text_of
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
    """All lines of one number: what leads to it, symbols, numbers, NumPy, shapes."""
    before = [
        Line(name, parts(line, sample))
        for other in lines.before
        for name, line in (("symbols", other.symbols), ("numbers", other.numbers))
    ]
    own = [
        Line("symbols", parts(lines.symbols, sample)),
        Line("numbers", parts(lines.numbers, sample)),
        Line("NumPy", parts(lines.numpy, sample), copies=text_of(lines.numpy)),
        Line("shapes", parts(lines.shapes, sample)),
    ]
    return (*before, *(line for line in own if line.parts))


def total(name: str, whole: Sum, sample: int) -> Line:
    """A sum as its terms and what they give: ``-0.0242 + 0.0022 = -0.0220``."""
    pieces: list[Part] = []
    for term in whole.terms:
        pieces += [Part(" + ")] if pieces else []
        pieces.append(Part(_in_brackets(term), place_of(term.ref, sample)))
    return Line(name, (*pieces, Part(f" = {whole.shown}")))


def _in_brackets(term: Term) -> str:
    note = {"rest": f" ({text_of(term.line)})", "l2": " (L2)", "rounding": " (rounding)"}
    shown = f"({term.shown})" if term.shown.startswith("-") else term.shown
    return shown + note.get(term.kind, "")
