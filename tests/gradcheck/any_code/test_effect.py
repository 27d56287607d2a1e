import math

import numpy as np
import pytest

from mlpviz.gradcheck import check_gradients
from mlpviz.gradcheck.any_code.effect import effectless
from mlpviz.gradcheck.any_code.parameters import read_slots


def normalised(seed=0, n=9):
    """A layer whose bias a batch normalisation takes away again: its loss and gradients."""
    rng = np.random.default_rng(seed)
    X, R = rng.normal(size=(n, 4)), rng.normal(size=(n, 3))
    p = {"W": rng.normal(size=(4, 3)), "b": rng.normal(size=3), "gamma": 1 + rng.random(3)}

    def forward():
        z = X @ p["W"] + p["b"]
        scale = np.sqrt(z.var(axis=0) + 1e-5)
        return scale, (z - z.mean(axis=0)) / scale

    def loss():
        return float(np.sum(R * np.tanh(p["gamma"] * forward()[1])))

    scale, normal = forward()
    dy = R * (1 - np.tanh(p["gamma"] * normal) ** 2)
    dn = dy * p["gamma"]
    dz = (dn - dn.mean(axis=0) - normal * (dn * normal).mean(axis=0)) / scale
    return p, loss, {"W": X.T @ dz, "b": dz.sum(axis=0), "gamma": (dy * normal).sum(axis=0)}


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("exactly", [True, False])
def test_a_bias_before_a_normalisation_passes_and_the_report_says_why(seed, exactly):
    p, loss, grads = normalised(seed)
    if exactly:
        grads["b"] = np.zeros(3)
    before = p["b"].copy()
    report = check_gradients(loss, p, grads)
    assert report.passed
    assert report["b"].resolution < 1e-6
    (note,) = [note for note in report.notes if note.startswith("b ")]
    assert "has no effect" in note
    assert not any("copy of it" in note for note in report.notes)
    assert np.array_equal(before, p["b"])


def test_a_gradient_of_a_parameter_without_effect_fails_if_it_is_not_0():
    p, loss, grads = normalised()
    grads["b"] = grads["b"] + 1e-5
    report = check_gradients(loss, p, grads)
    assert [row.name for row in report.failing] == ["b"]
    assert "no effect" not in " ".join(report.notes)
    assert "b: the loss does not change" in " ".join(report.notes)


def test_a_small_gradient_is_no_lack_of_effect():
    w = {"far": np.array([0.5]), "near": np.array([0.5])}
    report = check_gradients(
        lambda: float(np.sin(w["near"][0]) + 1e-9 * np.sin(w["far"][0])),
        w,
        {"near": np.cos(w["near"]), "far": 2e-9 * np.cos(w["far"])},
    )
    assert report.verdict != "pass"
    assert "no effect" not in " ".join(report.notes)


def test_a_loss_that_raises_far_off_is_no_error():
    w = np.array([0.5])
    slots = read_slots([np.ones(1), w], [w, w], own=False)

    def loss():
        return 1.0 + 0.0 * math.sqrt(0.01 - abs(w[0] - 0.5))

    references = [[np.ones(1), np.zeros(1)]]
    assert effectless(loss, slots, references, 1.0, 1e-16) == {}
    assert effectless(lambda: 1.0, slots, references, 1.0, 1e-16) == {1: 1.0}
    assert w[0] == 0.5


def test_without_any_gradient_there_is_nothing_to_judge_by():
    w = np.zeros(2)
    slots = read_slots([w], [w], own=False)
    assert effectless(lambda: 1.0, slots, [[np.zeros(2)]], 1.0, 1e-16) == {}
