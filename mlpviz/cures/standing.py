"""``Standing``: where a run stands at one moment, as cures are judged by it."""

from dataclasses import dataclass
from math import hypot, inf, isfinite

from mlpviz.config import RunConfig
from mlpviz.diagnosis import best_constant_loss
from mlpviz.engine.record import EpochRecord

CLEAR = 0.02  # of a score: a smaller gain may be chance
SAME = 0.01  # of a score: what is no farther apart counts as equal
NEARLY = 0.5  # of what is missing to a perfect score: as clear as ``CLEAR``
PART = 0.1  # of what is missing: less is no cure
EXPLAINS = 0.98  # of the best constant's loss: a cure stays below it
LESS = 0.7  # of the loss that is left: where scores tie, a clear gain
SOLVED = 0.98  # a score of the training that leaves nothing to be wished for
SPOILT = 0.02  # of the test score: a cure may not cost more
ROUND_OFF = 1e-9  # of a loss, below which nothing is left of a difference
LOST = -1e9  # a score that stands for numbers that are not finite


@dataclass(frozen=True)
class Standing:
    """Scores and losses of both splits; ``*_left``: loss over that of the best constant output.

    Scores are accuracies in 0..1, or R² at most 1. Losses are those that are shown, with L2;
    what is left has none.
    """

    train: float
    test: float
    train_loss: float
    test_loss: float
    train_left: float
    test_left: float
    epoch: int = 0

    @classmethod
    def of(cls, record: EpochRecord, config: RunConfig) -> "Standing":
        """That of a run of ``config`` when ``record`` was made."""
        losses = record.train_loss, record.test_loss
        if record.train_accuracy is None or record.test_accuracy is None:
            train, test = (LOST if r2 is None else r2 for r2 in (record.train_r2, record.test_r2))
            left = 1.0 - train, 1.0 - test
        else:
            train, test = record.train_accuracy, record.test_accuracy
            size = hypot(*(v for name, v in record.param_norm.items() if name.startswith("W")))
            share = record.true_share_train
            constant = 0.0 if share is None else best_constant_loss(config, share)
            penalty, scale = config.l2 * size * size, constant if constant > 0.0 else 1.0
            left = _without(losses[0], penalty) / scale, _without(losses[1], penalty) / scale
        return cls(
            _finite(train), _finite(test), *losses, _low(left[0]), _low(left[1]), record.epoch
        )

    def score(self, *, of_test: bool) -> float:
        """The score that is judged."""
        return self.test if of_test else self.train

    def loss(self, *, of_test: bool) -> float:
        """The loss that is judged."""
        return self.test_loss if of_test else self.train_loss

    def left(self, *, of_test: bool) -> float:
        """The loss that is judged, as a share of the best constant's; 0 is perfect."""
        return self.test_left if of_test else self.train_left


NOWHERE = Standing(LOST, LOST, inf, inf, inf, inf)  # of a run that diverged


def _without(loss: float, penalty: float) -> float:
    """A loss without its L2 term; where that is all but the whole of it, what is left is noise."""
    return max(loss - penalty, ROUND_OFF * loss)


def _finite(score: float) -> float:
    return score if isfinite(score) else LOST


def _low(left: float) -> float:
    return max(left, 0.0) if isfinite(left) else inf


def better_score(new: float, old: float) -> bool:
    """Whether a score is clearly above another: by a tenth of what the old one lacks, and by 0.02.

    Where little is lacking, half of it does instead of 0.02, but not less than 0.005.
    """
    lacks = 1.0 - old
    return new - old >= max(PART * lacks, min(CLEAR, max(NEARLY * lacks, SAME / 2)))


def helps(
    new: Standing, old: Standing, *, of_test: bool, alike: bool = True, spoilt: float = SPOILT
) -> str:
    """By what figure ``new`` is clearly better than ``old``: "score", "loss", or "" if it is not.

    By the loss only where scores do not tell, within ``SAME / 2``, where both have ``alike``
    losses, and where something is left to be wished for. The test score may suffer by
    ``spoilt`` at most, and what explains no more than a constant does not help.
    """
    if new.test < old.test - spoilt or new.train_left > EXPLAINS:
        return ""
    was, now = old.score(of_test=of_test), new.score(of_test=of_test)
    if better_score(now, was):
        return "score"
    falls = new.loss(of_test=of_test) < old.loss(of_test=of_test)
    less = falls and new.left(of_test=of_test) <= LESS * old.left(of_test=of_test)
    wanting = alike and old.train < SOLVED
    return "loss" if wanting and less and now >= was - SAME / 2 else ""
