import numpy as np
import pytest

from mlpviz.charts.slopes import fitted_slope, ratio_text

RNG = np.random.default_rng(0)
REFERENCE = RNG.normal(size=50)


@pytest.mark.parametrize("factor", [1.0, 16.0, 1 / 16, -1.0, 0.5, 1e-9, -3e12])
def test_a_constant_factor_is_the_slope(factor):
    slope = fitted_slope(factor * REFERENCE, REFERENCE)
    assert slope.value == pytest.approx(factor, rel=1e-12)
    assert slope.on_line
    assert slope.words == f"slope {ratio_text(factor)}, every entry on the line"


def test_points_around_no_line():
    slope = fitted_slope(RNG.normal(size=50), REFERENCE)
    assert not slope.on_line
    assert 0.5 < slope.off <= 1.0
    assert slope.brief.startswith("slope ≈ ")
    assert "off the line" in slope.words


def test_what_only_rounding_puts_along_the_line_has_slope_0():
    slope = fitted_slope(np.array([1.0, 1.0 + 1e-15]), np.array([1.0, -1.0]))
    assert slope.brief == "slope ≈ 0"


def test_the_slope_is_that_of_least_squares():
    analytic = 3.0 * REFERENCE + RNG.normal(size=50)
    expected = np.linalg.lstsq(REFERENCE[:, None], analytic, rcond=None)[0][0]
    assert fitted_slope(analytic, REFERENCE).value == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("size", [1e-300, 1e300])
def test_squares_neither_overflow_nor_vanish(size):
    slope = fitted_slope(2.0 * size * REFERENCE, size * REFERENCE)
    assert slope.value == pytest.approx(2.0, rel=1e-12)
    assert slope.on_line


def test_nothing_to_compare_with():
    zero = np.zeros(3)
    assert fitted_slope(zero, zero).words == "both are 0"
    assert fitted_slope(np.ones(3), zero).words == "the reference is 0, the gradient is not"
    assert fitted_slope(zero, np.ones(3)).words == "slope 0, every entry on the line"
    assert fitted_slope(np.empty(0), np.empty(0)).brief == "both 0"


RATIOS = [
    (16.0, "16"),
    (1 / 16, "1/16"),
    (-1 / 16, "-1/16"),
    (-1.0, "-1"),
    (1.0, "1"),
    (0.5, "1/2"),
    (15.9999, "16"),
    (0.41, "0.41"),
    (2.5, "2.5"),
    (0.0, "0"),
    (1e-9, "1e-9"),
    (float("nan"), "none"),
    (float("inf"), "∞"),
]


@pytest.mark.parametrize(("value", "text"), RATIOS)
def test_n_is_told_from_one_over_n(value, text):
    assert ratio_text(value) == text
