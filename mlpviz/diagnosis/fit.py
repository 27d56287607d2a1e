"""Rules about what has been learned: nothing but a constant, or the training data by heart."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from mlpviz.diagnosis.facts import TINY, Facts
from mlpviz.diagnosis.layers import vanishing_gradients
from mlpviz.diagnosis.report import (
    Diagnosis,
    fresh_weights,
    longer_steps,
    proposals,
    scaled_inputs,
    shorter_steps,
    usual_lr,
)
from mlpviz.diagnosis.unlike import unlike_training
from mlpviz.engine.record import EpochRecord
from mlpviz.words import as_chosen, loss_number, number, percent, score_number, whole

LASTING = 20  # epochs: healthy full-batch runs were seen on one class for the first 10
ONE_CLASS = 0.98  # share of the predictions
EQUAL = 0.01  # relative distance from the best constant's loss
HOPELESS = 2.0  # times the best constant's loss
NO_BETTER = 0.9  # of the best constant's loss: below it, outputs do tell samples apart
RISEN = 1.3  # times the lowest test loss
GAP = 0.15  # training minus test accuracy (or R²) that makes a risen test loss overfitting
WIDE_GAP = 0.3  # the same where the test loss has merely stopped falling
LONG_AGO = 10  # epochs since the lowest test loss
FITS, BY_HEART = 0.5, 0.1  # of the best constant's loss


def collapsed(facts: Facts) -> Diagnosis | None:
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
    causes = list(_causes(facts))
    cure = {name: value for _, changes in causes for name, value in changes.items()}
    share = facts.newest.predicted_share_train
    evidence: dict[str, Any] = {
        "train_loss": facts.newest.train_loss,
        "constant_loss": facts.constant_loss,
        "loss_over_constant": float(ratios[-1]),
        "weight_scale_at_start": facts.weight_scale(facts.records[0]),
        "lr": facts.newest.lr,
    }
    if share is not None:
        evidence |= {
            "predicted_share": share,
            "true_share": facts.newest.true_share_train,
            "accuracy": facts.newest.train_accuracy,
        }
    return Diagnosis(
        "collapsed",
        _title(one_class, equal),
        f"{_what(facts, one_class, equal)} {_why(causes)}",
        evidence,
        proposals(facts.config, cure),
    )


def _one_class(record: EpochRecord) -> bool:
    share, true = record.predicted_share_train, record.true_share_train
    if share is None or true is None:
        return False
    return bool(share.max() >= ONE_CLASS and true.max() <= NO_BETTER)


def _title(one_class: bool, equal: bool) -> str:
    relation = "equals" if equal else "is no better than"
    loss = f"loss {relation} the best constant predictor"
    return f"Collapsed to one class; the {loss}" if one_class else f"The {loss}"


def _what(facts: Facts, one_class: bool, equal: bool) -> str:
    newest, constant = facts.newest, facts.constant_loss
    if constant is None:
        r2 = score_number("R²", newest.train_r2 or 0.0)
        return f"R² is {r2}: the mean target, as a constant output, does as well."
    loss = (
        f"the training loss of {loss_number(newest.train_loss)} "
        f"{'equals' if equal else 'is no better than'} that of the best constant predictor, "
        f"{loss_number(constant)}"
    )
    prior = "The network has learned no more than how frequent the classes are."
    share = newest.predicted_share_train
    if not one_class or share is None:
        return f"For {LASTING} epochs {loss}. {prior}"
    most = int(share.argmax())
    name = facts.class_names[most] if facts.class_names else most
    return (
        f"{percent(share.max())} of the predictions fall on one class, {name}, and {loss}. "
        f"{prior} Accuracy stays at {percent(newest.train_accuracy or 0.0)}."
    )


def _why(causes: list[tuple[str, dict[str, Any]]]) -> str:
    if not causes:
        return (
            "The usual causes (tiny weights, raw inputs, too short or too long steps, L2, a "
            "vanishing gradient) do not apply here."
        )
    return f"Likely causes: {'; '.join(cause for cause, _ in causes)}."


def _causes(facts: Facts) -> Iterator[tuple[str, dict[str, Any]]]:
    """What may keep the outputs constant, most telling first, each with the changes against it."""
    config, start = facts.config, facts.weight_scale(facts.records[0])
    now = facts.weight_scale(facts.newest)
    if not config.hidden_sizes:
        yield (
            "without hidden layers the network is linear",
            {"hidden_sizes": (16, 16), "activation": "tanh"},
        )
    if config.l2 and now.max() < TINY:
        yield f"L2 of {as_chosen(config.l2)} pulls all weights to 0", {"l2": 0.0}
    if facts.zero_start:
        yield "initial weights of zero", fresh_weights(config)
    elif facts.tiny_start:
        yield (
            f"tiny initial weights ({number(start.max(), 1)} of what suits the layers)",
            fresh_weights(config),
        )
    elif facts.huge_start:
        yield "initial weights that are too large", fresh_weights(config)
    raw = config.preprocessing == "none" != scaled_inputs(config)["preprocessing"]
    if facts.unscaled or (facts.data is None and raw):
        yield "inputs that are not scaled", scaled_inputs(config)
    if config.lr < 0.3 * usual_lr(config):
        yield f"short steps (learning rate {as_chosen(config.lr)})", longer_steps(config)
    elif config.lr > 3.0 * usual_lr(config):
        yield f"long steps (learning rate {as_chosen(config.lr)})", shorter_steps(config)
    if (vanishing := vanishing_gradients(facts)) and vanishing.actions:
        yield "a gradient that vanishes on its way back", dict(vanishing.actions[0].changes)


def overfitting(facts: Facts) -> Diagnosis | None:
    """The test loss has risen to 1.3 times its lowest, or stopped falling far from training's.

    The lowest was at least 10 epochs ago, and the newest counts as risen if the median of five
    records has, too, so that noise does not count. Test accuracy (or R²) trails the training one by
    0.15; by 0.3, with next to no training loss left, where the test loss has not risen that much.
    Says nothing of a test split that is unlike the training split.
    """
    losses = np.array([record.test_loss for record in facts.records])
    best = int(losses.argmin())
    lowest, newest = facts.records[best], facts.newest
    if newest.epoch - lowest.epoch < LONG_AGO or facts.unexplained(newest) > FITS:
        return None
    train, test = newest.train_accuracy, newest.test_accuracy
    if train is None or test is None:
        train, test = newest.train_r2, newest.test_r2
    if train is None or test is None:
        return None
    later = min(newest.test_loss, float(np.median(losses[-5:])))
    risen = lowest.test_loss > 0.0 and later >= RISEN * lowest.test_loss
    by_heart = facts.unexplained(newest) < BY_HEART and train - test >= WIDE_GAP
    if not by_heart and not (risen and train - test >= GAP):
        return None
    if unlike_training(facts) is not None:
        return None
    config = facts.config
    smaller = {"hidden_sizes": tuple(max(4, units // 4) for units in config.hidden_sizes)}
    penalties = [{"l2": min(1.0, max(l2, 10.0 * config.l2))} for l2 in (1e-2, 1e-3, 1e-4)]
    score = "accuracy" if newest.train_accuracy is not None else "R²"
    return Diagnosis(
        "overfitting",
        "Overfitting",
        f"{_test_loss(facts, lowest, risen, score)}, while the training loss is "
        f"{loss_number(newest.train_loss)}: {score} {score_number(score, train)} in training, "
        f"{score_number(score, test)} in the test. The network learns the training samples by "
        "heart.",
        {
            "best_epoch": lowest.epoch,
            "lowest_test_loss": lowest.test_loss,
            "test_loss": newest.test_loss,
            "train_loss": newest.train_loss,
            "train_score": train,
            "test_score": test,
        },
        proposals(config, *penalties, smaller, smaller | penalties[0]),
    )


def _test_loss(facts: Facts, lowest: EpochRecord, risen: bool, score: str) -> str:
    """What became of the test loss: when it was lowest, with its score then, and what it is now."""
    low, now = loss_number(lowest.test_loss), loss_number(facts.newest.test_loss)
    if lowest.epoch == 0:
        return f"The test loss, {now} now, was never below the {low} of the untrained network"
    then = lowest.test_r2 if lowest.test_accuracy is None else lowest.test_accuracy
    when = f"{low}, at epoch {whole(lowest.epoch)}"
    if then is not None:
        when += f" (test {score} {score_number(score, then)})"
    if risen:
        return f"The test loss was lowest, {when}, and is {now} now"
    return f"The test loss, {now} now, was lowest, {when}, and has not fallen since"
