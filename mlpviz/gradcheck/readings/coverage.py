"""Readings of reports in which not every entry was looked at: no time for all, or Ctrl-C.

Those entries that were are read like a report of their own, by all readings that need not know
which entry is where.
"""

from dataclasses import replace

import numpy as np

from mlpviz.gradcheck.reading import Reading
from mlpviz.gradcheck.readings.evidence import Evidence
from mlpviz.gradcheck.readings.fitting import places
from mlpviz.gradcheck.readings.table import READINGS
from mlpviz.gradcheck.readings.verdicts import FAULTS, VERDICT_READINGS
from mlpviz.gradcheck.result import CheckResult
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.words import agreeing, counted, whole

# Those that ask which entry is where, or for whole gradients.
OF_PLACES = {"transposed", "one-sum", "one-sample", "units", "rows-or-columns"}
ANYWHERE = {
    kind: pattern
    for kind, pattern in READINGS.items()
    if kind not in OF_PLACES and kind not in {*VERDICT_READINGS, *FAULTS}
}


def read_partial(report: CheckResult) -> Reading:
    """What the errors look like, as far as they are known; see ``read_pattern``."""
    rows = [row for row in report.rows if row.looked_at.any()]
    seen = sum(int(np.count_nonzero(row.looked_at)) for row in rows)
    total = sum(row.analytic.size for row in report.rows)
    told = f"{whole(seen)} of {counted(total, 'entry', 'entries')}"
    if report.passed:
        return Reading(
            "Nothing wrong is seen, in single entries or along directions through all of them.",
            "pass",
            f"{told} agree within their tolerance",
        )
    if report.verdict == "unresolved":
        vague = [row.name for row in report.rows if row.verdict == "unresolved"]
        sentence = VERDICT_READINGS["unresolved"].sentence
        why = report.why_unresolved or "too little was looked at"
        return Reading(sentence.format(where=places(vague), why=why), "unresolved", told)
    params = report.params
    if params is not None:
        params = {row.name: params[row.name][row.looked_at] for row in rows}
    thin = replace(report, rows=tuple(map(_only_seen, rows)), notes=(), params=params)
    evidence = Evidence.of(thin)
    told = f"Judged by {told}"
    failing = {row.name for row in report.failing}
    if {row.name for row in evidence.failing} == failing:
        table = {"not-finite": VERDICT_READINGS["not-finite"]} | ANYWHERE
        with np.errstate(all="ignore"):
            readings = (pattern.read(kind, evidence) for kind, pattern in table.items())
            found = next((reading for reading in readings if reading is not None), None)
        if found is not None:
            return replace(found, sentence=f"{told}: {found.sentence}")
    names, fail = (
        places(row.name for row in report.failing),
        agreeing(len(failing), "fails", "fail"),
    )
    return Reading(f"{told}, and along directions through all: {names} {fail}.", "unclear", told)


def _only_seen(row: ParameterRow) -> ParameterRow:
    """The row with those entries alone that were looked at, flat; its shape is told as it was."""
    seen = row.looked_at
    return replace(
        row,
        values={source: array[seen] for source, array in row.values.items()},
        bounds={source: array[seen] for source, array in row.bounds.items()},
        kinks=row.kinks[seen],
        tolerance=row.tolerance[seen],
        excess=row.excess[seen],
        verdicts=row.verdicts[seen],
        seen=None,
        directions=None,
    )
