import numpy as np
import pytest

from mlpviz.gradcheck.foreign.noise import POINTS, difference_noise, measure_noise


def noisy(seed, level, smooth=np.exp, spacing=1e-3):
    noise = np.random.default_rng(seed).normal(0.0, level, POINTS)
    return smooth(spacing * np.arange(POINTS)) + noise


@pytest.mark.parametrize("level", [1e-12, 1e-9, 1e-6])
def test_differences_find_the_level_of_noise_on_a_smooth_function(level):
    found = np.median([difference_noise(noisy(seed, level)) for seed in range(50)])
    assert 0.4 * level <= found <= 1.2 * level


def test_without_noise_only_rounding_is_left():
    assert difference_noise(np.linspace(1.0, 2.0, POINTS) ** 3) <= 1e-15


def measured(loss, *arrays):
    copies = [array.copy() for array in arrays]
    noise = measure_noise(loss, arrays, loss())
    for array, copy in zip(arrays, copies, strict=True):
        array[...] = copy
    return noise


def test_rounding_of_a_float64_loss():
    w = np.random.default_rng(0).normal(size=100)
    noise = measured(lambda: float(np.exp(w).sum()), w)
    assert noise.moves
    assert 2.0**-54 <= noise.level / np.exp(w).sum() <= 2.0**-49


def test_cancellation_makes_a_loss_noisier_than_its_size():
    w = np.random.default_rng(0).normal(size=20)
    noise = measured(lambda: float((1e6 + np.sum(w**2)) - 1e6), w)
    assert noise.level >= 1e-11  # 1e6 rounded


@pytest.mark.parametrize("coarse", [np.float32, np.float16])
def test_a_loss_that_computes_more_coarsely_than_its_parameters_is_found_out(coarse):
    w = np.random.default_rng(0).normal(size=30)
    noise = measured(lambda: float(np.sum(np.tanh(w.astype(coarse)) ** 2, dtype=coarse)), w)
    u = float(np.finfo(coarse).eps) / 2.0
    assert noise.level >= 0.2 * u * np.sum(np.tanh(w) ** 2)


def test_float32_parameters_move_by_steps_that_they_hold_exactly():
    w = np.random.default_rng(0).normal(size=30).astype(np.float32)
    noise = measured(lambda: float(np.sum(w.astype(np.float64) ** 2)), w)
    assert noise.level <= 1e-12 * np.sum(w**2)


def test_a_kink_on_the_way_is_not_noise():
    w = np.array([1.0, -2.0, 3.0 * 2.0**-20])
    noise = measured(lambda: float(np.sum(np.maximum(w - 2.0**-20, 0.0)) + 1.0), w)
    assert noise.level <= 1e-7


@pytest.mark.parametrize("start", [np.zeros(3), np.full(3, 1e-9), np.ones(3)])
def test_whether_the_loss_moves_at_all(start):
    w = start.copy()
    assert measured(lambda: 1.0 + float(np.sum(w**2)), w).moves
    assert measured(lambda: 1.0, w) == (0.0, False)


def test_a_loss_that_is_not_finite_nearby_counts_as_moving():
    w = np.zeros(2)
    with np.errstate(all="ignore"):
        assert measured(lambda: float(np.log(1.0 - np.abs(w).max() * 2.0**30)), w).moves
