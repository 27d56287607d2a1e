"""``check_bug``: a gradient check of a program with a mistake in it."""

from typing import Any

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code.check import check_gradients
from mlpviz.gradcheck.bugs.backward import BuggyMLP
from mlpviz.gradcheck.bugs.table import BUGS
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.structured.check import check_network


def check_bug(
    network: BuggyMLP, X: Array, Y: Array, *, loss: str, l2: float = 0.0, **options: Any
) -> GradientReport:
    """Check a buggy program's gradient against the loss that it reports itself.

    Bugs of the gradient go through ``check_network``, which takes ``options``. Bugs of the loss
    change what a check differentiates, so every parameter is nudged through the network's own
    ``loss``: six passes for each, which suits small networks and batches. The network stays as it
    is. Raises what ``check_network`` does.
    """
    if network.bug not in BUGS or BUGS[network.bug].changes == "gradient":
        return check_network(network, X, Y, loss=loss, l2=l2, **options)
    copy = network.copy()
    _, gradients = copy.loss_and_gradients(X, Y, loss=loss, l2=l2)
    return check_gradients(lambda: copy.loss(X, Y, loss=loss, l2=l2), copy.params, gradients)
