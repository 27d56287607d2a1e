"""A new row of each kind, written as CONTRIBUTING says."""

import re
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from mlpviz import (
    RunConfig,
)
from mlpviz.data.dataset import RawData
from mlpviz.diagnosis import Diagnosis
from mlpviz.diagnosis.report import proposals
from mlpviz.engine import activations
from mlpviz.engine.optimizers import Optimizer
from mlpviz.engine.options import Option
from mlpviz.gradcheck.structured import autograd, complex_step
from mlpviz.presets import Preset

CONTRIBUTING = Path(__file__).parents[2] / "CONTRIBUTING.md"


class Mish(NamedTuple):
    """The example of CONTRIBUTING, as it stands there."""

    row: activations.Activation
    torch: object
    complex: object


def mish():
    """Run the two blocks of code that CONTRIBUTING shows."""
    blocks = re.findall(r"^```text\n(.*?)^```", CONTRIBUTING.read_text("utf-8"), re.M | re.S)
    code, references = blocks
    functions, _, table = code.partition("ACTIVATIONS: dict[str, Activation] = {\n    ...\n")
    names = dict(vars(activations))
    exec(functions, names)
    row = eval("{" + table, names)["mish"]
    torch, complex_form = references.strip().split("\n\n")
    return Mish(
        row,
        eval("{" + torch + "}", dict(vars(autograd)))["mish"],
        eval("{" + complex_form + "}", dict(vars(complex_step)))["mish"],
    )


def log_cosh(a, Y, out=None, scratch=None, weights=None):
    """sum over outputs of log cosh(a - Y), averaged over samples."""
    d, w = a - Y, 1.0 if weights is None else weights
    value = float((w * (np.logaddexp(d, -d) - np.log(2.0))).sum()) / len(Y)
    return value, w * np.tanh(d) / len(Y)


def log_cosh_of_constant(Y, share):
    """By bisection on the slope, share-weighted tanh."""
    low, high = Y.min(axis=0), Y.max(axis=0)
    for _ in range(60):
        middle = (low + high) / 2.0
        rising = share @ np.tanh(middle - Y) > 0.0
        low, high = np.where(rising, low, middle), np.where(rising, middle, high)
    return float(share @ np.log(np.cosh(low - Y)).sum(axis=1))


def torch_log_cosh(a, y):
    return (a - y).cosh().log().sum()


class SignSGD(Optimizer):
    """A step of the same length for every weight."""

    options = MappingProxyType(
        {"floor": Option("Floor", 0.0, 0.0, 1.0, 0.1, "Smaller gradients count as none.")}
    )
    formula = r"\theta \leftarrow \theta - \eta\,\mathrm{sign}(g)"
    help = "only the sign of each gradient counts"
    usual_lr = 0.002

    def update(self, params, grad, lr):
        """theta -= lr sign(g)."""
        params -= lr * np.sign(grad) * (np.abs(grad) > self.settings["floor"])


def half_uniform(rng, fan_in, fan_out, width=0.5):
    """U(0, width)."""
    return rng.uniform(0.0, width, (fan_in, fan_out))


def stripes(seed, n_samples, width):
    """Vertical stripes of two classes."""
    X = np.random.default_rng(seed).uniform(-3.0, 3.0, (n_samples, 2))
    return RawData(X, (np.floor(X[:, 0] / width) % 2).astype(int), ("x", "y"), ("odd", "even"))


def fit_largest(X):
    """Largest absolute value of every feature becomes 1."""
    return np.zeros(X.shape[1]), np.maximum(np.abs(X).max(axis=0), 1e-9)


def doubled(delta):
    """sum of delta over samples, twice."""
    return 2.0 * delta.sum(axis=0)


def always(facts):
    """Found in every run."""
    return Diagnosis(
        "hunch",
        "Just a hunch",
        f"The batch size is {facts.config.batch_size}.",
        {},
        proposals(facts.config, {"batch_size": 7, "optimizer": "sign", "loss": "log_cosh"}),
    )


PRESET = Preset(
    title="Stripes",
    question="How many units does it take?",
    look_at="The borders.",
    answer="Four.",
    offline=RunConfig(dataset="moons"),
    epochs=5,
)
