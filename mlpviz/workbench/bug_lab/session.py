"""``BugLab``: what the server keeps of the bug lab for one visitor."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.limits import require_room, require_together
from mlpviz.profiles import limits
from mlpviz.views.budget import CHECK_SAMPLES
from mlpviz.workbench.bug_lab.challenge import Challenge, candidates, draw
from mlpviz.workbench.bug_lab.fitting import reasons
from mlpviz.workbench.bug_lab.twins import Twins, same_structure
from mlpviz.workbench.elements import Element

# What a visitor can do here, by the name that stands in the address.
MODES = {"learn": "Learn", "challenge": "Challenge", "checkers": "Buggy checkers"}
FIRST_BUG = "skips-w2"  # learns well, and only the check sees it


@dataclass
class BugLab:
    """The bug lab's choices and its twins.

    ``mode`` is the name of a row of ``MODES``; ``bug`` and ``checker`` are what Learn and Buggy
    checkers show; ``samples`` and ``batch_seed`` are those of the checks, ``element`` the parameter
    and index whose numbers are shown, if any was chosen. ``run`` numbers the twins. ``stepping``:
    an epoch that Step began is not finished yet. ``drawn_for`` is the config for which the
    challenge's bug was drawn.
    """

    mode: str = "learn"
    bug: str = FIRST_BUG
    checker: str = next(iter(BUGGY_CHECKERS))
    samples: int = CHECK_SAMPLES
    batch_seed: int = 0
    element: Element | None = None
    challenge: Challenge = field(default_factory=Challenge)
    playing: bool = False
    stepping: bool = False
    run: int = 0
    twins: Twins | None = None
    drawn_for: RunConfig | None = None

    @property
    def busy(self) -> bool:
        """Whether the board is to go on asking for frames."""
        return self.playing or self.stepping

    def open_case(self, case: str) -> None:
        """Show this mistake: one of ``MISTAKES`` or ``BUGGY_CHECKERS``."""
        self.pause()
        if case in MISTAKES:
            self.mode, self.bug = "learn", case
        else:
            self.mode, self.checker = "checkers", case

    def pause(self) -> None:
        """Neither play nor step."""
        self.playing = self.stepping = False

    def present_twins(self, config: RunConfig, dataset: Dataset) -> Twins:
        """The twins for the present choices; new ones where the old ones no longer fit.

        Raises LimitError if two such runs are more than is allowed here; there are none then.
        """
        if self.mode == "challenge":
            self._draw(config, dataset)
        bug = self.challenge.hidden if self.mode == "challenge" else self.bug
        if self.twins is None or not self.twins.matches(config, bug):
            self.twins = None
            allowed = replace(limits(), pass_bytes=inf, pass_operations=inf)  # see ``Twins``
            size = require_together([config, config], "The twins", allowed=allowed)
            require_room(config, size)
            self.twins = Twins(config, dataset, bug)
            self.run += 1
        self.twins.take_batch(self.samples, self.batch_seed)
        return self.twins

    def reasons(self, config: RunConfig, dataset: Dataset) -> Mapping[str, str | None]:
        """By bug, why it cannot show in a check of ``config``'s network, or None."""
        return reasons(config, min(self.samples, len(dataset.X_train)))

    def _draw(self, config: RunConfig, dataset: Dataset) -> None:
        """Hide a bug, unless one is hidden for this config."""
        old = self.drawn_for
        if self.challenge.hidden and old is not None and same_structure(config, old):
            return
        names, challenge = candidates(self.reasons(config, dataset)), self.challenge
        hidden = challenge.linked or draw(challenge.number, names)
        challenge.start(challenge.number, hidden)
        self.drawn_for = config
