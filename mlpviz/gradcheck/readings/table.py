"""``read_pattern``: what the errors of a gradient report look like, in one sentence.

Readings are rows of tables. Those that name a mistake compute what it would give and must agree
with the code under test within the derived tolerance; those on structure say where the errors are.
What fits nothing is called unclear.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from mlpviz.gradcheck.readings.context import Context
from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.fitting import in_order, places
from mlpviz.gradcheck.readings.in_lines import LINE_STRUCTURE
from mlpviz.gradcheck.readings.in_rows import FEW_ROWS, ROW_STRUCTURE
from mlpviz.gradcheck.readings.of_deltas import DELTA_MISTAKES, RARE_DELTA_MISTAKES
from mlpviz.gradcheck.readings.of_factors import FACTORS, OTHER_FACTORS
from mlpviz.gradcheck.readings.of_loss import LOSS_READINGS, OTHER_LOSS
from mlpviz.gradcheck.readings.of_outputs import OUTPUT_MISTAKES, RARE_OUTPUT_MISTAKES
from mlpviz.gradcheck.readings.of_parameters import PARAMETER_MISTAKES, RARE_PARAMETER_MISTAKES
from mlpviz.gradcheck.readings.of_verdicts import FAULTS, VERDICT_READINGS
from mlpviz.gradcheck.readings.reading import Found, Pattern, Reading
from mlpviz.gradcheck.readings.unclear import L2_LIKE, failing_rows, failing_text
from mlpviz.gradcheck.result import CheckResult

MISTAKES = FACTORS | OUTPUT_MISTAKES | DELTA_MISTAKES | PARAMETER_MISTAKES
# Tried only if no other fits: these have more freedom, or are less likely.
RARE_MISTAKES = (
    RARE_OUTPUT_MISTAKES | RARE_DELTA_MISTAKES | RARE_PARAMETER_MISTAKES | OTHER_FACTORS | L2_LIKE
)
STRUCTURE = FEW_ROWS | LINE_STRUCTURE | ROW_STRUCTURE


def wrong_lines(evidence: Evidence) -> Found | None:
    """Lines that no mistake explains, beside others that one does."""
    where = places([line.where for line in in_order(evidence.wrong)])
    return Found(failing_text(evidence.wrong), {"where": where}) if evidence.wrong else None


UNEXPLAINED: dict[str, Pattern] = {
    "wrong-lines": Pattern(wrong_lines, "{where}: wrong too, and the cause is unclear."),
}
READINGS: dict[str, Pattern] = (
    VERDICT_READINGS | LOSS_READINGS | OTHER_LOSS | MISTAKES | RARE_MISTAKES
    | STRUCTURE | UNEXPLAINED | FAULTS
)  # fmt: skip
SEVERAL = "several"


def read_pattern(report: CheckResult, context: Context | None = None) -> Reading:
    """Say what the errors of a report look like.

    ``context`` holds what is known of the program beside the report (``Context.of(network, ...)``
    for networks of the engine, before the check). With it, the backward pass is followed line by
    line, and more mistakes can be named. Every claim is tested on all numbers within their
    tolerances. If several mistakes give the same numbers, or several lines are wrong for different
    reasons (kind "several"), all are named.
    """
    with np.errstate(all="ignore"):  # what overflows fits nothing
        return _read(Evidence.of(report, context or Context()))


def _read(evidence: Evidence) -> Reading:
    """``read_pattern`` on sorted numbers."""
    report = evidence.report
    verdict = _first(VERDICT_READINGS, evidence)
    if verdict is not None:
        return verdict
    parts = []
    loss = _all_of(LOSS_READINGS, evidence) or _first(OTHER_LOSS, evidence)
    if loss is not None:
        parts.append(loss)
    elif report.faults:
        parts += [reading for reading in [_first(FAULTS, evidence)] if reading is not None]
    # the reference of foreign code is the slope of the loss that it reports
    explained = loss is not None and report.reference_loss is None
    if failing_rows(evidence) and not explained:
        parts += _gradient_readings(evidence)
    return parts[0] if len(parts) == 1 else _several(parts)


def _gradient_readings(evidence: Evidence) -> list[Reading]:
    """One reading of all wrong lines; or, if none names a mistake, one for each stage."""
    whole = _all_of(MISTAKES, evidence) or _all_of(RARE_MISTAKES, evidence)
    if whole is not None:
        return [whole]
    parts, named = [], False
    for stage in evidence.stages if evidence.trace is not None else ():
        part = evidence.only(stage)
        reading = _all_of(MISTAKES, part) or _all_of(RARE_MISTAKES, part)
        named |= reading is not None
        parts += [r for r in [reading or _first(UNEXPLAINED, part)] if r is not None]
    if not named:
        parts = [reading for reading in [_first(STRUCTURE, evidence)] if reading is not None]
    return parts


def _first(table: Mapping[str, Pattern], evidence: Evidence) -> Reading | None:
    """The first reading that fits."""
    readings = (pattern.read(kind, evidence) for kind, pattern in table.items())
    return next((reading for reading in readings if reading is not None), None)


def _all_of(table: Mapping[str, Pattern], evidence: Evidence) -> Reading | None:
    """All readings that fit, as one: nothing in the numbers tells them apart."""
    readings = [pattern.read(kind, evidence) for kind, pattern in table.items()]
    fitting = [reading for reading in readings if reading is not None]
    if len(fitting) < 2:
        return fitting[0] if fitting else None
    first, *others = [reading.sentence for reading in fitting]
    return Reading(
        f"{first} Another mistake gives the same numbers here: {' Or: '.join(others)}",
        fitting[0].kind,
        fitting[0].evidence,
        tuple(reading.kind for reading in fitting[1:]),
    )


def _several(parts: Sequence[Reading]) -> Reading:
    """Different things that are wrong at once."""
    sentences = [f"({i}) {reading.sentence}" for i, reading in enumerate(parts, 1)]
    kinds = [kind for reading in parts for kind in (reading.kind, *reading.alternatives)]
    return Reading(
        f"{len(parts)} things are wrong. {' '.join(sentences)}",
        SEVERAL,
        "; ".join(reading.evidence for reading in parts),
        tuple(dict.fromkeys(kinds)),
    )
