"""Rules about the size of the inputs: all of them too large or small, or each on its own scale."""

import numpy as np

from mlpviz.arrays import Array
from mlpviz.diagnosis.condition import against_constant, fails
from mlpviz.diagnosis.data_facts import INPUT_SCALE, DataFacts
from mlpviz.diagnosis.facts import PATIENT, SATURATED, Facts
from mlpviz.diagnosis.report import Diagnosis, proposals, scaled_inputs, shorter_steps
from mlpviz.words import number, score_number

LARGE_Z = 3.0  # where tanh is flat to within 1%
APART = 30.0  # times the spread of the smallest feature
MATTERS = 0.1  # accuracy or R² that standardising adds to what neighbours tell
FAR = 10.0  # times the best constant's loss
FELT_Z = 1.0  # in a run that fails, a smaller spread counts as well


def inputs_not_scaled(facts: Facts) -> Diagnosis | None:
    """Raw inputs whose size does harm: the first layer's z is out of scale and little is learned.

    Needs ``data``. Large: some feature's root mean square is above 4 and the spread of z in layer
    1, as its weights are now, above 3; or above 1 in a run that fails, unless features on different
    scales say why. Small: no feature reaches 0.05. From epoch 5 on, unless the run learns well all
    the same; before, if they made the first loss ten times the best constant's.
    """
    far = facts.began_untrained and not facts.unexplained(facts.first) <= FAR
    if not facts.unscaled or facts.data is None or (facts.newest.epoch < PATIENT and not far):
        return None
    config, rms = facts.config, facts.data.input_rms
    overall = float((rms**2).mean() ** 0.5)
    spread = overall * facts.newest.param_norm["W1"] / config.sizes[1] ** 0.5
    large = facts.data.input_scale > INPUT_SCALE[1]
    flat = max(facts.newest.saturated_share[:1], default=0.0) > SATURATED
    felt = spread > LARGE_Z or (spread > FELT_Z and fails(facts) and not _unheard(facts))
    if (large and not felt) or (facts.learned and not flat) or facts.data.empty:
        return None
    what = "reach" if large else "reach only"
    why = (
        f"layer 1 then works with z of about {number(spread, 2)}, where units are saturated or "
        "steps overshoot"
        if large and spread > LARGE_Z
        else "the gradients of layer 1 are as large, and its steps easily overshoot"
        if large
        else "layer 1 hardly sees them, and its gradients are as small"
    )
    cure = scaled_inputs(config)
    began = (
        f" The untrained network began with {against_constant(facts, facts.first)}." if far else ""
    )
    return Diagnosis(
        "inputs_not_scaled",
        "The inputs are not scaled",
        f"The inputs {what} {number(facts.data.input_scale)} (root mean square of the largest "
        f"feature; scaled inputs lie near 1): {why}.{began} Standardise them.",
        {"input_rms": rms, "largest": float(rms.max()), "smallest": float(rms.min())}
        | {"z_spread": spread, "saturated_share": flat},
        proposals(config, cure, cure | shorter_steps(config, 1.0)),
    )


def features_on_different_scales(facts: Facts) -> Diagnosis | None:
    """Features whose spreads differ 30-fold, and with them what tells the targets apart.

    Needs ``data``. Once the features are standardised, the three nearest samples tell 0.1 more
    (accuracy or R²) than they do as they are, and than the run has learned after 5 epochs. Inputs
    so large or small as a whole that they do harm are the other rule's.
    """
    data = facts.data
    if data is None or not _unheard(facts) or inputs_not_scaled(facts) is not None:
        return None
    spread, varied = _spreads(data)
    as_they_are, standardised, now = *facts.told, facts.score
    large, small = int(spread.argmax()), int(varied[spread[varied].argmin()])
    names = data.feature_names or [f"input {i}" for i in range(len(spread))]
    score = "accuracy" if facts.newest.train_accuracy is not None else "R²"
    return Diagnosis(
        "features_on_different_scales",
        "The features are on different scales",
        f"{names[large]} has a spread of {number(spread[large])}, {names[small]} of "
        f"{number(spread[small])}: layer 1 hardly sees the small ones. By the three nearest "
        f"samples, {score} is {score_number(score, as_they_are)} with the features as they are and "
        f"{score_number(score, standardised)} once each is standardised; the network reaches "
        f"{score_number(score, now)}. Standardise every feature by itself.",
        {"spread": spread, "neighbours": as_they_are, "neighbours_standardised": standardised},
        proposals(facts.config, {"preprocessing": "standardize"}),
    )


def _unheard(facts: Facts) -> bool:
    """Whether features too small to be heard tell what the run has not learned, from epoch 5 on."""
    data = facts.data
    if data is None or facts.newest.epoch < PATIENT or facts.learned:
        return False
    spread, varied = _spreads(data)
    if len(varied) < 2 or spread.max() < APART * spread[varied].min():
        return False
    as_they_are, standardised = facts.told
    return standardised - max(as_they_are, facts.score) >= MATTERS


def _spreads(data: DataFacts) -> tuple[Array, Array]:
    """The spread of every feature [d], and the numbers of those that vary."""
    spread = data.samples[0].std(axis=0, dtype=float)
    return spread, np.flatnonzero(spread > 0.0)
