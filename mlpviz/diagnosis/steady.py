"""``Steady``: the messages of a run that do not flicker, from looks at a fixed grid of epochs."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from mlpviz.arrays import Array
from mlpviz.diagnosis.data_facts import DataFacts
from mlpviz.diagnosis.facts import Facts
from mlpviz.diagnosis.loop import Choices
from mlpviz.diagnosis.report import Diagnosis
from mlpviz.diagnosis.rules import RULES, found
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.record import EpochRecord
from mlpviz.words import whole

LOOKS = 16  # in each doubling of the epochs; before that, every epoch is looked at
KEPT = 4 * LOOKS  # records or snapshots: fewer would not last from one look to the next
STAYS = 10  # epochs without its cause after which a message goes,
STAYS_SHARE = 0.5  # or this share of the epochs until its cause was seen last, if that is more
FREE = 2  # changes of the first message that come at once: a symptom, then its cause
WAITS = 10  # epochs that what would be the third has to last,
WAITS_SHARE = 0.25  # or this share of the epochs until then, if that is more
LAST = 8.0  # times the epochs until the third change: before that there is no fourth


@dataclass(frozen=True)
class Standing:
    """How one kind of message stands after a look.

    ``streak`` counts the looks in a row that found it, ``entered`` how often it has become a
    message, ``shown`` whether it is one. ``epoch`` is that of the look that found it last, with
    ``diagnosis`` as its finding.
    """

    streak: int = 0
    entered: int = 0
    shown: bool = False
    epoch: int = 0
    diagnosis: Diagnosis | None = None


@dataclass(frozen=True)
class Lead:
    """Which message comes first after a look; ``kind`` is empty if there is none.

    ``changes`` counts how often that has changed, last at epoch ``changed``. ``differs`` is the
    epoch since which another one would be first.
    """

    kind: str = ""
    changes: int = 0
    changed: int = 0
    differs: int | None = None


class Look(NamedTuple):
    """What is known after a look at ``epoch``: how every kind stands, and which comes first."""

    epoch: int
    standings: Mapping[str, Standing]
    lead: Lead


def next_look(epoch: int) -> int:
    """The epoch of the grid that follows ``epoch``: 1, 2, ... 32, 34, ... 64, 68, ...

    The steps are powers of two, so that a thinned ``History`` keeps these epochs longest.
    """
    step = 1 << max(0, epoch.bit_length() - LOOKS.bit_length())
    return (epoch // step + 1) * step


def after_look(
    before: Standing,
    epoch: int,
    diagnosis: Diagnosis | None,
    looks: int = 1,
    over: bool = False,
) -> Standing:
    """How a kind stands once ``epoch`` has been looked at, with what was found, if anything.

    It becomes a message when that many ``looks`` in a row find it. It stays until its cause has
    been away for 10 epochs, or half as many as the run had when it was seen last; twice as long
    with every time that it came back. Where it is ``over``, it goes with its cause.
    """
    if diagnosis is None:
        patience = max(STAYS, STAYS_SHARE * before.epoch) * 2 ** (before.entered - 1)
        stays = before.shown and not over and epoch - before.epoch <= patience
        return replace(before, streak=0, shown=stays)
    streak = before.streak + 1
    shown = before.shown or streak >= looks
    entered = before.entered + (shown and not before.shown)
    return Standing(streak, entered, shown, epoch, diagnosis)


def after_lead(before: Lead, epoch: int, kind: str) -> Lead:
    """Which message comes first once ``epoch`` has been looked at, where ``kind`` would be.

    The first message changes twice at once, a third time after a quarter of the run, and a fourth
    time only when the run has become eight times as long.
    """
    if kind == before.kind:
        return replace(before, differs=None)
    since = epoch if before.differs is None else before.differs
    if before.changes < FREE:
        ripe = True
    elif before.changes == FREE:
        ripe = epoch - since >= max(WAITS, WAITS_SHARE * since)
    else:
        ripe = epoch >= LAST * before.changed
    return Lead(kind, before.changes + 1, epoch) if ripe else replace(before, differs=since)


class Steady:
    """What there is to say of one run with one set of choices, as its history grows.

    Every epoch of the grid is looked at once, so that what is said of an epoch does not hang on
    how often it was asked for. The newest one is looked at as well, for its numbers and its error.
    ``weights(epoch)`` gives the parameters of an epoch of the grid, by name, if they are kept;
    where there is no such function, rules that need them are asked at the newest epoch alone.
    ``start`` as in ``Facts``.
    """

    def __init__(
        self,
        config: Choices,
        class_names: Sequence[str] = (),
        data: DataFacts | None = None,
        weights: Callable[[int], Mapping[str, Array] | None] | None = None,
        start: Mapping[str, float] | None = None,
    ) -> None:
        self.config, self.class_names, self.data = config, class_names, data
        self.weights, self.start = weights, start
        self._looks: list[Look] = []

    def follow(self, history: Iterable[EpochRecord], newest: int) -> None:
        """Look at what has come to the grid since the last time, up to the epoch ``newest``."""
        ahead = next_look(self._looks[-1].epoch) if self._looks else 0
        if newest < ahead:
            return
        records = tuple(history)
        for length, record in enumerate(records, 1):
            if record.epoch > newest:
                return
            if record.epoch < ahead:
                continue
            while next_look(ahead) <= record.epoch:  # the history may have passed some over
                ahead = next_look(ahead)
            if record.epoch == ahead:
                self._look(records[:length])
                ahead = next_look(ahead)

    def forget_after(self, epoch: int) -> None:
        """Drop what was seen later than ``epoch``."""
        self._looks = [look for look in self._looks if look.epoch <= epoch]

    def messages(
        self,
        history: Iterable[EpochRecord],
        error: NonFiniteError | None = None,
        params: Mapping[str, Array] | None = None,
    ) -> tuple[Diagnosis, ...]:
        """What there is to say now, most serious first.

        What the newest epoch shows no longer is told as of the epoch that showed it last. Where
        an ``error`` has ended training, all that is found counts at once. A ``history`` that ends
        earlier than the last one did is told what was said then.
        """
        records = tuple(history)
        newest = records[-1].epoch
        self.follow(records, newest)
        now = found(self.facts(records, error, params))
        at_once = {k: d for k, d in now.items() if error is not None or self._only_newest(k)}
        looks = (look for look in reversed(self._looks) if look.epoch <= newest)
        _, standings, lead = next(looks, Look(0, {}, Lead()))
        told = {
            kind: now.get(kind) or _remembered(standing)
            for kind, standing in standings.items()
            if lead.kind
            and (kind == lead.kind or (standing.shown and not _taken_back(kind, standings)))
        }
        told |= at_once
        order = [kind for kind in RULES if kind in told]
        if lead.kind and not at_once:
            order.sort(key=lambda kind: kind != lead.kind)
        return tuple(told[kind] for kind in order)

    def facts(
        self,
        records: tuple[EpochRecord, ...],
        error: NonFiniteError | None = None,
        params: Mapping[str, Array] | None = None,
    ) -> Facts:
        """What the rules are given of these records, the last being the newest."""
        known = self.config, self.class_names, error, self.data, params, self.start
        return Facts(records, *known)

    def _look(self, records: tuple[EpochRecord, ...]) -> None:
        epoch = records[-1].epoch
        params = None if self.weights is None else self.weights(epoch)
        facts = self.facts(records, None, params)
        seen = found(facts)
        _, before, lead = self._looks[-1] if self._looks else Look(0, {}, Lead())
        standings = {
            kind: after_look(
                before.get(kind, Standing()),
                epoch,
                seen.get(kind),
                rule.looks,
                over=rule.in_vain and facts.learned,
            )
            for kind, rule in RULES.items()
            if not self._only_newest(kind) and (kind in before or kind in seen)
        }
        first = next((kind for kind, standing in standings.items() if standing.shown), "")
        self._looks.append(Look(epoch, standings, after_lead(lead, epoch, first)))

    def _only_newest(self, kind: str) -> bool:
        return RULES[kind].needs_weights and self.weights is None


def _taken_back(kind: str, standings: Mapping[str, Standing]) -> bool:
    """Whether what is said there now contradicts what ``kind`` said before: see ``Rule.until``."""
    until = standings.get(RULES[kind].until, Standing())
    return until.shown and until.epoch > standings[kind].epoch


def _remembered(standing: Standing) -> Diagnosis:
    """What was found last, with its epoch: what was so now was so then."""
    diagnosis = standing.diagnosis
    assert diagnosis is not None
    sentence = re.sub(r"\bnow\b", "then", diagnosis.sentence)
    return replace(diagnosis, sentence=f"At epoch {whole(standing.epoch)}: {sentence}")
