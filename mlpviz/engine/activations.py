"""Activation functions and their derivatives, written by hand: the table ``ACTIVATIONS``.

Every function works elementwise on arrays of any shape and writes into ``out`` when it is given,
so that the training loop allocates nothing. To add an activation, write the pair ``f`` and ``df``
and add one row to the table; sidebar, tests, gradient check and formulas read the table.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

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


class Activation(NamedTuple):
    """One row of ``ACTIVATIONS``.

    ``f(z, out=None) -> a`` is the function, ``df(z, a, out=None)`` its derivative at ``z`` given
    ``a = f(z)``. ``unsaturated`` is the open interval of ``a`` in which the slope is at least
    5 % of the steepest one (``None``: the function does not saturate). ``kink`` says that the
    derivative jumps at z = 0.
    """

    f: Callable[..., Array]
    df: Callable[..., Array]
    formula: str
    help: str
    unsaturated: tuple[float, float] | None = None
    kink: bool = False


def identity(z: Array, out: Array | None = None) -> Array:
    """z itself, copied into ``out`` when that is given."""
    return np.positive(z, out=out)


def d_identity(z: Array, a: Array, out: Array | None = None) -> Array:
    """1."""
    out = np.empty_like(z) if out is None else out
    out.fill(1.0)
    return out


def tanh(z: Array, out: Array | None = None) -> Array:
    """Hyperbolic tangent, in (-1, 1)."""
    return np.tanh(z, out)


def d_tanh(z: Array, a: Array, out: Array | None = None) -> Array:
    """1 - a^2."""
    out = np.multiply(a, a, out)
    return np.subtract(constant(1.0, a.dtype), out, out)


def sigmoid(z: Array, out: Array | None = None) -> Array:
    """Logistic function 1 / (1 + e^-z), in (0, 1).

    e^-z overflows to infinity where z < -709, and 1 / infinity is the right limit, 0.
    """
    with np.errstate(over="ignore"):
        out = np.exp(np.negative(z, out=out), out=out)
    out += 1.0
    return np.reciprocal(out, out=out)


def d_sigmoid(z: Array, a: Array, out: Array | None = None) -> Array:
    """a (1 - a)."""
    out = np.subtract(1.0, a, out=out)
    out *= a
    return out


def relu(z: Array, out: Array | None = None) -> Array:
    """max(z, 0). NaN stays NaN."""
    return np.maximum(z, 0.0, out=out)


def d_relu(z: Array, a: Array, out: Array | None = None) -> Array:
    """1 where z > 0, else 0; the subgradient chosen at z = 0 is 0."""
    out = np.empty_like(z) if out is None else out
    return np.greater(z, 0.0, out=out)


LEAK = 0.01  # torch.nn.LeakyReLU's default slope


def leaky_relu(z: Array, out: Array | None = None) -> Array:
    """z where z > 0, else 0.01 z: the larger of the two."""
    out = np.multiply(z, LEAK, out=out)
    return np.maximum(z, out, out=out)


def d_leaky_relu(z: Array, a: Array, out: Array | None = None) -> Array:
    """1 where z > 0, else 0.01."""
    out = d_relu(z, a, out)
    out *= 1.0 - LEAK
    out += LEAK
    return out


def elu(z: Array, out: Array | None = None) -> Array:
    """z where z > 0, else e^z - 1. Clevert et al. 2015, alpha = 1."""
    out = np.expm1(np.minimum(z, 0.0, out=out), out=out)
    return np.maximum(z, out, out=out)  # e^z - 1 >= z: the larger one is right on both sides


def d_elu(z: Array, a: Array, out: Array | None = None) -> Array:
    """1 where z > 0, else a + 1 = e^z."""
    return np.exp(np.minimum(z, 0.0, out=out), out=out)


def silu(z: Array, out: Array | None = None) -> Array:
    """z sigmoid(z), also called swish. Elfwing et al. 2017."""
    out = sigmoid(z, out)
    out *= z
    return out


def d_silu(z: Array, a: Array, out: Array | None = None) -> Array:
    """s + a (1 - s) with s = sigmoid(z)."""
    s = sigmoid(z, out)
    return np.add(s, a * (1.0 - s), out=s)


def softplus(z: Array, out: Array | None = None) -> Array:
    """log(1 + e^z), as max(z, 0) + log1p(e^-|z|), which cannot overflow."""
    out = np.negative(np.abs(z, out=out), out=out)
    out = np.log1p(np.exp(out, out=out), out=out)
    out += np.maximum(z, 0.0)
    return out


def d_softplus(z: Array, a: Array, out: Array | None = None) -> Array:
    """sigmoid(z)."""
    return sigmoid(z, out)


def softsign(z: Array, out: Array | None = None) -> Array:
    """z / (1 + |z|), in (-1, 1)."""
    out = np.abs(z, out=out)
    out += 1.0
    return np.divide(z, out, out=out)


def d_softsign(z: Array, a: Array, out: Array | None = None) -> Array:
    """1 / (1 + |z|)^2."""
    out = np.abs(z, out=out)
    out += 1.0
    np.reciprocal(out, out=out)
    out *= out
    return out


# log(erfc(x) e^(x^2) / t) for t = 1 / (1 + x/2), x >= 0, as a Chebyshev series in 2t - 1: our own
# fit at 60 digits. The series ends where its terms fall below double precision.
_ERFC_SERIES = (
    -0.6513268598908547,
    0.6419697923564902,
    0.019476473204185836,
    -0.009561514786808632,
    -0.0009465953444820369,
    0.00036683949785276145,
    4.252332480690777e-05,
    -2.0278578112534242e-05,
    -1.6242900046470252e-06,
    1.303655835580523e-06,
    1.5626441722066403e-08,
    -8.523809591492679e-08,
    6.52905443909909e-09,
    5.0593434955512435e-09,
    -9.913641564928205e-10,
    -2.2736512229338222e-10,
    9.646791102033932e-11,
    2.394038082870295e-12,
    -6.8860275263445515e-12,
    8.9448792717242e-13,
    3.1309214005412527e-13,
    -1.1270822371626328e-13,
    3.8109061051509293e-16,
    7.106097546502487e-15,
    -1.5230281524725517e-15,
    -9.457497640535273e-17,
    1.2102373121629248e-16,
    -2.816662473011743e-17,
)


def normal_cdf(z: Array) -> Array:
    """Standard normal distribution function, 0.5 erfc(-z / sqrt 2), in (0, 1).

    NumPy has no error function. The relative error is below 2e-14 for z > -6 and 5e-13 down to
    the smallest double.
    """
    t = 1.0 / (1.0 + np.abs(z) * 0.5**1.5)
    tail = np.polynomial.chebyshev.chebval(2.0 * t - 1.0, _ERFC_SERIES)
    tail = 0.5 * t * np.exp(tail - 0.5 * z * z)
    below: Array = np.where(z < 0.0, tail, 1.0 - tail)
    return below.astype(z.dtype, copy=False)


def gelu(z: Array, out: Array | None = None) -> Array:
    """z Phi(z), exact (no tanh approximation). Hendrycks and Gimpel 2016."""
    out = np.multiply(z, normal_cdf(z), out=out)
    return out


def d_gelu(z: Array, a: Array, out: Array | None = None) -> Array:
    """Phi(z) + z phi(z), where phi is the standard normal density."""
    density = np.exp(-0.5 * z * z) * (0.5 / np.pi) ** 0.5
    out = np.add(normal_cdf(z), z * density, out=out)
    return out


ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation(identity, d_identity, r"z", "no nonlinearity: the layer stays linear"),
    "tanh": Activation(
        tanh, d_tanh, r"\tanh z", "zero-centred, saturates at ±1", (-0.9747, 0.9747)
    ),
    "sigmoid": Activation(
        sigmoid, d_sigmoid, r"\frac{1}{1+e^{-z}}", "saturates at 0 and 1", (0.01266, 0.98734)
    ),
    "relu": Activation(
        relu, d_relu, r"\max(z, 0)", "cheap, does not saturate; units can die", kink=True
    ),
    "leaky_relu": Activation(
        leaky_relu, d_leaky_relu, r"\max(z, 0.01z)", "a ReLU that cannot die", kink=True
    ),
    "elu": Activation(
        elu,
        d_elu,
        r"z \text{ if } z>0 \text{ else } e^z-1",
        "smooth ReLU, saturates at -1",
        (-0.95, np.inf),
    ),
    "gelu": Activation(gelu, d_gelu, r"z\,\Phi(z)", "smooth ReLU of the transformers, exact form"),
    "silu": Activation(silu, d_silu, r"\frac{z}{1+e^{-z}}", "smooth ReLU, also called swish"),
    "softplus": Activation(
        softplus, d_softplus, r"\log(1+e^z)", "smooth ReLU, always positive", (0.05129, np.inf)
    ),
    "softsign": Activation(
        softsign,
        d_softsign,
        r"\frac{z}{1+|z|}",
        "like tanh with slow tails, saturates at ±1",
        (-0.7764, 0.7764),
    ),
}
