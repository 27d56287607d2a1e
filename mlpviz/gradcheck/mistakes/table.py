"""The table of mistakes, and a network with one of them.

>>> from mlpviz.engine.network import MLP
>>> buggy = inject(MLP([2, 4, 1]), "no-slope")
>>> sorted(MISTAKES["no-slope"].corrupts(buggy, "mse"))
['W1', 'b1']
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import require_known
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.deltas import DELTAS
from mlpviz.gradcheck.mistakes.loss_gradients import LOSS_GRADIENTS
from mlpviz.gradcheck.mistakes.loss_values import LOSS_VALUES
from mlpviz.gradcheck.mistakes.mistake import Mistake
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.parameters import PARAMETERS
from mlpviz.gradcheck.mistakes.penalties import PENALTIES
from mlpviz.gradcheck.mistakes.slopes import SLOPES
from mlpviz.gradcheck.mistakes.whole_gradients import WHOLE_GRADIENTS

MISTAKES: dict[str, Mistake] = (
    LOSS_GRADIENTS | SLOPES | DELTAS | PARAMETERS | PENALTIES | WHOLE_GRADIENTS | LOSS_VALUES
)

SAME = 1e-9  # share of the largest entry; mistakes differ by far more, rounding by far less


def inject(network: MLP, mistake: str, *, layer: int | None = None, amount: Any = None) -> BuggyMLP:
    """A copy of ``network`` with the same weights and a mistake in its backward pass.

    ``mistake`` is a name in ``MISTAKES``; FaultsError lists them if it is not. ``layer`` and
    ``amount`` are by default those of its row. Where the row's ``applies`` gives a reason, the copy
    computes what ``network`` does.
    """
    require_known(mistake, MISTAKES, "mistake")
    row = MISTAKES[mistake]
    known = row.usual_amount(network.activations) if amount is None else amount
    steps, place = row.program(known), row.layer if layer is None else layer
    if place is None:
        return BuggyMLP.of(network, steps, mistake)
    return BuggyMLP.of(network, Steps(), mistake, {place: steps})


def lookalikes(
    network: BuggyMLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float = 0.0,
    l1: float = 0.0,
    progress: Callable[[float], object] = lambda _: None,
) -> frozenset[str]:
    """Names of all mistakes, its own included, that nothing here tells from the one in ``network``.

    They apply, and report the same loss and gradients on X [n, d], Y [n, k]: with relu alone, for
    example, a forgotten slope is relu' taken as 1. Each is a right answer to "which one is it?".
    ``progress`` is called with the share that is done.
    """
    value, gradient = _program(network, X, Y, loss, l2, l1)
    size = np.abs(gradient).max()
    same = {network.bug}
    for i, (name, row) in enumerate(MISTAKES.items()):
        progress(i / len(MISTAKES))
        if row.applies(network, loss, l2, len(X), l1):
            continue
        other_value, other = _program(inject(network, name), X, Y, loss, l2, l1)
        alike = np.array_equal(gradient, other) or np.abs(gradient - other).max() <= SAME * size
        if alike and abs(value - other_value) <= SAME * abs(value):
            same.add(name)
    return frozenset(same)


def _program(
    network: BuggyMLP, X: Array, Y: Array, loss: str, l2: float, l1: float
) -> tuple[float, Array]:
    """What the program reports: its loss and all of its gradients in one vector."""
    copy = network.copy()
    value, gradients = copy.loss_and_gradients(X, Y, loss=loss, l2=l2, l1=l1)
    return value, np.concatenate([gradient.ravel() for gradient in gradients.values()])
