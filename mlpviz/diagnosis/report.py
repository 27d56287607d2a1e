"""What a diagnosis is: ``Diagnosis`` with its ``Action``s, and changes that rules propose."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from mlpviz.config import RunConfig
from mlpviz.diagnosis.labels import advice
from mlpviz.diagnosis.loop import Choices, Loop
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.settings import LIVE
from mlpviz.words import rounded


@dataclass(frozen=True)
class Action:
    """What may help: ``changes`` are choices for ``RunConfig.changed``."""

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
    arrays. ``actions`` are the changes that may help, best first: what the rule proposes, or, of
    ``Trainer.diagnose``, what was tried and helped. ``advice`` says
    the same in words alone, where there is no config to change: of someone's own loop.
    """

    kind: str
    title: str
    sentence: str
    evidence: Mapping[str, Any]
    actions: Sequence[Action] = ()
    advice: tuple[str, ...] = ()


def proposals(config: Choices, *options: Mapping[str, Any]) -> tuple[Action, ...]:
    """An ``Action`` for each set of changes; what ``config`` has already is left out.

    None at all where nothing is left.
    """
    actions: dict[str, Action] = {}
    for option in options:
        changes = {name: v for name, v in option.items() if getattr(config, name) != v}
        if changes:
            label = advice(changes, config)
            actions.setdefault(label, Action(label, changes))
    return tuple(actions.values())


def fresh_weights(config: Choices) -> dict[str, Any]:
    """Initial weights of a scale that suits the activations: He for ReLU's kin, else Xavier."""
    kin = any(ACTIVATIONS[name].relu_like for name in config.activations)
    name = "he_uniform" if kin else "xavier_uniform"
    return {"initializer": name, "initializer_options": {}, "bias_std": 0.0}


def scaled_inputs(config: Choices) -> dict[str, Any]:
    """The preprocessing that suits the dataset; standardised where raw values would.

    All pixels of images together: one that hardly ever varies would become huge by itself.
    """
    if isinstance(config, Loop):
        return {"preprocessing": "standardize"}
    suited = config.spec.preprocessing
    usual = "standardize_global" if config.spec.image_shape else "standardize"
    return {"preprocessing": usual if suited == "none" else suited}


def shorter_steps(config: Choices, factor: float = 0.1) -> dict[str, Any]:
    """A learning rate ``factor`` times as long; nothing where it is not known."""
    if not isfinite(config.lr):
        return {}
    return {"lr": max(rounded(config.lr * factor, 2), LIVE["lr"].minimum)}


def longer_steps(config: Choices, factor: float = 10.0) -> dict[str, Any]:
    """A learning rate ``factor`` times as long; nothing where it is not known."""
    if not isfinite(config.lr):
        return {}
    return {"lr": min(rounded(config.lr * factor, 2), LIVE["lr"].maximum)}
