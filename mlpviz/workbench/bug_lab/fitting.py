"""Which choices let a bug show that cannot show with the present ones."""

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations
from typing import Any

from mlpviz.config import ConfigError, RunConfig
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.network import MLP
from mlpviz.follow import follow, with_layers
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Lines
from mlpviz.views.budget import CHECK_SAMPLES, batch_size
from mlpviz.workbench.gate import gate

# What may be changed, the smaller interventions first.
CURES: tuple[Mapping[str, Any], ...] = (
    {"l2": 0.001},
    {"l2": 0.0},
    {"l1": 0.001},
    {"l1": 0.0},
    {"bias": True},
    {"activation": "tanh"},
    {"activation": "relu"},
    {"hidden_sizes": (16,)},
    {"hidden_sizes": (16, 16)},
    {"output": "softmax", "loss": "cross_entropy"},
    {"output": "identity", "loss": "mse"},
    {"output": "tanh", "loss": "mse"},
    {"dataset": "digits"},
)
MOST = 3  # how many of them may be combined
TITLES = {
    "dataset": "dataset",
    "l2": "L2",
    "l1": "L1",
    "bias": "biases",
    "activation": "activation",
    "hidden_sizes": "hidden layers",
    "output": "output",
    "loss": "loss",
}


@lru_cache(maxsize=64)
def reasons(config: RunConfig, samples: int) -> Mapping[str, str | None]:
    """By bug, why it cannot show in a check of ``config``'s network, or None.

    ``samples`` are chosen for it; a check takes as many of them as it can afford.
    """
    network = _network(config)
    size = max(1, batch_size(network, samples, playing=False))
    asked = network, config.loss, config.l2, size, config.l1
    return {name: row.applies(*asked) for name, row in MISTAKES.items()}


@lru_cache(maxsize=256)
def lines_of(config: RunConfig, bug: str) -> Lines:
    """The wrong line of a bug and the right one, for the network and the loss of ``config``."""
    setting = Setting(_network(config), config.loss, config.l2, CHECK_SAMPLES, config.l1)
    return MISTAKES[bug].lines(Writer.of(setting))


@lru_cache(maxsize=64)
def fitting(config: RunConfig, bug: str) -> RunConfig | None:
    """The config with the fewest changes in which ``bug`` can show; None if none was found."""
    for count in range(MOST + 1):
        for cures in combinations(CURES, count):
            changed = _changed(config, cures)
            if changed is None:
                continue
            settings = changed.loss, changed.l2, CHECK_SAMPLES, changed.l1
            if MISTAKES[bug].applies(_network(changed), *settings) is None:
                return changed
    return None


def difference(old: RunConfig, new: RunConfig) -> str:
    """What ``new`` has that ``old`` has not: ``L2 0.001, hidden layers 16, 16``."""
    parts = []
    for name, title in TITLES.items():
        value = getattr(new, name)
        if value != getattr(old, name):
            parts.append(f"{title} {_words(value)}")
    return "; ".join(parts)


def _network(config: RunConfig) -> MLP:
    """A network of the config's structure; what its weights are does not matter here."""
    with gate:
        return MLP(config.sizes, config.activations, config.output, config.bias, init="zeros")


def _changed(config: RunConfig, cures: tuple[Mapping[str, Any], ...]) -> RunConfig | None:
    """``config`` with ``cures`` applied, or None if they do not go together."""
    names = [name for cure in cures for name in cure]
    if len(set(names)) < len(names):
        return None
    choices = config.model_dump()
    for cure in cures:
        if "dataset" in cure:
            choices = follow(choices, "dataset", cure["dataset"])
    for cure in cures:
        if "hidden_sizes" in cure:
            choices = with_layers(choices, cure["hidden_sizes"])
        elif "dataset" not in cure:
            choices.update(cure)
    if LOSSES[choices["loss"]].fused:
        choices["target_scale"] = 1.0
    try:
        return RunConfig(**choices)
    except ConfigError:
        return None


def _words(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "none"
    if isinstance(value, bool):
        return "on" if value else "off"
    row = OUTPUTS.get(value) or LOSSES.get(value) if isinstance(value, str) else None
    return str(getattr(row, "title", value))
