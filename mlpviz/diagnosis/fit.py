"""A rule about what has been learned: the training data by heart."""

from math import isfinite

import numpy as np

from mlpviz.diagnosis.facts import Facts, middle
from mlpviz.diagnosis.report import Diagnosis, proposals
from mlpviz.diagnosis.unlike import unlike_training
from mlpviz.engine.record import EpochRecord
from mlpviz.words import loss_number, score_number, whole

RISEN = 1.3  # times the lowest test loss
GAP = 0.15  # training minus test accuracy (or R²) that makes a risen test loss overfitting
WIDE_GAP = 0.3  # the same where the test loss has merely stopped falling
LONG_AGO = 10  # epochs since the lowest test loss
FITS, BY_HEART = 0.5, 0.1  # of the best constant's loss


def overfitting(facts: Facts) -> Diagnosis | None:
    """The test loss has risen to 1.3 times its lowest, or stopped falling far from training's.

    The lowest was at least 10 epochs ago, and the training loss is lower than it was then: a run
    that swings takes both up. The newest counts as risen if the median of five records has, too,
    so that noise does not count. Test accuracy (or R²) trails the training one by
    0.15; by 0.3, with next to no training loss left, where the test loss has not risen that much.
    Says nothing of a test split that is unlike the training split.
    """
    tested = [record for record in facts.records if isfinite(record.test_loss)]
    losses = np.array([record.test_loss for record in tested])
    lowest, newest = tested[int(losses.argmin())], facts.newest
    if newest.epoch - lowest.epoch < LONG_AGO or facts.unexplained(newest) > FITS:
        return None
    if not newest.train_loss < lowest.train_loss:
        return None
    train, test = newest.train_accuracy, newest.test_accuracy
    if train is None or test is None:
        train, test = newest.train_r2, newest.test_r2
    if train is None or test is None:
        return None
    later = min(newest.test_loss, middle(losses[-5:]))
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
