"""Is this gradient right? Central differences and an independent oracle, with derived tolerances.

``check_network`` judges a network's gradients; ``autograd_gradients`` computes them with torch.
"""

from mlpviz.gradcheck.autograd import autograd_gradients
from mlpviz.gradcheck.check import check_network, probe_cost
from mlpviz.gradcheck.report import GradientReport, ParameterRow

__all__ = ["GradientReport", "ParameterRow", "autograd_gradients", "check_network", "probe_cost"]
