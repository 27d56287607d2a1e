import math

import numpy as np
import pytest

from mlpviz.gradcheck import GradientCheckError, check_gradients
from mlpviz.gradcheck.any_code import GradientCheckInputError
from mlpviz.gradcheck.any_code.limits import steps_of
from mlpviz.gradcheck.any_code.parameters import read_slots


def problem(n=20):
    """Inputs, weights, a smooth loss and its gradient."""
    rng = np.random.default_rng(0)
    X, w = rng.normal(size=(n, 5)), rng.normal(size=5)
    a = np.tanh(X @ w)
    return X, w, lambda: float(np.mean(np.tanh(X @ w) ** 2)), X.T @ (2 * a * (1 - a**2)) / n


def why(loss, w, gradient, **how):
    before = w.copy()
    report = check_gradients(loss, [w], [gradient], **how)
    assert report.verdict == "unresolved"
    assert np.array_equal(w, before)
    for told in (report.reading.sentence, str(report), report._repr_html_()):
        assert report.why_unresolved.split(".")[0].split("(")[0] in told
    return report.why_unresolved


def test_a_step_of_ones_own_is_named():
    _, w, loss, gradient = problem()
    for h in (1e-13, 1e-15):
        assert f"h = {h:.0e}" in why(loss, w, gradient, h=h)
    assert check_gradients(loss, [w], [gradient]).why_unresolved == ""


@pytest.mark.parametrize("seed", range(20))
def test_a_tiny_step_is_never_called_a_loss_that_is_not_finite(seed):
    rng = np.random.default_rng(seed)
    w = np.append(rng.normal(size=4), 0.0)
    for h in (1e-15, 1e-16, 1e-17, 1e-300, 1e-320):
        try:
            check_gradients(lambda: float(np.sum(np.sin(w) ** 2)), [w], [np.sin(2 * w)], h=h)
        except GradientCheckInputError as error:
            assert "lost in rounding" in str(error)  # noqa: PT017
            assert "Leave h out" in str(error)  # noqa: PT017


@pytest.mark.parametrize("h", [100.0, 1e4, 1e300])
def test_a_step_that_leads_far_away_is_refused(h):
    w = np.array([0.3, 7.0])
    loss = lambda: float(np.sum(np.cos(w)))  # noqa: E731
    with pytest.raises(GradientCheckInputError, match=r"leads too far away: .* at most 7"):
        check_gradients(loss, {"w": w}, {"w": -np.sin(w)}, h=h)
    assert check_gradients(loss, {"w": w}, {"w": -np.sin(w)}, h=2.0).verdict != "fail"


def test_a_rounded_loss_and_an_accuracy_move_in_steps():
    X, w, loss, gradient = problem()
    limit = why(lambda: round(loss(), 4), w, gradient)
    assert "in steps of 0.0001. Is it rounded" in limit
    labels = X @ np.arange(-2.0, 3.0) > 0
    limit = why(lambda: float(np.mean((X @ w > 0) == labels)), w, gradient)
    assert "in steps of 0.05, one of 20: an accuracy instead of a loss" in limit


STAIRS = {
    "an accuracy of classes": lambda X, W: np.mean((X @ W).argmax(axis=1) == np.arange(20) % 3),
    "errors counted": lambda X, W: float(np.sum((X @ W).argmax(axis=1) != np.arange(20) % 3)),
    "two digits": lambda X, W: round(float(np.mean(np.tanh(X @ W) ** 2)), 2),
    "a text": lambda X, W: float(f"{np.mean((X @ W) ** 2):.3f}"),
    "thresholds": lambda X, W: float(np.mean(np.abs((X @ W > 0.2) - 0.5 * (X @ W > -0.3)))),
}


@pytest.mark.parametrize("kind", STAIRS)
@pytest.mark.parametrize("size", [1e-4, 1.0, 30.0])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_no_gradient_is_judged_by_a_loss_that_moves_in_steps(kind, size, dtype):
    rng = np.random.default_rng(1)
    X, W = rng.normal(size=(20, 5)), rng.normal(size=(5, 3)).astype(dtype)
    gradient = (size * rng.normal(size=(5, 3))).astype(dtype)
    limit = why(lambda: STAIRS[kind](X, W), W, gradient)
    assert "moves in steps of" in limit
    assert "Return the loss" in limit


FLAT_NEARBY = {  # and smooth beyond: what is flat has the slope 0, and others are wrong
    "a margin": lambda X, W: float(np.sum(np.maximum(0.0, 0.1 + X @ W - 9.0) ** 2)),
    "a clipped loss": lambda X, W: float(np.maximum(np.mean((X @ W) ** 2), 8.0)),
}


@pytest.mark.parametrize("kind", FLAT_NEARBY)
def test_a_loss_that_is_flat_here_but_no_staircase_still_judges(kind):
    rng = np.random.default_rng(0)
    X, W = rng.normal(size=(20, 5)), rng.normal(size=(5, 3))
    loss = lambda: FLAT_NEARBY[kind](X, W)  # noqa: E731
    slots = read_slots([W], [W], own=False)
    assert steps_of(slots, loss) == 0.0


def test_float32_is_named_by_its_dtype_or_its_steps():
    X, w, loss, gradient = problem()
    coarse = w.astype(np.float32)
    weak = lambda: np.float32(3.0) + np.float32(1e-4) * np.mean(np.tanh(X @ coarse) ** 2)  # noqa: E731
    assert why(lambda: np.float32(weak()), coarse, 1e-4 * gradient).startswith("float32 rounds")
    inside = lambda: float(np.float32(3.0 + 1e-4 * loss()))  # noqa: E731
    limit = why(inside, w, 1e-4 * gradient)
    assert "as float32 does" in limit


def test_a_kink_is_the_reason_where_all_that_is_open_stands_on_one():
    w = np.array([1.0, 0.0])
    limit = why(lambda: float(np.maximum(w, 0.0).sum()), w, np.array([1.0, 0.0]))
    assert limit.startswith("the entries in question stand on a kink")


def test_a_smooth_loss_has_no_steps():
    _, w, loss, _ = problem()
    slots = read_slots([w], [w], own=False)
    assert steps_of(slots, loss) == 0.0
    assert steps_of(slots, lambda: 3.0) == 0.0
    assert steps_of(slots, lambda: round(loss(), 3)) == pytest.approx(1e-3)
    at = w.copy()  # not defined far off
    assert steps_of(slots, lambda: math.sqrt(1e-3 - np.abs(w - at).max()) * 0.0) == 0.0


def test_unresolved_may_raise_with_the_reason():
    _, w, loss, gradient = problem()
    report = check_gradients(loss, [w], [gradient], h=1e-13)
    report.raise_if_failed()
    with pytest.raises(GradientCheckError, match="Leave h out") as raised:
        report.raise_if_failed(unresolved=True)
    assert raised.value.report is report
    check_gradients(loss, [w], [gradient]).raise_if_failed(unresolved=True)


def test_what_is_left_is_told_with_what_to_do():
    _, w, loss, gradient = problem()
    assert "vanished beside the loss" in why(lambda: loss() + 1e14, w, gradient)
    rough = lambda: loss() + 1e-3 * np.sin(1e12 * w.sum())  # noqa: E731
    assert "changes too sharply" in why(rough, w, gradient)
