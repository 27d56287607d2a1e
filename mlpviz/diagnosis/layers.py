"""Layer by layer: update-to-weight ratio, gradient norm, and rules on how they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.condition import falls_short
from mlpviz.diagnosis.facts import PATIENT, Facts, middle
from mlpviz.diagnosis.report import (
    Diagnosis,
    fresh_weights,
    proposals,
    shorter_steps,
)
from mlpviz.diagnosis.signal import GENTLE, passed, shrunk
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.record import EpochRecord
from mlpviz.words import as_chosen, counted, number, of_its_size

RATIO_LIMITS = (1e-5, 1e-1)  # update-to-weight ratios of a healthy layer
LAG = 100.0  # times: how far the last layer outpaces a layer whose gradient vanishes
HOPELESS = 0.3  # update-to-weight ratio, lastingly
LASTING = 20  # epochs of large steps that count as more than a start
WORSE = 1.5  # times the best constant's loss: not learning at all


@dataclass(frozen=True, eq=False)
class LayerRatios:
    """Per layer over epochs, of the last step of each: plain arrays for a chart.

    ``epochs`` [records]; ``names`` W1, W2, ...; ``ratio`` [records, layers] is |update| / |W| and
    ``gradient`` [records, layers] is |dW|, both Euclidean. A ratio over weights of zero is NaN.
    """

    epochs: Array
    names: tuple[str, ...]
    ratio: Array
    gradient: Array


def layer_ratios(history: Iterable[EpochRecord]) -> LayerRatios:
    """Update-to-weight ratio and gradient norm of every layer's weights after each epoch.

    Epoch 0, which had no step, is left out.
    """
    records = list(history)
    names = tuple(name for name in records[0].param_norm if name.startswith("W"))
    records = [record for record in records if record.epoch > 0]
    shape = len(records), len(names)
    size, gradient, update = (
        np.array([[getattr(r, field)[name] for name in names] for r in records]).reshape(shape)
        for field in ("param_norm", "grad_norm", "update_norm")
    )
    some = size > np.finfo(float).tiny  # below it, the ratio would overflow
    ratio = np.divide(update, size, out=np.full(shape, np.nan), where=some)
    return LayerRatios(np.array([r.epoch for r in records], int), names, ratio, gradient)


def typical_ratios(records: Sequence[EpochRecord]) -> Array:
    """Median over ``records`` of each layer's update-to-weight ratio [layers]; 0 for no weights."""
    ratio = np.nan_to_num(layer_ratios(records).ratio)
    return np.asarray(np.median(ratio, axis=0))


def vanishing_gradients(facts: Facts) -> Diagnosis | None:
    """The signal, and with it the gradient, is lost between the layers, and the run fails.

    Either activations such as sigmoid shrink it: less than 0.15 of a difference came from the first
    hidden layer to the last at the start, less than 0.35 does now. Or it is seen: some
    layer's weights stand still (ratio below 1e-5) while the last layer's move 100 times as fast,
    medians over the last five epochs, where the run has not learned. A ratio of exactly 0, and
    layers of dead or saturated units, are left to the rules on units.
    """
    layer = _standing_still(facts)
    if layer is None and not shrunk(facts):
        return None
    config, ratios = facts.config, typical_ratios(facts.last(PATIENT))
    layer = 1 if layer is None else layer
    known = config.activations or ("identity",)  # of a loop they may not be known
    flat = min(known, key=lambda name: ACTIVATIONS[name].steepest)
    shrinks = ACTIVATIONS[flat].steepest < GENTLE
    names = config.activation
    shallow = {
        "hidden_sizes": config.hidden_sizes[:1],
        "activation": names if isinstance(names, str) else names[:1],
    }
    tanh = {"activation": "tanh", "initializer": "xavier_uniform", "initializer_options": {}}
    why = (
        f"{flat}'s slope is at most {as_chosen(ACTIVATIONS[flat].steepest)}, and the slopes of "
        f"{counted(len(config.hidden_sizes), 'hidden layer')} multiply: "
        f"of a difference in the first one {number(passed(facts, facts.newest), 1)} comes to the "
        "last, and gradients shrink alike"
        if shrinks
        else "each layer shrinks the gradient that it passes on"
    )
    return Diagnosis(
        "vanishing_gradients",
        "The gradient vanishes on its way back",
        f"Layer {layer} hardly learns, because {why}. Each step changes W{layer} by "
        f"{of_its_size(ratios[layer - 1])} and W{facts.depth} by {of_its_size(ratios[-1])}.",
        _evidence(facts, ratios, layer)
        | {
            "passed": passed(facts, facts.newest),
            "passed_at_start": passed(facts, facts.first),
        },
        proposals(
            config, *([tanh] if shrinks else []), shallow, shallow | tanh, fresh_weights(config)
        ),
    )


def _standing_still(facts: Facts) -> int | None:
    """The layer, if any, whose weights stand still while the last layer's move 100x as fast."""
    window = facts.last(PATIENT)
    if not window or facts.learned or facts.units_fail or facts.depth < 2 or not falls_short(facts):
        return None
    ratios = typical_ratios(window)
    still = (ratios > 0.0) & (ratios < RATIO_LIMITS[0]) & (LAG * ratios < ratios[-1])
    return int(np.argmin(np.where(still, ratios, np.inf))) + 1 if still.any() else None


def exploding_gradients(facts: Facts) -> Diagnosis | None:
    """Some layer's weights change by a third in every step, and nothing is learned.

    Over the last 20 epochs, the median ratio is above 0.3 (runs at 0.22 were seen to recover), the
    median loss above 1.5 times the best constant's, and it did not halve from their first half to
    the second. Larger ratios than 0.1 are usual at the start of a run.
    """
    window = facts.last(LASTING)
    if not window:
        return None
    losses, half = [record.train_loss for record in window], len(window) // 2
    falling = middle(losses[half:]) < 0.5 * middle(losses[:half])
    lost = middle([facts.unexplained(record) for record in window]) > WORSE
    if falling or not lost:
        return None
    ratios = typical_ratios(window)
    if ratios.max() <= HOPELESS:
        return None
    layer = int(ratios.argmax()) + 1
    config = facts.config
    cure = shorter_steps(config) | (fresh_weights(config) if facts.huge_start else {})
    return Diagnosis(
        "exploding_gradients",
        "The gradient is far too large",
        f"Each step changes W{layer} by {of_its_size(ratios[layer - 1])}, so every step "
        "undoes the ones before, and the loss is above that of a constant output. Lower the "
        f"learning rate{facts.lr_said()}.",
        _evidence(facts, ratios, layer),
        proposals(config, cure, shorter_steps(config)),
    )


def _evidence(facts: Facts, ratios: Array, layer: int) -> dict[str, Any]:
    gradient = layer_ratios(facts.records[-1:]).gradient[0]
    return {"layer": layer, "ratios": ratios, "gradient": gradient, "limits": RATIO_LIMITS}
