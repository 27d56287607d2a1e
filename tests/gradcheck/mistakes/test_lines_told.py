"""What is told of a mistake that stands in one line of several: that line, its own number."""

import numpy as np
import pytest

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import MISTAKES, inject
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.subject import name_in_network, subject_of_program

N = 6
IN_BOTH = [  # they can stand in the line of weights or of biases
    name
    for name, row in MISTAKES.items()
    if not row.same_as
    if {"penalty", "l1_penalty", "parameter_gradient"} & {*row.steps.spoilt}
    or {"weight_gradient", "bias_gradient"} <= {*row.steps.spoilt}
]


def read(change, l2=0.0, l1=0.0, sizes=(4, 5, 3)):
    """The reading where ``change`` has been made in the right gradients, by name."""
    rng = np.random.default_rng(0)
    network = BuggyMLP.of(MLP(sizes, "tanh", "softmax", bias_std=0.5, seed=1), Steps())
    X, Y = rng.normal(size=(N, 4)), np.eye(3)[rng.integers(0, 3, N)]
    _, right = network.loss_and_gradients(X, Y, loss="cross_entropy", l2=l2, l1=l1)
    actual = {name: gradient.copy() for name, gradient in right.items()}
    change(network, X, Y, actual)
    slack = {name: np.full(g.shape, 1e-14) for name, g in right.items()}
    place = Setting(network, "cross_entropy", l2, N, l1)
    return name_in_network(subject_of_program(place, X, Y, actual, right, slack, None))


@pytest.mark.parametrize("wrong", ["W1", "b1", "W2", "b2"])
@pytest.mark.parametrize("mistake", IN_BOTH)
def test_the_lines_are_those_of_the_parameter_that_is_wrong(mistake, wrong):
    asked = {"l2": 0.0, "l1": 0.0} | {
        name: 0.05 for name in ("l2", "l1") if name in mistake and mistake != f"{name}-unasked"
    }

    def change(network, X, Y, actual):
        program = inject(network, mistake)
        _, made = program.loss_and_gradients(X, Y, loss="cross_entropy", **asked)
        actual[wrong] = made[wrong]

    reading = read(change, **asked)
    if reading is None:  # it never stands there
        place = Setting(MLP([4, 5, 3]), "cross_entropy", asked["l2"], N, asked["l1"])
        assert wrong not in MISTAKES[mistake].corrupts(*place)
        return
    assert mistake in (reading.kind, *reading.alternatives)
    line = reading.lines[0]
    assert line.wrong.code.startswith(f"d{wrong} ="), reading
    assert line.right.code.startswith(f"d{wrong} ="), reading
    assert f"(only in {wrong})" in reading.sentence or f", only in {wrong})" in reading.sentence


@pytest.mark.parametrize("wrong", ["W1", "b1", "W2", "b2"])
def test_a_factor_of_its_own_is_told_as_it_is(wrong):
    reading = read(lambda *at: at[-1].update({wrong: 7.25 * at[-1][wrong]}))
    assert f"(7.25, only in {wrong})" in reading.sentence
    assert reading.lines[0].wrong.code.startswith(f"d{wrong} = 7.25 * ")


@pytest.mark.parametrize(
    ("wrong", "title"),
    [("W1", "1/n missing in dW"), ("b2", "1/n missing in db"), ("b1", "1/n missing in db")],
)
def test_a_line_without_its_share_of_the_mean_is_named(wrong, title):
    reading = read(lambda *at: at[-1].update({wrong: N * at[-1][wrong]}))
    assert f"“{title}” (only in {wrong})" in reading.sentence
    assert "n * " in reading.lines[0].wrong.code


def test_two_numbers_fitted_to_few_entries_are_no_explanation():
    def change(network, X, Y, actual):
        actual["b2"] *= [3.0, -2.0, 5.0]

    assert read(change).kind == "unknown"


@pytest.mark.parametrize(
    "factors",
    [
        {"W1": 0.5, "b1": -1.0, "W2": N},
        {"W1": 0.5, "W2": 3.0, "W3": N},
        {"W2": N, "W3": N},
        {"b2": N, "b3": N},
        {"W3": 7.0, "b3": 5.0},
        {"W1": N, "W2": N, "W3": N},
    ],
    ids=str,
)
def test_the_wrong_lines_give_the_numbers_under_test_and_the_right_ones_those_that_belong_there(
    factors,
):
    ran = {}

    def change(network, X, Y, actual):
        layers = {f"a{i}": a for i, a in enumerate(network.a, 1)}
        layers |= {f"delta{i}": delta for i, delta in enumerate(network.delta, 1)}
        ran.update(layers, X=X, Y=Y, n=N, np=np, right={k: g.copy() for k, g in actual.items()})
        actual.update({name: factor * actual[name] for name, factor in factors.items()})
        ran["actual"] = actual

    reading = read(change, sizes=(4, 5, 5, 3))
    assert reading.kind != "unknown"
    told = set()
    for lines in reading.lines:
        for line, belongs in ((lines.wrong, ran["actual"]), (lines.right, ran["right"])):
            name = line.code.split(" = ")[0]
            made = eval(line.code.removeprefix(f"{name} = "), dict(ran))
            np.testing.assert_allclose(made, belongs[name.removeprefix("d")], rtol=1e-12)
        told.add(name.removeprefix("d"))
    assert told <= set(factors)
    assert [bool(lines.lesson) for lines in reading.lines].count(True) == len(
        {lines.title for lines in reading.lines}
    )
