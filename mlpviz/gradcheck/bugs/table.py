"""The bug lab: classic mistakes of hand-written backpropagation, to be put into a network.

>>> from mlpviz.engine.network import MLP
>>> buggy = inject(MLP([2, 4, 1]), "no-slope")
>>> sorted(BUGS["no-slope"].corrupts(buggy, "mse"))
['W1', 'b1']
"""

from collections.abc import Callable

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import require_known
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.bugs.at_the_loss import LOSS_BUGS
from mlpviz.gradcheck.bugs.backward import BuggyMLP
from mlpviz.gradcheck.bugs.bug import Bug
from mlpviz.gradcheck.bugs.in_deltas import DELTA_BUGS
from mlpviz.gradcheck.bugs.in_parameters import PARAMETER_BUGS

BUGS: dict[str, Bug] = LOSS_BUGS | DELTA_BUGS | PARAMETER_BUGS

SAME = 1e-9  # share of the largest entry; bugs differ by far more, rounding by far less


def inject(network: MLP, bug: str) -> BuggyMLP:
    """A copy of ``network`` with the same weights and the mistake ``bug`` in its backward pass.

    ``bug`` is a name in ``BUGS``; FaultsError lists them if it is not. Where the bug's ``applies``
    gives a reason, the copy computes what ``network`` does.
    """
    require_known(bug, BUGS, "bug")
    return BuggyMLP.of(network, BUGS[bug].steps, bug)


def lookalikes(
    network: BuggyMLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float = 0.0,
    progress: Callable[[float], object] = lambda _: None,
) -> frozenset[str]:
    """Names of all bugs, its own included, that nothing here tells from the one in ``network``.

    They apply, and report the same loss and gradients on X [n, d], Y [n, k]: with relu alone, for
    example, a forgotten slope is relu' taken as 1. Each is a right answer to "which bug is it?".
    ``progress`` is called with the share that is done.
    """
    value, gradient = _program(network, X, Y, loss, l2)
    size = np.abs(gradient).max()
    same = {network.bug}
    for i, (name, bug) in enumerate(BUGS.items()):
        progress(i / len(BUGS))
        if bug.applies(network, loss, l2, len(X)):
            continue
        other_value, other = _program(BuggyMLP.of(network, bug.steps, name), X, Y, loss, l2)
        alike = np.array_equal(gradient, other) or np.abs(gradient - other).max() <= SAME * size
        if alike and abs(value - other_value) <= SAME * abs(value):
            same.add(name)
    return frozenset(same)


def _program(network: BuggyMLP, X: Array, Y: Array, loss: str, l2: float) -> tuple[float, Array]:
    """What the program reports: its loss and all of its gradients in one vector."""
    copy = network.copy()
    value, gradients = copy.loss_and_gradients(X, Y, loss=loss, l2=l2)
    return value, np.concatenate([gradient.ravel() for gradient in gradients.values()])
