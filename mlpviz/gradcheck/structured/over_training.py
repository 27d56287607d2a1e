"""Error over training: the gradient check at every kept epoch, on a small fixed batch.

A gradient that is right at the first weights can be wrong at later ones, where units saturate, die
or overflow. On a handful of samples a check costs a few milliseconds, so a run can be watched.
"""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.clock import Clock
from mlpviz.engine.history import History
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.gradcheck.verdict import VERDICTS

SAMPLES = 8
SOURCE = "complex_step"
REMEMBERED = 25  # durations behind ``GradientErrors.seconds``


@dataclass(frozen=True, eq=False)
class ErrorsByEpoch:
    """Error of every parameter at m epochs, in ascending order.

    ``epochs`` [m]; ``errors`` and ``tolerances`` [m, p] for the p parameters ``names``: error and
    tolerance of the worst element, over the largest entry of the reference (see
    ``ParameterRow.error`` and ``ParameterRow.allowed``). ``verdicts`` [m, p]: indices into
    ``mlpviz.gradcheck.row.VERDICTS``.
    """

    names: tuple[str, ...]
    epochs: Array
    errors: Array
    tolerances: Array
    verdicts: Array


class _Check(NamedTuple):
    """What was found at one epoch; ``parameters`` are the weights that it speaks of."""

    parameters: Array
    errors: list[float]
    tolerances: list[float]
    verdicts: list[int]


class GradientErrors:
    """Remembers the gradient check of every epoch that a history keeps, for one fixed batch.

    Parameters
    ----------
    X, Y : the batch, [n, d] and [n, k]; ``fixed_batch`` draws one
    loss, l2, l1 : those of ``MLP.loss_and_gradients``

    The only reference is the complex step, without spot checks. Of the sources it is the sharpest,
    and on small batches also the quickest, by a third to a half: one pass per layer, where central
    differences take six nudges and probe sharp units again with smaller steps.
    """

    def __init__(self, X: Array, Y: Array, *, loss: str, l2: float = 0.0, l1: float = 0.0) -> None:
        self.X, self.Y, self.loss, self.l2, self.l1 = X, Y, loss, l2, l1
        self._names: tuple[str, ...] = ()
        self._checks: dict[int, _Check] = {}
        self._durations: list[float] = []

    @property
    def seconds(self) -> float | None:
        """What one check takes: the median of the latest ones; None before the first."""
        return median(self._durations) if self._durations else None

    @property
    def found(self) -> ErrorsByEpoch:
        """Everything found so far."""
        checks = dict(sorted(self._checks.items()))
        shape = len(checks), len(self._names)
        return ErrorsByEpoch(
            names=self._names,
            epochs=np.array(list(checks), np.int64),
            errors=np.array([c.errors for c in checks.values()], float).reshape(shape),
            tolerances=np.array([c.tolerances for c in checks.values()], float).reshape(shape),
            verdicts=np.array([c.verdicts for c in checks.values()], np.int8).reshape(shape),
        )

    def update(
        self,
        history: History,
        network: MLP,
        seconds: float = 0.04,
        clock: Clock = perf_counter,
        progress: Callable[[float], object] | None = None,
    ) -> int:
        """Check epochs that ``history`` keeps, newest first; returns how many are still missing.

        ``network`` is a copy for looking at: its parameters are overwritten. Stops when ``seconds``
        have passed, after at least one check. Epochs that are no longer kept are forgotten, and
        those that were rewound and trained anew are checked again. ``clock`` tells the time, in
        seconds; ``progress`` is called as by ``check_network``, for each check by itself.
        """
        started = clock()
        kept = {epoch: history.parameters(epoch) for epoch in history.kept_epochs}
        self._checks = {
            epoch: check
            for epoch, check in self._checks.items()
            if check.parameters is kept.get(epoch)
        }
        missing = sorted(kept.keys() - self._checks.keys())
        while missing:
            epoch = missing.pop()
            self._checks[epoch] = self._check(network, kept[epoch], progress)
            if clock() >= started + seconds:
                break
        return len(missing)

    def _check(
        self, network: MLP, parameters: Array, progress: Callable[[float], object] | None
    ) -> _Check:
        np.copyto(network.flat, parameters)
        report = check_network(
            network,
            self.X,
            self.Y,
            loss=self.loss,
            l2=self.l2,
            l1=self.l1,
            sources=(SOURCE,),
            spots=0,
            progress=progress,
        )
        self._names = tuple(row.name for row in report.rows)
        self._durations = [*self._durations[1 - REMEMBERED :], report.seconds]
        return _Check(
            parameters,
            [row.error for row in report.rows],
            [row.allowed for row in report.rows],
            [VERDICTS.index(row.verdict) for row in report.rows],
        )


def fixed_batch(X: Array, Y: Array, n: int = SAMPLES, seed: int = 0) -> tuple[Array, Array]:
    """``n`` different samples of X [m, d] and Y [m, k], all of them if m < n; same seed, same ones.

    Raises ValueError if ``n`` is not positive.
    """
    if n < 1:
        raise ValueError(f"n = {n}: a batch needs at least one sample")
    chosen = np.random.default_rng(seed).permutation(len(X))[:n]
    return X[chosen], Y[chosen]
