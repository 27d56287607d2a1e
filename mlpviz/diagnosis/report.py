"""What a diagnosis is: ``Diagnosis`` with its ``Action``s; labels are made from the changes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mlpviz.config import RunConfig
from mlpviz.data import PREPROCESSING
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.settings import LIVE
from mlpviz.words import as_chosen, listed, rounded


@dataclass(frozen=True)
class Action:
    """One click that may help: ``changes`` are choices for ``RunConfig.changed``."""

    label: str
    changes: Mapping[str, Any]

    def apply(self, config: RunConfig) -> RunConfig:
        """The config with the changes made. Raises ConfigError if they do not fit ``config``."""
        return config.changed(**self.changes)


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """One thing that is wrong with a run.

    ``kind`` is a name in ``RULES``, ``title`` a few words, ``sentence`` the whole story in plain
    words with its numbers. ``evidence`` holds the measured facts by name: numbers, words, and
    arrays. ``actions`` are the changes that may help, best first.
    """

    kind: str
    title: str
    sentence: str
    evidence: Mapping[str, Any]
    actions: tuple[Action, ...] = ()


# How each choice is put in an action's label; ``None``: it goes without saying.
_WORDS: dict[str, Callable[[Any], str | None]] = {
    "initializer": lambda name: f"{INITIALIZERS[name].author or name} initial weights",
    "initializer_options": lambda _: None,
    "optimizer_options": lambda _: None,
    "dataset_options": lambda _: None,
    "bias_std": lambda std: f"initial biases {as_chosen(std)}" if std else None,
    "preprocessing": lambda name: f"inputs scaled ({PREPROCESSING[name].title.lower()})",
    "activation": lambda name: name if isinstance(name, str) else ", ".join(name),
    "hidden_sizes": lambda sizes: f"hidden layers {'-'.join(map(str, sizes))}",
    "output": lambda name: f"output {name}",
    "l2": lambda l2: f"L2 {as_chosen(l2)}" if l2 else "no L2",
    "lr": lambda lr: f"learning rate {as_chosen(lr)}",
    "seed": lambda _: "another seed",
    "shuffle": lambda on: f"samples in {'a new order every epoch' if on else 'their own order'}",
}


def proposals(config: RunConfig, *options: Mapping[str, Any]) -> tuple[Action, ...]:
    """An ``Action`` for each set of changes; what ``config`` has already is left out.

    Where nothing is left at all, other random weights are the last resort.
    """
    actions: dict[str, Action] = {}
    for option in options:
        changes = {name: v for name, v in option.items() if getattr(config, name) != v}
        words = [said for name, v in changes.items() if (said := _said(name, v))]
        if words:
            label = f"Use {listed(words)}"
            actions.setdefault(label, Action(label, changes))
    if not actions:
        return proposals(config, {"seed": (config.seed + 1) % 2**32})
    return tuple(actions.values())


def _said(name: str, value: Any) -> str | None:
    """A choice in words; the field and its value where ``_WORDS`` has none of its own."""
    words = _WORDS.get(name)
    return f"{name.replace('_', ' ')} {value}" if words is None else words(value)


def fresh_weights(config: RunConfig) -> dict[str, Any]:
    """Initial weights of a scale that suits the activations: He for ReLU's kin, else Xavier."""
    kin = any(ACTIVATIONS[name].relu_like for name in config.activations)
    name = "he_uniform" if kin else "xavier_uniform"
    return {"initializer": name, "initializer_options": {}, "bias_std": 0.0}


def scaled_inputs(config: RunConfig) -> dict[str, Any]:
    """The preprocessing that suits the dataset; standardised where raw values would."""
    suited = RunConfig(dataset=config.dataset).preprocessing
    return {"preprocessing": "standardize" if suited == "none" else suited}


def usual_lr(config: RunConfig) -> float:
    """The learning rate that is usual for the optimiser."""
    return OPTIMIZERS[config.optimizer].usual_lr


def shorter_steps(config: RunConfig, factor: float = 0.1) -> dict[str, Any]:
    """A learning rate ``factor`` times as long, or what suits the optimiser if that is shorter."""
    lr = min(config.lr * factor, usual_lr(config))
    return {"lr": max(rounded(lr, 1), LIVE["lr"].minimum)}


def longer_steps(config: RunConfig) -> dict[str, Any]:
    """The learning rate that suits the optimiser, unless the present one is longer."""
    return {"lr": max(config.lr, usual_lr(config))}
