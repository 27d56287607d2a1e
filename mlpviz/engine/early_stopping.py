"""``Waiting``: for how many epochs in a row something has not improved. Early stopping's rule."""

from dataclasses import dataclass
from math import inf

from mlpviz.engine.options import Option

PATIENCE = Option(
    "Early stopping",
    10,
    1,
    10**9,
    1,
    "Stop after so many epochs in a row without a lower test loss. As the test decides that, its "
    "score is then likely a little too good.",
    "no early stopping",
)
MIN_DELTA = Option(
    "Least improvement",
    0.0001,
    0.0,
    1e9,
    0.0001,
    "How far below the lowest test loss so far one has to be to count as lower.",
)


@dataclass
class Waiting:
    """``best`` is the lowest value so far, ``since`` how many values in a row were not better."""

    best: float = inf
    since: int = 0

    def see(self, value: float, least: float, *, ties: bool = False) -> bool:
        """Whether ``value`` improves on the best one by ``least``; remember it either way.

        Exactly so much is enough where that is more than 0, or where ``ties`` count. What is better
        by less counts as no improvement, but those that follow have to be better than it.
        """
        reached = self.best - least
        better = value < reached or ((least > 0.0 or ties) and value == reached)
        self.since = 0 if better else self.since + 1
        self.best = min(self.best, value)
        return better
