"""Rules about hidden units: identical, dead, saturated."""

from collections.abc import Mapping

import numpy as np

from mlpviz.arrays import Array
from mlpviz.config import RunConfig
from mlpviz.diagnosis.facts import DEAD, PATIENT, SATURATED, Facts
from mlpviz.diagnosis.report import (
    Diagnosis,
    fresh_weights,
    proposals,
    scaled_inputs,
    shorter_steps,
)
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.words import agreeing, as_chosen, listed, percent

SAME = 1e-6  # relative to the largest weight: below it, two units' weights count as the same


def symmetric_units(facts: Facts) -> Diagnosis | None:
    """A hidden layer whose units all have the same weights: they get the same gradient for ever.

    Seen in the weights if ``params`` are given, else concluded from weights that all began at the
    same number.
    """
    if facts.newest.epoch < 1:
        return None
    if facts.params is None:
        layers = list(range(1, facts.depth)) if facts.start is not None else []
    else:
        layers = identical_layers(facts.params)
    if not layers:
        return None
    named = f"{agreeing(len(layers), 'layer', 'layers')} {listed(layers)}"
    first = facts.start
    start = "That" if first is None else f"All weights started at {as_chosen(first)}, and that"
    return Diagnosis(
        "symmetric_units",
        "All units of a layer are identical",
        f"The units of hidden {named} all have the same weights: they compute the same and get the "
        f"same gradient, so they never become different. {start} is as good as a single unit per "
        "layer. Start from random weights.",
        {"layers": layers, "units": [facts.config.hidden_sizes[layer - 1] for layer in layers]},
        proposals(facts.config, fresh_weights(facts.config)),
    )


def identical_layers(params: Mapping[str, Array]) -> list[int]:
    """Hidden layers with at least two units whose incoming weights and biases are all the same."""
    depth = sum(name.startswith("W") for name in params)
    found = []
    for layer in range(1, depth):
        W, b = params[f"W{layer}"], params.get(f"b{layer}")
        parts = [W] if b is None else [W, b[None, :]]
        spread = max(float(np.ptp(part, axis=1).max()) for part in parts)
        largest = max(float(np.abs(part).max()) for part in parts)
        if W.shape[1] > 1 and spread <= SAME * largest:
            found.append(layer)
    return found


def dead_units(facts: Facts) -> Diagnosis | None:
    """Most units of a hidden layer output 0 for every training sample, from epoch 5 on."""
    shares = facts.newest.dead_share
    if facts.newest.epoch < PATIENT or facts.zero_start or max(shares, default=0.0) < DEAD:
        return None
    layer = int(np.argmax(shares)) + 1
    share = shares[layer - 1]
    config = facts.config
    early = facts.records[0].dead_share[layer - 1] >= share / 2
    cause = "They were so from the start." if early else "Steps that were too long killed them."
    who = "Every unit" if share == 1.0 else f"{percent(share)} of the units"
    verb = "is dead: it outputs" if share == 1.0 else "are dead: they output"
    scale = scaled_inputs(config) if facts.unscaled else {}
    cure = scale | fresh_weights(config) | ({} if early else shorter_steps(config))
    return Diagnosis(
        "dead_units",
        "Dead units",
        f"{who} of hidden layer {layer} {verb} 0 for all training samples, so no gradient passes. "
        f"{cause}",
        {"dead_share": np.array(shares), "layer": layer}
        | {"dead_share_at_start": np.array(facts.records[0].dead_share)},
        proposals(config, cure, {"activation": _revived(config)} | cure),
    )


def _revived(config: RunConfig) -> str | tuple[str, ...]:
    """The config's activations, those whose units can die replaced by relatives that cannot."""
    names = tuple(ACTIVATIONS[name].revival or name for name in config.activations)
    return names[0] if isinstance(config.activation, str) else names


def saturated_units(facts: Facts) -> Diagnosis | None:
    """More than half of a hidden layer's units are flat almost everywhere, from epoch 5 on."""
    shares = facts.newest.saturated_share
    if facts.newest.epoch < PATIENT or max(shares, default=0.0) <= SATURATED:
        return None
    layer = int(np.argmax(shares)) + 1
    config = facts.config
    scale = scaled_inputs(config) if facts.unscaled else {}
    early = facts.records[0].saturated_share[layer - 1] > SATURATED
    if facts.unscaled:
        cause = "The inputs are not scaled."
    elif facts.huge_start or early:
        cause = "The initial weights are too large."
    else:
        cause = "Steps that were too long made the weights large."
    steps = {} if early or facts.unscaled else shorter_steps(config)
    return Diagnosis(
        "saturated_units",
        "Saturated units",
        f"{percent(shares[layer - 1])} of the units of hidden layer {layer} are saturated: on "
        f"almost all samples their slope is close to 0, so they hardly learn. {cause}",
        {"saturated_share": np.array(shares), "layer": layer}
        | {"saturated_share_at_start": np.array(facts.records[0].saturated_share)},
        proposals(config, scale | fresh_weights(config) | steps),
    )
