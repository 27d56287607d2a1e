"""Units at exactly 0: no convention of their slope is a mistake, and no other slope is right."""

from itertools import pairwise

import numpy as np
import pytest

from mlpviz import check_gradients
from mlpviz.gradcheck.any_code.without_loss import judge_values

X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([[0.0], [1.0], [1.0], [0.0]])
LEAKS = {"relu": 0.0, "leaky_relu": 0.01}


class Xor:
    """XOR with biases of 0, so that the first sample puts every unit at 0, in all layers.

    ``at_zero`` is the slope that the program takes there, as a share of the way from left to right.
    """

    def __init__(self, activation, hidden):
        rng = np.random.default_rng(4)
        self.leak, sizes = LEAKS[activation], (2, *[4] * hidden, 1)
        self.params = {}
        for layer, (m, k) in enumerate(pairwise(sizes), 1):
            self.params |= {f"W{layer}": rng.normal(size=(m, k)), f"b{layer}": np.zeros(k)}
        self.depth = hidden + 1

    def forward(self):
        p, a, z = self.params, [X], []
        for layer in range(1, self.depth + 1):
            z.append(a[-1] @ p[f"W{layer}"] + p[f"b{layer}"])
            a.append(np.where(z[-1] > 0.0, z[-1], self.leak * z[-1]))
        return z, a

    def loss(self):
        out = self.forward()[0][-1]
        return np.mean(np.logaddexp(0.0, out) - Y * out)

    def gradients(self, at_zero):
        z, a = self.forward()
        delta, found = (1.0 / (1.0 + np.exp(-z[-1])) - Y) / len(X), {}
        for layer in range(self.depth, 0, -1):
            found |= {f"W{layer}": a[layer - 1].T @ delta, f"b{layer}": delta.sum(axis=0)}
            if layer > 1:
                here = z[layer - 2]
                share = np.where(here == 0.0, at_zero, here > 0.0)
                delta = delta @ self.params[f"W{layer}"].T * (self.leak + (1 - self.leak) * share)
        return found

    def check(self, gradients):
        return check_gradients(self.loss, self.params, gradients, X=X, Y=Y)


@pytest.mark.parametrize("activation", LEAKS)
@pytest.mark.parametrize("hidden", [1, 2, 3])
def test_no_slope_between_both_is_a_mistake(activation, hidden):
    program = Xor(activation, hidden)
    report = program.check(program.gradients(0.0))
    assert report.passed, str(report)
    assert f"{activation}, sigmoid" in report.notes[0]
    for at_zero in (0.3, 0.5, 1.0):
        report = program.check(program.gradients(at_zero))
        assert report.verdict == "unresolved", str(report)
        assert {row.name for row in report.rows if row.verdict != "pass"} <= {"b1", "b2", "b3"}
        assert "stand on a kink" in str(report)


@pytest.mark.parametrize("at_zero", [-1.2, 1.2, 2.0])
def test_a_slope_beyond_both_is(at_zero):
    program = Xor("relu", 1)
    assert program.check(program.gradients(at_zero)).verdict == "fail"


def test_what_stands_on_no_kink_is_judged_as_ever():
    program = Xor("relu", 2)
    right = program.gradients(1.0)
    report = program.check(right | {"W2": right["W2"] * (1.0 + 1e-6)})
    assert [row.name for row in report.failing] == ["W2"]


def test_neither_is_it_without_the_loss():
    program = Xor("relu", 1)
    report = judge_values(program.params, program.gradients(1.0), X, Y, program.loss()).report
    assert report.verdict == "unresolved"
    assert any("b1: 4 entries stand on a kink" in note for note in report.notes)
