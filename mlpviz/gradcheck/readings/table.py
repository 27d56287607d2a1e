"""``read_pattern``: what the errors of a gradient report look like, where no network is known.

Readings are rows of tables. Those that name a cause must give every wrong number within the derived
tolerance; those on structure say where the errors are. What fits nothing is called unclear.
"""

from collections.abc import Mapping

import numpy as np

from mlpviz.gradcheck.reading import Reading
from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.factors import FACTORS
from mlpviz.gradcheck.readings.pattern import Pattern
from mlpviz.gradcheck.readings.penalties import PENALTIES
from mlpviz.gradcheck.readings.rows import FEW_ROWS, ROW_STRUCTURE
from mlpviz.gradcheck.readings.rules import RULES
from mlpviz.gradcheck.readings.unclear import UNCLEAR
from mlpviz.gradcheck.readings.verdicts import FAULTS, VERDICT_READINGS
from mlpviz.gradcheck.result import CheckResult

RARE = FACTORS | PENALTIES  # tried only if no rule fits: these have more freedom
STRUCTURE = FEW_ROWS | ROW_STRUCTURE | UNCLEAR
TELLING = {*RULES, *RARE, "own-factors"}  # say more than where the errors are
READINGS: dict[str, Pattern] = VERDICT_READINGS | RULES | RARE | STRUCTURE | FAULTS


def read_pattern(report: CheckResult) -> Reading:
    """Say what the errors of a report look like.

    Every claim is tested on all numbers within their tolerances. If several rules give the same
    numbers, all are told.
    """
    with np.errstate(all="ignore"):  # what overflows fits nothing
        evidence = Evidence.of(report)
        verdict = _first(VERDICT_READINGS, evidence)
        if verdict is not None:
            return verdict
        if not evidence.failing:
            table = FAULTS if report.faults else UNCLEAR
            return _first(table, evidence) or Reading("Unclear.", "unclear", "")
        rule = _all_of(RULES, evidence) or _all_of(RARE, evidence)
        return rule or _first(STRUCTURE, evidence) or Reading("Unclear.", "unclear", "")


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
        (*fitting[0].alternatives, *(k for r in fitting[1:] for k in (r.kind, *r.alternatives))),
    )
