"""Ten programs that people asked about on Stack Overflow, rebuilt, and their repaired twins.

The posts are those of DeepLocalize's and DeepFD's benchmarks that mlpviz can express. The data are
made anew from what the posts say; digits are the 1000 + 1000 bundled ones. Left out: the dropout of
31880720, which plays no part in its fault, and Keras's decay of 1e-6.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

from benchmarks import fault_data
from mlpviz import MLP, RunConfig
from mlpviz.data import Dataset

Data = Callable[[int], Dataset]
Choices = Mapping[str, Any]

STEPS_TOO_LONG = ("too long", "lower the learning rate", "shorter steps")
TOO_SLOW = (
    "learning_rate_too_small",
    "too short",
    "short steps",
    "longer steps",
    "raise the learning rate",
    "still falling",
    "plateau",
)
SMALL_WEIGHTS = ("tiny initial weights", "small weights", "weights are too small")
UNSCALED = ("inputs_not_scaled", "not scaled", "standardise")


class Published(NamedTuple):
    """What four tools did with one program: 1 where they succeeded."""

    umlaut: int
    autotrainer: int
    deeplocalize: int
    deepfd: int


class Program(NamedTuple):
    """One row: a program as it was asked about.

    A message names its ``fault`` if its kind or a word of its title and sentence, in lower case, is
    in ``named``. ``goal`` is the score that its author could have had. ``twin`` are the choices
    that repair it, ``twin_data`` and ``twin_epochs`` the twin's where they differ.

    ``refused`` does what mlpviz refuses: the program word for word, where ``choices`` are the
    nearest that it allows, or None if there is nothing left to run.

    ``detected`` and ``located`` are DeepFD's table for the same post.
    """

    post: str
    fault: str
    choices: Choices | None
    data: Data
    epochs: int
    goal: float
    named: tuple[str, ...]
    twin: Choices
    detected: Published
    located: Published
    twin_data: Data | None = None
    twin_epochs: int | None = None
    refused: Callable[[], object] | None = None

    @property
    def config(self) -> RunConfig:
        """The run."""
        return RunConfig(**(self.choices or {}))

    @property
    def repaired(self) -> RunConfig:
        """Its twin."""
        return RunConfig(**{**(self.choices or {}), **self.twin})


def normal(std: float) -> Choices:
    """Weights from N(0, std)."""
    return {"initializer": "normal", "initializer_options": {"std": std}}


CURVE = {"dataset": "sine", "preprocessing": "none", "output": "identity", "loss": "mse"}
XOR = {"dataset": "xor", "preprocessing": "none", "activation": "sigmoid", "output": "sigmoid"}
MNIST = {"dataset": "mnist", "preprocessing": "none", "dtype": "float32"}
IRIS = {"dataset": "iris", "preprocessing": "none", "hidden_sizes": (4,), "batch_size": 5}

PROGRAMS = (
    Program(
        "48221692",
        "output activation",
        CURVE
        | {"hidden_sizes": (5,), "activation": "sigmoid", "output": "sigmoid"}
        | {"optimizer": "sgd", "lr": 0.01, "batch_size": None},
        fault_data.square,
        1000,
        0.9,
        ("targets_out_of_range",),
        {"output": "identity", "lr": 0.1},
        Published(1, 0, 1, 1),
        Published(1, 0, 0, 0),
        twin_data=partial(fault_data.square, scaled=True),
    ),
    Program(
        "48385830",
        "activation, loss, learning rate",
        MNIST
        | {"hidden_sizes": (30,), "activation": "identity", "output": "identity", "loss": "mse"}
        | {"bias_std": 1.0, "optimizer": "sgd", "lr": 3.0, "batch_size": 10}
        | normal(1.0),
        fault_data.mnist,
        5,
        0.9,
        (*STEPS_TOO_LONG, "initial weights", "linear", "cross-entropy"),
        {"activation": "sigmoid", "output": "softmax", "loss": "cross_entropy"},
        Published(1, 1, 1, 1),
        Published(0, 0, 0, 1),
        twin_epochs=30,
    ),
    Program(
        "31556268",
        "too slow",
        XOR
        | {"hidden_sizes": (4,), "loss": "mae", "initializer": "xavier_uniform"}
        | {"optimizer": "nesterov", "optimizer_options": {"momentum": 0.11}, "lr": 0.05}
        | {"batch_size": 4},
        fault_data.xor,
        1000,
        1.0,
        TOO_SLOW,
        {"loss": "mse", "lr": 3.0},
        Published(1, 0, 1, 1),
        Published(1, 0, 0, 1),
    ),
    Program(
        "34311586",
        "learning rate, initial weights",
        XOR
        | {"hidden_sizes": (2, 3), "loss": "mse", "optimizer": "nesterov", "lr": 0.001}
        | {"batch_size": 1}
        | normal(0.029),
        partial(fault_data.xor, rows=6),
        20,
        1.0,
        (*TOO_SLOW, *SMALL_WEIGHTS, "vanishing_gradients"),
        {"initializer": "xavier_uniform", "initializer_options": {}, "lr": 0.1},
        Published(1, 0, 1, 1),
        Published(0, 0, 1, 0),
        twin_epochs=2000,
    ),
    Program(
        "50306988",
        "too slow",
        {"dataset": "two_gaussians", "preprocessing": "none", "hidden_sizes": (2,)}
        | {"activation": "sigmoid", "optimizer": "adam", "lr": 0.001, "batch_size": 32},
        fault_data.two_squares,
        5,
        0.95,
        TOO_SLOW,
        {"lr": 0.03},
        Published(1, 1, 1, 1),
        Published(0, 1, 0, 1),
        twin_epochs=60,
    ),
    Program(
        "48934338",
        "learning rate",
        CURVE
        | {"hidden_sizes": (50, 30), "activation": "relu", "initializer": "xavier_uniform"}
        | {"optimizer": "sgd", "lr": 0.1, "batch_size": None},
        fault_data.noisy_square,
        1000,
        0.9,
        STEPS_TOO_LONG,
        {"lr": 0.0001},
        Published(1, 0, 1, 1),
        Published(1, 0, 0, 1),
    ),
    Program(
        "52800582",
        "scale of inputs and targets",
        CURVE
        | {"hidden_sizes": (50, 50), "activation": ("sigmoid", "elu"), "optimizer": "adam"}
        | {"initializer": "xavier_uniform", "lr": 0.001, "batch_size": 32},
        fault_data.fourth_power,
        1000,
        0.9,
        (*UNSCALED, "targets_not_scaled"),
        {},
        Published(1, 0, 1, 1),
        Published(1, 0, 0, 0),
        twin_data=partial(fault_data.fourth_power, scaled=True),
    ),
    Program(
        "55328966",
        "inputs, output",
        MNIST
        | {"hidden_sizes": (784, 50), "activation": ("identity", "relu"), "output": "sigmoid"}
        | {"loss": "binary_cross_entropy", "initializer": "xavier_uniform"}
        | {"optimizer": "sgd", "lr": 0.0001, "batch_size": 100},
        partial(fault_data.mnist, times=255.0),
        10,
        0.9,
        (*UNSCALED, "softmax"),
        {"output": "softmax", "loss": "cross_entropy", "optimizer": "adam"},
        Published(1, 1, 0, 1),
        Published(1, 1, 0, 1),
        twin_data=fault_data.mnist,
        twin_epochs=20,
        refused=lambda: RunConfig(dataset="mnist", output="sigmoid", loss="cross_entropy"),
    ),
    Program(
        "59278771",
        "output, inputs",
        IRIS
        | {"activation": "relu", "output": "sigmoid", "loss": "binary_cross_entropy"}
        | {"optimizer": "adam", "lr": 0.001}
        | normal(0.05),
        fault_data.iris,
        200,
        0.95,
        (*UNSCALED, *SMALL_WEIGHTS, "softmax"),
        {"preprocessing": "standardize", "activation": "elu", "output": "softmax"}
        | {"loss": "cross_entropy", "optimizer": "sgd", "lr": 0.01},
        Published(1, 0, 1, 1),
        Published(1, 0, 0, 1),
        twin_data=partial(fault_data.iris, preprocessing="standardize"),
        refused=lambda: RunConfig(dataset="iris", output="sigmoid", loss="cross_entropy"),
    ),
    Program(
        "31880720",
        "softmax over one unit",
        None,
        fault_data.flags,
        3,
        1.0,
        (),
        {"dataset": fault_data.flags(0), "hidden_sizes": (50, 50), "activation": "relu"}
        | {"output": "sigmoid", "optimizer": "rmsprop", "lr": 0.001, "batch_size": 1},
        Published(1, 0, 1, 1),
        Published(0, 0, 0, 1),
        refused=lambda: MLP((128, 50, 50, 1), activation="relu", output="softmax"),
    ),
)
