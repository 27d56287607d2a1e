"""Settings that were changed while a run trained: after which epoch, from what to what."""

from collections.abc import Mapping
from typing import NamedTuple

Setting = float | str | None
Settings = Mapping[str, Setting]
Pairs = dict[str, tuple[Setting, Setting]]  # before and after, by name

MOST = 64  # epochs with changes that are told apart; beyond, neighbours become one


class Change(NamedTuple):
    """A setting that was ``before`` up to ``epoch``, and ``after`` from the next step on.

    ``name`` is one of ``trainer.change``: "lr", "l2", "batch_size" and others, one of the
    optimiser's or the schedule's, or "schedule". None as a batch size is the full batch.
    """

    epoch: int
    name: str
    before: Setting
    after: Setting


class Changes:
    """The changes of a run in order of epoch; those after one epoch are one for each setting."""

    def __init__(self) -> None:
        self._at: dict[int, Pairs] = {}

    def note(self, epoch: int, before: Settings, after: Settings) -> None:
        """Add what differs between ``before`` and ``after``, settings by name."""
        new = {
            name: (before.get(name), after[name])
            for name in after
            if before.get(name) != after[name]
        }
        self._at[epoch] = _both(self._at.get(epoch, {}), new)
        if not self._at[epoch]:
            del self._at[epoch]
        if len(self._at) > MOST:
            self._at = _halved(self._at)

    def forget_from(self, epoch: int) -> None:
        """Drop those after ``epoch`` and after later ones."""
        self._at = {at: kept for at, kept in self._at.items() if at < epoch}

    def all(self) -> tuple[Change, ...]:
        """All of them, in order of epoch."""
        return tuple(
            Change(epoch, name, *values)
            for epoch, kept in self._at.items()
            for name, values in kept.items()
        )


def _both(first: Pairs, second: Pairs) -> Pairs:
    """One change for each setting: from before the first to after the second, if it differs."""
    names = {**first, **second}
    joined = {
        name: (first.get(name, names[name])[0], second.get(name, names[name])[1]) for name in names
    }
    return {name: (before, after) for name, (before, after) in joined.items() if before != after}


def _halved(at: Mapping[int, Pairs]) -> dict[int, Pairs]:
    """Every two neighbours as one, at the epoch of the first."""
    rest = iter(at.items())
    joined = {epoch: _both(first, next(rest, (0, {}))[1]) for epoch, first in rest}
    return {epoch: changes for epoch, changes in joined.items() if changes}
