import numpy as np
import pytest

from mlpviz.gradcheck.row import ParameterRow
from mlpviz.workbench.bug_lab.ratios import element_ratio, relative_to_reference, slope_of

RNG = np.random.default_rng(0)
REFERENCE = RNG.normal(size=(3, 4))


def row(analytic, reference=REFERENCE):
    bounds = np.full(reference.shape, 1e-12)
    return ParameterRow.compare(
        "W1",
        {"analytic": analytic, "central": reference},
        {"analytic": bounds, "central": bounds},
        np.zeros(reference.shape, bool),
    )


@pytest.mark.parametrize(("factor", "error"), [(16.0, 15.0), (1 / 16, 0.9375), (-1.0, 2.0)])
def test_the_error_over_the_reference_tells_n_from_one_over_n(factor, error):
    wrong = row(factor * REFERENCE)
    assert relative_to_reference(wrong) == pytest.approx(error, rel=1e-12)
    assert slope_of(wrong).value == pytest.approx(factor, rel=1e-12)
    assert element_ratio(wrong, (1, 2)) == slope_of(wrong).text


def test_nothing_over_nothing():
    zero = np.zeros((3, 4))
    assert relative_to_reference(row(zero, zero)) == 0.0
    assert relative_to_reference(row(REFERENCE, zero)) == float("inf")
    assert element_ratio(row(zero, zero), (0, 0)) == "none"


def test_entries_that_are_not_finite_have_no_part_in_the_slope():
    analytic = 2.0 * REFERENCE
    analytic[0, 0] = np.nan
    assert slope_of(row(analytic)).value == pytest.approx(2.0, rel=1e-12)
