"""``Part``: a piece of a line, and the number or array that it stands for."""

from collections.abc import Iterable
from typing import NamedTuple


class Ref(NamedTuple):
    """What a part stands for: ``a1[2]`` is ("a1", (2,)), all of W1 is ("W1", ()).

    ``quantity`` is a name in ``Trace.arrays``, or "L". ``place`` has one number for a unit, two for
    a weight (from, to); none means the whole array. That of a sample is not in it, but in
    ``sample``, which is None where a part stands for all samples or where there are none.
    """

    quantity: str
    place: tuple[int, ...] = ()
    sample: int | None = None


class Part(NamedTuple):
    """A piece of a line; ``ref`` is what it stands for, None for what stands for nothing."""

    text: str
    ref: Ref | None = None


Line = tuple[Part, ...]


def text_of(line: Iterable[Part]) -> str:
    """The line as plain text."""
    return "".join(part.text for part in line)


class Term(NamedTuple):
    """A term of a sum. The ``shown`` numbers of all terms add up to the sum's, digit by digit.

    ``value`` is the number itself, ``line`` what it is made of in symbols, ``ref`` what it belongs
    to: the input unit, the sample, the weight. ``kind`` is "term"; "bias"; "l2", or another
    penalty; "rest", which ``stands_for`` so many smaller terms; "rounding", what floating point
    lost.
    ``way`` are the units of a path, one a layer from the weight's own on.
    """

    shown: str
    value: float
    line: Line
    ref: Ref | None = None
    kind: str = "term"
    stands_for: int = 1
    way: tuple[int, ...] = ()


class Sum(NamedTuple):
    """A sum whose terms, as shown, give the total, as shown, exactly."""

    shown: str
    value: float
    terms: tuple[Term, ...]


class Lines(NamedTuple):
    """One number, written out.

    Attributes
    ----------
    ref : which number it is
    title : what it is called: "z1[1], the weighted sum of unit 1 of layer 1"
    symbols, numbers : the formula by names, and with the numbers in it; whoever types the right
        side of ``numbers`` gets its result, to the digits shown
    numpy : the line of NumPy that computes all of the quantity at once
    shapes : the shapes in that line
    shown : the number as it stands at the end of ``numbers``; ``value`` is all of it
    sum : the same as a sum of terms, where it is one
    before : the lines that lead to it, where there are several
    """

    ref: Ref
    title: str
    symbols: Line
    numbers: Line
    numpy: Line
    shapes: Line
    shown: str
    value: float
    sum: Sum | None = None
    before: tuple["Lines", ...] = ()
