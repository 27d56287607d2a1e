"""The challenge: a hidden bug to be told from curves and gradient check alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from mlpviz.gradcheck.bugs import BUGS, lookalikes
from mlpviz.workbench.bug_lab.twins import Twins

HIGHEST = 9999  # number of a challenge


def candidates(reasons: Mapping[str, str | None]) -> list[str]:
    """The bugs that may be hidden: those that can show, and whose check looks like any other.

    A program that reports a wrong loss is checked weight by weight through that loss, on a table of
    its own, which would give it away.
    """
    return [
        name
        for name, reason in reasons.items()
        if reason is None and BUGS[name].changes == "gradient"
    ]


def draw(number: int, names: Sequence[str]) -> str:
    """The bug of challenge ``number`` (from 1), out of ``names``: always the same one.

    Consecutive challenges go through all of ``names`` in random order before one comes again.
    """
    lap, place = divmod(number - 1, len(names))
    return names[int(np.random.default_rng(lap).permutation(len(names))[place])]


def right_answers(twins: Twins) -> frozenset[str]:
    """The hidden bug, and all others that nothing tells from it on the samples of the check."""
    return lookalikes(twins.network, *twins.batch, loss=twins.buggy.loss, l2=twins.buggy.l2)


@dataclass
class Challenge:
    """The state of the challenge.

    ``hidden`` is the bug, drawn for ``number``; ``guess`` the learner's, ``right`` what would have
    been right, once there is a guess; ``hint``: the reading of the pattern is shown. ``answers``
    holds whether the first answer to each challenge was right.
    """

    number: int = 1
    hidden: str = ""
    guess: str | None = None
    right: frozenset[str] = frozenset()
    hint: bool = False
    answers: dict[tuple[int, str], bool] = field(default_factory=dict)

    def start(self, number: int, hidden: str) -> None:
        """Begin a challenge."""
        self.number, self.hidden = number, hidden
        self.guess, self.right, self.hint = None, frozenset(), False

    def answer(self, guess: str, right: frozenset[str]) -> None:
        """Take a guess; the first one of a challenge counts."""
        if self.guess is None:
            self.guess, self.right = guess, right
            self.answers.setdefault((self.number, self.hidden), guess in right)

    @property
    def solved(self) -> bool:
        """Whether the guess is right."""
        return self.guess in self.right

    @property
    def score(self) -> tuple[int, int]:
        """How many first answers were right, and how many there are."""
        return sum(self.answers.values()), len(self.answers)
