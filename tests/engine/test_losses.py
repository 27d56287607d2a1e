"""Values of the losses against scikit-learn and direct formulas, their derivatives against them."""

import numpy as np
import pytest
import torch
from scipy import special
from sklearn.metrics import log_loss, mean_absolute_error, mean_squared_error

from mlpviz.engine.losses import LOSSES, OUTPUTS, softmax
from mlpviz.engine.network import MLP

LEGAL = {
    "mse": {"identity", "tanh", "sigmoid"},
    "huber": {"identity", "tanh", "sigmoid"},
    "mae": {"identity", "tanh", "sigmoid"},
    "cross_entropy": {"softmax"},
    "binary_cross_entropy": {"sigmoid"},
}
PROMISED = {"identity", "tanh", "sigmoid", "softmax"}
ILLEGAL = [(loss, output) for loss, legal in LEGAL.items() for output in PROMISED - legal]


def case(loss, k, n=7, seed=0, target_scale=1.0):
    """Predictions (logits or outputs) and targets [n, k] that suit ``loss``."""
    rng = np.random.default_rng(seed)
    prediction = rng.normal(0.0, 2.0, (n, k))
    if LOSSES[loss].task == "classification":
        labels = rng.integers(k if k > 1 else 2, size=n)
        Y = np.eye(k)[labels] if k > 1 else labels[:, None].astype(float)
        return prediction, Y * target_scale
    return prediction, rng.normal(size=(n, k))


def widths(loss):
    return (2, 3, 5) if loss == "cross_entropy" else (1, 2, 3, 5)


EACH = [(loss, k) for loss in LOSSES for k in widths(loss)]


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_mse_is_k_times_sklearns_mean_over_outputs(k):
    a, Y = case("mse", k)
    value, _ = LOSSES["mse"].f(a, Y)
    assert value == pytest.approx(k * mean_squared_error(Y, a), rel=1e-13)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_cross_entropy_is_sklearns_log_loss(k):
    logits, Y = case("cross_entropy", k, n=40)
    value, _ = LOSSES["cross_entropy"].f(logits, Y)
    labels = Y.argmax(axis=1)
    reference = log_loss(labels, special.softmax(logits, axis=1), labels=range(k))
    assert value == pytest.approx(reference, rel=1e-12)


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_binary_cross_entropy_is_the_sum_of_sklearns_log_losses(k):
    logits, _ = case("binary_cross_entropy", k, n=40)
    Y = (np.random.default_rng(3).random(logits.shape) > 0.4).astype(float)
    value, _ = LOSSES["binary_cross_entropy"].f(logits, Y)
    p = special.expit(logits)
    reference = sum(log_loss(Y[:, j], p[:, j], labels=[0, 1]) for j in range(k))
    assert value == pytest.approx(reference, rel=1e-12)


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_huber_is_quadratic_near_and_linear_far(k):
    a, Y = case("huber", k)
    d = a - Y
    assert (np.abs(d) < 1).any()
    assert (np.abs(d) > 1).any()
    value, delta = LOSSES["huber"].f(a, Y)
    each = np.where(np.abs(d) <= 1.0, 0.5 * d * d, np.abs(d) - 0.5)
    assert value == pytest.approx(each.sum(axis=1).mean(), rel=1e-13)
    np.testing.assert_allclose(delta, np.where(np.abs(d) <= 1.0, d, np.sign(d)) / len(d))


@pytest.mark.parametrize("k", [1, 2, 5])
def test_mae_against_scikit_learn_and_torch(k):
    """Which sums over nothing but averages: k times over outputs."""
    a, Y = case("mae", k)
    value, delta = LOSSES["mae"].f(a, Y)
    assert value == pytest.approx(k * mean_absolute_error(Y, a), rel=1e-14)
    tensor = torch.tensor(a, requires_grad=True)
    torch.nn.functional.l1_loss(tensor, torch.tensor(Y), reduction="sum").div(len(Y)).backward()
    np.testing.assert_array_equal(delta, tensor.grad.numpy())


