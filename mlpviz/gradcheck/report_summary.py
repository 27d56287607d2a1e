"""A gradient check in sentences: the same for the terminal, for notebooks and for the page."""

import numpy as np

from mlpviz.gradcheck.directions import Directions
from mlpviz.gradcheck.result import CheckResult
from mlpviz.gradcheck.row import SOURCE_TITLES, ParameterRow
from mlpviz.words import (
    agreeing,
    counted,
    duration,
    element_name,
    listed,
    loss_number,
    number,
    out_of,
    whole,
)

OWN_SIZE = "the gradient is tiny beside the loss or changes too sharply"
MOST = 12  # names in a row


def summary(report: CheckResult) -> str:
    """The verdict in one sentence, without its full stop: how many gradients fail, and which."""
    total = len(report.rows)
    wrong = [row.name for row in report.failing]
    vague = [row.name for row in report.rows if row.verdict == "unresolved"]
    parts = []
    if wrong:
        some = out_of(len(wrong), total, "gradient", "fails", "fail")
        parts.append(f"{some}: {listed(wrong, most=MOST)}")
    if vague:
        parts.append(
            f"{whole(len(vague))} of {whole(total)} cannot be resolved: {listed(vague, most=MOST)}"
        )
    if not total:
        parts.append("No gradient was compared")
    elif not parts:
        passes = agreeing(total, "The gradient passes", f"All {counted(total, 'gradient')} pass")
        parts.append(passes + (", but something beside it is wrong" if report.faults else ""))
    return "; ".join(parts)


def facts(report: CheckResult) -> list[str]:
    """What was compared and how: sources, samples, precision, h, loss, spot checks, time."""
    against = listed(SOURCE_TITLES[source] for source in report.references)
    given = [
        f"analytic against {against}" if against else "",
        "" if report.n is None else counted(report.n, "sample"),
        report.dtype,
        "" if report.h is None else f"h = {number(report.h)}",
        f"loss {loss_number(report.loss)}",
        f"{counted(report.spots, 'weight')} spot-checked" if report.spots else "",
        duration(report.seconds),
    ]
    return [fact for fact in given if fact]


def remarks(report: CheckResult, *, explained: bool = False) -> list[str]:
    """What limits the check: its own notes, sources that cannot judge, why rows are unresolved.

    The latter is left out where it has been ``explained``, as by a reading.
    """
    vague = any(row.verdict == "unresolved" for row in report.rows) and not explained
    return [*report.notes, *_unable(report), *([unresolved_text(report)] if vague else [])]


def unresolved_text(report: CheckResult) -> str:
    """What "unresolved" means, and the reason."""
    tolerance = "unresolved: the tolerance exceeds 0.001 of the largest entry, because"
    return f"{tolerance} {report.why_unresolved or OWN_SIZE}"


def _unable(report: CheckResult) -> list[str]:
    """A sentence on every source that cannot judge a gradient which another one judges."""
    sentences = []
    for source in report.references:
        rows = [row for row in report.unable(source) if row.verdict != "unresolved"]
        if rows:
            blur = max(row.pair("analytic", source).tolerance for row in rows)
            title = SOURCE_TITLES[source]
            step = f" (h = {number(report.h)})" if source == "central" and report.h else ""
            sentences.append(
                f"{title[0].upper()}{title[1:]}{step} cannot judge {_names(rows)}: the tolerance "
                f"reaches {number(blur, 2)} times the largest entry, and judging takes 0.001."
            )
    return sentences


def _names(rows: list[ParameterRow]) -> str:
    return listed((row.name for row in rows), most=MOST)


def worst_text(row: ParameterRow) -> str:
    """What fails most: an element, or, if none that was looked at fails, the whole parameter."""
    if row.directions is None or np.any(row.verdicts == 2):
        return f"element {row.name}{element_text(row)}"
    return f"{row.name} {direction_text(row.directions)}"


def direction_text(found: Directions) -> str:
    """The derivatives along a random direction that differ most for their tolerance."""
    return (
        f"along a random direction: {number(found.analytic, 9)} by the gradient, "
        f"{number(found.central, 9)} ± {number(found.tolerance, 2)} by the loss"
    )


def element_text(row: ParameterRow, index: tuple[int, ...] | None = None) -> str:
    """All that is known of one element, by default the worst: ``[3, 2]: analytic 0.1, ...``."""
    index = row.worst if index is None else index
    numbers = [
        f"{SOURCE_TITLES[source]} {number(row.values[source][index], 9)} "
        f"± {number(row.bounds[source][index], 2)}"
        for source in row.sources
    ]
    return f"{element_name('', index)}: {', '.join(numbers)}"
