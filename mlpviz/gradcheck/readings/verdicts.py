"""Readings of reports in which no gradient is plainly wrong: right, too vague, not even finite."""

from collections.abc import Iterator

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.fitting import places
from mlpviz.gradcheck.readings.pattern import Found, Pattern
from mlpviz.gradcheck.row import SOURCE_TITLES, ParameterRow
from mlpviz.words import agreeing, counted, element_name, listed, loss_number, number, out_of

VANISHED = 1e-12  # of the loss: a gradient below is lost in its rounding
ROUNDED = 2.0**-20  # of the largest entry: float32 explains no error above


def passes(evidence: Evidence) -> Found | None:
    """The verdict is "pass"."""
    report = evidence.report
    if not report.passed:
        return None
    count = sum(row.analytic.size for row in report.rows)
    blur = max((row.resolution for row in report.rows), default=0.0)
    able = [source for source in report.references if not report.unable(source)]
    titles = [SOURCE_TITLES[source] for source in able or report.references]
    elements = agreeing(count, "the only element agrees", f"all {counted(count, 'element')} agree")
    return Found(
        f"{elements} within tolerance, at most {number(blur, 1)} of the largest entry",
        {"references": listed(titles, "and" if able else "or")},
    )


def unresolved(evidence: Evidence) -> Found | None:
    """The verdict is "unresolved"."""
    report = evidence.report
    if report.verdict != "unresolved":
        return None
    vague = [row for row in report.rows if row.verdict == "unresolved"]
    largest = max(float(np.abs(row.numerical).max()) for row in vague)
    of = agreeing(len(vague), "its gradient", "their gradients")
    are, have = (agreeing(len(vague), *words) for words in (("is", "are"), ("has", "have")))
    why = f"{of} {are} tiny beside the loss, or the loss changes too sharply"
    if report.why_unresolved:
        why = report.why_unresolved
    elif largest <= VANISHED * abs(report.loss):
        why = (
            f"{of} {have} vanished beside the loss. Check at other weights, or take the loss "
            "without the part that does not depend on it"
        )
    elif "float32" in report.dtype:
        why = "float32 rounds off too much: check in float64"
    blur = max(row.resolution for row in vague)
    return Found(
        f"largest entry {number(largest, 2)}, loss {loss_number(report.loss)}, "
        f"tolerance up to {number(blur, 1)} of the largest entry",
        {"where": places([row.name for row in vague]), "why": why},
    )


def not_finite(evidence: Evidence) -> Found | None:
    """Some number is NaN or infinite; the first one, in the order of the computation."""
    bad = [(title, array) for title, array in _computed(evidence) if not np.isfinite(array).all()]
    if not bad:
        return None
    title, array = bad[0]
    index = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
    place = element_name(title, index)
    count = int(np.count_nonzero(~np.isfinite(array)))
    return Found(
        f"{title}: {out_of(count, array.size, 'number', 'is', 'are')} not finite, the first "
        f"{place} = {number(array[index])}; "
        f"not finite after it: {places([name for name, _ in bad[1:]]) or 'nothing'}",
        {"where": f"{place}"},
    )


def _computed(evidence: Evidence) -> Iterator[tuple[str, Array]]:
    """All numbers of the report in the order of a forward and backward pass."""
    report = evidence.report
    for place, layer in enumerate(report.layers, 1):
        yield f"z{place}", layer.z
    yield "loss", np.asarray(report.loss)
    for place in range(len(report.layers), 0, -1):
        rows = [row for row in report.rows if row.name in (f"W{place}", f"b{place}")]
        if not all(np.isfinite(row.analytic).all() for row in rows):
            yield f"delta{place}", report.layers[place - 1].analytic
        yield from _of_rows(rows)
    if not report.layers:
        yield from _of_rows(report.rows)


def _of_rows(rows: list[ParameterRow] | tuple[ParameterRow, ...]) -> Iterator[tuple[str, Array]]:
    for row in rows:
        yield f"d{row.name}", row.analytic
        yield f"the numerical d{row.name}", row.numerical


def held_in_float32(evidence: Evidence) -> Found | None:
    """Every gradient that fails is made of float32 numbers, and off by their rounding only."""
    failing = evidence.failing
    if not failing or "float32" in evidence.report.dtype:
        return None
    worst = 0.0
    for row in failing:
        largest = float(np.abs(row.right).max())
        error = float(np.abs(row.actual - row.right).max())
        if not np.array_equal(row.actual, row.actual.astype(np.float32)):
            return None
        if not 0.0 < error <= ROUNDED * largest:
            return None
        worst = max(worst, error / largest)
    return Found(
        f"{counted(sum(row.actual.size for row in failing), 'number')} in float32, off by at most "
        f"{number(worst, 1)} of the largest entry",
        {"where": places([row.name for row in failing])},
    )


def references_differ(evidence: Evidence) -> Found | None:
    """The gradient agrees with the sharpest reference and fails by another one."""
    rows = [row for row in evidence.report.rows if row.verdict == "fail"]
    if not rows or evidence.failing:
        return None
    return Found(
        f"{places([row.name for row in rows])}: within the tolerance of the sharpest reference, "
        "beyond that of another",
        {"where": f"{places([row.name for row in rows])} {agreeing(len(rows), 'agrees', 'agree')}"},
    )


def faulty(evidence: Evidence) -> Found | None:
    """Something beside the gradients is wrong."""
    faults = evidence.report.faults
    return Found("; ".join(faults), {"first": faults[0]}) if faults else None


VERDICT_READINGS: dict[str, Pattern] = {
    "pass": Pattern(passes, "Every gradient agrees with {references}."),
    "not-finite": Pattern(
        not_finite, "Not a finite number: {where} is the first one. Look at what it is made of."
    ),
    "unresolved": Pattern(
        unresolved, "Unresolved: nothing wrong is seen, but {where} can hardly be judged: {why}."
    ),
    "references": Pattern(
        references_differ,
        "The references differ: {where} with the sharpest one. Doubt the other one first.",
    ),
    "float32": Pattern(
        held_in_float32,
        "{where}: right but for the rounding of float32. Keep gradients in float64 for a check.",
    ),
}
FAULTS: dict[str, Pattern] = {
    "fault": Pattern(faulty, "Something beside the gradients is wrong: {first}."),
}
