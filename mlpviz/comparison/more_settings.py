"""More settings that a comparison can vary: what the network is made of, its loss, its data."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from mlpviz.comparison.option_settings import around, option_settings
from mlpviz.comparison.parallel import CompareError
from mlpviz.comparison.setting import Varied
from mlpviz.config import RunConfig
from mlpviz.data import PREPROCESSING, TEST_SIZE
from mlpviz.data import SEED as DATA_SEED
from mlpviz.data.features import CONIC, FEATURES, INPUTS, PLANE
from mlpviz.engine.faults import Fault, show
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import BIAS_STD
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.engine.settings import LIVE
from mlpviz.kinds import UNITS
from mlpviz.rules import legal_losses, legal_outputs

Applies = Callable[[RunConfig], bool]

LINEAR = "none"  # hidden layers
ON, OFF = "on", "off"
DEEPEST = 4  # hidden layers that are offered


def _layers(config: RunConfig) -> list[str]:
    """None, one, two and more hidden layers as wide as the first one, and the config's own."""
    width = config.hidden_sizes[0] if config.hidden_sizes else 8
    depths = ("-".join([str(width)] * depth) for depth in range(1, DEEPEST + 1))
    own = "-".join(map(str, config.hidden_sizes)) or LINEAR
    return list(dict.fromkeys([LINEAR, *depths, own]))


def _read_layers(text: str) -> str:
    """``64-32`` for " 64 - 32", ``none`` for no hidden layer. Raises CompareError for neither."""
    text = text.strip().lower()
    if text in (LINEAR, "linear", "0"):
        return LINEAR
    values = [int(part) if part.isdecimal() else part for part in re.split(r"\s*[-x]\s*", text)]
    faults = [fault for value in values if (fault := UNITS.fault("units", value)) is not None]
    if faults:
        raise CompareError(faults[:1])
    return "-".join(map(str, values))


def _with_layers(config: RunConfig, text: str) -> dict[str, Any]:
    """Layers of these sizes; where they were of several activations, all have the first one."""
    read = _read_layers(text)
    sizes = () if read == LINEAR else tuple(map(int, read.split("-")))
    first = config.activations[0] if config.hidden_sizes else "tanh"
    return {"hidden_sizes": sizes, "activation": first}


def _losses(config: RunConfig) -> list[str]:
    task = config.spec.task
    outputs = legal_outputs(task)
    return [name for name in LOSSES if any(name in legal_losses(out, task) for out in outputs)]


def _with_loss(config: RunConfig, name: str) -> dict[str, Any]:
    """The loss, and the first output that goes with it where the config's own does not."""
    task = config.spec.task
    fitting = [out for out in legal_outputs(task) if name in legal_losses(out, task)]
    output = config.output if config.output in fitting or not fitting else fitting[0]
    return {"loss": name, "output": output}


def _data_seeds(config: RunConfig) -> Sequence[int]:
    return tuple((config.data_seed + k) % (int(DATA_SEED.maximum) + 1) for k in range(6))


def _outputs(config: RunConfig) -> list[str]:
    return list(legal_outputs(config.spec.task))


def _with_output(config: RunConfig, name: str) -> dict[str, Any]:
    """The output, and the first loss that goes with it where the config's own does not."""
    losses = list(legal_losses(name, config.spec.task))
    loss = config.loss if config.loss in losses or not losses else losses[0]
    return {"output": name, "loss": loss}


def _features(config: RunConfig) -> list[str]:
    """The two inputs, with squares, with all of second degree, with sines; all; the run's own."""
    sets = (PLANE, CONIC[:4], CONIC, (*PLANE, "sin x1", "sin x2"), tuple(FEATURES))
    return list(dict.fromkeys(map(_short, (*sets, config.input_features or PLANE))))


def _short(names: Sequence[str]) -> str:
    return "-".join(FEATURES[name].short for name in names)


def _read_features(text: str) -> str:
    """``x1-x2-x1sq`` for any order of such names. Raises CompareError for what is none."""
    known = {row.short: name for name, row in FEATURES.items()}
    parts = [part.strip().lower() for part in text.split("-")]
    if strange := [part for part in parts if part not in known]:
        message = (
            f"input features = {show(text)}: {show(strange[0])} is none of {', '.join(known)}."
        )
        raise CompareError([Fault("input_features", text, message)])
    return "-".join(short for short in known if short in parts)


def _with_features(_: RunConfig, text: str) -> dict[str, Any]:
    known = {row.short: name for name, row in FEATURES.items()}
    names = tuple(known[short] for short in _read_features(text).split("-"))
    return {"input_features": None if names == PLANE else names}


def _of_two(title: str, help_text: str, field: str, applies: Applies = lambda _: True) -> Varied:
    """A switch of a config, on and off."""
    return Varied(
        title,
        help_text,
        lambda _: (ON, OFF),
        lambda _: (ON, OFF),
        lambda _, value: {field: value == ON},
        applies=applies,
    )


