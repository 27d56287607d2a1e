"""Rules about steps that are too long: the run has diverged, or will soon."""

from math import isfinite
from typing import Any

import numpy as np

from mlpviz.diagnosis.facts import Facts, norm
from mlpviz.diagnosis.report import (
    Action,
    Diagnosis,
    fresh_weights,
    proposals,
    scaled_inputs,
    shorter_steps,
)
from mlpviz.diagnosis.targets import targets_size
from mlpviz.engine.nonfinite import BEFORE_UPDATE
from mlpviz.engine.optimizers import OF_ALL, OPTIMIZERS
from mlpviz.words import as_chosen, listed, loss_number, number, signed, whole

GROWN = 3.0  # times the first loss: growing, not just noisy
WATCHED = 5  # consecutive full-batch epochs that must disagree with the first-order prediction
RISEN = 1.5  # times the loss that many epochs ago


def has_grown(first: float, newest: float) -> bool:
    """Whether a training loss tells that its run has diverged: not finite, or thrice the first."""
    return not isfinite(newest) or newest > GROWN * first > 0.0


def diverged(facts: Facts) -> Diagnosis | None:
    """A number stopped being finite, or the loss has grown to three times the first one."""
    first, newest = facts.first, facts.newest
    if facts.error is not None:
        return _stopped(facts)
    if not isfinite(newest.train_loss) and newest.epoch > 0:
        return _no_longer_finite(facts)
    if not isfinite(newest.train_loss):
        return Diagnosis(
            "diverged",
            "The initial loss is not finite",
            "The loss of the initial weights is not finite: the inputs or the weights are too "
            "large. Scale the inputs (standardise) or start from smaller weights.",
            {"train_loss": newest.train_loss, "epoch": newest.epoch},
            _shorter(facts, start=True),
        )
    if has_grown(first.train_loss, newest.train_loss):
        times = newest.train_loss / first.train_loss
        return Diagnosis(
            "diverged",
            "The loss has grown",
            f"The training loss has grown from {loss_number(first.train_loss)} to "
            f"{loss_number(newest.train_loss)}, {number(times)} times the first. "
            f"{_cause(facts, newest.lr)}",
            {"first_loss": first.train_loss, "train_loss": newest.train_loss, "times": times}
            | {"lr": newest.lr},
            _shorter(facts),
        )
    return None


def _no_longer_finite(facts: Facts) -> Diagnosis:
    """Of a loop that goes on where ours would have stopped."""
    good = [record for record in facts.records if isfinite(record.train_loss)]
    bad = next(r for r in facts.records if r.epoch > (good[-1].epoch if good else -1))
    before = (
        f" It was {loss_number(good[-1].train_loss)} at epoch {whole(good[-1].epoch)}."
        if good
        else ""
    )
    return Diagnosis(
        "diverged",
        "The loss is not finite",
        f"The training loss has been {bad.train_loss} since epoch {whole(bad.epoch)}.{before} "
        f"{_cause(facts, bad.lr)}",
        {"train_loss": facts.newest.train_loss, "epoch": bad.epoch, "lr": bad.lr},
        _shorter(facts),
    )


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
        f"{where}). The weights from before are kept. {_cause(facts, error.lr, start)}",
        {
            "epoch": error.epoch,
            "batch": error.batch,
            "layer": origin.layer,
            "operation": origin.operation,
            "lr": error.lr,
        },
        _shorter(facts, start),
    )


def _cause(facts: Facts, lr: float, start: bool = False) -> str:
    """What makes the numbers grow, as far as is known; ``start``: they were too large at once."""
    data = facts.data
    inputs = facts.unscaled and data is not None and data.input_scale > 1.0
    if facts.huge_start:
        times = number(facts.of_he(facts.first).max(), 2)
        also = ", and the inputs are not scaled" if inputs else ""
        at = f", and at a learning rate of {as_chosen(lr)} they do" if isfinite(lr) else ""
        return (
            f"The initial weights are too large, {times} times as large as He's{also}: even "
            f"short steps overshoot then{at}."
        )
    large = []
    if data is not None and targets_size(facts) == "large":
        large.append(f"the targets (root mean square {number(data.target_rms)})")
    if data is not None and inputs:
        large.append(f"the inputs (root mean square up to {number(data.input_scale)})")
    if large:
        return (
            f"Not scaled are {listed(large)}, and the gradients grow with them. Scale them, or "
            f"take far shorter steps{facts.lr_said('learning rate', lr)}."
        )
    if start:
        return "The initial weights or the inputs are too large."
    return f"The steps are too long: lower the learning rate{facts.lr_said(lr=lr)}."


def _shorter(facts: Facts, start: bool = False) -> tuple[Action, ...]:
    """Shorter steps, with what else makes them too long: raw data, large initial weights."""
    config = facts.config
    causes: dict[str, Any] = {}
    if targets_size(facts) == "large":
        causes |= {"standardize_targets": True}
    if facts.unscaled or start:
        causes |= scaled_inputs(config)
    if facts.huge_start or start:
        causes |= fresh_weights(config)
    shorter = shorter_steps(config)
    if causes:
        return proposals(config, causes, causes | shorter, shorter)
    return proposals(config, shorter, shorter_steps(config, 0.01))


def diverging_soon(facts: Facts) -> Diagnosis | None:
    """The loss keeps rising where the gradient promises a fall.

    To first order, a step D changes the loss by g . D. Plain gradient descent has D = -lr g, which
    is exactly -|g| |D| = -lr |g|^2: a rise in each of the last five epochs says that curvature
    decides (lr above 2 / curvature, the limit of stability). Other optimisers choose another
    direction, so there only a rise of more than |g| |D|, the most that any direction explains,
    disagrees, in three of the five. In either case the loss must have risen by half, ever faster:
    runs at the edge of stability rise by up to a fifth now and then, and come back.

    Says nothing for mini-batches (one batch's gradient does not predict the loss over all) and
    dropout (nor does that of a part of the network), nor where the history has no five consecutive
    epochs.
    """
    window = facts.last(WATCHED)
    epochs = np.array([record.epoch for record in window])
    predicts = facts.full_batch and not facts.drops
    if not predicts or len(window) != WATCHED + 1 or (np.diff(epochs) != 1).any():
        return None
    losses = np.array([record.train_loss for record in window])
    measured = np.diff(losses)
    reach = np.array([norm(r.grad_norm) * norm(r.update_norm) for r in window[1:]])
    config = facts.config
    own = (
        OF_ALL.keys() & config.optimizer_options
    )  # then the step is not along the gradient's -lr g
    known = OPTIMIZERS.get(config.optimizer)
    plain = known is not None and known.plain and not own
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
        f"{promise}: the steps leap across the valley. Lower the learning rate"
        f"{facts.lr_said()}.",
        {"epochs": epochs[1:], "measured": measured, "predicted": predicted}
        | {"lr": facts.newest.lr},
        _shorter(facts),
    )
