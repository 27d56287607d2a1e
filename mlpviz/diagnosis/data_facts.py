"""``DataFacts``: what the rules know of the data, measured once per run."""

from dataclasses import dataclass
from functools import cached_property
from math import hypot
from typing import Self

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.chance import Signals, signals, told_by_neighbours
from mlpviz.diagnosis.reach import Reach, reach
from mlpviz.diagnosis.splits import Difference, difference, some
from mlpviz.engine.losses import OUTPUTS

SAME_SIZE = 1e-9  # relative: a root mean square and the size of a number that never changes
INPUT_SCALE = (0.05, 4.0)  # root mean square of the largest feature: scaled inputs lie within


@dataclass(frozen=True, eq=False)
class DataFacts:
    """What the rules need of the training split; measure it once per run with ``of``.

    ``input_rms`` [d] is the root mean square of every feature after preprocessing, ``targets`` the
    smallest and largest target, ``target_means`` and ``target_spreads`` [k] those of each target.
    ``unreachable`` is the squared error that no network with this output can avoid, over the
    targets' variance, averaged over them: 1 - ``unreachable`` is the largest R² that it can reach.
    ``samples`` are some rows of both, for what is only measured where a rule asks,
    ``test_samples`` those of the test split. That and ``n_test`` are ``None`` where the test split
    is not known, ``feature_names`` empty where names are not.
    """

    n_train: int
    input_rms: Array
    targets: tuple[float, float]
    unreachable: float
    target_means: tuple[float, ...]
    target_spreads: tuple[float, ...]
    samples: tuple[Array, Array]
    n_test: int | None = None
    test_samples: tuple[Array, Array] | None = None
    feature_names: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        X: Array,
        Y: Array,
        output: str,
        test: tuple[Array, Array] | None = None,
        feature_names: tuple[str, ...] = (),
    ) -> Self:
        """From inputs X [n, d] and targets Y [n, k] as the network sees them.

        ``test`` are those of the test split, [m, d] and [m, k], ``feature_names`` [d] for messages.
        """
        input_rms = np.sqrt(np.einsum("nd,nd->d", X, X, dtype=float) / len(X))
        beyond = Y - np.clip(Y, *OUTPUTS[output].range)
        variance, lost = Y.var(axis=0, dtype=float), (beyond**2).mean(axis=0, dtype=float)
        unreachable = np.divide(lost, variance, out=np.zeros(len(lost)), where=variance > 0.0)
        return cls(
            n_train=len(X),
            input_rms=input_rms,
            targets=(float(Y.min()), float(Y.max())),
            unreachable=float(unreachable.mean()),
            target_means=tuple(Y.mean(axis=0, dtype=float).tolist()),
            target_spreads=tuple(Y.std(axis=0, dtype=float).tolist()),
            samples=some(X, Y),
            n_test=None if test is None else len(test[0]),
            test_samples=None if test is None else some(*test),
            feature_names=feature_names,
        )

    @cached_property
    def constant(self) -> tuple[int, ...]:
        """Columns with one value in all training samples, but for round-off; measured once.

        They have one in ``samples``, and its size is that of all.
        """
        X = self.samples[0]
        size = np.abs(X[0]).astype(float)
        same = (np.ptp(X, axis=0) == 0.0) & np.isclose(self.input_rms, size, SAME_SIZE, 0.0)
        return tuple(np.flatnonzero(same).tolist()) if self.n_train > 1 else ()

    @property
    def empty(self) -> bool:
        """Whether all columns are constant, so that they tell nothing."""
        return len(self.constant) == len(self.input_rms)

    @cached_property
    def difference(self) -> Difference | None:
        """In what the splits differ, if they do and both are known; measured once."""
        if self.test_samples is None:
            return None
        return difference(self.samples[0], self.test_samples[0])

    @cached_property
    def class_signal(self) -> Signals:
        """What the inputs tell of the targets, those being classes; measured once."""
        return signals(self.samples, self.test_samples, classes=True)

    @cached_property
    def number_signal(self) -> Signals:
        """What the inputs tell of the targets, those being numbers; measured once."""
        return signals(self.samples, self.test_samples, classes=False)

    @cached_property
    def class_told(self) -> tuple[float, float]:
        """``told_by_neighbours`` of targets that are classes; measured once."""
        return told_by_neighbours(self.samples, classes=True)

    @cached_property
    def number_told(self) -> tuple[float, float]:
        """``told_by_neighbours`` of targets that are numbers; measured once."""
        return told_by_neighbours(self.samples, classes=False)

    @cached_property
    def class_reach(self) -> Reach:
        """What neighbours and a linear fit reach, the targets being those of classes."""
        return reach(self.samples, self.class_told[1], classes=True)

    @cached_property
    def number_reach(self) -> Reach:
        """What neighbours and a linear fit reach, the targets being numbers."""
        return reach(self.samples, self.number_told[1], classes=False)

    @property
    def target_rms(self) -> float:
        """Root mean square of the targets, of several that of the largest."""
        return max(map(hypot, self.target_means, self.target_spreads))

    @property
    def input_scale(self) -> float:
        """Root mean square of the largest feature."""
        return float(self.input_rms.max())

    @property
    def scaled(self) -> bool:
        """Whether the inputs are of a usual size, as any preprocessing leaves them."""
        low, high = INPUT_SCALE
        return low <= self.input_scale <= high
