"""Rules about the pace: steps too short to get anywhere, steps that jump about."""

from math import inf, isfinite

import numpy as np

from mlpviz.diagnosis.condition import (
    against_constant,
    comes_down,
    fails,
    falls_short,
    path,
    steps_per_epoch,
)
from mlpviz.diagnosis.facts import PATIENT, Facts, middle, norm
from mlpviz.diagnosis.layers import typical_ratios
from mlpviz.diagnosis.report import Diagnosis, longer_steps, proposals, shorter_steps
from mlpviz.words import counted, loss_number, number

WINDOW = 20  # epochs over which the pace of learning is measured
STRAIGHT = (0.55, 1.6)  # fall of the second half over that of the first: hardly a bend
SLOPE = 0.1  # |gradient| |weights| / loss above which the ground is not flat
SHORT = 0.008  # of the weights: an epoch's steps together do not reach as far
SHORT_AT_FIRST = 0.012  # the same as long as next to nothing has been learned
SHORT_STEP = 5e-4  # of the weights, a single step
SHORT_AT_ONCE = 2e-3, 0.015  # a step, and those of an epoch, in the first ten, of several each
BEGINNING = 10  # epochs
GONE_FAR = 0.5  # sizes of the weights, since the start: the steps have got the run somewhere
HARDLY_MOVED = 0.2  # the same: what the loss fell at first was the untrained outputs' doing
SLOW = 30.0  # epochs that halving the loss would take at the measured pace
SLOWED_DOWN = 8.0  # times the present pace: a run that once fell so fast has come to rest
USUAL_STEPS = 5e-3, 2e-2  # of the weights: steps that are proposed
SEVERAL = 4  # steps of an epoch: with fewer of them its way tells little
UNLEARNED, HARDLY_BEGUN = 0.45, 0.8  # of the best constant's loss
JUMPS = 0.15  # of the loss: median change from epoch to epoch
BACK_AND_FORTH = 5.0  # times the net change: all changes together
OFTEN = 6  # of the last 20 epochs the loss went up


def learning_rate_too_small(facts: Facts) -> Diagnosis | None:
    """The loss falls little and in a straight line, as the steps are far shorter than the ground.

    Says nothing where units or outputs are to blame, which pass on little of the gradient.

    Over the last 20 epochs (4 at least): the second half took off about as much as the first,
    halving the loss would take 30 epochs or more, and it never fell eight times as fast, unless the
    weights have moved by less than a fifth of their size in all; |g| |w| / loss exceeds 0.1 (at a
    minimum and on a plateau it does not). 0.45 or more of the best constant's loss is left. An
    epoch's steps together move the weights by less than 0.8% of their size (1.2% while less than a
    fifth is learned), a single one by less than 0.05%; in the first ten epochs, of four steps or
    more, 1.5% and 0.2% while less than a fifth is learned. Since the start they have gone less than
    half of their size.
    """
    window = facts.last(min(WINDOW, facts.newest.epoch))
    loss = facts.newest.train_loss
    if len(window) < PATIENT or loss <= 0.0:
        return None
    if facts.units_fail or "saturated_outputs" in facts.found:
        return None
    left = middle([facts.unexplained(record) for record in window[-3:]])
    ratio, way = _typical_way(facts)
    slope = norm(facts.newest.grad_norm) * norm(facts.newest.param_norm) / loss
    begun = left <= HARDLY_BEGUN
    step, together = SHORT_STEP, SHORT if begun else SHORT_AT_FIRST
    if not begun and facts.newest.epoch <= BEGINNING and steps_per_epoch(facts) >= SEVERAL:
        step, together = SHORT_AT_ONCE
    too_short = way < together and ratio < step
    if not too_short or left < UNLEARNED or slope < SLOPE or not falls_short(facts):
        return None
    losses = np.array([record.train_loss for record in window])
    half = len(losses) // 2
    early, late = losses[0] - losses[half], losses[-1 - half] - losses[-1]
    if not early > 0.0 or not STRAIGHT[0] <= late / early <= STRAIGHT[1]:
        return None
    epochs = window[-1].epoch - window[0].epoch
    pace = (losses[0] - losses[-1]) / epochs
    halving = losses[-1] / 2.0 / pace if pace > 0.0 else inf
    before = (facts.first.train_loss - losses[0]) / max(1, window[0].epoch)
    gone = path(facts, facts.records)
    rests = before > SLOWED_DOWN * pace and gone > HARDLY_MOVED
    if halving < SLOW or rests or gone > GONE_FAR:
        return None
    how_long = f"about {counted(round(halving), 'epoch')} more" if isfinite(halving) else "for ever"
    return Diagnosis(
        "learning_rate_too_small",
        "The learning rate is too small",
        f"The training loss fell from {loss_number(losses[0])} to {loss_number(losses[-1])} in "
        f"{counted(epochs, 'epoch')}, in all but a straight line: halving it takes {how_long} at "
        f"this pace. All steps of an epoch together change the weights by {number(100 * way, 1)}% "
        "of their size, and the ground has hardly bent on that way, so the steps are too short: "
        f"raise the learning rate{facts.lr_said()}, or train far longer.",
        {"ratios": typical_ratios(window), "way_per_epoch": way, "epochs_to_halve": halving}
        | {"slope": slope, "lr": facts.newest.lr, "bend": late / early},
        proposals(
            facts.config,
            *(
                longer_steps(facts.config, max(3.0, to / ratio))
                for to in USUAL_STEPS
                if ratio > 0.0
            ),
        ),
    )


def _typical_way(facts: Facts) -> tuple[float, float]:
    """|step| over |weights|, median of the last five records; times the steps of an epoch."""
    records = [r for r in facts.records[-PATIENT:] if r.epoch > 0 and norm(r.param_norm) > 0.0]
    ratios = [norm(r.update_norm) / norm(r.param_norm) for r in records]
    ratio = middle(ratios) if ratios else 0.0
    return ratio, ratio * steps_per_epoch(facts)


def oscillating(facts: Facts) -> Diagnosis | None:
    """The loss jumps up and down from epoch to epoch and gets nowhere, for 20 epochs.

    The median change is 15% of the loss, all changes together are five times the net one, six or
    more of them go up, and the run fails.
    """
    window = facts.last(WINDOW)
    losses = np.array([record.train_loss for record in window])
    if len(losses) <= WINDOW or not np.isfinite(losses).all() or not fails(facts):
        return None
    if comes_down(facts):
        return None
    changes = np.diff(losses)
    middle = float(np.median(losses))
    jump = float(np.median(np.abs(changes))) / middle if middle > 0.0 else 0.0
    back_and_forth = np.abs(changes).sum() >= BACK_AND_FORTH * abs(losses[0] - losses[-1])
    if jump < JUMPS or not back_and_forth or (changes > 0.0).sum() < OFTEN:
        return None
    config, size = facts.config, facts.config.batch_size
    whole = "" if facts.full_batch else f", or use larger batches (now {size})"
    larger = {} if facts.full_batch or size is None else {"batch_size": 4 * size}
    return Diagnosis(
        "oscillating",
        "The loss jumps up and down",
        f"In the last {WINDOW} epochs the training loss went up {(changes > 0.0).sum()} times, "
        f"between {loss_number(losses.min())} and {loss_number(losses.max())}, and came nowhere: "
        f"{against_constant(facts, facts.newest)}. The steps leap over what they aim at: lower the "
        f"learning rate{facts.lr_said()}{whole}.",
        {"losses": losses, "jump": jump, "lr": facts.newest.lr, "batch_size": size},
        proposals(config, shorter_steps(config), shorter_steps(config) | larger),
    )
