"""Initialisers: the table ``INITIALIZERS``.

Each is ``f(rng, fan_in, fan_out, **options) -> W [fan_in, fan_out]`` in float64. Gains are 1: the
names tell the scale, and the reader sees it in the weight histogram. Few say how biases start, too.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import Fault
from mlpviz.engine.options import Option
from mlpviz.words import as_chosen

Rng = np.random.Generator


class Initializer(NamedTuple):
    """One row of ``INITIALIZERS``; ``options`` describes the keyword arguments of ``f``.

    ``author`` is whose name it goes by in a sentence; its own if empty. ``biases``, with the
    arguments of ``f``, gives b [fan_out]; where there is none, biases are N(0, bias_std).
    ``weight(**options)`` is the number that all weights are, None if they differ. Where a parameter
    goes on from the one before, ``following(numbers, **options)`` are its options after so many
    numbers, of which the biases of a layer are one. ``elsewhere`` are
    its names in other programs, for who types one.
    """

    f: Callable[..., Array]
    formula: str
    help: str
    options: Mapping[str, Option] = MappingProxyType({})
    author: str = ""
    biases: Callable[..., Array] | None = None
    weight: Callable[..., float] | None = None
    following: Callable[..., Mapping[str, float]] | None = None
    elsewhere: tuple[str, ...] = ()


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


def torch_default(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """U(-r, r) with r = 1 / sqrt(fan_in), as torch.nn.Linear starts its weights."""
    r = (1.0 / fan_in) ** 0.5
    return rng.uniform(-r, r, (fan_in, fan_out))


def torch_default_biases(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """U(-r, r) with r = 1 / sqrt(fan_in), as torch.nn.Linear starts its biases."""
    r = (1.0 / fan_in) ** 0.5
    return rng.uniform(-r, r, fan_out)


def constant(rng: Rng, fan_in: int, fan_out: int, value: float = 0.5) -> Array:
    """The same number everywhere: every hidden unit stays identical to its neighbours."""
    return np.full((fan_in, fan_out), float(value))


def ones(rng: Rng, fan_in: int, fan_out: int) -> Array:
    """All ones, which is ``constant`` with 1."""
    return np.ones((fan_in, fan_out))


def counting(rng: Rng, fan_in: int, fan_out: int, start: float = 0.15, step: float = 0.05) -> Array:
    """start, start + step, ...: unit by unit, the weights of each one after another."""
    return start + step * np.arange(float(fan_in * fan_out)).reshape(fan_out, fan_in).T


def counting_biases(
    rng: Rng, fan_in: int, fan_out: int, start: float = 0.15, step: float = 0.05
) -> Array:
    """The next number, for all biases of a layer."""
    return np.full(fan_out, start)


def counted_on(numbers: int, start: float = 0.15, step: float = 0.05) -> dict[str, float]:
    """The options of a parameter before which that many numbers were counted."""
    return {"start": start + step * numbers, "step": step}


STD = Option(
    "Standard deviation",
    0.1,
    0.0,
    100.0,
    0.01,
    "Sigma (σ), the spread of the weights that are drawn: two thirds lie within it.",
)
START = Option("Start", 0.15, -100.0, 100.0, 0.05, "The first weight.")
STEP = Option("Step", 0.05, -100.0, 100.0, 0.05, "From one weight to the next.")
VALUE = Option("Value", 0.5, -100.0, 100.0, 0.1, "Of every weight.")

INITIALIZERS: dict[str, Initializer] = {
    "xavier_uniform": Initializer(
        xavier_uniform,
        r"U(\pm\sqrt{6/(n_{in}+n_{out})})",
        "for tanh and sigmoid",
        author="Xavier",
        elsewhere=("glorot_uniform",),
    ),
    "xavier_normal": Initializer(
        xavier_normal,
        r"N(0, \sqrt{2/(n_{in}+n_{out})})",
        "for tanh and sigmoid",
        elsewhere=("glorot_normal",),
    ),
    "he_uniform": Initializer(
        he_uniform,
        r"U(\pm\sqrt{6/n_{in}})",
        "for ReLU and its relatives",
        author="He",
        elsewhere=("kaiming_uniform",),
    ),
    "he_normal": Initializer(
        he_normal,
        r"N(0, \sqrt{2/n_{in}})",
        "for ReLU and its relatives",
        elsewhere=("kaiming_normal",),
    ),
    "lecun_normal": Initializer(
        lecun_normal, r"N(0, \sqrt{1/n_{in}})", "keeps the variance of a linear layer"
    ),
    "torch_default": Initializer(
        torch_default,
        r"W, b \sim U(\pm\sqrt{1/n_{in}})",
        "as torch's linear layers start, biases included",
        author="torch's",
        biases=torch_default_biases,
        elsewhere=("pytorch", "torch.nn.Linear", "nn.Linear"),
    ),
    "orthogonal": Initializer(orthogonal, r"W^\top W = I", "keeps lengths, good for deep nets"),
    "normal": Initializer(
        normal,
        r"N(0, \sigma)",
        "the same scale in every layer: too small or too large shows at once",
        MappingProxyType({"std": STD}),
    ),
    "zeros": Initializer(
        zeros,
        r"0",
        "a classic mistake: all hidden units stay identical",
        weight=lambda: 0.0,
    ),
    "ones": Initializer(
        ones,
        r"1",
        "the same mistake with all weights 1: hidden units stay identical",
        weight=lambda: 1.0,
    ),
    "constant": Initializer(
        constant,
        r"c",
        "the same mistake with any number: hidden units stay identical",
        MappingProxyType({"value": VALUE}),
        weight=lambda value=VALUE.default: value,
    ),
    "counting": Initializer(
        counting,
        r"0.15, 0.2, 0.25, \dots",
        "weights that count up, and biases that are alike in a layer: to work out by hand",
        MappingProxyType({"start": START, "step": STEP}),
        author="counted",
        biases=counting_biases,
        following=counted_on,
    ),
}


def draw(
    params: Mapping[str, Array],
    rng: Rng,
    initializer: str,
    options: Mapping[str, float],
    bias_std: float,
) -> None:
    """Fill ``params``, W1, b1, W2, ..., from ``rng`` in this order, as a row of the table says.

    Biases that it says nothing of are drawn from N(0, bias_std); they are left alone if that is 0.
    """
    row, fans, numbers, first = INITIALIZERS[initializer], (1, 1), 0, options
    for name, values in params.items():
        if row.following is not None:
            options = row.following(numbers, **first)
            numbers += values.size if name.startswith("W") else 1
        if name.startswith("W"):
            fans = values.shape
            values[...] = row.f(rng, *fans, **options)
        elif row.biases is not None:
            values[...] = row.biases(rng, *fans, **options)
        elif bias_std:
            values[...] = rng.normal(0.0, bias_std, values.shape)


def bias_fault(initializer: str, bias: bool, bias_std: float) -> Fault | None:
    """The fault of a spread of biases that ``initializer``, a row's name, draws itself."""
    if not (bias and bias_std and INITIALIZERS[initializer].biases):
        return None
    message = (
        f"bias_std = {as_chosen(bias_std)} does not go with {initializer}, which draws biases of "
        "its own: leave it at 0, or choose another initialiser."
    )
    return Fault("bias_std", bias_std, message)
