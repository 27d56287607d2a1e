"""Readings where no pattern fits: which entries are wrong, by how much, and where to begin.

Every parameter is judged on its own.
"""

import numpy as np

from mlpviz.gradcheck.readings.evidence import Evidence, Row
from mlpviz.gradcheck.readings.fitting import (
    common_factor,
    fail_text,
    failing_text,
    joined,
    number_text,
)
from mlpviz.gradcheck.readings.pattern import Found, Pattern
from mlpviz.gradcheck.readings.penalties import multiple_of
from mlpviz.words import number, out_of, percent


def _described(evidence: Evidence, row: Row) -> str:
    """``W1: 12 of 20 entries are off, by up to 0.3 of the largest; the error is ...``."""
    c = common_factor([row])
    if c is not None:
        return f"{row.name} is off by the factor {number_text(c)} throughout"
    off = np.abs(row.actual - row.right)[row.fails].max()
    largest = float(np.abs(row.right).max())
    share = f"{number(off / largest, 2)} of the largest" if largest else number(off, 2)
    count = out_of(row.fails.sum(), row.fails.size, "entry", nouns="entries")
    text = f"{row.name}: {count}, off by up to {share}"
    params = evidence.params
    if params is None:
        return text
    multiple = multiple_of([row], [params[row.name]])
    if multiple is not None:
        return f"{row.name} is off by {number_text(multiple)} times {row.name} itself, as by L2"
    size = float(np.linalg.norm(np.asarray(params[row.name], np.float64)))
    ratio = float(np.linalg.norm(row.actual - row.right)) / size if size else 0.0
    return f"{text} (in norm {number(ratio, 2)} of {row.name} itself)" if ratio else text


def some_parameters(evidence: Evidence) -> Found | None:
    """Some parameters fail, others pass."""
    failing = evidence.failing
    if not failing or len(failing) == len(evidence.rows):
        return None
    words = {"fail": fail_text(failing), "how": _how(evidence)}
    return Found(failing_text(failing), words)


def everything_else(evidence: Evidence) -> Found:
    """What can be said of any report that fails."""
    failing = evidence.failing
    actual, right = joined([row.actual for row in failing]), joined([row.right for row in failing])
    signs = np.mean(np.sign(actual) == np.sign(right))
    return Found(
        f"{failing_text(failing)}; {percent(signs)} of the signs are right",
        {"how": _how(evidence), "begin": _begin(evidence)},
    )


def _how(evidence: Evidence) -> str:
    most = 6
    rows = evidence.failing
    told = [_described(evidence, row) for row in rows[:most]]
    return "; ".join([*told, *([f"{len(rows) - most} more"] if len(rows) > most else [])])


def _begin(evidence: Evidence) -> str:
    """Where to look first, as far as the numbers show it."""
    rows = evidence.rows
    last = max(row.layer for row in rows)
    biases = [row for row in rows if row.layer == last and row.role.kind == "biases"]
    if last and all(row.layer for row in rows) and biases and biases[0].wrong:
        return (
            f" {biases[0].name} is wrong, and so is the last layer's delta: look at the derivative "
            "of the loss and of the output first."
        )
    if len(rows) > 1 and all(row.wrong for row in rows):
        return " Everything fails: look first at what all have in common, the loss's derivative."
    return ""


UNCLEAR: dict[str, Pattern] = {
    "some-parameters": Pattern(
        some_parameters, "Only {fail}; the other parameters are right. The cause is unclear. {how}."
    ),
    "unclear": Pattern(everything_else, "Unclear, in no pattern known here. {how}.{begin}"),
}