def test_mae_on_its_target_has_no_slope():
    value, delta = LOSSES["mae"].f(np.array([[1.0, -1.0, 0.5]]), np.array([[1.0, 1.0, -0.25]]))
    assert value == 2.75
    np.testing.assert_array_equal(delta, [[0.0, -1.0, 1.0]])
    _, nothing = LOSSES["mae"].f(np.full((2, 1), np.nan), np.zeros((2, 1)))
    assert np.isnan(nothing).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_best_constant_of_mae_is_the_median(seed):
    """Weighted, of every output; no target and nothing between two does better."""
    rng = np.random.default_rng(seed)
    Y = rng.integers(-3, 4, (int(rng.integers(1, 9)), 2)).astype(float)
    share = rng.dirichlet(np.ones(len(Y)))
    grid = np.linspace(-3.0, 3.0, 61)
    by_hand = sum(
        min(float(share @ np.abs(column - constant)) for constant in grid) for column in Y.T
    )
    assert LOSSES["mae"].best_constant(Y, share) == pytest.approx(by_hand, abs=1e-12)


def test_huber_at_the_threshold():
    value, delta = LOSSES["huber"].f(np.array([[1.0, -1.0]]), np.zeros((1, 2)))
    assert value == 1.0
    assert delta.tolist() == [[1.0, -1.0]]


@pytest.mark.parametrize(("loss", "k"), EACH)
@pytest.mark.parametrize("target_scale", [1.0, 0.9])
def test_delta_is_the_derivative_of_the_value(loss, k, target_scale):
    prediction, Y = case(loss, k, target_scale=target_scale)
    f = LOSSES[loss].f
    _, delta = f(prediction.copy(), Y)
    assert delta.shape == prediction.shape
    h = 1e-4
    for index in np.ndindex(prediction.shape):
        sides = []
        for step in (h, -h, 2 * h, -2 * h):
            nudged = prediction.copy()
            nudged[index] += step
            sides.append(f(nudged, Y)[0])
        slope = (8 * (sides[0] - sides[1]) - (sides[2] - sides[3])) / (12 * h)
        assert delta[index] == pytest.approx(slope, rel=1e-8, abs=1e-10)


@pytest.mark.parametrize(("loss", "k"), [(loss, k) for loss, k in EACH if loss in LEGAL])
def test_scaled_targets_against_the_direct_formula(loss, k):
    prediction, Y = case(loss, k, target_scale=0.8)
    value, _ = LOSSES[loss].f(prediction.copy(), Y)
    if loss == "cross_entropy":
        each = -Y * special.log_softmax(prediction, axis=1)
    elif loss == "binary_cross_entropy":
        each = -Y * special.log_expit(prediction) - (1 - Y) * special.log_expit(-prediction)
    else:
        d = np.abs(prediction - Y)
        huber = np.where(d <= 1.0, 0.5 * d * d, d - 0.5)
        each = {"mse": d * d, "huber": huber, "mae": d}[loss]
    assert value == pytest.approx(each.sum(axis=1).mean(), rel=1e-12)


@pytest.mark.parametrize(("loss", "k"), EACH)
def test_mean_over_samples(loss, k):
    """Each sample twice: same value, half the derivative per sample."""
    prediction, Y = case(loss, k)
    value, delta = LOSSES[loss].f(prediction.copy(), Y)
    twice, half = LOSSES[loss].f(np.tile(prediction, (2, 1)), np.tile(Y, (2, 1)))
    assert twice == pytest.approx(value, rel=1e-13)
    np.testing.assert_allclose(half, np.tile(delta, (2, 1)) / 2, rtol=1e-12, atol=1e-16)


