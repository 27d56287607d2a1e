"""Every row of ``ACTIVATIONS`` against references at 50 digits, and its derivative against f."""

import math

import mpmath
import numpy as np
import pytest
from scipy import special

from mlpviz.engine.activations import ACTIVATIONS
from tests.rounding import KERNEL, gamma

mpmath.mp.dps = 50

REFERENCE = {
    "identity": lambda z: z,
    "tanh": mpmath.tanh,
    "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)),
    "relu": lambda z: max(z, mpmath.mpf(0)),
    "leaky_relu": lambda z: z if z > 0 else mpmath.mpf("0.01") * z,
    "elu": lambda z: z if z > 0 else mpmath.expm1(z),
    "selu": lambda z: (
        mpmath.mpf("1.0507009873554804934193349852946")
        * (z if z > 0 else mpmath.mpf("1.6732632423543772848170429916717") * mpmath.expm1(z))
    ),
    "gelu": lambda z: z * mpmath.ncdf(z),
    "silu": lambda z: z / (1 + mpmath.exp(-z)),
    "softplus": lambda z: mpmath.log1p(mpmath.exp(z)),
    "softsign": lambda z: z / (1 + abs(z)),
}

# f and f' far to the left and far to the right, as (slope, offset) of the asymptote
FAR = {
    "identity": ((1, 0), (1, 0)),
    "tanh": ((0, -1), (0, 1)),
    "sigmoid": ((0, 0), (0, 1)),
    "relu": ((0, 0), (1, 0)),
    "leaky_relu": ((0.01, 0), (1, 0)),
    "elu": ((0, -1), (1, 0)),
    "selu": ((0, -1.7580993408473766), (1.0507009873554805, 0)),
    "gelu": ((0, 0), (1, 0)),
    "silu": ((0, 0), (1, 0)),
    "softplus": ((0, 0), (1, 0)),
    "softsign": ((0, -1), (0, 1)),
}

Z = np.concatenate(
    [-np.logspace(-8, 1.6, 25), np.logspace(-8, 1.6, 25), np.linspace(-6, 6, 24), [0.0]]
)

each = pytest.mark.parametrize("name", ACTIVATIONS)
each_known = pytest.mark.parametrize("name", REFERENCE)


def values(name, z):
    """(f, df) at z, quiet: the trainer runs them with NumPy's warnings off, too."""
    row = ACTIVATIONS[name]
    with np.errstate(all="ignore"):
        a = row.f(z)
        return a, row.df(z, a)


def test_the_promised_activations_exist():
    assert set(REFERENCE) <= set(ACTIVATIONS)


@each_known
def test_f_is_the_formula_to_round_off(name):
    a, _ = values(name, Z)
    exact = np.array([float(REFERENCE[name](mpmath.mpf(z))) for z in Z])
    np.testing.assert_allclose(a, exact, rtol=1e-12, atol=1e-300)


@each_known
def test_df_is_the_derivative_of_the_formula(name):
    z = Z[(Z != 0.0) | (not ACTIVATIONS[name].kink)]
    _, slope = values(name, z)
    exact = np.array([float(mpmath.diff(REFERENCE[name], mpmath.mpf(v), h=1e-20)) for v in z])
    # 1 - a^2 and a (1 - a) cancel where the function is flat: an absolute error of twice that of a
    np.testing.assert_allclose(slope, exact, rtol=1e-11, atol=gamma(2 * KERNEL))


@each
def test_df_is_the_central_difference_of_f(name):
    z = np.linspace(-5.0, 5.0, 101) + 0.0123  # clear of the kink at 0 by more than 2 h
    h = 2.0**-10
    f = ACTIVATIONS[name].f
    single = (f(z + h) - f(z - h)) / (2 * h)
    double = (f(z + 2 * h) - f(z - 2 * h)) / (4 * h)
    richardson = (4 * single - double) / 3
    np.testing.assert_allclose(values(name, z)[1], richardson, rtol=0, atol=1e-11)


def test_gelu_is_the_exact_form():
    z = np.linspace(-8.0, 8.0, 1001)
    a, slope = values("gelu", z)
    np.testing.assert_allclose(a, z * special.ndtr(z), rtol=1e-11, atol=0)
    density = np.exp(-z * z / 2) / math.sqrt(2 * math.pi)
    np.testing.assert_allclose(
        slope, special.ndtr(z) + z * density, rtol=1e-9, atol=gamma(2 * KERNEL)
    )
    tanh_form = z / 2 * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3)))
    assert np.abs(a - tanh_form).max() > 1e-4


@pytest.mark.parametrize(("name", "at_zero"), [("relu", 0.0), ("leaky_relu", 0.01)])
def test_slope_at_the_kink_is_the_left_one(name, at_zero):
    _, slope = values(name, np.array([0.0, -0.0]))
    assert slope.tolist() == [at_zero, at_zero]


@each
def test_kink_says_whether_the_slope_jumps_at_zero(name):
    _, (left, right) = values(name, np.array([-1e-9, 1e-9]))
    assert ACTIVATIONS[name].kink == (abs(right - left) > 1e-3)


