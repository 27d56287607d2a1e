"""What the Compare page says about its learning-rate range test: header and message."""

from mlpviz.lr_range import HIGH, LOW, STEPS, RangeTest
from mlpviz.words import as_chosen, number, rounded, whole
from mlpviz.workbench.compare.lr_range import LrRange
from mlpviz.workbench.protocol import Message, Metric, header

EXPLANATION = (
    f"Which learning rate? Run trains a copy of the network from its initial weights for "
    f"{STEPS.default} steps, each with a larger learning rate than the one before, from "
    f"{number(LOW)} to {number(HIGH)}. Too small: the loss rests. Good: it falls. Too large: it "
    "rises. Your own run is not touched."
)
STALE = "This result is of earlier choices: the sidebar has changed since. Run it again."


def metrics(found: RangeTest) -> tuple[Metric, ...]:
    """The board's header: the suggestion, the learning rate in use, where training diverged."""
    facts = {
        "Suggested": "none" if found.suggested is None else number(found.suggested, 2),
        "Now": as_chosen(found.present),
        "Diverged at": "not" if found.diverged_at is None else number(found.diverged_at, 2),
        "Steps": whole(len(found.lr)),
    }
    return header(facts)


def message(test: LrRange, found: RangeTest | None, *, fresh: bool, error: str | None) -> Message:
    """What went wrong, what the test is for, or what it has found.

    ``found`` is the latest result, with the learning rate in use; ``fresh``: it is of the present
    choices.
    """
    problem = test.problem or error
    if problem is not None:
        return Message("error", problem)
    if found is None:
        return Message("info", EXPLANATION)
    if not fresh:
        return Message("warning", STALE)
    words = str(found)
    if found.suggested is not None and rounded(found.suggested, 2) == found.present:
        words += " The run has it now: go to the Train page and press Play."
    return Message("info" if found.suggested is not None else "warning", words)
