"""``Passes``: how many samples go through a network at once, in training and in evaluation."""

from collections.abc import Callable
from math import isfinite

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.dropout import Dropout
from mlpviz.engine.network import MLP


def unheard() -> None:
    """Nobody wants to know that a pass is over."""


class Passes:
    """A batch in passes of at most ``rows`` samples each; ``None``: every batch in one.

    Fewer samples at once take less memory, and give the same loss and gradient to round-off.
    ``measured`` is the same for evaluation, by default ``rows``. ``between`` is called between two
    passes, so that others may have their turn; what it raises ends the work.
    """

    def __init__(
        self,
        rows: int | None = None,
        between: Callable[[], object] = unheard,
        measured: int | None = None,
    ) -> None:
        self.rows, self.between = rows, between
        self.measured = rows if measured is None else measured
        self._total: Array | None = None

    def backpropagate(
        self,
        network: MLP,
        X: Array,
        Y: Array,
        loss: str,
        l2: float = 0.0,
        weights: Array | None = None,
        l1: float = 0.0,
        dropout: Dropout | None = None,
    ) -> float:
        """As ``network.backpropagate``: with m of the n samples in a pass,

        loss = sum over passes of m / n loss(samples of the pass), and its gradient likewise.
        A sample of weight w counts w times.

        The first pass whose loss is not finite is the last one.
        """
        n, rows = len(X), self.rows
        if rows is None or n <= rows:
            return _once(network, X, Y, loss, l2, weights, l1, dropout)
        if self._total is None or self._total.shape != network.flat.shape:
            self._total = np.empty_like(network.flat)
        value, total = 0.0, self._total
        total.fill(0.0)
        for start in range(0, n, rows):
            if start:
                self.between()
            part, share = slice(start, start + rows), min(rows, n - start) / n
            # the penalty counts once, whatever the share
            once, once_l1 = (0.0, 0.0) if start else (l2 / share, l1 / share)
            some = None if weights is None else weights[part]  # their mean need not be 1 here
            value += share * _once(network, X[part], Y[part], loss, once, some, once_l1, dropout)
            if not isfinite(value):
                return value
            network.flat_grad *= share
            total += network.flat_grad
        np.copyto(network.flat_grad, total)
        return value


def _once(
    network: MLP,
    X: Array,
    Y: Array,
    loss: str,
    l2: float,
    weights: Array | None,
    l1: float,
    dropout: Dropout | None,
) -> float:
    """A pass; networks whose own backward pass knows of nothing more are asked without it."""
    if dropout is not None or l1:
        return network.backpropagate(X, Y, loss, l2, weights, l1, dropout)
    if weights is None:
        return network.backpropagate(X, Y, loss, l2)
    return network.backpropagate(X, Y, loss, l2, weights)


WHOLE = Passes()
