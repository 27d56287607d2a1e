"""What came out of a search, in words."""

from collections.abc import Sequence

from mlpviz.cures.cure import Cure, Tried
from mlpviz.words import counted, listed

BY_TEST = "The test chose among all that was tried, so its figures are likely a little too good."
NAMED = 4  # changes that are named where nothing helps


def said(
    cures: Sequence[Cure], tried: Sequence[Tried], last_word: str = "", *, complete: bool = True
) -> str:
    """One or two sentences; ``last_word`` is what else was found where nothing helps."""
    if cures:
        first, *others = cures
        if first.waits:
            return f"Waiting may be enough. {first.label}."
        more = f" {counted(len(others), 'other change')} helped, too." if others else ""
        return f"{first.label}.{more}" + (f" {BY_TEST}" if first.of_test else "")
    if not tried:
        return "Nothing has been tried yet." if not complete else "There was nothing to try."
    labels = dict.fromkeys(t.label for t in tried)
    names = listed((_lower(label) for label in labels), last="or", most=NAMED)
    so_far = "" if complete else " so far"
    text = f"None of {counted(len(labels), 'change')} that were tried{so_far} helps: {names}."
    return f"{text} {last_word}".rstrip()


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
