"""``Report``: the loss that a program reports, the right one or one with a mistake in it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.mistakes.backward import Steps


@dataclass(frozen=True)
class Report:
    """A mistake in a reported loss, by its name in ``MISTAKES``, with its amount; none if ""."""

    name: str = ""
    amount: Any = None

    @property
    def steps(self) -> Steps:
        """Steps whose gradient is right for this loss."""
        row = MISTAKES.get(self.name)
        if row is None or row.reported_gradient is None:
            return Steps()
        return Steps(loss_gradient=row.derivative(self.amount))

    @property
    def words(self) -> str:
        """What is done to the loss, which may be meant: no mistake, if the gradient is its own."""
        return MISTAKES[self.name].reported_as.format(amount=self.amount)

    @cached_property
    def _made(self) -> Callable[[str, float, Array, Array], float]:
        """What makes the reported loss of the right one, which is asked thousands of times."""
        return MISTAKES[self.name].program(self.amount).loss_value

    def loss(self, loss: str, prediction: Array, value: float, Y: Array) -> float:
        """The loss of what is ``predicted``, whose right one is ``value``; NaN where that is it."""
        if not self.name:
            return value
        made = self._made(loss, value, prediction, Y)
        return float(made) if made != value else float(np.nan)


RIGHT = Report()


def reported_losses() -> list[Report]:
    """Every mistake in a reported loss that is more than a factor, with every usual amount."""
    return [
        Report(name, amount)
        for name, row in MISTAKES.items()
        if row.reported_gradient is not None
        for amount in row.amounts or (None,)
    ]
