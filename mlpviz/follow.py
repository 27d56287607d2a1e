"""What a visitor's choice drags along: pure functions from one set of choices to a legal one."""

from collections.abc import Mapping
from typing import Any

from mlpviz.data import DATASETS, OwnData
from mlpviz.data.features import INPUTS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.rules import (
    FIRST,
    FIRST_OUTPUT,
    TABLES,
    default_loss,
    legal_losses,
    legal_outputs,
    spec_of,
    suggestion,
)

NEW_LAYER = 8  # units of the first layer that is added; further ones are as wide as the last


def follow(
    choices: Mapping[str, Any], changed: str, value: Any, own: OwnData | None = None
) -> dict[str, Any]:
    """``choices``, a RunConfig's fields, with ``value`` for ``changed`` and what that drags along.

    A new dataset brings its own options, preprocessing and targets, and the run that suits it: what
    stood as the last one suggested it follows, what was chosen otherwise stays. A new optimiser,
    initialiser or schedule starts from its own defaults, and an optimiser brings its usual learning
    rate, as one of another kind means nothing to it. Output and loss become the first legal ones
    where they no longer fit, and input features go with data of another width. An initialiser that
    draws biases of its own leaves no spread to choose. The dataset "own" is what ``own`` tells of.
    """
    new = dict(choices) | {changed: value}
    if changed == "dataset":
        new["dataset_options"] = {}
        new["own"] = own
        new["preprocessing"] = (own or DATASETS[value]).preprocessing
        new["standardize_targets"] = None
        for field in FIRST:  # what goes with another choice stands behind it
            if choices[field] == suggestion(field, choices):
                new[field] = suggestion(field, new)
    elif changed == "optimizer" and _other_rates(choices[changed], value):
        new["lr"] = suggestion("lr", new)
    for field in ("optimizer", "initializer", "schedule"):
        if new[field] != choices[field]:
            new[f"{field}_options"] = {}
    spec = spec_of(new)
    assert spec is not None
    if spec.n_classes or new["standardize_targets"] == spec.standardize_targets:
        new["standardize_targets"] = None  # that suits them anyway, and classes are no numbers
    if spec.n_features != INPUTS:
        new["input_features"] = None
    if INITIALIZERS[new["initializer"]].biases is not None:
        new["bias_std"] = 0.0
    task = spec.task
    outputs = legal_outputs(task)
    if new["output"] not in outputs:
        new["output"] = outputs[0]
    if changed == "dataset" and choices["output"] == FIRST_OUTPUT["regression"]:
        new["output"] = FIRST_OUTPUT[task]
    if new["loss"] not in legal_losses(new["output"], task):
        new["loss"] = default_loss(new["output"], task)
    if task == "regression" or LOSSES[new["loss"]].fused:  # then no control shows the scale
        new["target_scale"] = 1.0
    return new


def with_option(
    choices: Mapping[str, Any], field: str, row: str, option: str, value: float
) -> dict[str, Any]:
    """``choices`` with another value for an option of ``row``, in the dict ``field``.

    They stay as they are where another row has been chosen since, and where that is its value.
    """
    kind, new = field.removesuffix("_options"), dict(choices)
    if choices[kind] != row or option not in TABLES[kind][row].options:
        return new
    if value != choices[field].get(option, TABLES[kind][row].options[option].default):
        number = int(value) if isinstance(value, bool) else value  # of a switch
        new[field] = dict(choices[field]) | {option: number}
    return new


def _other_rates(old: str, new: str) -> bool:
    """Whether other learning rates are usual for the optimiser ``new``."""
    return OPTIMIZERS[old].usual_lr != OPTIMIZERS[new].usual_lr


def without_layer(choices: Mapping[str, Any], index: int) -> dict[str, Any]:
    """``choices`` without the hidden layer ``index`` (from 0) and without its activation."""
    new = dict(choices)
    names = choices["activation"]
    if not isinstance(names, str):
        new["activation"] = names[:index] + names[index + 1 :] or names[0]
    sizes = choices["hidden_sizes"]
    return with_layers(new, sizes[:index] + sizes[index + 1 :])


def with_layers(choices: Mapping[str, Any], sizes: tuple[int, ...]) -> dict[str, Any]:
    """``choices`` with other hidden layers; activations chosen per layer grow and shrink along."""
    new = dict(choices, hidden_sizes=sizes)
    names = choices["activation"]
    if not isinstance(names, str):
        grown = (*names, *[names[-1] if names else "tanh"] * len(sizes))
        new["activation"] = grown[: len(sizes)] if sizes else "tanh"
    return new
