"""``check_gradients``: the step, kinks, precision, and the complex step on request."""

import numpy as np
import pytest

from mlpviz.gradcheck.any_code import check_gradients
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError
from tests.gradcheck.any_code.programs import network, quadratic, scaled


def test_the_step_adapts_to_parameters_of_any_size():
    for size in (1e-7, 1e-3, 1.0, 1e4):
        W = np.array([0.3, -0.8, 1.1]) * size
        loss = lambda size=size, W=W: float(np.sum(np.sin(W / size)))  # noqa: E731
        gradient = np.cos(W / size) / size
        assert check_gradients(loss, [W], [gradient]).passed, size
        assert check_gradients(loss, [W], [gradient * 1.0001]).verdict == "fail", size


def test_the_step_can_be_given():
    loss, W = quadratic()
    assert check_gradients(loss, [W], [2.0 * W], h=0.25).h == 0.25
    assert check_gradients(lambda: float(np.sum(W**9)), [W], [9.0 * W**8], h=1.0).verdict == (
        "unresolved"
    )
    for h in (0.0, -1.0, np.nan, np.inf, "auto"):
        with pytest.raises(GradientCheckInputError, match="must be a positive number"):
            check_gradients(loss, [W], [2.0 * W], h=h)


@pytest.mark.parametrize("slope_at_zero", [0.0, 0.5, 1.0])
def test_a_relu_at_exactly_zero_is_unresolved_whatever_slope_was_chosen(slope_at_zero):
    W = np.array([0.0, 2.0, -2.0])
    grads = np.array([slope_at_zero, 1.0, 0.0])
    report = check_gradients(lambda: float(np.sum(np.maximum(W, 0.0))), {"W": W}, {"W": grads})
    assert report["W"].verdicts.tolist() == [1, 0, 0]
    assert report["W"].kinks.tolist() == [True, False, False]
    assert any("W: 1 entry stands on a kink" in note for note in report.notes)
    grads[0] = 9.0
    report = check_gradients(lambda: float(np.sum(np.maximum(W, 0.0))), {"W": W}, {"W": grads})
    assert report["W"].verdicts.tolist() == [2, 0, 0]


def test_a_kink_within_the_step_is_marked_and_resolved_by_a_smaller_one():
    W = np.array([1e-3, -1e-3, 5.0, 6.0, 7.0])
    loss = lambda: float(np.sum(np.maximum(W, 0.0) ** 2 + np.maximum(W, 0.0)))  # noqa: E731
    grads = (2.0 * W + 1.0) * (W > 0)
    report = check_gradients(loss, [W], [grads])
    assert report.passed
    assert report.rows[0].kinks.tolist() == [True, True, False, False, False]
    assert check_gradients(loss, [W], [grads + 1e-4]).rows[0].failing_share == 1.0


def test_a_loss_in_float32_inside_is_not_a_false_alarm():
    rng = np.random.default_rng(0)
    X, Y, W = rng.normal(size=(9, 4)), rng.normal(size=(9, 2)), rng.normal(size=(4, 2))
    loss = lambda: float((((X @ W - Y) ** 2).astype(np.float32)).sum())  # noqa: E731
    grads = 2.0 * X.T @ (X @ W - Y)
    assert check_gradients(loss, [W], [grads]).verdict != "fail"
    assert check_gradients(loss, [W], [1.1 * grads]).verdict == "fail"


def test_gradients_held_in_float32_are_noted_and_pass():
    loss, params, grads = network(10, activation="tanh")
    coarse = {name: gradient.astype(np.float32) for name, gradient in grads.items()}
    report = check_gradients(loss, params, coarse)
    assert report.passed
    assert any("coarser than float64" in note for note in report.notes)
    assert report.rows[0].resolution > 1e-7


# complex step


def complex_loss(p):
    return np.sum(np.tanh(p["W"] @ p["v"]) ** 2)


def complex_problem():
    rng = np.random.default_rng(0)
    W, v = rng.normal(size=(2, 3)), rng.normal(size=3)
    a = np.tanh(W @ v)
    delta = 2.0 * a * (1.0 - a * a)
    return {"W": W, "v": v}, {"W": np.outer(delta, v), "v": W.T @ delta}


BOTH = ("central", "complex_step")


def test_complex_step_on_request_is_the_sharpest():
    params, grads = complex_problem()
    report = check_gradients(complex_loss, params, grads, sources=BOTH)
    assert report.passed
    assert report.sources == ("analytic", "central", "complex_step")
    assert max(row.resolution for row in report.rows) < 1e-13
    wrong = check_gradients(complex_loss, params, scaled(grads, "v", 1.0 + 1e-11), sources=BOTH)
    assert [row.name for row in wrong.failing] == ["v"]


def test_complex_step_explains_a_loss_that_drops_the_imaginary_part():
    params, grads = complex_problem()
    for real in (np.abs, np.real):
        with pytest.raises(GradientCheckInputError, match=r"imaginary part.*is lost"):
            check_gradients(lambda p, f=real: f(complex_loss(p)), params, grads, sources=BOTH)
    with pytest.raises(GradientCheckInputError, match="cannot take complex parameters"):
        check_gradients(lambda p: float(complex_loss(p)), params, grads, sources=BOTH)


def test_complex_step_is_left_out_where_differences_contradict_it():
    params, grads = complex_problem()
    penalised = {"W": grads["W"] + 2.0 * params["W"], "v": grads["v"]}
    loss = lambda p: complex_loss(p) + np.sum(np.abs(p["W"]) ** 2)  # noqa: E731
    report = check_gradients(loss, params, penalised, sources=BOTH)
    assert report.passed
    assert report.sources == ("analytic", "central")
    assert "complex_step was left out: at W[0, 0]" in report.notes[0]


@pytest.mark.parametrize(
    ("loss_fn", "sources", "message"),
    [
        (lambda: 1.0, BOTH, "which only a loss_fn that takes params can be given"),
        (complex_loss, ("complex_step",), 'only trusted beside "central"'),
        (complex_loss, ("torch",), "Legal: autograd, central, complex_step"),
        (complex_loss, "Central", "Did you mean 'central'"),
        (complex_loss, 3, "source = 3 is unknown"),
        (complex_loss, (), "choose any of"),
        (complex_loss, ("analytic",), "choose any of"),
        (complex_loss, ("autograd",), "W and v: no torch tensors that require grad"),
    ],
)
def test_sources_that_cannot_be_had(loss_fn, sources, message):
    params, grads = complex_problem()
    with pytest.raises(GradientCheckInputError, match=message):
        check_gradients(loss_fn, params, grads, sources=sources)


def test_progress_goes_up_to_one_and_may_end_the_check():
    params, grads = complex_problem()
    shares = []
    check_gradients(complex_loss, params, grads, sources=BOTH, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    wrong = []
    grads = {name: 2.0 * g for name, g in grads.items()}
    check_gradients(complex_loss, params, grads, progress=wrong.append)
    assert len(wrong) > 3 * len(shares) / 2  # what is about to fail is looked at again
    assert wrong[-1] == 1.0
    assert np.diff(wrong).min() > 0.0
    assert wrong[len(wrong) // 2] < 0.9
    W = np.ones(4)
    before = W.tobytes()

    def stop(share):
        if share > 0.4:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        check_gradients(lambda: np.sum(W**2), [W], [W], progress=stop)
    assert W.tobytes() == before
