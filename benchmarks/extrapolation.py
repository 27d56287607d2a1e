"""Other people's numerical derivatives, which the gradient check is compared with."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from mlpviz.gradcheck.numerical import nudged_losses

Array = np.ndarray[Any, Any]

EPS = 1e-4  # jax's
FIRST_STEP = 0.1  # where Ridders' method begins
SHRINK, LEVELS, SAFE = 1.4, 10, 2.0  # of Numerical Recipes


def slope_along(
    loss: Callable[[], float], params: Mapping[str, Array], direction: Mapping[str, Array]
) -> float:
    """(f(x + EPS d) - f(x - EPS d)) / (2 EPS) of all parameters at once."""
    saved = {name: array.copy() for name, array in params.items()}
    values = []
    for side in (1.0, -1.0):
        for name, array in params.items():
            array[...] = saved[name] + side * EPS * direction[name]
        values.append(loss())
    for name, array in params.items():
        array[...] = saved[name]
    return (values[0] - values[1]) / (2.0 * EPS)


def ridders(
    loss: Callable[[], float], params: Mapping[str, Array]
) -> dict[str, tuple[Array, Array]]:
    """Every derivative with its estimated error, by Ridders' method.

    Central differences with steps that shrink by 1.4 are extrapolated in a Neville tableau; the
    error is the largest difference of an entry from its two neighbours, and it ends where higher
    orders get worse by the factor 2. Ridders, Advances in Engineering Software 4, 1982; Press et
    al., Numerical Recipes, section 5.7.
    """
    found = {}
    for name, array in params.items():
        value, error = np.empty(array.shape), np.empty(array.shape)
        for index in np.ndindex(array.shape):

            def central(h: float, array: Array = array, index: tuple[int, ...] = index) -> float:
                up, down = nudged_losses(loss, array, index, h, np.array([1.0, -1.0]))
                return float(up - down) / (2.0 * h)

            value[index], error[index] = extrapolated(central)
        found[name] = (value, error)
    return found


def extrapolated(central: Callable[[float], float]) -> tuple[float, float]:
    """The limit of ``central(h)`` for small h, and its estimated error."""
    row = [central(FIRST_STEP)]
    best, error = row[0], np.inf
    for level in range(1, LEVELS):
        above, row = row, [central(FIRST_STEP / SHRINK**level)]
        factor = 1.0
        for order in range(level):
            factor *= SHRINK**2
            row.append((row[order] * factor - above[order]) / (factor - 1.0))
            now = max(abs(row[-1] - row[-2]), abs(row[-1] - above[order]))
            if now <= error:
                best, error = row[-1], now
        if abs(row[-1] - above[-1]) >= SAFE * error:
            break
    return best, error
