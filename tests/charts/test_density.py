import numpy as np
import pytest

from mlpviz.charts.density import MOST_VALUES, POINTS, density_of


def area_between(line, low, high):
    """The share of the area under the line that lies between two values."""
    grid = np.linspace(line.values[0], line.values[-1], 4001)
    heights = np.interp(grid, line.values, line.heights)
    return heights[(grid >= low) & (grid <= high)].sum() / heights.sum()


def test_a_bell_is_drawn_as_a_bell():
    values = np.random.default_rng(0).normal(2.0, 0.5, (100, 100))
    line = density_of(values)
    assert len(line.values) == len(line.heights) == POINTS
    assert (np.diff(line.values) >= 0).all()
    assert line.heights[0] == line.heights[-1] == 0.0
    assert line.heights.max() == 1.0
    grid = np.linspace(0.5, 3.5, 61)
    bell = np.exp(-0.5 * ((grid - 2.0) / 0.5) ** 2)
    np.testing.assert_allclose(np.interp(grid, line.values, line.heights), bell, atol=0.06)
    assert line.deviation == pytest.approx(values.std(), rel=1e-9)
    assert (line.low, line.high, line.size) == (values.min(), values.max(), values.size)


def test_two_humps_stay_two():
    values = np.concatenate([np.full(500, -1.0), np.full(500, 1.0)])
    values += 0.1 * np.random.default_rng(0).normal(size=1000)
    line = density_of(values)
    assert np.interp([-1.0, 0.0, 1.0], line.values, line.heights) == pytest.approx(
        [1.0, 0.0, 1.0], abs=0.15
    )


def test_a_narrow_peak_with_far_outliers_keeps_its_height_and_place():
    rng = np.random.default_rng(1)
    values = np.concatenate([0.001 * rng.normal(size=2000), rng.uniform(-1, 1, 20)])
    line = density_of(values)
    assert abs(line.values[line.heights.argmax()]) < 0.02
    assert line.values[0] <= values.min()
    assert line.values[-1] >= values.max()
    assert area_between(line, -0.05, 0.05) > 0.9


@pytest.mark.parametrize("scale", [1e-300, 1e-6, 1.0, 1e150, 1e300])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_shape_does_not_depend_on_the_scale(scale, dtype):
    values = np.random.default_rng(0).normal(size=(30, 20))
    scale = np.clip(scale, 1e-30, 1e30) if dtype is np.float32 else scale
    one, other = density_of(values), density_of((values * scale).astype(dtype))
    np.testing.assert_allclose(other.values / scale, one.values, rtol=1e-2, atol=1e-2)
    np.testing.assert_allclose(other.heights, one.heights, atol=1e-2)


@pytest.mark.parametrize("constant", [0.0, 0.3, -1e300, 5e-324])
def test_equal_values_are_a_needle(constant):
    line = density_of(np.full((4, 3), constant))
    assert set(line.values) == {constant}
    assert sorted(line.heights)[-2:] == [0.0, 1.0]
    assert line.deviation == 0.0


def test_a_majority_of_equal_values_does_not_hide_the_others():
    values = np.concatenate([np.zeros(900), np.linspace(1.0, 2.0, 100)])
    line = density_of(values)
    assert line.heights.max() == 1.0
    assert abs(line.values[line.heights.argmax()]) < 0.1
    assert 0.02 < area_between(line, 0.8, 2.2) < 0.3


def test_what_is_not_finite_is_left_out():
    values = np.random.default_rng(0).normal(size=50)
    spoilt = np.concatenate([values, [np.nan, np.inf, -np.inf]])
    clean, line = density_of(values), density_of(spoilt)
    np.testing.assert_allclose(line.values, clean.values)
    np.testing.assert_allclose(line.heights, clean.heights)
    assert line.size == 50


@pytest.mark.parametrize("nothing", [np.array([]), np.full((2, 2), np.nan)])
def test_without_a_value_the_line_is_flat(nothing):
    line = density_of(nothing)
    assert not line.heights.any()
    assert len(line.values) == POINTS
    assert np.isfinite(line.values).all()
    assert np.isnan(line.deviation)
    assert line.size == 0


def test_a_single_value_and_two():
    assert density_of(np.array([[0.7]])).values[0] == 0.7
    line = density_of(np.array([-1.0, 1.0]))
    assert line.values[0] <= -1.0
    assert line.values[-1] >= 1.0


def test_many_values_are_sampled_alike_every_time_and_from_every_column():
    values = np.random.default_rng(0).normal(size=(500, 100))
    values[:, ::2] += 5.0  # a regular step through the flat array could meet even columns only
    assert values.size > MOST_VALUES
    line, again = density_of(values), density_of(values)
    np.testing.assert_array_equal(line.values, again.values)
    np.testing.assert_array_equal(line.heights, again.heights)
    assert area_between(line, -3.0, 2.5) == pytest.approx(0.5, abs=0.05)
    assert (line.low, line.high, line.size) == (values.min(), values.max(), values.size)
    assert line.deviation == pytest.approx(values.std())


def test_the_array_is_left_alone():
    values = np.random.default_rng(0).normal(size=20)
    values.flags.writeable = False
    before = values.copy()
    density_of(values)
    np.testing.assert_array_equal(values, before)