@pytest.mark.parametrize(("loss", "k"), EACH)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_out_and_scratch_change_nothing_but_the_memory(loss, k, dtype):
    prediction, Y = (array.astype(dtype) for array in case(loss, k))
    kept = prediction.copy()
    value, delta = LOSSES[loss].f(prediction, Y)
    out, scratch = np.full_like(prediction, np.nan), np.full_like(prediction, np.nan)
    same, written = LOSSES[loss].f(prediction, Y, out, scratch)
    assert written is out
    assert isinstance(same, float)
    assert same == value
    np.testing.assert_array_equal(out, delta)
    np.testing.assert_array_equal(prediction, kept)
    assert delta.dtype == dtype


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("size", [100.0, 1e11])
def test_cross_entropy_is_exact_for_huge_logits(size, dtype):
    logits = np.array([[size, 0.0, -size], [size, 0.0, -size]], dtype)
    Y = np.array([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], dtype)
    value, delta = LOSSES["cross_entropy"].f(logits, Y)
    assert value == pytest.approx(size, rel=1e-6)  # right: 0, wrong: 2 size, mean: size
    np.testing.assert_allclose(delta, [[0, 0, 0], [0.5, 0, -0.5]], rtol=0, atol=1e-12)


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("size", [200.0, 1e11])
def test_binary_cross_entropy_is_exact_for_huge_logits(size, dtype):
    logits = np.array([[size, -size], [size, -size]], dtype)
    Y = np.array([[1.0, 0.0], [0.0, 1.0]], dtype)
    value, delta = LOSSES["binary_cross_entropy"].f(logits, Y)
    assert value == pytest.approx(size, rel=1e-6)
    np.testing.assert_allclose(delta, [[0, 0], [0.5, -0.5]], rtol=0, atol=1e-12)


def test_small_losses_do_not_vanish_beside_huge_ones():
    logits = np.array([[1e11, -1e11, 2.0]])
    value, _ = LOSSES["binary_cross_entropy"].f(logits, np.array([[1.0, 0.0, 1.0]]))
    assert value == pytest.approx(np.log1p(np.exp(-2.0)), rel=1e-12)


def test_huber_stays_linear_for_huge_errors():
    value, delta = LOSSES["huber"].f(np.array([[1e11], [1e300]]), np.zeros((2, 1)))
    assert value == pytest.approx(0.5e300)
    assert delta.tolist() == [[0.5], [0.5]]


def test_softmax_against_scipy_and_far_out():
    logits = np.random.default_rng(0).normal(0.0, 5.0, (6, 4))
    p = softmax(logits)
    np.testing.assert_allclose(p, special.softmax(logits, axis=1), rtol=1e-12)
    out = np.empty_like(logits)
    assert softmax(logits, out) is out
    np.testing.assert_array_equal(out, p)
    assert softmax(np.array([[1e300, 0.0, -1e300]])).tolist() == [[1.0, 0.0, 0.0]]
    np.testing.assert_array_equal(softmax(np.full((2, 4), 1e11)), np.full((2, 4), 0.25))


def test_legal_pairs():
    for name, outputs in LEGAL.items():
        assert outputs == {output for output in LOSSES[name].outputs if output in PROMISED}
    assert set(OUTPUTS) >= PROMISED
    for row in LOSSES.values():
        assert set(row.outputs) <= set(OUTPUTS)


@pytest.mark.parametrize(("loss", "output"), sorted(ILLEGAL))
def test_an_illegal_pair_is_refused_with_the_legal_ones_named(loss, output):
    network = MLP([2, 3, 2], output=output)
    X, Y = np.zeros((4, 2)), np.eye(2)[[0, 1, 0, 1]]
    for call in (network.loss_and_gradients, network.loss):
        with pytest.raises(ValueError, match="does not go with") as error:
            call(X, Y, loss=loss)
        message = str(error.value)
        assert loss in message
        assert output in message
        for legal in LEGAL[loss]:
            assert legal in message
        for other, outputs in LEGAL.items():
            assert (output in outputs) <= (other in message)


@pytest.mark.parametrize("name", OUTPUTS)
def test_the_facts_of_an_output_are_those_of_its_function(name):
    row = OUTPUTS[name]
    rng = np.random.default_rng(0)
    with np.errstate(all="ignore"):
        a = row.f(rng.normal(0.0, 1e12, (500, 3)))  # far out, where it is all but at its ends
    low, high = row.range
    assert low <= a.min() <= a.max() <= high
    assert np.isfinite(low) == (a.min() - low < 1e-9)
    assert np.isfinite(high) == (high - a.max() < 1e-9)
    assert row.probabilities == ((low, high) == (0.0, 1.0))
    if row.activation is None:
        assert row.one_unit is None
        return
    for z in (-2.0, 0.0, 0.7):
        assert row.logit(float(row.f(np.array([z]))[0])) == pytest.approx(z, abs=1e-12)
    assert row.one_unit is not None
    assert all(low <= target <= high for target in row.one_unit)


def test_every_row_explains_itself():
    for row in LOSSES.values():
        assert row.formula
        assert row.help
