"""``check_gradients``, ``assert_gradients``: a check of anyone's NumPy or torch gradients."""

from mlpviz.gradcheck.any_code.assertion import assert_gradients
from mlpviz.gradcheck.any_code.check import check_gradients
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError

__all__ = ["GradientCheckInputError", "assert_gradients", "check_gradients"]
