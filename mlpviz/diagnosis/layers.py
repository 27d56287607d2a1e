"""Layer by layer: update-to-weight ratio, gradient norm, and rules on how they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.facts import PATIENT, Facts
from mlpviz.diagnosis.report import (
    Diagnosis,
    fresh_weights,
    proposals,
    shorter_steps,
)
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.record import EpochRecord
from mlpviz.words import as_chosen, number

RATIO_LIMITS = (1e-5, 1e-1)  # update-to-weight ratios of a healthy layer
LAG = 100.0  # times: how far the last layer outpaces a layer whose gradient vanishes
HOPELESS = 0.3  # update-to-weight ratio, lastingly
LASTING = 20  # epochs of large steps that count as more than a start
GENTLE = 0.5  # an activation whose slope stays below shrinks the gradient by itself
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
    ratio = np.divide(update, size, out=np.full(shape, np.nan), where=size > 0.0)
    return LayerRatios(np.array([r.epoch for r in records], int), names, ratio, gradient)


def typical_ratios(records: Sequence[EpochRecord]) -> Array:
    """Median over ``records`` of each layer's update-to-weight ratio [layers]; 0 for no weights."""
    ratio = np.nan_to_num(layer_ratios(records).ratio)
    return np.asarray(np.median(ratio, axis=0))


def vanishing_gradients(facts: Facts) -> Diagnosis | None:
    """A layer's weights stand still (ratio below 1e-5) while the last layer's move 100x as fast.

    Medians over the last five epochs; only where the run has not learned. A ratio of exactly 0,
    and layers of dead or saturated units, are left to the rules on units.
    """
    window = facts.last(PATIENT)
    if not window or facts.learned or facts.units_fail or facts.depth < 2:
        return None
    ratios = typical_ratios(window)
    still = (ratios > 0.0) & (ratios < RATIO_LIMITS[0]) & (LAG * ratios < ratios[-1])
    if not still.any():
        return None
    layer = int(np.argmin(np.where(still, ratios, np.inf))) + 1
    config = facts.config
    cure = fresh_weights(config)
    flat = min(config.activations, key=lambda name: ACTIVATIONS[name].steepest)
    shrinks = ACTIVATIONS[flat].steepest < GENTLE
    if shrinks:
        cure = {"activation": "tanh"} | cure
    names = config.activation
    shallow = {
        "hidden_sizes": config.hidden_sizes[:2],
        "activation": names if isinstance(names, str) else names[:2],
    }
    why = (
        f"{flat}'s slope is at most {as_chosen(ACTIVATIONS[flat].steepest)}, and the slopes "
        "multiply"
        if shrinks
        else ("each layer shrinks the gradient that it passes on")
    )
    return Diagnosis(
        "vanishing_gradients",
        "The gradient vanishes on its way back",
        f"Each step changes W{layer} by {number(ratios[layer - 1], 1)} of its size and "
        f"W{facts.depth} by {number(ratios[-1], 1)}: layer {layer} hardly learns, because {why}.",
        _evidence(facts, ratios, layer),
        proposals(config, cure, shallow | fresh_weights(config)),
    )


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
    falling = np.median(losses[half:]) < 0.5 * np.median(losses[:half])
    lost = np.median([facts.unexplained(record) for record in window]) > WORSE
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
        f"Each step changes W{layer} by {number(ratios[layer - 1], 1)} of its size, so every step "
        "undoes the ones before, and the loss is above that of a constant output. Lower the "
        f"learning rate (now {as_chosen(facts.newest.lr)}).",
        _evidence(facts, ratios, layer),
        proposals(config, cure, shorter_steps(config)),
    )


def _evidence(facts: Facts, ratios: Array, layer: int) -> dict[str, Any]:
    gradient = layer_ratios(facts.records[-1:]).gradient[0]
    return {"layer": layer, "ratios": ratios, "gradient": gradient, "limits": RATIO_LIMITS}
