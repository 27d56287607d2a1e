"""A line of a backward pass in words of mathematics and of NumPy, as it stands and as it should."""

from typing import NamedTuple


class Written(NamedTuple):
    """The same in LaTeX and in Python."""

    maths: str
    code: str


class Lines(NamedTuple):
    """A line as it stands, of a mistake called ``title``, and as it should; why one makes it.

    ``lesson`` is empty where more lines of the same mistake follow.
    """

    title: str
    wrong: Written
    right: Written
    lesson: str