@each
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_out_is_written_returned_and_nothing_else_is_touched(name, dtype):
    row = ACTIVATIONS[name]
    z = np.linspace(-3.0, 3.0, 12, dtype=dtype).reshape(4, 3)
    kept = z.copy()
    out, slope = np.full_like(z, np.nan), np.full_like(z, np.nan)
    a = row.f(z, out)
    assert a is out
    activation = a.copy()
    assert row.df(z, a, slope) is slope
    assert a.dtype == slope.dtype == dtype
    np.testing.assert_array_equal(z, kept)
    np.testing.assert_array_equal(a, activation)
    rtol = 1e-15 if dtype == np.float64 else 1e-6
    np.testing.assert_allclose(a, row.f(z), rtol=rtol)
    np.testing.assert_allclose(slope, row.df(z, a), rtol=rtol, atol=rtol)


@each
def test_float32_is_float64_rounded(name):
    z = np.linspace(-6.0, 6.0, 50, dtype=np.float32)
    a, slope = (np.empty_like(z) for _ in range(2))
    ACTIVATIONS[name].df(z, ACTIVATIONS[name].f(z, a), slope)
    a64, slope64 = values(name, z.astype(np.float64))
    np.testing.assert_allclose(a, a64, rtol=1e-5, atol=1e-7)
    np.testing.assert_allclose(slope, slope64, rtol=1e-5, atol=1e-6)


@each_known
@pytest.mark.parametrize("size", [50.0, 1e11, 1e150, 1e300])
def test_far_out_it_is_its_asymptote(name, size):
    a, slope = values(name, np.array([-size, size]))
    (left, left_offset), (right, right_offset) = FAR[name]
    np.testing.assert_allclose(slope, [left, right], rtol=0, atol=2.5 / size + gamma(2 * KERNEL))
    expected = [-left * size + left_offset, right * size + right_offset]
    np.testing.assert_allclose(a, expected, rtol=gamma(KERNEL + 4), atol=1.0 / size)


@each_known
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_infinity_gives_the_limit_or_nan_never_a_wrong_number(name, dtype):
    a, slope = values(name, np.array([-np.inf, np.inf], dtype))
    for side, sign in enumerate((-1, 1)):
        steep, offset = FAR[name][side]
        limit = sign * np.inf if steep else offset
        assert np.isnan(a[side]) or a[side] == limit
        assert np.isnan(slope[side]) or slope[side] == pytest.approx(steep)


@each
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_nan_stays_nan_and_stays_alone(name, dtype):
    z = np.array([1.0, np.nan, -1.0], dtype)
    for a in (values(name, z)[0], ACTIVATIONS[name].f(z, np.empty_like(z))):
        assert np.isnan(a).tolist() == [False, True, False]


@each
def test_any_shape(name):
    z = np.linspace(-1.0, 1.0, 24)
    a, slope = values(name, z)
    for shape in ((24,), (6, 4), (2, 3, 4), (24, 1)):
        reshaped = values(name, z.reshape(shape))
        assert reshaped[0].shape == reshaped[1].shape == shape
        np.testing.assert_array_equal(reshaped[0].ravel(), a)
        np.testing.assert_array_equal(reshaped[1].ravel(), slope)


@each
def test_unsaturated_ends_where_the_slope_is_5_percent_of_the_steepest(name):
    row = ACTIVATIONS[name]
    z = np.linspace(-30.0, 30.0, 600_001)
    a, slope = values(name, z)
    if row.unsaturated is None:
        return
    low, high = row.unsaturated
    assert low < high
    steep = slope >= 0.05 * slope.max()
    inside = (a > low) & (a < high)
    # the bounds are written with four digits, so the two may differ in a thin shell
    assert np.abs(np.flatnonzero(steep)[[0, -1]] - np.flatnonzero(inside)[[0, -1]]).max() <= 40
    for bound, edge in ((low, 0), (high, -1)):
        if math.isfinite(bound):
            at_bound = slope[np.flatnonzero(inside)[edge]] / slope.max()
            assert at_bound == pytest.approx(0.05, rel=0.01)


def test_sigmoids_saturate_and_relu_does_not():
    saturating = {name for name, row in ACTIVATIONS.items() if row.unsaturated is not None}
    assert {"tanh", "sigmoid", "softsign", "elu"} <= saturating
    assert not saturating & {"identity", "relu", "leaky_relu"}


@each
def test_steepest_is_the_largest_slope(name):
    # gelu is steepest at sqrt(2), silu at 2.3994
    _, slope = values(name, np.sort(np.append(np.linspace(-50.0, 50.0, 20001), math.sqrt(2.0))))
    assert ACTIVATIONS[name].steepest == pytest.approx(slope.max(), abs=1e-5)


@each
def test_relu_like_passes_the_right_half_and_little_of_the_left(name):
    _, (left, right) = values(name, np.array([-5.0, 5.0]))
    assert ACTIVATIONS[name].relu_like == (abs(left) < 0.05 and right > 0.95)


@each
def test_revival_is_there_where_units_can_die_and_cannot_die_itself(name):
    a, slope = values(name, np.array([-1.0, -1000.0]))
    revival = ACTIVATIONS[name].revival
    assert (revival is not None) == (not a.any() and not slope.any())
    if revival is not None:
        assert values(revival, np.array([-1.0]))[1] > 0.0


@each
def test_every_row_explains_itself(name):
    assert ACTIVATIONS[name].formula
    assert ACTIVATIONS[name].help
    assert "\n" not in ACTIVATIONS[name].help
    assert len(ACTIVATIONS[name].help) < 80
