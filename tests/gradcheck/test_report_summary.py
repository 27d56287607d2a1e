"""The sentences of a report, which terminal, notebook and page share."""

import numpy as np
import pytest

from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.report_summary import facts, remarks, summary
from mlpviz.gradcheck.row import SOURCES, ParameterRow


def row(name, analytic, bound=1e-9, **others):
    """A gradient of ones by the complex step, and by ``others``: (value, bound)."""
    given = {"complex_step": (1.0, bound)} | others
    values = {"analytic": np.full(3, analytic)} | {s: np.full(3, v) for s, (v, _) in given.items()}
    bounds = {"analytic": np.full(3, 1e-15)} | {s: np.full(3, b) for s, (_, b) in given.items()}
    return ParameterRow.compare(name, values, bounds, np.zeros(3, bool))


def report(*rows, **choices):
    given = {"rows": rows, "loss": 0.5, "dtype": "float64", "seconds": 2.0}
    return GradientReport(**(given | choices))


PASS, FAIL, VAGUE = row("W1", 1.0), row("b1", 2.0), row("W2", 1.0, bound=0.1)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "No gradient was compared"),
        ([PASS], "The gradient passes"),
        ([PASS, PASS], "All 2 gradients pass"),
        ([FAIL], "1 of 1 gradient fails: b1"),
        ([FAIL, FAIL], "2 of 2 gradients fail: b1 and b1"),
        ([PASS, FAIL], "1 of 2 gradients fails: b1"),
        ([PASS, VAGUE], "1 of 2 cannot be resolved: W2"),
        ([FAIL, VAGUE], "1 of 2 gradients fails: b1; 1 of 2 cannot be resolved: W2"),
    ],
)
def test_one_sentence_in_print_notebook_and_page(rows, words):
    found = report(*rows)
    assert summary(found) == words
    assert words in str(found).splitlines()[0]
    assert words in found._repr_html_()


def test_a_fault_beside_right_gradients():
    words = summary(report(PASS, faults=("the loss is wrong",)))
    assert words == "The gradient passes, but something beside it is wrong"


def test_facts_are_those_that_are_known():
    against = "analytic against complex step"
    assert facts(report(PASS)) == [against, "float64", "loss 0.5", "2 s"]
    known = facts(report(PASS, n=1, h=0.25, seconds=0.002, spots=1))
    assert known == [
        *(against, "1 sample", "float64", "h = 0.25", "loss 0.5", "1 weight spot-checked", "2 ms")
    ]


def test_a_source_that_cannot_judge_is_said_to_be_unable():
    blunt = row("W1", 1.0, central=(40.0, 100.0))
    found = report(blunt, PASS, h=1e-13)
    assert found.verdict == "pass"
    (told,) = remarks(found)
    assert told == (
        "Central differences (h = 1e-13) cannot judge W1: the tolerance reaches 100 times the "
        "largest entry, and judging takes 0.001."
    )
    assert found.reading.sentence == "Every gradient agrees with complex step."
    assert told in str(found)
    assert told in found._repr_html_()


def test_a_source_beyond_even_a_wide_tolerance_is_wrong_and_not_unable():
    found = report(row("W1", 1.0, central=(400.0, 100.0)))
    assert found.verdict == "fail"
    assert remarks(found) == []


BOUNDS = {"sharp": 1e-9, "blunt": 0.1, "hopeless": 100.0}


@pytest.mark.parametrize("source", SOURCES[1:])
@pytest.mark.parametrize("how", BOUNDS)
def test_what_is_said_of_a_source_follows_from_its_own_bound(source, how):
    others = {other: (1.0, 1e-9) for other in SOURCES[1:] if other != source}
    bound = BOUNDS[how]
    given = others | {source: (1.0 + 0.4 * bound, bound)}
    found = report(row("W1", 1.0, **given))
    title = {"autograd": "autograd", "central": "central differences"}.get(source, "complex step")
    able = how == "sharp"
    assert (title in found.reading.sentence) == able
    assert (
        any(told.lower().startswith(f"{title} cannot judge w1") for told in remarks(found)) != able
    )