def _spreads_biases(config: RunConfig) -> bool:
    return config.bias and INITIALIZERS[config.initializer].biases is None


MORE: dict[str, Varied] = {
    "layers": Varied(
        "Hidden layers",
        "Units of each hidden layer, such as 64-32; none is a linear model.",
        _layers,
        lambda config: _layers(config)[:DEEPEST],
        _with_layers,
        read=_read_layers,
    ),
    "l2": Varied(
        "L2",
        "The penalty on large weights, which is part of the loss: compare the scores.",
        lambda config: sorted({0.0, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, config.l2}),
        lambda _: (0.0, 1e-4, 1e-3, 1e-2),
        lambda _, l2: {"l2": l2},
        LIVE["l2"],
    ),
    "l1": Varied(
        "L1",
        "The penalty that makes weights 0, which is part of the loss: compare the scores.",
        lambda config: sorted({0.0, 1e-5, 1e-4, 1e-3, 1e-2, config.l1}),
        lambda _: (0.0, 1e-4, 1e-3, 1e-2),
        lambda _, l1: {"l1": l1},
        LIVE["l1"],
    ),
    "dropout": Varied(
        "Dropout",
        "Share of the hidden units that each sample leaves out of a training step.",
        lambda config: sorted({0.0, 0.1, 0.2, 0.3, 0.5, 0.7, config.dropout}),
        lambda _: (0.0, 0.1, 0.3, 0.5),
        lambda _, dropout: {"dropout": dropout},
        LIVE["dropout"],
    ),
    "schedule": Varied(
        "Learning-rate schedule",
        "What becomes of the learning rate, each with its own defaults.",
        lambda _: list(SCHEDULES),
        lambda _: list(SCHEDULES),
        lambda _, name: {"schedule": name, "schedule_options": {}},
    ),
    "loss": Varied(
        "Loss",
        "Each with the output of the run where they go together, else with the first that fits.",
        _losses,
        _losses,
        _with_loss,
    ),
    "preprocessing": Varied(
        "Preprocessing",
        "How the inputs are scaled; everything is fitted on the training split alone.",
        lambda _: list(PREPROCESSING),
        lambda _: list(PREPROCESSING),
        lambda _, name: {"preprocessing": name},
    ),
    "dtype": Varied(
        "Precision",
        "Digits of all numbers: float64 has sixteen, float32 seven and is quicker.",
        lambda _: ("float64", "float32"),
        lambda _: ("float64", "float32"),
        lambda _, name: {"dtype": name},
    ),
    "data_seed": Varied(
        "Data seed",
        "Other samples, or another split of them: how much do they matter?",
        _data_seeds,
        _data_seeds,
        lambda _, seed: {"data_seed": seed},
        DATA_SEED,
    ),
    "output": Varied(
        "Output",
        "Each with the loss of the run where they go together, else with the first that fits.",
        _outputs,
        _outputs,
        _with_output,
    ),
    "features": Varied(
        "Input features",
        "What the network takes of the plane: x1 and x2, squares (sq), their product, sines.",
        _features,
        _features,
        _with_features,
        read=_read_features,
        applies=lambda config: config.spec.n_features == INPUTS,
    ),
    "targets": _of_two(
        "Standardise targets",
        "Whether targets have mean 0 and standard deviation 1 in training: compare the scores.",
        "standardize_targets",
        lambda config: not config.spec.n_classes,
    ),
    "bias": _of_two("Biases", "Whether each unit adds a learned constant.", "bias"),
    "bias_std": Varied(
        BIAS_STD.title,
        BIAS_STD.help,
        lambda config: around(BIAS_STD, config.bias_std),
        lambda config: around(BIAS_STD, config.bias_std),
        lambda _, std: {"bias_std": std},
        BIAS_STD,
        applies=_spreads_biases,
    ),
    "shuffle": _of_two("Shuffle", "Whether every epoch has another order of samples.", "shuffle"),
    "patience": Varied(
        "Early stopping",
        "After how many epochs without a lower test loss a run ends.",
        lambda _: (1, 2, 5, 10, 20, 50, 100),
        lambda _: (2, 5, 10, 20),
        lambda _, epochs: {"patience": epochs},
        LIVE["patience"],
    ),
    "test_size": Varied(
        TEST_SIZE.title,
        TEST_SIZE.help,
        lambda config: sorted({0.1, 0.2, 0.3, 0.5, 0.7, 0.9, config.test_size}),
        lambda _: (0.1, 0.3, 0.5, 0.7),
        lambda _, share: {"test_size": share},
        TEST_SIZE,
        applies=lambda config: not config.spec.fixed_split,
    ),
} | option_settings()
