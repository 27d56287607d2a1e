"""How a run stands: whether it learns, whether it could do better, how fast it moves."""

from itertools import pairwise
from math import isfinite

from mlpviz.diagnosis.facts import PATIENT, Facts, middle, norm
from mlpviz.diagnosis.loop import Loop
from mlpviz.diagnosis.reach import FEW, Reach
from mlpviz.engine.record import EpochRecord
from mlpviz.words import loss_number, percent, score_number

MARGIN = 0.1  # accuracy or R² below what neighbours or a line reach: a clear loss
RECENT = 10  # epochs over which progress is measured
LONG, LOWER = 40, 0.9  # epochs; share of the median loss of their first half
STEADY = 0.01  # share of the unexplained that a run which gets on loses in an epoch


def reached_without(facts: Facts) -> Reach | None:
    """What neighbours and a linear fit reach on the same samples; None without ``data``."""
    if facts.data is None:
        return None
    classes = facts.newest.train_accuracy is not None
    return facts.data.class_reach if classes else facts.data.number_reach


def falls_short(facts: Facts) -> bool:
    """Whether the training score is clearly below what the samples allow, as far as is known."""
    known = reached_without(facts)
    return known is None or not facts.score >= known.best - MARGIN


def progress(facts: Facts) -> float:
    """Share of the unexplained that a recent epoch took off; 0 for a run that has just begun.

    Over the last 10 epochs, or as many as there are, from the median of their first three records
    to that of their last three.
    """
    window = facts.last(min(RECENT, facts.newest.epoch))
    if len(window) < 2:
        return 0.0
    left = [facts.unexplained(record) for record in window]
    then, now = middle(left[:3]), middle(left[-3:])
    return (1.0 - now / then) / (window[-1].epoch - window[0].epoch) if then > 0.0 else 0.0


def fails(facts: Facts, steady: float = STEADY) -> bool:
    """Whether something that looks odd does harm: the run has not learned, and does not get on.

    From epoch 5 on: most of the targets is unexplained, the samples allow more, and an epoch takes
    less than ``steady`` off; a loss above the best constant's may fall as fast as it likes.
    """
    if facts.newest.epoch < PATIENT or facts.learned:
        return False
    lost = not facts.unexplained(facts.newest) <= 1.0
    return (lost or progress(facts) < steady) and falls_short(facts)


def comes_down(facts: Facts) -> bool:
    """Whether the loss, however it jumps, lies lower in the second half of the last 40 epochs.

    By a tenth, median against median; of a younger run, of all its epochs.
    """
    window = facts.last(min(LONG, facts.newest.epoch)) or facts.records
    losses = [record.train_loss for record in window]
    half = len(losses) // 2
    return middle(losses[half:]) < LOWER * middle(losses[: half + 1])


def steps_per_epoch(facts: Facts) -> int:
    """Updates in an epoch; 1 where the number of samples is not known."""
    if isinstance(facts.config, Loop):
        return int(facts.config.steps) if isfinite(facts.config.steps) else 1
    size, n = facts.config.batch_size, None if facts.data is None else facts.data.n_train
    return 1 if size is None or n is None else -(-n // size)


def path(facts: Facts, records: tuple[EpochRecord, ...]) -> float:
    """How far the weights went, in sizes of their own: |step| / |weights|, summed over all steps.

    From the last step of each epoch, so a rough figure; from ``records[0]`` to the last one.
    """
    moved = (
        (new.epoch - old.epoch) * norm(new.update_norm) / norm(new.param_norm)
        for old, new in pairwise(records)
        if norm(new.param_norm) > 0.0
    )
    return steps_per_epoch(facts) * float(sum(moved))


def against_constant(facts: Facts, record: EpochRecord) -> str:
    """A record's loss beside the best constant's, in words; for regression its R²."""
    if facts.constant_loss is not None:
        return (
            f"loss {loss_number(record.train_loss)}, where the best constant output has "
            f"{loss_number(facts.constant_loss)}"
        )
    return f"R² {score_number('R²', record.train_r2 or 0.0)}, where a constant output has 0"


def score_words(facts: Facts, value: float) -> str:
    """A score by its name: "accuracy 62.0%", "R² 0.5"."""
    if facts.newest.train_accuracy is None:
        return f"R² {score_number('R²', value)}"
    return f"accuracy {percent(value)}"


def what_is_possible(facts: Facts) -> str:
    """What the samples allow, in words; empty where it is not known."""
    known = reached_without(facts)
    if known is None:
        return ""
    if facts.data is not None and facts.data.n_train <= FEW:
        return "no two samples contradict each other, so all can be learned"
    how = "a linear fit" if known.linear > known.neighbours else "the three nearest samples"
    return f"{how} alone would give {score_words(facts, known.best)}"
