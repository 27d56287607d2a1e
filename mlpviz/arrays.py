"""``Array``: what every module means by an array. Each docstring says the shape in brackets."""

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def product_flags_ignored() -> np.errstate:
    """A context in which NumPy does not warn of invalid values: the numbers say what is wrong.

    A BLAS kernel may compute on memory beyond its arrays and throw the result away; the processor's
    flag stays. OpenBLAS 0.3.31 does, on AVX-512, for float32 [n, 5] @ [5, 1]: a healthy network
    would warn now and then.
    """
    return np.errstate(invalid="ignore")
