"""``check_gradients``: a gradient check for anyone's code, in NumPy or torch."""

from mlpviz.gradcheck.foreign.check import check_gradients
from mlpviz.gradcheck.foreign.parameters import GradientCheckInputError

__all__ = ["GradientCheckInputError", "check_gradients"]
