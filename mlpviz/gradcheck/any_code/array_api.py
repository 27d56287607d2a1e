"""Arrays of other libraries, such as JAX's: read as NumPy's, and made again from them.

They are known by the array API's ``__array_namespace__``, so that nothing has to be imported. They
may be immutable: nothing is nudged in place.
"""

from typing import Any

import numpy as np

from mlpviz.arrays import Array


def is_other_array(value: object) -> bool:
    """Whether ``value`` is an array of some library, and not NumPy's own."""
    own = isinstance(value, np.ndarray | np.generic)
    return not own and hasattr(value, "__array_namespace__") and not isinstance(value, type)


def other_array(numbers: Array, like: Any) -> Any:
    """``numbers`` as an array of the library that ``like`` is from, in memory of its own."""
    return like.__array_namespace__().asarray(numbers.copy())


def library(value: Any) -> str:
    """The name of the library that an array is from."""
    return str(value.__array_namespace__().__name__).split(".")[0]
