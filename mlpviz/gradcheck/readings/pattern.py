"""``Pattern``: a test on the numbers of a gradient report, and what it says if they pass it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from mlpviz.gradcheck.reading import Reading
from mlpviz.gradcheck.readings.evidence import Evidence


@dataclass(frozen=True)
class Found:
    """A pattern that fits: what was measured, and the words that its sentence needs.

    ``names`` are the mistakes of the table that give such numbers, if the pattern has none itself.
    """

    evidence: str
    words: Mapping[str, Any] = field(default_factory=dict)
    names: tuple[str, ...] = ()


class Pattern(NamedTuple):
    """One row of ``READINGS``: a test on the numbers, and a sentence with places for its words.

    ``names`` are mistakes of the table that the sentence speaks of.
    """

    find: Callable[[Evidence], Found | None]
    sentence: str
    names: tuple[str, ...] = ()

    def read(self, kind: str, evidence: Evidence) -> Reading | None:
        """The reading if the pattern fits, else None."""
        found = self.find(evidence)
        if found is None:
            return None
        sentence = self.sentence.format(**found.words)
        names = tuple(dict.fromkeys(found.names or self.names))
        return Reading(_capitalized(sentence), kind, found.evidence, names)


def _capitalized(sentence: str) -> str:
    """With a capital letter, unless it begins with a symbol such as b1 or σ'."""
    first = sentence.split(maxsplit=1)[0].rstrip(",:")
    return sentence[0].upper() + sentence[1:] if len(first) > 1 and first.isalpha() else sentence
