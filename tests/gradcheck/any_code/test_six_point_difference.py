import numpy as np
import pytest

from mlpviz.gradcheck.any_code.six_point_difference import (
    BoundedDerivative,
    judge,
    jump_noise,
    put,
    sharper,
)
from mlpviz.gradcheck.numerical import OFFSETS

U = 2.0**-53


def estimate(f, x, h, noise=U):
    """``f`` at each of ``x`` by itself: the losses of as many entries, all 0 in the middle."""
    x = np.asarray(x, np.float64)
    h = np.broadcast_to(h, x.shape).copy()
    values = np.array([f(x + h * offset) for offset in OFFSETS]) - f(x)
    with np.errstate(all="ignore"):
        return judge(values, 0.0, h, noise * (1.0 + np.abs(f(x)).max()), U, np.abs(x), U)


SMOOTH = [(np.exp, np.exp), (np.sin, np.cos), (np.tanh, lambda x: 1.0 - np.tanh(x) ** 2)]


@pytest.mark.parametrize(("f", "slope"), SMOOTH)
@pytest.mark.parametrize("h", [1.0, 2.0**-4, 2.0**-8, 2.0**-16])
def test_bounds_hold_and_nothing_smooth_has_a_kink(f, slope, h):
    x = np.linspace(-3.0, 3.0, 301)
    found = estimate(f, x, h)
    assert np.all(np.abs(found.value - slope(x)) <= found.bound)
    if h < 0.1:
        assert not found.kinked.any()
        assert np.all(found.bound <= (2e-14 / h + h**4) * (1.0 + np.abs(f(x)).max()))


@pytest.mark.parametrize("h", [1.0, 2.0**-8, 2.0**-16])
def test_at_a_kink_both_slopes_lie_within_the_bound(h):
    found = estimate(lambda x: np.maximum(3.0 * x, x), [0.0], h)
    assert found.kinked.tolist() == [True]
    assert found.jump == pytest.approx(2.0, rel=1e-6)
    assert abs(found.value[0] - 1.0) <= found.bound[0]
    assert abs(found.value[0] - 3.0) <= found.bound[0]


def test_a_kink_anywhere_within_the_step_widens_the_bound():
    # Also where |R2 - R1| vanishes by accident, which happens for some place of the kink.
    h = 2.0**-8
    x = h * np.linspace(-0.99, 0.99, 4001)
    found = estimate(lambda x: np.maximum(x, 0.0), x, h)
    assert np.all(np.abs(found.value - (x > 0.0)) <= found.bound)
    assert np.mean(found.kinked) > 0.9


def test_more_noise_means_a_wider_bound_and_hides_small_jumps():
    f = lambda x: x + 1e-4 * np.maximum(x, 0.0)  # noqa: E731
    quiet, loud = (estimate(f, [0.0], 2.0**-8, noise) for noise in (1e-12, 1e-6))
    assert quiet.kinked.all()
    assert not loud.kinked.any()
    assert quiet.bound < loud.bound
    assert jump_noise(quiet) < 1e-4 < jump_noise(loud)


def test_losses_that_are_not_finite_have_an_infinite_bound():
    with np.errstate(invalid="ignore"):
        found = estimate(np.sqrt, [1e-3, 5.0], 2.0**-8)
    assert found.value[0] == 0.0
    assert found.bound[0] == np.inf
    assert found.bound[1] < 1e-9


def test_sharper_takes_tighter_bounds_and_remembers_kinks():
    f = lambda x: np.maximum(x, 0.0) + x**9  # noqa: E731
    x = np.array([1e-3, 0.0, 1.0])
    wide, narrow = estimate(f, x, 2.0**-8), estimate(f, x[:2], 2.0**-12)
    best = BoundedDerivative(*(part.copy() for part in wide))
    put(best, np.array([0, 1]), sharper(wide, np.array([0, 1]), narrow))
    assert best.h.tolist() == [2.0**-12, 2.0**-12, 2.0**-8]
    assert best.kinks.tolist() == [True, True, False]
    assert best.kinked.tolist() == [False, True, False]
    assert best.value[0] == pytest.approx(1.0)


def test_a_kink_is_not_gone_because_noise_hides_it():
    f = lambda x: np.maximum(x, 0.0)  # noqa: E731
    wide, narrow = (estimate(f, [0.0], h, noise=1e-12) for h in (2.0**-8, 2.0**-36))
    assert wide.kinked.all()
    assert not narrow.kinked.any()
    assert sharper(wide, np.array([0]), narrow).h == 2.0**-8
