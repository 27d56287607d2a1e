"""Arrays as the charts take them: their shapes are checked here."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.arrays import Array


def shaped(values: ArrayLike, shape: tuple[int, ...], what: str, dtype: Any = float) -> Array:
    """`values` as an array of `dtype` (`None`: their own); no values fit every empty shape.

    Raises ValueError that names `what` and both shapes if they have another one.
    """
    array = np.asarray(values, dtype=dtype)
    if array.shape != shape:
        if array.size or 0 not in shape:
            raise ValueError(f"{what} has shape {array.shape}; expected {shape}")
        array = array.reshape(shape)
    return array


def columns(x: Array, **values: ArrayLike) -> list[Array]:
    """Each of `values` as floats, one per entry of `x`. Raises ValueError that names it if not."""
    return [shaped(column, x.shape, name.replace("_", " ")) for name, column in values.items()]
