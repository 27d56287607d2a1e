"""``Reading``: what the errors of a report look like, in words."""

from dataclasses import dataclass

from mlpviz.gradcheck.mistakes.written import Lines

UNKNOWN = "unknown"  # the kind of one in which nothing is named


@dataclass(frozen=True)
class Reading:
    """What the errors of a report look like.

    ``sentence`` is for people; ``kind`` is the name of a row, of ``MISTAKES`` or ``READINGS``;
    ``evidence`` states what was measured. ``alternatives`` are the kinds of what else the sentence
    names: mistakes that give the very same numbers, or further ones in the same program. ``lines``
    are the wrong line of each mistake and the right one.
    """

    sentence: str
    kind: str
    evidence: str
    alternatives: tuple[str, ...] = ()
    lines: tuple[Lines, ...] = ()
