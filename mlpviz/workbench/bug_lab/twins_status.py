"""What the bug lab says about its twins, in sentences."""

from dataclasses import replace

from mlpviz.comparison.differences import differences
from mlpviz.config import RunConfig
from mlpviz.engine.record import EpochRecord
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.words import counted, listed, loss_number, percent, score_number, whole
from mlpviz.workbench.bug_lab.challenge import Challenge
from mlpviz.workbench.bug_lab.curve_lesson import CurveGaps
from mlpviz.workbench.bug_lab.twin_reports import Checks
from mlpviz.workbench.bug_lab.twins import PLAIN, Twins
from mlpviz.workbench.lesson import Lesson
from mlpviz.workbench.protocol import Message, Metric, header

START = "Both twins start from the same weights. Press Play (Space) or Step (S)."
HIDDEN = (
    "One bug is hidden in the buggy twin. Look at the checks, train (some bugs show only after a "
    "step), then guess."
)
TOO_WIDE = "This network is too wide for a gradient check: choose fewer units."


def message(
    twins: Twins,
    *,
    busy: bool,
    challenge: Challenge | None = None,
    lesson: Lesson | None = None,
) -> Message:
    """The message above the charts: what cannot be seen and why, what the check and the curves say.

    With a ``challenge`` that is not answered yet, or a ``lesson`` without answers, nothing in it
    depends on which bug it is, but through the numbers. While ``busy`` the words stay the same from
    frame to frame.
    """
    lesson = lesson or Lesson()
    hidden = not lesson.answers or (challenge is not None and challenge.guess is None)
    told = _told(twins, busy=busy, hidden=hidden, challenge=challenge)
    rests = lesson.resting(twins.common_epoch, busy=busy)
    return replace(told, text=f"{told.text}\n{rests}".strip()) if rests else told


def _told(twins: Twins, *, busy: bool, hidden: bool, challenge: Challenge | None) -> Message:
    if "healthy" in twins.stopped:
        return Message("error", str(twins.stopped["healthy"]))
    if twins.reason is not None:
        return Message("warning", _cannot_show(twins, hidden))
    if twins.samples < 2:
        return Message("warning", TOO_WIDE)
    if twins.dormant and not hidden:
        text = "Nothing to see yet: this bug shows after the first step. Press Step (S)."
        return Message("info", text)
    if challenge is not None and hidden and twins.epoch == 0:
        return Message("info", HIDDEN)
    lines = [comparison(twins, busy=busy)]
    if (
        challenge is None and not hidden and twins.checks is not None
    ):  # else it is told beside the answer
        lines.insert(0, twins.checks.reading)
    return Message("info", "\n".join(lines))


def comparison(twins: Twins, *, busy: bool) -> str:
    """How the buggy twin does beside the healthy one, and what tells the bug."""
    if "buggy" in twins.stopped:
        return (
            f"The buggy twin stopped in epoch {whole(twins.buggy.epoch + 1)}: its numbers are no "
            "longer finite. The healthy one can go on; Reset starts both anew."
        )
    healthy, buggy = twins.healthy.history.newest, twins.buggy.history.newest
    if healthy.epoch != buggy.epoch:  # one of them is in the middle of a long epoch
        return ""
    words = _lesson(twins)
    if twins.epoch == 0:
        return f"{START} {words}".strip()
    if busy:
        return words
    return f"After {counted(buggy.epoch, 'epoch')}: {_numbers(healthy, buggy)}. {words}".strip()


def _lesson(twins: Twins) -> str:
    """What the curves show, if the check has found the bug."""
    if twins.checks is None or twins.checks.buggy.verdict != "fail":
        return ""
    gaps = CurveGaps.of(twins.curves())
    if twins.epoch == 0:
        return gaps.sentence if gaps.defined_otherwise else ""
    return gaps.sentence


def _numbers(healthy: EpochRecord, buggy: EpochRecord) -> str:
    """Loss and score of the buggy twin against those of the healthy one."""
    score = "R²" if buggy.test_accuracy is None else "accuracy"
    losses = [loss_number(record.train_loss) for record in (buggy, healthy)]
    scores = [score_number(score, _score(record)) for record in (buggy, healthy)]
    return (
        f"the buggy twin has loss {losses[0]} (healthy {losses[1]}) and test {score} "
        f"{scores[0]} (healthy {scores[1]})"
    )


def _score(record: EpochRecord) -> float:
    score = record.test_r2 if record.test_accuracy is None else record.test_accuracy
    return float("nan") if score is None else score


def _cannot_show(twins: Twins, hidden: bool) -> str:
    if hidden:
        return (
            "With the present choices the hidden bug cannot show. Undo the last change, or go on "
            "to another challenge."
        )
    return f"{MISTAKES[twins.bug].title}: {twins.reason}. Until then both twins compute the same."


def without(config: RunConfig) -> str:
    """Which of a run's choices both twins do without; empty if there are none."""
    told = differences([config, config.changed(**PLAIN)])[0]
    return f"Both twins do without what your run has beside L1 and L2: {told}." if told else ""


def left_out(checks: Checks) -> list[str]:
    """Which parameters of the buggy twin were not checked and why; empty if all were."""
    if not checks.unchecked:
        return []
    return [f"{listed(checks.unchecked)} left out: too many weights to nudge one by one"]


def metrics(twins: Twins) -> tuple[Metric, ...]:
    """The board's header: epoch, losses and scores of both twins."""
    healthy, buggy = twins.healthy.history.newest, twins.buggy.history.newest
    progress = f" + {percent(twins.progress, 0)}" if twins.progress else ""
    values = {
        "Epoch": f"{whole(twins.epoch)}{progress}",
        "Healthy loss": loss_number(healthy.train_loss),
        "Buggy loss": loss_number(buggy.train_loss),
    }
    score = "R²" if buggy.test_accuracy is None else "accuracy"
    values[f"Healthy {score}"] = score_number(score, _score(healthy))
    values[f"Buggy {score}"] = score_number(score, _score(buggy))
    return header(values)
