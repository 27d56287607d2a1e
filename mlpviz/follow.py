"""What a visitor's choice drags along: pure functions from one set of choices to a legal one."""

from collections.abc import Mapping
from typing import Any

from mlpviz.data import DATASETS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES
from mlpviz.rules import FIRST_OUTPUT, default_loss, legal_losses, legal_outputs, spec_of

NEW_LAYER = 8  # units of the first layer that is added; further ones are as wide as the last


def follow(choices: Mapping[str, Any], changed: str) -> dict[str, Any]:
    """``choices``, a RunConfig's fields, after ``changed`` was set: what it rules out is replaced.

    A new dataset brings its own options, preprocessing and targets; a new optimiser or initialiser
    starts from its own defaults; output and loss become the first legal ones where they no longer
    fit.
    An initialiser that draws biases of its own leaves no spread to choose.
    """
    new = dict(choices)
    if changed == "dataset":
        new["dataset_options"] = {}
        new["preprocessing"] = DATASETS[new["dataset"]].preprocessing
        new["standardize_targets"] = None
        new["own"] = None
    spec = spec_of(new)
    assert spec is not None
    if new["standardize_targets"] == spec.standardize_targets:
        new["standardize_targets"] = None  # that suits them anyway
    if changed in ("optimizer", "initializer"):
        new[f"{changed}_options"] = {}
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
