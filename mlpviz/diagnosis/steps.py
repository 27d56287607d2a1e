"""Rules about the length of the steps: too long (diverged, diverging soon) or too short."""

from math import inf, isfinite
from typing import Any

import numpy as np

from mlpviz.diagnosis.facts import Facts, norm
from mlpviz.diagnosis.layers import typical_ratios
from mlpviz.diagnosis.report import (
    Action,
    Diagnosis,
    fresh_weights,
    longer_steps,
    proposals,
    scaled_inputs,
    shorter_steps,
    usual_lr,
)
from mlpviz.engine.nonfinite import BEFORE_UPDATE
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.words import as_chosen, counted, loss_number, number, signed, whole

GROWN = 3.0  # times the first loss: growing, not just noisy
WATCHED = 5  # consecutive full-batch epochs that must disagree with the first-order prediction
RISEN = 1.5  # times the loss that many epochs ago
WINDOW = 20  # epochs over which the pace of learning is measured
SLOW = 1000.0  # epochs that halving the loss would take at the measured pace
TOO_SMALL = 1e-5  # update-to-weight ratio below which a step changes next to nothing
SLOPE = 0.1  # |gradient| |weights| / loss above which the ground is not flat


def diverged(facts: Facts) -> Diagnosis | None:
    """A number stopped being finite, or the loss has grown to three times the first one."""
    first, newest = facts.records[0], facts.newest
    if facts.error is not None:
        return _stopped(facts)
    if not isfinite(newest.train_loss):
        return Diagnosis(
            "diverged",
            "The initial loss is not finite",
            "The loss of the initial weights is not finite: the inputs or the weights are too "
            "large. Scale the inputs (standardise) or start from smaller weights.",
            {"train_loss": newest.train_loss, "epoch": newest.epoch},
            _shorter(facts, start=True),
        )
    if newest.train_loss > GROWN * first.train_loss > 0.0:
        times = newest.train_loss / first.train_loss
        return Diagnosis(
            "diverged",
            "The loss has grown",
            f"The training loss has grown from {loss_number(first.train_loss)} to "
            f"{loss_number(newest.train_loss)}, {number(times)} times the first: the steps are too "
            f"long. Lower the learning rate (now {as_chosen(newest.lr)}).",
            {"first_loss": first.train_loss, "train_loss": newest.train_loss, "times": times}
            | {"lr": newest.lr},
            _shorter(facts),
        )
    return None


def _stopped(facts: Facts) -> Diagnosis:
    error = facts.error
    assert error is not None
    origin = error.origin
    start = (error.epoch, error.batch) == (1, 1) and origin.operation in BEFORE_UPDATE
    where = "the evaluation" if error.batch is None else f"batch {whole(error.batch)}"
    return Diagnosis(
        "diverged",
        "Training stopped: a number is not finite",
        f"{origin.operation} of layer {origin.layer} is not finite (epoch {whole(error.epoch)}, "
        f"{where}). The weights from before are kept. "
        + (
            "The initial weights or the inputs are too large."
            if start or facts.huge_start or facts.unscaled
            else f"The steps are too long: lower the learning rate (now {as_chosen(error.lr)})."
        ),
        {
            "epoch": error.epoch,
            "batch": error.batch,
            "layer": origin.layer,
            "operation": origin.operation,
            "lr": error.lr,
        },
        _shorter(facts, start),
    )


def _shorter(facts: Facts, start: bool = False) -> tuple[Action, ...]:
    """Shorter steps, with what else makes them too long: raw inputs, large initial weights."""
    config = facts.config
    causes: dict[str, Any] = {}
    if facts.unscaled or start:
        causes |= scaled_inputs(config)
    if facts.huge_start or start:
        causes |= fresh_weights(config)
    shorter = shorter_steps(config)
    if causes:  # with the cause gone, steps that are short already need not be shortened
        careful = min(config.lr, 0.1 * usual_lr(config))
        return proposals(config, causes | {"lr": careful}, shorter)
    return proposals(config, shorter)


