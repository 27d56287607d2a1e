"""Is this gradient right? Independent derivatives, derived tolerances, a verdict per parameter.

``check_network`` judges a network's gradients; ``autograd_gradients`` computes them with torch.
"""

from mlpviz.gradcheck.autograd import autograd_gradients
from mlpviz.gradcheck.check import check_network, probe_cost
from mlpviz.gradcheck.report import GradientCheckError, GradientReport
from mlpviz.gradcheck.row import ParameterRow

__all__ = [
    "GradientCheckError",
    "GradientReport",
    "ParameterRow",
    "autograd_gradients",
    "check_network",
    "probe_cost",
]
