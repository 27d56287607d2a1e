"""Rules about runs that stand still: no better than a constant output, or worse."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from mlpviz.diagnosis.condition import against_constant, comes_down, falls_short, what_is_possible
from mlpviz.diagnosis.facts import Facts, norm
from mlpviz.diagnosis.report import (
    Diagnosis,
    fresh_weights,
    longer_steps,
    proposals,
    scaled_inputs,
    shorter_steps,
)
from mlpviz.diagnosis.signal import blown_up
from mlpviz.diagnosis.units import lone_unit, softened
from mlpviz.engine.record import EpochRecord
from mlpviz.words import loss_number, number, percent, score_number

LASTING = 20  # epochs: healthy full-batch runs were seen on one class for the first 10
ONE_CLASS = 0.98  # share of the predictions
EQUAL = 0.01  # relative distance from the best constant's loss
HOPELESS = 2.0  # times the best constant's loss
NO_BETTER = 0.9  # of the best constant's loss: below it, outputs do tell samples apart
WORSE = 1.05  # times the best constant's loss
JUMPING = 3  # every so manieth epoch or more the loss rises


class Standing(NamedTuple):
    """How a run stands still: all on one class, its loss equal to the best constant's, or both."""

    one_class: bool
    equal: bool
    ratio: float


def standing(facts: Facts) -> Standing | None:
    """For 20 epochs all predictions were one class, or the loss no better than a constant's.

    One class: at least 98% of the predictions, though no class has more than 90% of the samples,
    and a loss above 0.9 of the best constant's. Otherwise the loss stands still, to within 1%, and
    is no better than the best constant's. A loss of twice that is left to the rules on divergence.
    """
    window = facts.last(LASTING)
    if not window:
        return None
    ratios = np.array([facts.unexplained(record) for record in window])
    one_class = all(map(_one_class, window)) and bool((ratios > NO_BETTER).all())
    equal = abs(ratios[-1] - 1.0) <= EQUAL
    stands_still = bool((ratios >= 1.0 - EQUAL).all()) and np.ptp(ratios) <= EQUAL
    if not (one_class or stands_still) or ratios[-1] > HOPELESS:
        return None
    return Standing(one_class, equal, float(ratios[-1]))


def _one_class(record: EpochRecord) -> bool:
    share, true = record.predicted_share_train, record.true_share_train
    if share is None or true is None:
        return False
    return bool(share.max() >= ONE_CLASS and true.max() <= NO_BETTER)


def collapsed(facts: Facts) -> Diagnosis | None:
    """The run stands still at a constant output (``standing``), and something may keep it there."""
    stands = standing(facts)
    if stands is None or not (causes := list(_causes(facts))):
        return None
    changes: dict[str, Any] = {}
    for _, change in causes:
        changes |= change
    return Diagnosis(
        "collapsed",
        _title(facts, stands),
        f"{_what(facts, stands)} Likely causes: {'; '.join(cause for cause, _ in causes)}.",
        _evidence(facts, stands),
        proposals(
            facts.config,
            changes,
            longer_steps(facts.config) | changes,
            *(change for _, change in causes),
        ),
    )


def plateau(facts: Facts) -> Diagnosis | None:
    """The run stands still at a constant output, and nothing that is known of it keeps it there."""
    stands = standing(facts)
    if stands is None or stands.ratio > WORSE or not falls_short(facts) or any(_causes(facts)):
        return None
    slope = norm(facts.newest.grad_norm)
    possible = what_is_possible(facts)
    return Diagnosis(
        "plateau",
        f"A plateau, perhaps; {_short(facts, stands)}",
        f"{_what(facts, stands)} This may be a plateau that ends: the gradient is small there, "
        f"{number(slope, 2)}, but points downhill, and nothing else that is known of the run keeps "
        f"it{f', while {possible}' if possible else ''}. Wait, or lengthen the steps"
        f"{facts.lr_said('learning rate now')}.",
        _evidence(facts, stands) | {"gradient": slope},
        proposals(
            facts.config,
            longer_steps(facts.config, 3.0),
            longer_steps(facts.config, 10.0),
            {"activation": "tanh"} | fresh_weights(facts.config),
        ),
    )


def _loss(facts: Facts, stands: Standing) -> str:
    """The training loss without L2, as the best constant's is."""
    return loss_number(stands.ratio * (facts.constant_loss or 1.0))


def _relation(facts: Facts, stands: Standing) -> str:
    """How the loss stands to the best constant's: equal only where the numbers shown are."""
    if not stands.equal:
        return "is no better than"
    same = _loss(facts, stands) == loss_number(facts.constant_loss or 1.0)
    return "equals" if same else "is within 1% of"


def _short(facts: Facts, stands: Standing) -> str:
    return f"loss {_relation(facts, stands)} the best constant predictor's"


def _title(facts: Facts, stands: Standing) -> str:
    if stands.one_class:
        return f"Collapsed to one class; the {_short(facts, stands)}"
    return f"The {_short(facts, stands)}"


