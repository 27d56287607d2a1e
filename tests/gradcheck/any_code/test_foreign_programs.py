"""``check_gradients``: parameters of any form, and losses that change, break or see nothing."""

import itertools

import numpy as np
import pytest

from mlpviz.gradcheck import GradientCheckError
from mlpviz.gradcheck.any_code import check_gradients
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError
from tests.gradcheck.any_code.programs import quadratic


def test_report_of_a_pass_and_of_a_fail():
    loss, W = quadratic()
    report = check_gradients(loss, {"W": W}, {"W": 2.0 * W})
    assert report.passed
    assert (report.loss, report.dtype, report.n, report.spots) == (14.0, "float64", None, 0)
    assert report.sources == ("analytic", "central")
    assert report.h > 0.0
    assert report.reference_loss is None
    assert report.notes == report.faults == report.layers == ()
    wrong = check_gradients(loss, {"W": W}, {"W": W * [2.0, 2.0, -2.0]})
    assert wrong["W"].worst == (2,)
    assert wrong["W"].verdicts.tolist() == [0, 0, 2]
    with pytest.raises(
        GradientCheckError, match=r"W\[2\]: analytic -6 ± \S+, central differences 6"
    ):
        wrong.raise_if_failed()


def test_scalars_views_and_sequences():
    big = np.arange(12.0).reshape(3, 4)
    params = (big[1:, ::2], np.array(2.0))
    grads = (2.0 * big[1:, ::2], 12.0)
    report = check_gradients(lambda: np.sum(params[0] ** 2) + params[1] ** 3, params, grads)
    assert report.passed
    assert [row.name for row in report.rows] == ["params[0]", "params[1]"]
    assert report["params[1]"].shape == ()
    single = check_gradients(lambda p: np.sum(p**2), params[0], grads[0])
    assert single["params"].shape == (2, 2)


def test_a_callable_of_params_gets_a_structure_of_copies():
    W, b = np.ones(2), np.ones(1)
    W.flags.writeable = False
    seen = []

    def loss(p):
        seen.append(p)
        return np.sum(p["layers"][0][0] ** 2) * p["layers"][0][1][0]

    report = check_gradients(loss, {"layers": [(W, b)]}, {"layers": [(2.0 * W, [2.0])]})
    assert report.passed
    assert seen[0]["layers"][0][0] is not W
    assert isinstance(seen[0]["layers"][0], tuple)
    assert W.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("exception", "calls"),
    [
        *((RuntimeError, calls) for calls in (1, 2, 10, 30, 45)),
        *((KeyboardInterrupt, calls) for calls in (1, 2, 10, 30)),  # nothing is known by then
    ],
)
def test_parameters_are_restored_to_the_bit_when_the_loss_raises(calls, exception):
    W = np.array([[0.1, -0.0], [np.pi, 1e-310]])
    before, left = W.tobytes(), itertools.count(1)

    def loss():
        if next(left) == calls:
            raise exception
        return float(np.sum(W**2))

    with pytest.raises(exception):
        check_gradients(loss, {"W": W}, {"W": W})
    assert W.tobytes() == before


def test_a_loss_that_writes_into_the_parameters_is_refused_and_undone():
    W = np.ones(3)

    def loss():
        np.multiply(W, 0.5, out=W)
        return float(np.sum(W**2))

    with pytest.raises(GradientCheckInputError, match="loss_fn changes W"):
        check_gradients(loss, {"W": W}, {"W": W.copy()})
    assert W.tolist() == [1.0, 1.0, 1.0]


def test_dropout_is_found_out_and_the_message_says_what_to_do():
    rng, W = np.random.default_rng(0), np.ones(20)
    loss = lambda: float(np.sum((W * (rng.random(20) > 0.5)) ** 2))  # noqa: E731
    with pytest.raises(GradientCheckInputError, match=r"Dropout.*eval mode.*seed inside loss_fn"):
        check_gradients(loss, [W], [2.0 * W])

    def seeded():
        return float(np.sum((W * (np.random.default_rng(0).random(20) > 0.5)) ** 2))

    kept = np.random.default_rng(0).random(20) > 0.5
    assert check_gradients(seeded, [W], [2.0 * W * kept]).passed


def test_a_loss_that_turns_random_later_is_found_out():
    W, calls = np.ones(2), itertools.count()
    loss = lambda: float(np.sum(W**2)) + (next(calls) > 40) * 1e-3  # noqa: E731
    with pytest.raises(GradientCheckInputError, match="for the same parameters"):
        check_gradients(loss, [W], [2.0 * W])


@pytest.mark.parametrize("take", [0, 1])
def test_a_loss_that_does_not_see_the_parameters(take):
    W = np.ones(3)
    stale = W.copy()
    loss = [lambda: float(np.sum(stale**2)), lambda p: float(np.sum(W**2))][take]
    with pytest.raises(GradientCheckInputError, match=r"the loss stays 3 .* does not see them"):
        check_gradients(loss, [W], [2.0 * W])
    assert check_gradients(loss, [W], [0.0 * W]).passed


def test_one_parameter_that_the_loss_does_not_see_fails_with_a_note():
    W, b = np.ones(3), np.ones(2)
    stale = b.copy()
    report = check_gradients(
        lambda: float(np.sum(W**2) + np.sum(stale**2)), {"W": W, "b": b}, {"W": 2 * W, "b": 2 * b}
    )
    assert [row.name for row in report.failing] == ["b"]
    (note,) = report.notes
    assert note.startswith("b: the loss does not change at all")


def test_not_a_number_in_the_gradient_fails():
    loss, W = quadratic()
    for bad in (np.nan, np.inf, -np.inf):
        report = check_gradients(loss, [W], [np.array([2.0, bad, 6.0])])
        assert report["params[0]"].verdicts.tolist() == [0, 2, 0]


def test_a_loss_that_is_not_finite_close_by_is_explained():
    W = np.array([1.0, 0.0])
    with pytest.raises(
        GradientCheckInputError, match=r"not finite when params\[0\]\[1\] = 0 moves"
    ):
        check_gradients(lambda: float(np.sum(np.sqrt(W))), [W], [np.ones(2)])
    assert W.tolist() == [1.0, 0.0]
