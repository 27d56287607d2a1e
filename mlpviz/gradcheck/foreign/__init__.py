"""``check_gradients``, ``assert_gradients``: a check of anyone's NumPy or torch gradients."""

from mlpviz.gradcheck.foreign.assertion import assert_gradients
from mlpviz.gradcheck.foreign.check import check_gradients
from mlpviz.gradcheck.foreign.parameters import GradientCheckInputError

__all__ = ["GradientCheckInputError", "assert_gradients", "check_gradients"]
