"""Activation functions and their derivatives, written by hand: the table ``ACTIVATIONS``.

Every function works elementwise on arrays of any shape and writes into ``out`` when it is given,
so that the training loop allocates nothing. To add an activation, write the pair ``f`` and ``df``
and add one row to the table; sidebar, tests, gradient check and formulas read the table.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, cast

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.constants import ONE
from mlpviz.engine.faults import Fault, FaultsError, require_known, show
from mlpviz.engine.normal_distribution import normal_cdf
from mlpviz.words import counted


class Activation(NamedTuple):
    """One row of ``ACTIVATIONS``.

    ``f(z, out=None) -> a`` is the function, ``df(z, a, out=None)`` its derivative at ``z`` given
    ``a = f(z)``. ``unsaturated`` is the open interval of ``a`` in which the slope is at least
    5% of the steepest one (``None``: the function does not saturate). ``kink`` says that the
    derivative jumps at z = 0; on its left the function is a line, or the smooth ``left``, on its
    right a line.

    The diagnosis reads: ``relu_like``, whether about half of what comes in passes, so that He's
    initial weights suit; ``steepest``, the largest slope (inputs shrink where it is below 1); and
    ``revival``, the relative to change to where units have died (none: its units cannot die).
    """

    f: Callable[..., Array]
    df: Callable[..., Array]
    formula: str
    help: str
    unsaturated: tuple[float, float] | None = None
    kink: bool = False
    left: Callable[[Array], Array] | None = None
    relu_like: bool = False
    steepest: float = 1.0
    revival: str | None = None

    @property
    def bent(self) -> bool:
        """Whether it is a line on either side of a kink."""
        return self.kink and self.left is None


def identity(z: Array, out: Array | None = None) -> Array:
    """z itself, copied into ``out`` when that is given."""
    return np.positive(z, out=out)


def d_identity(z: Array, a: Array, out: Array | None = None) -> Array:
    """1."""
    out = np.empty_like(z) if out is None else out
    out.fill(1.0)
    return out


def d_tanh(z: Array, a: Array, out: Array | None = None) -> Array:
    """1 - a^2."""
    out = np.multiply(a, a, out)
    return np.subtract(ONE[a.dtype], out, out)


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


# Chosen so that mean 0 and variance 1 are kept from layer to layer, for LeCun's initial weights.
SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772


def selu(z: Array, out: Array | None = None) -> Array:
    """1.0507 z where z > 0, else 1.7581 (e^z - 1). Klambauer et al. 2017."""
    out = np.expm1(np.minimum(z, 0.0, out=out), out=out)
    out *= SELU_SCALE * SELU_ALPHA
    out += SELU_SCALE * np.maximum(z, 0.0)
    return out


def d_selu(z: Array, a: Array, out: Array | None = None) -> Array:
    """1.0507 where z > 0, else 1.7581 e^z."""
    out = np.exp(np.minimum(z, 0.0, out=out), out=out)
    out *= SELU_SCALE * SELU_ALPHA
    np.copyto(out, SELU_SCALE, where=z > 0.0)
    return out


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
        np.tanh, d_tanh, r"\tanh z", "zero-centred, saturates at ±1", (-0.9747, 0.9747)
    ),
    "sigmoid": Activation(
        sigmoid,
        d_sigmoid,
        r"\frac{1}{1+e^{-z}}",
        "saturates at 0 and 1",
        (0.01266, 0.98734),
        steepest=0.25,
    ),
    "relu": Activation(
        relu,
        d_relu,
        r"\max(z, 0)",
        "cheap, does not saturate; units can die",
        kink=True,
        relu_like=True,
        revival="leaky_relu",
    ),
    "leaky_relu": Activation(
        leaky_relu,
        d_leaky_relu,
        r"\max(z, 0.01z)",
        "a ReLU that cannot die",
        kink=True,
        relu_like=True,
    ),
    "elu": Activation(
        elu,
        d_elu,
        r"z \text{ if } z>0 \text{ else } e^z-1",
        "smooth ReLU, saturates at -1",
        (-0.95, np.inf),
        relu_like=True,
    ),
    "selu": Activation(
        selu,
        d_selu,
        r"1.0507z \text{ if } z>0 \text{ else } 1.7581(e^z-1)",
        "keeps mean 0 and variance 1 with LeCun's initial weights",
        (-1.67019, np.inf),
        kink=True,
        left=lambda z: SELU_SCALE * SELU_ALPHA * np.expm1(z),
        relu_like=True,
        steepest=1.75810,
    ),
    "gelu": Activation(
        gelu,
        d_gelu,
        r"z\,\Phi(z)",
        "smooth ReLU of the transformers, exact form",
        relu_like=True,
        steepest=1.12890,
    ),
    "silu": Activation(
        silu,
        d_silu,
        r"\frac{z}{1+e^{-z}}",
        "smooth ReLU, also called swish",
        relu_like=True,
        steepest=1.09984,
    ),
    "softplus": Activation(
        softplus,
        d_softplus,
        r"\log(1+e^z)",
        "smooth ReLU, always positive",
        (0.05129, np.inf),
        relu_like=True,
    ),
    "softsign": Activation(
        softsign,
        d_softsign,
        r"\frac{z}{1+|z|}",
        "like tanh with slow tails, saturates at ±1",
        (-0.7764, 0.7764),
    ),
}


def one_per_layer(activation: object, layers: int) -> tuple[str, ...]:
    """The names of the activations of that many hidden layers, from one name or one per layer.

    Raises FaultsError for an unknown name, and for another number of them.
    """
    several = isinstance(activation, Iterable) and not isinstance(activation, str | bytes)
    names: tuple[Any, ...] = tuple(cast(Any, activation)) if several else (activation,) * layers
    if len(names) != layers:
        hidden = counted(layers, "hidden layer")
        message = f"activation = {show(names)}: {len(names)} for {hidden}."
        raise FaultsError([Fault("activation", activation, message)])
    for name in names:
        require_known(name, ACTIVATIONS, "activation")
    return names
