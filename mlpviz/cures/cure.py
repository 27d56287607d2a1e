"""What was tried and helped: ``Cure``, and ``Cures``, the result of a search."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import NamedTuple, overload

from mlpviz.cures.standing import LOST, Standing
from mlpviz.diagnosis import Action
from mlpviz.words import counted, score_number


class Figure(NamedTuple):
    """By what number runs are judged: ``measure`` is "accuracy", "R²" or "loss"."""

    measure: str
    of_test: bool = False

    def of(self, standing: Standing) -> float:
        """That number of a run."""
        look = standing.loss if self.measure == "loss" else standing.score
        return look(of_test=self.of_test)

    def written(self, value: float) -> str:
        """In words, where it is reached: "94.0%", "test R² 0.8", "loss 0.12"."""
        names = [word for word, told in (("test", self.of_test), (self.measure, True)) if told]
        plain = names in (["accuracy"], ["R²"])
        text = score_number(self.measure, value)
        return text if plain else f"{' '.join(names)} {text}"


@dataclass(frozen=True)
class Cure(Action):
    """An ``Action`` that was tried: what it reached after ``epochs`` epochs from the start.

    ``label`` says it with its figure, ``what`` without. ``reached`` and ``now`` are of the figure
    that was judged, ``measure``: "accuracy" or "R²", of the training split or, with ``of_test``, of
    the test split; or "loss", where scores tell no difference. Without ``changes`` it is the
    run itself, trained on for ``epochs`` more.
    """

    what: str
    reached: float
    now: float
    epochs: int
    measure: str
    of_test: bool = False

    @property
    def waits(self) -> bool:
        """Whether nothing is to be changed, but the run to be trained on."""
        return not self.changes


def cure_of(action: Action, standing: Standing, now: Standing, figure: Figure) -> Cure:
    """The cure that ``action`` is: it reached ``standing``, and the run stands at ``now``.

    "Standardise the inputs: 94.0% after 30 epochs (now 62.0%)".
    """
    more = not action.changes
    epochs = standing.epoch - (now.epoch if more else 0)
    reached, before = figure.of(standing), figure.of(now)
    after = counted(epochs, "more epoch" if more else "epoch")
    text = f"{action.label}: {figure.written(reached)} after {after}"
    if isfinite(before) and before > LOST:
        text += f" (now {score_number(figure.measure, before)})"
    return Cure(
        text, action.changes, action.label, reached, before, epochs, figure.measure, figure.of_test
    )


@dataclass(frozen=True)
class Tried:
    """One thing that was tried: the ``label`` of its changes, where it stood after ``epochs``."""

    label: str
    standing: Standing
    epochs: int


class Cures(Sequence[Cure]):
    """The cures of a run, the best first: a sequence, with all that was tried.

    ``sentence`` says in words what came out; ``tried`` holds whatever was trained, helpful or not.
    ``complete`` is False if the time was up before the search was.
    """

    def __init__(
        self,
        cures: Sequence[Cure],
        sentence: str,
        tried: Sequence[Tried] = (),
        *,
        complete: bool = True,
    ) -> None:
        self._cures = tuple(cures)
        self.sentence = sentence
        self.tried = tuple(tried)
        self.complete = complete

    def __len__(self) -> int:
        return len(self._cures)

    @overload
    def __getitem__(self, index: int) -> Cure: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Cure, ...]: ...

    def __getitem__(self, index: int | slice) -> Cure | tuple[Cure, ...]:
        return self._cures[index]

    def __iter__(self) -> Iterator[Cure]:
        return iter(self._cures)

    def __str__(self) -> str:
        return "\n".join([self.sentence, *(f"- {cure.label}" for cure in self)])

    def __repr__(self) -> str:
        return f"<Cures: {self.sentence}>"
