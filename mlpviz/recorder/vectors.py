"""Parameters by name as one vector, their norms, and whether they took a plain step."""

from collections.abc import Mapping
from math import isfinite, sqrt
from typing import Any

import numpy as np

from mlpviz.arrays import Array

ONE_STEP = 1e-4  # relative: what float32 leaves of -lr times the gradient


def flat(arrays: Mapping[str, Array], dtype: Any) -> Array:
    """All of them, one after another, as a new vector."""
    return np.concatenate([array.ravel() for array in arrays.values()]).astype(dtype, copy=False)


def norms(arrays: Mapping[str, Array]) -> dict[str, float]:
    """The Euclidean norm of each."""
    with np.errstate(all="ignore"):
        vectors = {name: array.ravel() for name, array in arrays.items()}
        return {name: sqrt(vector.dot(vector)) for name, vector in vectors.items()}


def is_one_step(moved: Mapping[str, Array], slopes: Mapping[str, Array], lr: float) -> bool:
    """Whether parameters have ``moved`` by one plain step, -lr times the gradients ``slopes``."""
    if not slopes or not isfinite(lr):
        return False
    with np.errstate(all="ignore"):
        off = sum(float(((moved[name] + lr * slopes[name]) ** 2).sum()) for name in moved)
        size = sum(float((array**2).sum()) for array in moved.values())
    return size > 0.0 and off <= ONE_STEP**2 * size