def _what(facts: Facts, stands: Standing) -> str:
    newest, constant = facts.newest, facts.constant_loss
    if constant is None:
        r2 = score_number("R²", newest.train_r2 or 0.0)
        return f"R² is {r2}: the mean target, as a constant output, does as well."
    loss = (
        f"the training loss of {_loss(facts, stands)}{', L2 aside,' if facts.config.l2 else ''} "
        f"{_relation(facts, stands)} that of the best constant predictor, {loss_number(constant)}"
    )
    prior = "The network has learned no more than how frequent the classes are."
    share = newest.predicted_share_train
    if not stands.one_class or share is None:
        return f"For {LASTING} epochs {loss}. {prior}"
    most = int(share.argmax())
    name = facts.class_names[most] if facts.class_names else most
    return (
        f"{percent(share.max())} of the predictions fall on one class, {name}, and {loss}. "
        f"{prior} Accuracy stays at {percent(newest.train_accuracy or 0.0)}."
    )


def _evidence(facts: Facts, stands: Standing) -> dict[str, Any]:
    newest = facts.newest
    evidence: dict[str, Any] = {
        "train_loss": newest.train_loss,
        "constant_loss": facts.constant_loss,
        "loss_over_constant": stands.ratio,
        "weight_scale_at_start": facts.weight_scale(facts.first),
        "lr": newest.lr,
    }
    if newest.predicted_share_train is not None:
        evidence |= {
            "predicted_share": newest.predicted_share_train,
            "true_share": newest.true_share_train,
            "accuracy": newest.train_accuracy,
        }
    return evidence


def _causes(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """What may keep the outputs constant, most telling first, each with the changes against it."""
    config, start = facts.config, facts.weight_scale(facts.first)
    if facts.tiny_start and not facts.zero_start:
        yield (
            f"tiny initial weights ({number(start.max(), 1)} of what suits the layers)",
            fresh_weights(config),
        )
    raw = config.preprocessing == "none" != scaled_inputs(config)["preprocessing"]
    if facts.unscaled or (facts.data is None and raw):
        yield "inputs that are not scaled", scaled_inputs(config)
    if lone := lone_unit(facts):
        layer, share = lone
        yield (
            f"hidden layer {layer} is a single ReLU unit, which is 0 on {percent(share)} of the "
            "samples: their gradients do not pass it, and no other unit takes its place",
            {"activation": softened(config)},
        )
    if grown := blown_up(facts):
        layer, times = grown
        yield (
            f"steps that are too long{facts.lr_said('learning rate', config.lr)}: they made the "
            f"weights of layer {layer} {number(times, 2)} times as large as they began",
            shorter_steps(config),
        )
    for kind in CAUSES:
        if (found := facts.found.get(kind)) is not None and not (
            kind == "weights_too_small" and facts.tiny_start
        ):
            changes = dict(found.actions[0].changes) if found.actions else {}
            yield found.title[0].lower() + found.title[1:], changes
    if norm(facts.newest.grad_norm) == 0.0:
        yield "a gradient of exactly 0: no unit passes one on", fresh_weights(config)


# Kinds whose finding explains a constant output; the other causes are told here. The table of rules
# has them all before those that ask for them.
CAUSES = (
    "targets_not_scaled",
    "targets_out_of_range",
    "features_on_different_scales",
    "symmetric_units",
    "weights_too_large",
    "weights_too_small",
    "l2_too_strong",
    "vanishing_gradients",
    "linear_network",
    "too_few_units",
    "dead_units",
    "saturated_units",
    "exploding_gradients",
    "saturated_outputs",
    "oscillating",
    "no_bias",
    "learning_rate_too_small",
    "labels_look_random",
)


def worse_than_constant(facts: Facts) -> Diagnosis | None:
    """For 20 epochs the loss was above the best constant's, and it does not come down."""
    window = facts.last(LASTING)
    if len(window) <= LASTING // 2:
        return None
    ratios = np.array([facts.unexplained(record) for record in window])
    if not (ratios > WORSE).all() or comes_down(facts):
        return None
    config = facts.config
    losses = np.array([record.train_loss for record in window])
    jumps = bool((np.diff(losses) > 0.0).sum() >= len(losses) // JUMPING)
    grown = blown_up(facts)
    advice = (
        f"Steps that were too long made the weights of layer {grown[0]} {number(grown[1], 2)} "
        f"times as large as they began: lower the learning rate{facts.lr_said()}."
        if grown
        else "It goes up as often as down, so the steps are too long: lower the learning rate"
        f"{facts.lr_said()}."
        if jumps
        else "It hardly moves: start from other weights, or lengthen the steps"
        f"{facts.lr_said('learning rate now')}."
    )
    return Diagnosis(
        "worse_than_constant",
        "Worse than a constant output",
        f"For {LASTING} epochs the run has been worse than an output that ignores the inputs, and "
        f"does not come down: {against_constant(facts, facts.newest)}. {advice}",
        {"over_constant": ratios, "lr": facts.newest.lr},
        proposals(
            config,
            shorter_steps(config) if jumps or grown else longer_steps(config),
            fresh_weights(config),
            fresh_weights(config) | shorter_steps(config),
        ),
    )
