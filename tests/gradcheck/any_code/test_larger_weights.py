"""Weights so small that a wrong slope gives the right numbers."""

import numpy as np
import pytest

from mlpviz.gradcheck import check_gradients

X = np.random.default_rng(0).normal(size=(9, 4))
Y = np.eye(3)[np.arange(9) ** 2 % 3]


def params(size, bias=0.0):
    rng = np.random.default_rng(1)
    W1, W2 = size * rng.normal(size=(4, 5)), size * rng.normal(size=(5, 3))
    return {"W1": W1, "b1": np.full(5, bias), "W2": W2, "b2": np.zeros(3)}


def forward(p):
    a = np.tanh(X @ p["W1"] + p["b1"])
    e = np.exp(a @ p["W2"] + p["b2"])
    return a, e / e.sum(axis=1, keepdims=True)


def loss(p):
    return -np.sum(Y * np.log(forward(p)[1])) / len(X)


def backward(p, slope=lambda a: 1.0 - a * a):
    a, q = forward(p)
    d2 = (q - Y) / len(X)
    d1 = (d2 @ p["W2"].T) * slope(a)
    return {"W1": X.T @ d1, "b1": d1.sum(axis=0), "W2": a.T @ d2, "b2": d2.sum(axis=0)}


def forgotten(p):
    return backward(p, slope=np.ones_like)


@pytest.mark.parametrize("size", [1e-6, 0.0])
@pytest.mark.parametrize("data", [{}, {"X": X, "Y": Y}])
@pytest.mark.parametrize("in_place", [False, True])
def test_a_slope_that_was_forgotten_fails_at_larger_weights(size, data, in_place):
    p = params(size)
    before = {name: array.tobytes() for name, array in p.items()}

    def check(gradients):
        if in_place:
            return check_gradients(lambda: loss(p), p, lambda: gradients(p), **data)
        return check_gradients(loss, p, gradients, **data)

    shares = []
    right = check(backward)
    assert right.passed
    assert "tried again at larger ones (a copy): all agrees" in right.notes[0]
    wrong = check(forgotten)
    assert {row.name for row in wrong.failing} == {"W1", "b1"}
    assert "this is what fails there" in wrong.notes[0]
    assert before == {name: array.tobytes() for name, array in p.items()}
    check_gradients(loss, p, backward, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_gradients_that_cannot_be_computed_again_are_said_to_show_nothing():
    p = params(1e-6)
    report = check_gradients(loss, p, forgotten(p))
    assert report.passed
    assert "a wrong slope cannot show here. Pass the gradients as a function" in report.notes[0]
    stale = forgotten(p)
    report = check_gradients(lambda: loss(p), p, lambda: stale)
    assert report.passed
    assert "gave the same numbers again" in report.notes[0]


def test_what_is_kept_from_the_forward_pass_is_fresh_at_larger_weights():
    p, kept = params(1e-6), {}

    def keeping():
        kept.update({name: array.copy() for name, array in p.items()})
        return loss(p)

    keeping()
    assert check_gradients(keeping, p, lambda: backward(kept)).passed


def test_a_loss_that_is_not_finite_there_is_told():
    p = params(1e-6)

    def narrow(q):
        return loss(q) if max(np.abs(w).max() for w in q.values()) < 0.5 else np.nan

    report = check_gradients(narrow, p, forgotten)
    assert report.passed
    assert "nor could it be tried at larger weights: the loss is nan" in report.notes[0]


@pytest.mark.parametrize("p", [params(0.01), params(1e-6, bias=0.5)])
def test_where_slopes_show_nothing_is_said(p):
    assert check_gradients(loss, p, backward).notes == ()
    assert check_gradients(loss, p, forgotten).verdict == "fail"


def test_without_layers_there_is_no_slope():
    w = {"w": 1e-6 * np.ones((4, 3)), "b": np.zeros(3)}
    report = check_gradients(lambda: np.sum((X @ w["w"] + w["b"]) ** 2), w, lambda: {
        "w": 2 * X.T @ (X @ w["w"]), "b": 2 * (X @ w["w"]).sum(axis=0),
    })  # fmt: skip
    assert report.notes == ()
