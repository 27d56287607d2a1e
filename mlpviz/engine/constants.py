"""Numbers as arrays, made once: for operands in the training loop."""

from functools import lru_cache
from typing import Any

import numpy as np

from mlpviz.arrays import Array


@lru_cache(maxsize=256)
def constant(value: float, dtype: Any) -> Array:
    """``value`` as a read-only array without dimensions.

    For operands in the training loop: on a small array, a Python number costs more to convert
    than the operation itself takes.
    """
    number: Array = np.array(value, dtype)
    number.setflags(write=False)
    return number


class Ones(dict[Any, Array]):
    """``constant(1.0, dtype)`` by dtype: a look-up takes half as long as the call."""

    def __missing__(self, dtype: Any) -> Array:
        """Make the one of a dtype that is asked for the first time."""
        return self.setdefault(dtype, constant(1.0, dtype))


ONE = Ones()
