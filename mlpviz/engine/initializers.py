"""Weight initialisers: the table ``INITIALIZERS``.

Each is ``f(rng, fan_in, fan_out, **options) -> W [fan_in, fan_out]`` in float64. Gains are 1: the
names tell the scale, and the reader sees it in the weight histogram.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.options import Option

Rng = np.random.Generator


class Initializer(NamedTuple):
    """One row of ``INITIALIZERS``; ``options`` describes the keyword arguments of ``f``.

    ``author`` is whose name it goes by in a sentence; its own if empty.
    """

    f: Callable[..., Array]
    formula: str
    help: str
    options: Mapping[str, Option] = MappingProxyType({})
    author: str = ""


def zeros(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """All zeros: every hidden unit stays identical to its neighbours for ever."""
    return np.zeros((fan_in, fan_out))


def normal(rng: Rng, fan_in: int, fan_out: int, std: float = 0.1) -> Array:
    """N(0, std), whatever the fan."""
    return rng.normal(0.0, std, (fan_in, fan_out))


def lecun_normal(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """N(0, sqrt(1 / fan_in)). LeCun et al. 1998."""
    return rng.normal(0.0, (1.0 / fan_in) ** 0.5, (fan_in, fan_out))


def xavier_normal(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """N(0, sqrt(2 / (fan_in + fan_out))). Glorot and Bengio 2010."""
    return rng.normal(0.0, (2.0 / (fan_in + fan_out)) ** 0.5, (fan_in, fan_out))


def xavier_uniform(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """U(-r, r) with r = sqrt(6 / (fan_in + fan_out)). Glorot and Bengio 2010."""
    r = (6.0 / (fan_in + fan_out)) ** 0.5
    return rng.uniform(-r, r, (fan_in, fan_out))


def he_normal(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """N(0, sqrt(2 / fan_in)). He et al. 2015."""
    return rng.normal(0.0, (2.0 / fan_in) ** 0.5, (fan_in, fan_out))


def he_uniform(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """U(-r, r) with r = sqrt(6 / fan_in). He et al. 2015."""
    r = (6.0 / fan_in) ** 0.5
    return rng.uniform(-r, r, (fan_in, fan_out))


def orthogonal(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """A uniformly random matrix with orthonormal rows or columns. Saxe et al. 2013.

    QR of a Gaussian matrix; the signs of R's diagonal are moved into Q (Mezzadri 2007).
    """
    tall = rng.normal(size=(max(fan_in, fan_out), min(fan_in, fan_out)))
    q, r = np.linalg.qr(tall)
    q *= np.where(np.diag(r) < 0.0, -1.0, 1.0)
    return q if fan_in >= fan_out else q.T


STD = Option("Standard deviation", 0.1, 0.0, 100.0, 0.01, "Of the weights of every layer.")

INITIALIZERS: dict[str, Initializer] = {
    "xavier_uniform": Initializer(
        xavier_uniform,
        r"U(\pm\sqrt{6/(n_{in}+n_{out})})",
        "for tanh and sigmoid",
        author="Xavier",
    ),
    "xavier_normal": Initializer(
        xavier_normal, r"N(0, \sqrt{2/(n_{in}+n_{out})})", "for tanh and sigmoid"
    ),
    "he_uniform": Initializer(
        he_uniform, r"U(\pm\sqrt{6/n_{in}})", "for ReLU and its relatives", author="He"
    ),
    "he_normal": Initializer(he_normal, r"N(0, \sqrt{2/n_{in}})", "for ReLU and its relatives"),
    "lecun_normal": Initializer(
        lecun_normal, r"N(0, \sqrt{1/n_{in}})", "keeps the variance of a linear layer"
    ),
    "orthogonal": Initializer(orthogonal, r"W^\top W = I", "keeps lengths, good for deep nets"),
    "normal": Initializer(
        normal,
        r"N(0, \sigma)",
        "the same scale in every layer: too small or too large shows at once",
        MappingProxyType({"std": STD}),
    ),
    "zeros": Initializer(zeros, r"0", "a classic mistake: all hidden units stay identical"),
}
