"""What a trace tells beside its lines: proof, nudge, slips, mistakes, softmax, norms, focus."""

from functools import cache
from itertools import product

import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.network import MLP
from mlpviz.tracing import trace
from mlpviz.tracing.formula import computed
from mlpviz.tracing.parts import text_of
from tests.tracing.test_trace import PAIRS, case


@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_the_network_own_loss_proves_every_gradient_and_no_wrong_one(loss, output):
    for activation, depth in product(ACTIVATIONS, (0, 2)):
        network, X, Y = case(activation, loss, output, depth, 3)
        traced = trace(network, X, Y, loss, 0.01)
        for name, index in [("W1", (1, 0)), ("b1", (1,))]:
            proof = traced.prove(name, index)
            assert proof.passed, proof
            assert proof.note or proof.tolerance < 1e-3 * max(abs(proof.value), 1e-3)
            assert proof.value == traced.gradient(name, index).value
            assert computed(text_of(proof.line).split(" = ")[1]) == pytest.approx(
                float(proof.shown), rel=1e-3, abs=1e-12
            )
    traced.network.grads["W1"] *= 1.001
    assert not traced.prove("W1", (1, 0)).passed


def test_the_nudged_loss_is_the_networks_and_parts_from_its_tangent():
    for (loss, output), depth, n in product(PAIRS, range(3), (1, 4)):
        network, X, Y = case("tanh", loss, output, depth, n)
        traced = trace(network, X, Y, loss, 0.02)
        for name, index in [("W1", (2, 1)), (f"b{depth + 1}", (0,))]:
            nudge = traced.nudge(name, index)
            twin = network.copy()
            for value, told in list(zip(nudge.values, nudge.losses, strict=True))[::15]:
                twin.params[name][index] = value
                assert told == pytest.approx(twin.loss(X, Y, loss, 0.02), rel=1e-9)
            middle = len(nudge.values) // 2
            assert nudge.values[middle] == pytest.approx(nudge.weight)
            assert nudge.tangent[middle] == pytest.approx(traced.loss, rel=1e-9)
            slope = (nudge.tangent[-1] - nudge.tangent[0]) / (nudge.values[-1] - nudge.values[0])
            assert slope == pytest.approx(traced.gradient(name, index).value, rel=1e-6, abs=1e-9)


def test_where_a_parabola_parts_from_its_tangent():
    # L = (w x - y)^2 with x = 1, y = 0 at w = 1: slope 2, second derivative 2. To the right the
    # change is 2 d + d^2, and d^2 is a tenth of it from d = 2 / 9 on; to the left 2 d - d^2, and
    # d^2 a tenth of the tangent's 2 d from d = 0.2 on.
    network = MLP([1, 1], output="identity", bias=False)
    network.params["W1"] = np.array([[1.0]])
    nudge = trace(network, np.ones((1, 1)), np.zeros((1, 1))).nudge("W1", (0, 0))
    assert nudge.right == pytest.approx(2 / 9, rel=0.01)
    assert nudge.left == pytest.approx(0.2, rel=0.01)


def test_slips_are_named():
    network, X, Y = case("tanh", "mse", "identity", 2, 5)
    traced = trace(network, X, Y, "mse", 0.01)
    d1, dW1 = traced.arrays["d1"][0, 1], traced.arrays["dW1"][0, 1]
    assert traced.judge("d1", (1,), d1 * 1.005).right
    assert not traced.judge("d1", (1,), d1 * 1.03).right
    typed = {
        "sign": ("d1", (1,), -d1),
        "no-mean": ("d1", (1,), 5 * d1),
        "no-slope": ("d1", (1,), d1 / (1 - traced.arrays["a1"][0, 1] ** 2)),
        "no-l2": ("dW1", (0, 1), dW1 - 0.02 * traced.arrays["W1"][0, 1]),
        "bias-mean": ("db1", (1,), traced.arrays["db1"][1] / 5),
    }
    for name, (quantity, index, value) in typed.items():
        judged = traced.judge(quantity, index, value)
        assert judged.slips[:1] == (name,), judged
        assert MISTAKES[name].title in judged.sentence
    assert traced.judge("d1", (1,), 77.0).slips == ()
    assert traced.judge("z1", (1,), 77.0).slips == ()


def test_a_transposed_gradient_is_named():
    network = MLP([3, 3, 2], "tanh", seed=2)
    rng = np.random.default_rng(1)
    traced = trace(network, rng.normal(size=(2, 3)), rng.normal(size=(2, 2)))
    typed = traced.arrays["dW1"][1, 0]
    assert "transposed-dw" in traced.judge("dW1", (0, 1), typed).slips


def test_a_new_weight_is_judged_by_how_far_it_moved():
    network, X, Y = case("tanh", "mse", "identity", 1, 2)
    traced = trace(network, X, Y, "mse", lr=0.001)
    old, new = traced.arrays["W1"][0, 0], traced.arrays["new_W1"][0, 0]
    assert traced.judge("new_W1", (0, 0), new).right
    assert not traced.judge("new_W1", (0, 0), old).right
    uphill = traced.judge("new_W1", (0, 0), 2 * old - new)
    assert uphill.slips == ("sign",)
    assert not uphill.right


def test_slips_in_the_loss_are_named():
    network, X, Y = case("tanh", "mse", "identity", 1, 4)
    traced = trace(network, X, Y, "mse", 0.01)
    penalty = traced.loss - trace(network, X, Y, "mse").loss
    bare = traced.loss - penalty
    assert traced.judge("L", (), traced.loss * 1.004).right
    assert traced.judge("L", (), bare**0.5 + penalty).slips[:1] == ("rmse",)
    assert traced.judge("L", (), 4 * bare + penalty).slips[:1] == ("loss-sum",)


