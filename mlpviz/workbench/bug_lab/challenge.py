"""The challenge: a hidden bug to be told from curves and gradient check alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import numpy as np

from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.options import Option
from mlpviz.gradcheck.mistakes import MISTAKES, lookalikes
from mlpviz.workbench.bug_lab.hints import points
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.gate import breathe

HIGHEST = 9999
NUMBER = Option("Challenge", 1, 1, HIGHEST, 1, "Which challenge it is.")
SEPARATOR = "-"  # between number and mark in an address


def candidates(reasons: Mapping[str, str | None]) -> list[str]:
    """The bugs that may be hidden: those that can show, and whose check looks like any other.

    A program that reports a wrong loss is checked weight by weight through that loss, on a table of
    its own, which would give it away.
    """
    return [
        name
        for name, reason in reasons.items()
        if reason is None and MISTAKES[name].changes == "gradient"
    ]


def draw(number: int, names: Sequence[str]) -> str:
    """The bug of challenge ``number`` (from 1), out of ``names``: always the same one.

    Consecutive challenges go through all of ``names`` in random order before one comes again.
    """
    lap, place = divmod(number - 1, len(names))
    return names[int(np.random.default_rng(lap).permutation(len(names))[place])]


def mark(number: int, bug: str) -> str:
    """What stands for the hidden bug in a link: six characters that nobody reads a name in.

    With it a link opens the same challenge even where the number alone would hide another bug: L2
    may have been changed since, or the table of bugs.
    """
    return sha256(f"mlpviz challenge {number} {bug}".encode()).hexdigest()[:6]


def marked(number: int, text: str) -> str:
    """The bug that a mark stands for. Raises FaultsError if there is none in this version."""
    for name, bug in MISTAKES.items():
        if bug.changes == "gradient" and mark(number, name) == text:
            return name
    message = (
        f"challenge = {show(f'{number}{SEPARATOR}{text}')} hides no bug that is known here: the "
        "link is damaged or comes from another version."
    )
    raise FaultsError([Fault("challenge", text, message)])


def right_answers(twins: Twins) -> frozenset[str]:
    """The hidden bug, and all others that nothing tells from it on the samples of the check."""
    own = twins.buggy
    return lookalikes(
        twins.network, *twins.batch, loss=own.loss, l2=own.l2, l1=own.l1, progress=breathe
    )


@dataclass
class Challenge:
    """The state of the challenge.

    ``hidden`` is the bug, drawn for ``number``; ``guess`` the learner's, ``right`` what would have
    been right, once there is a guess. ``taken`` are how many hints were taken for each challenge,
    ``answers`` the points for the first answer to each. ``linked`` is the bug that the address
    which was opened asks for, until it is hidden.
    """

    number: int = 1
    hidden: str = ""
    guess: str | None = None
    right: frozenset[str] = frozenset()
    linked: str | None = None
    taken: dict[tuple[int, str], int] = field(default_factory=dict)
    answers: dict[tuple[int, str], int] = field(default_factory=dict)

    def start(self, number: int, hidden: str) -> None:
        """Begin a challenge. Hints that were once taken for it stay."""
        self.number, self.hidden = number, hidden
        self.guess, self.right, self.linked = None, frozenset(), None

    def take_hint(self, place: int) -> None:
        """Show one hint more: the one in this place of ``HINTS``. A second click does nothing."""
        if place == self.hints:
            self.taken[self._now] = place + 1

    def answer(self, guess: str, right: frozenset[str]) -> None:
        """Take a guess; the first one of a challenge counts."""
        if self.guess is None:
            self.guess, self.right = guess, right
            worth = points(self.hints) if guess in right else 0
            self.answers.setdefault(self._now, worth)

    @property
    def hints(self) -> int:
        """How many hints have been taken."""
        return self.taken.get(self._now, 0)

    @property
    def solved(self) -> bool:
        """Whether the guess is right."""
        return self.guess in self.right

    @property
    def written(self) -> str:
        """Number and mark, as they stand in an address."""
        return f"{self.number}{SEPARATOR}{mark(self.number, self.hidden)}"

    @property
    def _now(self) -> tuple[int, str]:
        return self.number, self.hidden
