"""``Steady``: the messages of a run that do not flicker, from looks at a fixed grid of epochs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mlpviz.arrays import Array
from mlpviz.config import RunConfig
from mlpviz.diagnosis.facts import DataFacts, Facts
from mlpviz.diagnosis.report import Diagnosis
from mlpviz.diagnosis.rules import RULES, found
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.record import EpochRecord
from mlpviz.words import whole

LOOKS = 16  # in each doubling of the epochs; before that, every epoch is looked at
STAYS = 10  # epochs without its cause after which a message goes,
STAYS_SHARE = 0.5  # or this share of the epochs until its cause was seen last, if that is more


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


def next_look(epoch: int) -> int:
    """The epoch of the grid that follows ``epoch``: 1, 2, ... 32, 34, ... 64, 68, ...

    The steps are powers of two, so that a thinned ``History`` keeps these epochs longest.
    """
    step = 1 << max(0, epoch.bit_length() - LOOKS.bit_length())
    return (epoch // step + 1) * step


def after_look(
    before: Standing, epoch: int, diagnosis: Diagnosis | None, looks: int = 1
) -> Standing:
    """How a kind stands once ``epoch`` has been looked at, with what was found, if anything.

    It becomes a message when that many ``looks`` in a row find it. It stays until its cause has
    been away for 10 epochs, or half as many as the run had when it was seen last; twice as long
    with every time that it came back.
    """
    if diagnosis is None:
        patience = max(STAYS, STAYS_SHARE * before.epoch) * 2 ** (before.entered - 1)
        stays = before.shown and epoch - before.epoch <= patience
        return replace(before, streak=0, shown=stays)
    streak = before.streak + 1
    shown = before.shown or streak >= looks
    entered = before.entered + (shown and not before.shown)
    return Standing(streak, entered, shown, epoch, diagnosis)


class Steady:
    """What there is to say of one run with one set of choices, as its history grows.

    Every epoch of the grid is looked at once, so that what is said of an epoch does not hang on
    how often it was asked for. The newest one is looked at as well, for its numbers, its weights
    and its error.
    """

    def __init__(
        self, config: RunConfig, class_names: Sequence[str] = (), data: DataFacts | None = None
    ) -> None:
        self.config, self.class_names, self.data = config, class_names, data
        self._standings: list[tuple[int, Mapping[str, Standing]]] = []

    def follow(self, history: Iterable[EpochRecord], newest: int) -> None:
        """Look at what has come to the grid since the last time, up to the epoch ``newest``."""
        ahead = next_look(self._standings[-1][0]) if self._standings else 0
        if newest < ahead:
            return
        records = tuple(history)
        for length, record in enumerate(records, 1):
            if record.epoch < ahead:
                continue
            while next_look(ahead) <= record.epoch:  # the history may have passed some over
                ahead = next_look(ahead)
            if record.epoch == ahead:
                self._look(records[:length])
                ahead = next_look(ahead)

    def forget_after(self, epoch: int) -> None:
        """Drop what was seen later than ``epoch``."""
        self._standings = [seen for seen in self._standings if seen[0] <= epoch]

    def messages(
        self,
        history: Iterable[EpochRecord],
        error: NonFiniteError | None = None,
        params: Mapping[str, Array] | None = None,
    ) -> tuple[Diagnosis, ...]:
        """What there is to say now, most serious first.

        What the newest epoch shows no longer is told as of the epoch that showed it last. Where
        an ``error`` has ended training, all that is found counts at once.
        """
        records = tuple(history)
        newest = records[-1].epoch
        self.follow(records, newest)
        now = found(Facts(records, self.config, self.class_names, error, self.data, params))
        standings = self._standings[-1][1] if self._standings else {}
        told = {
            kind: now.get(kind) or _remembered(standing)
            for kind, standing in standings.items()
            if standing.shown
        }
        told |= {kind: d for kind, d in now.items() if error is not None or RULES[kind].of_newest}
        return tuple(told[kind] for kind in RULES if kind in told)

    def _look(self, records: tuple[EpochRecord, ...]) -> None:
        epoch = records[-1].epoch
        seen = found(Facts(records, self.config, self.class_names, data=self.data))
        before = self._standings[-1][1] if self._standings else {}
        standings = {
            kind: after_look(before.get(kind, Standing()), epoch, seen.get(kind), rule.looks)
            for kind, rule in RULES.items()
            if not rule.of_newest and (kind in before or kind in seen)
        }
        self._standings.append((epoch, standings))


def _remembered(standing: Standing) -> Diagnosis:
    """What was found last, with its epoch."""
    diagnosis = standing.diagnosis
    assert diagnosis is not None
    sentence = f"At epoch {whole(standing.epoch)}: {diagnosis.sentence}"
    return replace(diagnosis, sentence=sentence)
