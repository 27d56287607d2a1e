"""What the bug lab says about its twins, in sentences."""

from mlpviz.engine.record import EpochRecord
from mlpviz.gradcheck.bugs import BUGS
from mlpviz.words import counted, listed, loss_number, percent, score_number, whole
from mlpviz.workbench.bug_lab.challenge import Challenge
from mlpviz.workbench.bug_lab.twin_reports import Checks
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.protocol import Message, Metric, header

CLOSE = 0.02  # accuracies, or R², closer than this look alike in the curves

START = "Both twins start from the same weights. Press Play (Space) or Step (S)."
HIDDEN = (
    "One bug is hidden in the buggy twin. Look at the checks, train (some bugs show only after a "
    "step), then guess."
)
TOO_WIDE = "This network is too wide for a gradient check: choose fewer units."


def message(
    twins: Twins, *, busy: bool, error: str | None = None, challenge: Challenge | None = None
) -> Message:
    """The message above the charts: what cannot be seen and why, what the check and the curves say.

    With a ``challenge`` that is not answered yet, nothing in it depends on which bug it is, but
    through the numbers. While ``busy`` the words stay the same from frame to frame.
    """
    hidden = challenge is not None and challenge.guess is None
    if error is not None:
        return Message("error", error)
    if "healthy" in twins.stopped:
        return Message("error", str(twins.stopped["healthy"]))
    if twins.reason is not None:
        return Message("warning", _cannot_show(twins, hidden))
    if twins.samples < 2:
        return Message("warning", TOO_WIDE)
    if twins.dormant and not hidden:
        text = "Nothing to see yet: this bug shows after the first step. Press Step (S)."
        return Message("info", text)
    if hidden and twins.epoch == 0:
        return Message("info", HIDDEN)
    lines = [comparison(twins, busy=busy)]
    if challenge is None and twins.checks is not None:  # else it is told beside the answer
        lines.insert(0, twins.checks.reading)
    return Message("info", "\n".join(lines))


def comparison(twins: Twins, *, busy: bool) -> str:
    """How the buggy twin does beside the healthy one, and what tells the bug."""
    if "buggy" in twins.stopped:
        return (
            f"The buggy twin stopped in epoch {whole(twins.buggy.epoch + 1)}: its numbers are no "
            "longer finite. The healthy one can go on; Reset starts both anew."
        )
    if twins.epoch == 0:
        return START
    healthy, buggy = twins.healthy.history.newest, twins.buggy.history.newest
    if healthy.epoch != buggy.epoch:  # one of them is in the middle of a long epoch
        return ""
    found = twins.checks is not None and twins.checks.buggy.verdict == "fail"
    words = _lesson(twins, healthy, buggy) if found else ""
    if busy:
        return words
    return f"After {counted(buggy.epoch, 'epoch')}: {_scores(healthy, buggy)}. {words}".strip()


def _lesson(twins: Twins, healthy: EpochRecord, buggy: EpochRecord) -> str:
    gap = _score(buggy) - _score(healthy)
    if not buggy.train_loss < twins.buggy.history[0].train_loss:
        return "The loss of the buggy twin has not fallen: here the curve shows it too."
    if gap > CLOSE:
        return "The buggy twin is even ahead: only the check shows the bug."
    if gap < -CLOSE:
        return "It learns, only less well: the curves hint at a bug, the check shows it."
    return "The curves don't show the bug, the check does."


def _scores(healthy: EpochRecord, buggy: EpochRecord) -> str:
    score = "R²" if buggy.test_accuracy is None else "accuracy"
    ends = [score_number(score, _score(record)) for record in (buggy, healthy)]
    return f"test {score} {' against '.join(ends)}"


def _score(record: EpochRecord) -> float:
    score = record.test_r2 if record.test_accuracy is None else record.test_accuracy
    return float("nan") if score is None else score


def _cannot_show(twins: Twins, hidden: bool) -> str:
    if hidden:
        return (
            "With the present choices the hidden bug cannot show. Undo the last change, or go on "
            "to another challenge."
        )
    return f"{BUGS[twins.bug].title}: {twins.reason}. Until then both twins compute the same."


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
