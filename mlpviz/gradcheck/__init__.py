"""Is this gradient right? Independent derivatives, derived tolerances, a verdict per parameter.

``check_network`` judges a network of the engine and ``check_gradients`` anyone's code, as does
``assert_gradients``, which raises; ``autograd_gradients`` computes a network's gradients with
torch.
"""

from mlpviz.gradcheck.any_code import (
    GradientCheckInputError,
    assert_gradients,
    check_gradients,
)
from mlpviz.gradcheck.description import Description
from mlpviz.gradcheck.missing_torch import MissingTorchError
from mlpviz.gradcheck.report import GradientCheckError, GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.structured.autograd import autograd_gradients
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.gradcheck.structured.probes import probe_cost

__all__ = [
    "Description",
    "GradientCheckError",
    "GradientCheckInputError",
    "GradientReport",
    "MissingTorchError",
    "ParameterRow",
    "assert_gradients",
    "autograd_gradients",
    "check_gradients",
    "check_network",
    "probe_cost",
]
