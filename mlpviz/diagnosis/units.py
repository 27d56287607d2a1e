"""Rules about hidden units: identical, dead, saturated."""

from collections.abc import Mapping, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.condition import fails, falls_short
from mlpviz.diagnosis.facts import DEAD, PATIENT, SATURATED, Facts
from mlpviz.diagnosis.loop import Choices
from mlpviz.diagnosis.outputs import outputs
from mlpviz.diagnosis.report import (
    Diagnosis,
    fresh_weights,
    proposals,
    scaled_inputs,
    shorter_steps,
)
from mlpviz.diagnosis.signal import LOST, blown_up, passed
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.words import agreeing, as_chosen, listed, number, percent

PASSES = 0.25  # of the samples: a unit that is 0 on fewer passes enough on
SAME = 1e-6  # relative to the largest weight: below it, two units' weights count as the same


def symmetric_units(facts: Facts) -> Diagnosis | None:
    """A hidden layer whose units all have the same weights: they get the same gradient for ever.

    Seen in the weights if ``params`` are given, else concluded from weights that all began at the
    same number.
    """
    if facts.newest.epoch < 1:
        return None
    if facts.params is None:
        layers = list(range(1, facts.depth)) if facts.all_began_at is not None else []
    else:
        layers = identical_layers(facts.params)
    if not layers:
        return None
    named = f"{agreeing(len(layers), 'layer', 'layers')} {listed(layers)}"
    first = facts.all_began_at
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
    """Most units of a hidden layer output 0 for every training sample, in a run that fails.

    From epoch 5 on, unless the run has learned all the same.
    """
    shares = facts.newest.dead_share
    if facts.newest.epoch < PATIENT or facts.zero_start or max(shares, default=0.0) < DEAD:
        return None
    if facts.learned or not falls_short(facts):
        return None
    layer = int(np.argmax(shares)) + 1
    share = shares[layer - 1]
    config = facts.config
    early = _at_first(facts.first.dead_share, layer) >= share / 2
    who = "Every unit" if share == 1.0 else f"{percent(share)} of the units"
    verb = "is dead: it outputs" if share == 1.0 else "are dead: they output"
    scale = scaled_inputs(config) if facts.unscaled else {}
    cure = scale | fresh_weights(config)
    revived = {"activation": _revived(config)}
    return Diagnosis(
        "dead_units",
        "Dead units",
        f"{who} of hidden layer {layer} {verb} 0 for all training samples, so no gradient passes. "
        f"{_killed_by(facts, early)}",
        {"dead_share": np.array(shares), "layer": layer}
        | {"dead_share_at_start": np.array(facts.first.dead_share)},
        proposals(
            config,
            *([] if early or facts.tiny_start else [cure | shorter_steps(config)]),
            cure,
            *([revived, revived | cure] if config.activations else []),
        ),
    )


def _at_first(shares: tuple[float, ...], layer: int) -> float:
    """A layer's share in the first record; 0 if nobody looked."""
    return shares[layer - 1] if shares else 0.0


def _killed_by(facts: Facts, early: bool) -> str:
    """Why units are dead; ``early``: most of them were so from the start."""
    if early:
        return "They were so from the start."
    if blown_up(facts):
        return f"Steps that were too long killed them{facts.lr_said('learning rate')}."
    if facts.tiny_start or passed(facts, facts.first) < LOST:
        return (
            "Their initial weights were so small that a few steps of the biases were enough to "
            "carry them to where ReLU gives 0."
        )
    return (
        "They died on the way: a step carried them to where ReLU gives 0 for every sample. Shorter "
        "steps, or an activation that cannot die, keep them alive."
    )


def _revived(config: Choices) -> str | tuple[str, ...]:
    """The config's activations, those whose units can die replaced by relatives that cannot."""
    return _named(config, [ACTIVATIONS[name].revival or name for name in config.activations])


def lone_unit(facts: Facts) -> tuple[int, float] | None:
    """A hidden layer that is a single unit which can die, and the share of samples it is 0 on.

    None where it passes nearly all samples on, or none (that is a dead unit), and where weights or
    samples are not known.
    """
    config = facts.config
    if facts.data is None or facts.params is None:
        return None
    if len(config.activations) != len(config.hidden_sizes):
        return None  # of someone's own loop, whose activations are not known
    layers = zip(config.hidden_sizes, config.activations, strict=True)
    for layer, (units, name) in enumerate(layers, 1):
        if units == 1 and ACTIVATIONS[name].revival:
            z = outputs(facts.data.samples[0], facts.params, config.activations[: layer - 1])
            share = float((z <= 0.0).mean())
            if PASSES < share < 1.0:
                return layer, share
    return None


def softened(config: Choices) -> str | tuple[str, ...]:
    """The config's activations, those that are flat on one side replaced by ELU.

    Leaky ReLU is all but flat there, with a slope of 0.01: a single unit does not turn round on it.
    """
    return _named(
        config, ["elu" if ACTIVATIONS[name].revival else name for name in config.activations]
    )


def _named(config: Choices, names: Sequence[str]) -> str | tuple[str, ...]:
    """Activations of all hidden layers as the config names its own: one for all, or one each."""
    return names[0] if isinstance(config.activation, str) else tuple(names)


def saturated_units(facts: Facts) -> Diagnosis | None:
    """More than half of a hidden layer's units are flat almost everywhere, in a run that fails.

    From epoch 5 on. Runs that learn can have such units: those of softplus and ELU are flat where
    they are at rest, as ReLU's are.
    """
    shares = facts.newest.saturated_share
    if max(shares, default=0.0) <= SATURATED or not fails(facts):
        return None
    layer = int(np.argmax(shares)) + 1
    config = facts.config
    scale = scaled_inputs(config) if facts.unscaled else {}
    early = _at_first(facts.first.saturated_share, layer) > SATURATED
    steps = {} if early or facts.unscaled else shorter_steps(config)
    return Diagnosis(
        "saturated_units",
        "Saturated units",
        f"{percent(shares[layer - 1])} of the units of hidden layer {layer} are saturated: on "
        "almost all samples their slope is close to 0, so they hardly learn."
        f"{_saturated_by(facts, early)}",
        {"saturated_share": np.array(shares), "layer": layer}
        | {"saturated_share_at_start": np.array(facts.first.saturated_share)},
        proposals(config, scale | steps, scale | fresh_weights(config) | steps),
    )


def _saturated_by(facts: Facts, early: bool) -> str:
    """Why units are saturated, after a space; empty where it cannot be told."""
    if facts.unscaled:
        return " The inputs are not scaled."
    if early or facts.huge_start:
        return " They were so from the start: the initial weights or biases are too large."
    if grown := blown_up(facts):
        layer, times = grown
        return (
            f" Steps that were too long made the weights of layer {layer} {number(times, 2)} times "
            f"as large as they began: lower the learning rate{facts.lr_said()}."
        )
    return ""