def test_zero_is_right_only_where_rounding_leaves_zero():
    network, X, Y = case("relu", "mse", "identity", 1, 1)
    traced = trace(network, X, Y)
    for unit, value in enumerate(traced.arrays["d1"][0]):
        assert traced.judge("d1", (unit,), 0.0).right == (value == 0.0)
    deep = trace(MLP([3, *[4] * 15, 1], "sigmoid", seed=1), np.ones((1, 3)), np.ones((1, 1)))
    assert abs(deep.arrays["d1"][0, 0]) < 1e-9
    assert not deep.judge("d1", (0,), 0.0).right


@cache
def squares(loss, output, n, l2, l1):
    """The same traces for all mistakes, with a layer that is square."""
    network = MLP([3, 4, 4, 2], ("tanh", "relu"), output, bias_std=0.3, seed=3)
    _, X, Y = case("tanh", loss, output, 1, n)
    return trace(network, X, Y, loss, l2, l1=l1)


@pytest.mark.parametrize("name", MISTAKES)
def test_every_mistake_beside_the_right_numbers(name):
    shown = 0
    for (loss, output), n in [*product(PAIRS, (4,)), (PAIRS[0], 1)]:
        for l2, l1 in ((0.0, 0.0), (0.01, 0.02)):
            traced = squares(loss, output, n, l2, l1)
            network = traced.network
            wrong = traced.mistake(name)
            assert wrong.reason == traced.mistakes[name]
            if wrong.reason:
                assert wrong.changed == ()
                continue
            shown += 1
            assert wrong.changed
            corrupted = MISTAKES[name].corrupts(network, loss, l2, n, l1)
            if MISTAKES[name].changes == "gradient":
                told = {q[1:] for q in wrong.changed if q.startswith(("dW", "db"))}
                assert told <= corrupted
            for quantity, index in [("d2", (1,)), ("d1", (0,)), ("dW2", (0, 1)), ("db1", (2,))]:
                both = wrong.beside(quantity, index)
                ratio = wrong.ratio(quantity)[(0, *index) if quantity in ("d1", "d2") else index]
                assert both.ratio == pytest.approx(float(ratio), nan_ok=True)
                values = [[f.right for f in both.factors], [f.wrong for f in both.factors]]
                join = np.prod if quantity in ("d1", "d2") else np.sum
                assert join(values[0]) == pytest.approx(both.right, rel=1e-9, abs=1e-12)
                if not set(MISTAKES[name].steps.spoilt) & AFTER:
                    assert join(values[1]) == pytest.approx(both.wrong, rel=1e-9, abs=1e-12)
    assert shown


# Steps that come after a line, or before all of them.
AFTER = {"parameter_gradient", "new_gradient", "weights"}


def test_the_row_of_the_softmax_cancels_to_p_minus_y():
    network, X, Y = case("tanh", "cross_entropy", "softmax", 1, 3)
    for scale in (1.0, 0.5):
        traced = trace(network, X, scale * Y, "cross_entropy", sample=1)
        p, y = traced.arrays["a2"][1], scale * Y[1]
        for unit in range(2):
            row = traced.jacobian(unit)
            assert row.slopes == pytest.approx([p[k] * ((k == unit) - p[unit]) for k in range(2)])
            assert row.slopes @ row.pulls == pytest.approx(row.sum.value)
            assert row.sum.value == pytest.approx(3 * traced.arrays["d2"][1, unit])
            assert row.sum.value == pytest.approx(scale * p[unit] - y[unit])
            left, symbols, numbers, shown = text_of(row.chain).split(" = ")
            assert symbols.count("(dl/dp[") == symbols.count(f"/dz2[1, {unit}])") == 1, left
            assert computed(numbers) == pytest.approx(float(shown), rel=1e-3)


def test_gates_and_curves():
    network, X, Y = case("relu", "mse", "sigmoid", 1, 2)
    traced = trace(network, X, Y)
    for unit in range(4):
        curve = traced.curve(1, unit)
        assert curve.gate == ("open" if curve.at > 0 else "closed")
        assert curve.slope == float(curve.at > 0)
    output = traced.curve(2, 0)
    assert output.gate == ""
    assert output.slope == pytest.approx(output.value * (1 - output.value))
    assert np.interp(output.at, output.z, output.a) == pytest.approx(output.value, abs=0.01)


def test_a_gradient_that_vanishes_is_seen_at_once():
    network = MLP([3, *[4] * 15, 1], "sigmoid", seed=1)
    traced = trace(network, np.ones((1, 3)), np.ones((1, 1)))
    assert len(traced.norms.layers) == 16
    assert "vanishes" in traced.norms.words
    assert traced.norms.layers[-1].share == 1.0
    assert traced.norms.layers[0].share < 1e-9


def test_every_step_has_its_number_for_a_weight():
    network, X, Y = case("tanh", "mse", "identity", 2, 2)
    traced = trace(network, X, Y)
    for name, index in [("W2", (1, 2)), ("b1", (3,)), ("W3", (0, 1))]:
        focus = traced.focus(name, index)
        assert list(focus) == [step.name for step in traced.steps]
        for step in traced.steps:
            quantity, place = focus[step.name]
            assert quantity in step.quantities
            assert traced.lines(quantity, place).title
        assert focus["dW1"] == (f"d{name}", index)
        assert focus[f"d{name[1]}"] == (f"d{name[1]}", index[-1:])
