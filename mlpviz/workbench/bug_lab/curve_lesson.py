"""What the curves of the twins show of a bug that the gradient check has found."""

from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.charts import TwinCurves

SAME_LOSS = 1e-3  # losses of the same weights differ by no more, whatever the rounding
CLOSE_LOSS = 0.05  # of the larger one: curves that end closer look alike
CLOSE_SCORE = 0.02
ON_THE_WAY = 0.05  # of the loss axis, from which two curves are seen to part
SCORE_ON_THE_WAY = 0.1

DEFINITION = (
    "For the same weights the twins report different losses, so one of them computes another loss: "
    "the curves show it from the start, and so does the check."
)
STUCK = (
    "The loss of the buggy twin has not fallen, the healthy one's has: here the curves show the "
    "bug too."
)
BOTH_STUCK = (
    "Neither loss has fallen, so the curves cannot tell the bug from other trouble: the check can."
)
ALIKE = "The curves don't show the bug, the check does."
PARTED = (
    "The curves part on the way and end alike, as they may without any bug: the check shows that "
    "there is one."
)


class CurveGaps(NamedTuple):
    """Where the buggy twin's curves lie beside the healthy one's, each judged by a threshold.

    defined_otherwise : the losses of epoch 0, which are of the same weights, differ
    healthy_fell, buggy_fell : whether the newest loss is below the first one
    loss, score : at the newest epoch, 1 where the buggy twin does clearly better, -1 where it does
        clearly worse, 0 where they are close
    parted : the curves were clearly apart at some epoch
    score_name : accuracy or R²
    """

    defined_otherwise: bool
    healthy_fell: bool
    buggy_fell: bool
    loss: int
    score: int
    parted: bool
    score_name: str

    @classmethod
    def of(cls, curves: TwinCurves) -> "CurveGaps":
        """Of curves with at least one epoch at which both twins have finite numbers."""
        losses, scores = (
            np.array([healthy, buggy], np.float64)
            for healthy, buggy in (
                (curves.healthy_loss, curves.buggy_loss),
                (curves.healthy_score, curves.buggy_score),
            )
        )
        untrained = np.asarray(curves.epochs)[0] == 0
        healthy_fell, buggy_fell = (bool(loss[-1] < loss[0]) for loss in losses)
        with np.errstate(all="ignore"):
            apart, score_apart = losses[0] - losses[1], scores[1] - scores[0]
            largest = np.abs(losses).max(axis=0)
            axis = np.nanmax(np.where(np.isfinite(losses), losses, np.nan))
            return cls(
                bool(untrained and abs(apart[0]) > SAME_LOSS * largest[0]),
                healthy_fell,
                buggy_fell,
                _side(apart[-1], CLOSE_LOSS * largest[-1]),
                _side(score_apart[-1], CLOSE_SCORE),
                bool(
                    (np.abs(apart) > ON_THE_WAY * axis).any()
                    or (np.abs(score_apart) > SCORE_ON_THE_WAY).any()
                ),
                curves.score,
            )

    @property
    def sentence(self) -> str:
        """What the curves show, where the check has found the bug."""
        if self.defined_otherwise:
            return DEFINITION
        if not self.buggy_fell:
            return STUCK if self.healthy_fell else BOTH_STUCK
        sides = {self.loss, self.score} - {0}
        if not sides:
            return PARTED if self.parted else ALIKE
        if sides == {1}:
            return f"The buggy twin is even ahead ({self._how}): only the check shows the bug."
        if sides == {-1}:
            return (
                f"It learns, only less well ({self._how}): the curves hint at a bug, the check "
                "shows it."
            )
        return f"The curves tell nothing certain ({self._how}): the check shows the bug."

    @property
    def _how(self) -> str:
        """In what the buggy twin differs: ``higher loss, lower accuracy``."""
        words = {"loss": {1: "lower", -1: "higher"}, self.score_name: {1: "higher", -1: "lower"}}
        sides = {"loss": self.loss, self.score_name: self.score}
        return ", ".join(f"{words[what][side]} {what}" for what, side in sides.items() if side)


def _side(ahead: Array, close: float | Array) -> int:
    """1, 0 or -1: whether a lead is clear, small, or clearly a lag. A NaN is neither."""
    return int(ahead > close) - int(ahead < -close)