def diverging_soon(facts: Facts) -> Diagnosis | None:
    """The loss keeps rising where the gradient promises a fall.

    To first order, a step D changes the loss by g . D. Plain gradient descent has D = -lr g, which
    is exactly -|g| |D| = -lr |g|^2: a rise in each of the last five epochs says that curvature
    decides (lr above 2 / curvature, the limit of stability). Other optimisers choose another
    direction, so there only a rise of more than |g| |D|, the most that any direction explains,
    disagrees, in three of the five. In either case the loss must have risen by half, ever faster:
    runs at the edge of stability rise by up to a fifth now and then, and come back.

    Says nothing for mini-batches (one batch's gradient does not predict the loss over all), nor
    where the history has no five consecutive epochs.
    """
    window = facts.last(WATCHED)
    epochs = np.array([record.epoch for record in window])
    if not facts.full_batch or len(window) != WATCHED + 1 or (np.diff(epochs) != 1).any():
        return None
    losses = np.array([record.train_loss for record in window])
    measured = np.diff(losses)
    reach = np.array([norm(r.grad_norm) * norm(r.update_norm) for r in window[1:]])
    plain = OPTIMIZERS[facts.config.optimizer].plain
    predicted = -reach if plain else reach
    disagree = (measured > 0.0).all() if plain else (measured > reach).sum() >= 3
    growing = losses[-1] >= RISEN * losses[0] and measured[-2:].sum() > measured[:2].sum()
    if not disagree or not growing:
        return None
    promise = (
        f"the gradient promised a fall of {number(reach[-1], 2)}"
        if plain
        else f"the gradient explains a rise of {number(reach[-1], 2)} at most"
    )
    return Diagnosis(
        "diverging_soon",
        "About to diverge",
        f"The training loss rose from {loss_number(losses[0])} to {loss_number(losses[-1])} "
        f"in {WATCHED} epochs. In the last one it changed by {signed(measured[-1], 2)} where "
        f"{promise}: the steps leap across the valley. Lower the learning rate (now "
        f"{as_chosen(facts.newest.lr)}).",
        {"epochs": epochs[1:], "measured": measured, "predicted": predicted}
        | {"lr": facts.newest.lr},
        _shorter(facts),
    )


def learning_rate_too_small(facts: Facts) -> Diagnosis | None:
    """The ground slopes, yet the steps change next to nothing.

    All three: every layer's update-to-weight ratio is below 1e-5, halving the loss would take more
    than 1000 epochs at the pace of the last 20, and |g| |w| / loss, which does not depend on the
    learning rate, exceeds 0.1 (at a minimum or on a plateau it does not).
    """
    window = facts.last(WINDOW)
    if len(window) < 2 or facts.learned or facts.units_fail:
        return None
    old, newest = window[0], window[-1]
    ratios = typical_ratios(window)
    slope = norm(newest.grad_norm) * norm(newest.param_norm) / newest.train_loss
    pace = (old.train_loss - newest.train_loss) / (newest.epoch - old.epoch)
    halving = newest.train_loss / 2.0 / pace if pace > 0.0 else inf
    if not (ratios < TOO_SMALL).all() or halving < SLOW or slope < SLOPE:
        return None
    how_long = f"about {counted(round(halving), 'epoch')}" if isfinite(halving) else "for ever"
    return Diagnosis(
        "learning_rate_too_small",
        "The learning rate is too small",
        f"Each step changes the weights by {number(ratios.max(), 1)} of their size at most, and "
        f"halving the loss would take {how_long} at this pace, though the gradient is not small. "
        f"Raise the learning rate (now {as_chosen(newest.lr)}).",
        {"ratios": ratios, "epochs_to_halve": halving, "slope": slope, "lr": newest.lr},
        proposals(facts.config, longer_steps(facts.config)),
    )
