import math

import numpy as np
import pytest

from mlpviz.gradcheck.any_code.noise import POINTS, difference_noise, measure_noise
from tests.rounding import KERNEL, U, gamma

# Errors of at most e can make differences of order k of 2^k e, which count as noise of
# 2^k e / sqrt((2k)! / k!^2). The smallest estimate counts, which is at most that of order 4.
WORST = 2.0**4 / math.sqrt(math.comb(8, 4))


def noisy(seed, level, smooth=np.exp, spacing=1e-3):
    noise = np.random.default_rng(seed).normal(0.0, level, POINTS)
    return smooth(spacing * np.arange(POINTS)) + noise


@pytest.mark.parametrize("level", [1e-12, 1e-9, 1e-6])
def test_differences_find_the_level_of_noise_on_a_smooth_function(level):
    found = np.median([difference_noise(noisy(seed, level)) for seed in range(50)])
    assert 0.4 * level <= found <= 1.2 * level


def test_without_noise_only_rounding_is_left():
    # the three products and linspace's two operations round values of at most 8, to 5 u each
    assert difference_noise(np.linspace(1.0, 2.0, POINTS) ** 3) <= WORST * 8.0 * gamma(5)


def measured(loss, *arrays):
    copies = [array.copy() for array in arrays]
    noise = measure_noise(loss, arrays, loss())
    for array, copy in zip(arrays, copies, strict=True):
        array[...] = copy
    return noise


def test_rounding_of_a_float64_loss():
    """Not more than every operation can do, not less than the rounding of the sum itself.

    The sum of n numbers, in whatever order, is off by at most gamma(n - 1) of it, and exp, which
    processors compute in different ways, by at most 4 of its last places each, 8 u. A sum is a
    multiple of its last place, at least u of it: alone that makes noise of u / sqrt(12), of which
    the smallest of several estimates finds two fifths and more (the test above). One loss may be
    lucky, the median of fifty is not.
    """
    n, found = 100, []
    for seed in range(50):
        w = np.random.default_rng(seed).normal(size=n)
        total = np.exp(w).sum()
        noise = measured(lambda w=w: float(np.exp(w).sum()), w)
        assert noise.moves
        assert noise.level / total <= WORST * gamma(n - 1 + KERNEL)
        found.append(noise.level / total)
    assert np.median(found) >= 0.4 * U / np.sqrt(12.0)


def test_cancellation_makes_a_loss_noisier_than_its_size():
    w = np.random.default_rng(0).normal(size=20)
    noise = measured(lambda: float((1e6 + np.sum(w**2)) - 1e6), w)
    assert noise.level >= 1e-11  # 1e6 rounded


@pytest.mark.parametrize("coarse", [np.float32, np.float16])
def test_a_loss_that_computes_more_coarsely_than_its_parameters_is_found_out(coarse):
    u, found = float(np.finfo(coarse).eps) / 2.0, []
    for seed in range(20):
        w = np.random.default_rng(seed).normal(size=30)
        loss = lambda w=w: float(np.sum(np.tanh(w.astype(coarse)) ** 2, dtype=coarse))  # noqa: E731
        found.append(measured(loss, w).level / np.sum(np.tanh(w) ** 2))
    assert np.median(found) >= 0.4 * u / np.sqrt(12.0)


def test_float32_parameters_move_by_steps_that_they_hold_exactly():
    w = np.random.default_rng(0).normal(size=30).astype(np.float32)
    noise = measured(lambda: float(np.sum(w.astype(np.float64) ** 2)), w)
    assert noise.level <= 1e-12 * np.sum(w**2)


def test_a_kink_on_the_way_is_not_noise():
    w = np.array([1.0, -2.0, 3.0 * 2.0**-20])
    noise = measured(lambda: float(np.sum(np.maximum(w - 2.0**-20, 0.0)) + 1.0), w)
    assert noise.level <= 1e-7


def test_kinks_on_all_lines_are_not_noise():
    """As with biases of 0 in a layer of ReLUs. The sum of n numbers is off by gamma(n) of it."""
    n, near = 2000, 2.0**-16
    b, z = np.zeros(n), np.random.default_rng(0).uniform(-near, near, n)
    noise = measured(lambda: float(np.sum(np.maximum(z + b, 0.0)) + 1.0), b)
    assert noise.moves
    assert noise.level <= WORST * 2.0 * gamma(n)


@pytest.mark.parametrize("start", [np.zeros(3), np.full(3, 1e-9), np.ones(3)])
def test_whether_the_loss_moves_at_all(start):
    w = start.copy()
    assert measured(lambda: 1.0 + float(np.sum(w**2)), w).moves
    assert measured(lambda: 1.0, w) == (0.0, False)


def test_a_loss_that_is_not_finite_nearby_counts_as_moving():
    w = np.zeros(2)
    with np.errstate(all="ignore"):
        assert measured(lambda: float(np.log(1.0 - np.abs(w).max() * 2.0**30)), w).moves
