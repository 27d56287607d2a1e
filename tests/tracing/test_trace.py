"""``mlpviz.trace``: the engine's numbers, and lines and sums that are exact."""

import math
from decimal import Decimal
from functools import cache
from itertools import product

import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.gradcheck import autograd_gradients
from mlpviz.gradcheck.mistakes import MISTAKES, inject
from mlpviz.network import MLP
from mlpviz.numpy_code import ACTIVATIONS as CODE
from mlpviz.numpy_code import LOSSES as LOSS_CODE
from mlpviz.numpy_code import SOFTMAX
from mlpviz.tracing import trace
from mlpviz.tracing.formula import computed
from mlpviz.tracing.parts import text_of
from mlpviz.words import number

PAIRS = [(loss, output) for loss, row in LOSSES.items() for output in row.outputs]


def case(activation, loss, output, depth, n, seed=0):
    """A small network with samples and targets."""
    rng = np.random.default_rng(seed)
    network = MLP([3, *[4, 7, 3][:depth], 2], activation, output, bias_std=0.3, seed=seed)
    X = rng.normal(size=(n, 3))
    classes = LOSSES[loss].task == "classification"
    Y = np.eye(2)[rng.integers(2, size=n)] if classes else rng.normal(size=(n, 2))
    return network, X, Y


def elements(traced):
    """The first and the last number of every quantity."""
    for name in traced.arrays:
        shape = traced.known.row(name).shape
        for index in {tuple(0 for _ in shape), tuple(size - 1 for size in shape)}:
            yield name, index
    yield "L", ()


def check_sum(total, value):
    """The terms shown add up to the total shown; they and the total are the numbers they show."""
    assert sum(Decimal(term.shown) for term in total.terms) == Decimal(total.shown)
    assert sum(term.value for term in total.terms) == pytest.approx(value, rel=1e-9, abs=1e-12)
    assert total.value == value
    step = 10.0 ** Decimal(total.shown).as_tuple().exponent
    for term in total.terms:
        assert abs(float(term.shown) - term.value) <= 1.0001 * step
    assert abs(float(total.shown) - value) <= 0.5001 * step


def check_lines(lines):
    """Whoever types the right side of a line gets the number at its end."""
    for each in (*lines.before, lines):
        text = text_of(each.numbers)
        left, *formula, shown = text.split(" = ")
        assert text_of(each.symbols).startswith(left)
        assert shown == each.shown
        assert float(shown) == pytest.approx(each.value, rel=0.06)
        for right in formula:
            assert any(number(computed(right), d) == shown for d in range(1, 5)), text
    if lines.sum:
        check_sum(lines.sum, lines.value)


@pytest.mark.parametrize(("loss", "output"), PAIRS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_number_is_the_engines_and_autograds_and_every_line_gives_it(
    activation, loss, output
):
    for depth, n, l2 in product(range(4), (1, 5), (0.0, 0.01)):
        network, X, Y = case(activation, loss, output, depth, n)
        traced = trace(network, X, Y, loss, l2, sample=n - 1)
        value, gradients = network.loss_and_gradients(X, Y, loss, l2)
        assert traced.loss == value
        assert np.array_equal(traced.arrays[f"a{depth + 1}"], network.forward(X))
        network.backpropagate(X, Y, loss, l2)
        for layer, (z, delta) in enumerate(zip(network.z, network.delta, strict=True), 1):
            assert np.array_equal(traced.arrays[f"z{layer}"], z)
            assert np.array_equal(traced.arrays[f"d{layer}"], delta)
        told, independent = autograd_gradients(network, X, Y, loss=loss, l2=l2)
        assert traced.loss == pytest.approx(told, rel=1e-9)
        for name, gradient in gradients.items():
            assert np.array_equal(traced.arrays[f"d{name}"], gradient)
            assert np.allclose(gradient, independent[name], 1e-7, 1e-9)
        if (n > 1) == (l2 > 0.0):  # lines take longer than numbers
            for name, index in [*elements(traced)][depth::4]:
                lines = traced.lines(name, index)
                check_lines(lines)
                assert lines.value == (value if name == "L" else traced.known.row(name)[index])
        for name, index in [("W1", (0, 1)), (f"b{depth + 1}", (1,))][: 1 + (l2 > 0.0)]:
            gradient = traced.gradient(name, index)
            assert gradient.value == gradients[name][index]
            check_sum(gradient.sum, gradient.value)
            check_sum(gradient.paths, gradient.value)
            shares = gradient.contributions.sum() + gradient.penalty
            assert shares == pytest.approx(gradient.value, rel=1e-9, abs=1e-12)


@cache
def trace_of(loss, output, n, depth):
    """The same traces for all mistakes, which leave them as they are."""
    network, X, Y = case(("tanh", "relu", "gelu")[:depth], loss, output, depth, n)
    return trace(network, X, Y, loss, 0.01, l1=0.02)


@pytest.mark.parametrize("name", MISTAKES)
def test_every_mistake_gives_the_numbers_of_its_own_program(name):
    for (loss, output), n, depth in product(PAIRS, (1, 5), range(4)):
        traced = trace_of(loss, output, n, depth)
        if traced.mistakes[name] or MISTAKES[name].needs_step:
            continue
        wrong, amount = traced.mistake(name), None
        if MISTAKES[name].of_lr:
            amount = traced.update.lr
        program = inject(traced.network, name, amount=amount)
        X, Y = traced.arrays["x"], traced.arrays["y"]
        value, gradients = program.loss_and_gradients(X, Y, loss, 0.01, l1=0.02)
        assert wrong.wrong.value == value
        for parameter, gradient in gradients.items():
            assert np.array_equal(wrong.wrong.arrays[f"d{parameter}"], gradient)


def test_many_terms_are_the_five_largest_and_the_rest_as_one():
    rng = np.random.default_rng(0)
    network = MLP([64, 32, 16, 10], "relu", "softmax", seed=1)
    X, Y = rng.normal(size=(40, 64)), np.eye(10)[rng.integers(10, size=40)]
    traced = trace(network, X, Y, "cross_entropy", 0.01, sample=3)
    for name, index in traced.focus("W1", (5, 7)).values():
        lines = traced.lines(name, index)
        check_lines(lines)
        if lines.sum:
            assert len(lines.sum.terms) <= 7
    gradient = traced.gradient("W1", (5, 7))
    check_sum(gradient.sum, gradient.value)
    check_sum(gradient.paths, gradient.value)
    assert [term.kind for term in gradient.paths.terms] == ["term"] * 5 + ["rest", "l2"]
    ways = [term.way for term in gradient.paths.terms[:5]]
    assert all(way[0] == 7 and len(way) == 3 for way in ways)
    assert gradient.paths.terms[5].stands_for == 16 * 10 - 5
    assert [term.stands_for for term in gradient.terms] == [1] * 5 + [35, 1]


def test_where_ways_are_too_many_they_are_told_to_the_next_layer():
    network = MLP([3, *[6] * 15, 2], "tanh", seed=1)
    traced = trace(network, np.ones((2, 3)), np.zeros((2, 2)))
    for name in ("W1", "W9", "W16"):
        gradient = traced.gradient(name, (0, 1))
        check_sum(gradient.paths, gradient.value)
    assert all(len(term.way) in (0, 2) for term in traced.gradient("W1", (0, 1)).paths.terms)


def test_single_precision_is_told_as_it_is():
    for (loss, output), depth in product(PAIRS, range(3)):
        network, X, Y = case("tanh", loss, output, depth, 5)
        traced = trace(network.copy("float32"), X, Y, loss, 0.01)
        for name, index in elements(traced):
            lines = traced.lines(name, index)
            text = text_of(lines.numbers).split(" = ")
            for right in text[1:-1]:
                assert any(number(computed(right), d) == lines.shown for d in range(1, 5)), text
            if lines.sum:
                shown = sum(Decimal(term.shown) for term in lines.sum.terms)
                assert shown == Decimal(lines.sum.shown)


def test_scaled_targets_of_a_softmax():
    network, X, Y = case("tanh", "cross_entropy", "softmax", 1, 3)
    traced = trace(network, X, 0.5 * Y, "cross_entropy")
    for name, index in elements(traced):
        check_lines(traced.lines(name, index))
    assert "sum(Y)" in text_of(traced.lines("d2", (0,)).symbols)


def test_every_part_of_a_line_stands_for_the_number_that_it_shows():
    network, X, Y = case("tanh", "mse", "sigmoid", 2, 4)
    traced = trace(network, X, Y, "mse", 0.01, sample=2)
    for name, index in elements(traced):
        lines = traced.lines(name, index)
        for part in lines.numbers:
            if part.ref and part.ref.quantity not in ("L",) and "[" not in part.text:
                array = traced.arrays[part.ref.quantity]
                row = array if part.ref.sample is None else array[part.ref.sample]
                assert float(part.text) == pytest.approx(row[part.ref.place], rel=1e-3, abs=1e-12)
        for part in (*lines.numpy, *lines.shapes):
            if part.ref:
                assert part.ref.quantity in (*traced.arrays, "L")
                assert part.ref.place == ()


def test_numpy_lines_run_and_give_the_whole_array():
    for n in (1, 4):
        for (loss, output), activation in zip(PAIRS, ACTIVATIONS, strict=True):  # 11 of each
            network, X, Y = case(activation, loss, output, 2, n)
            traced = trace(network, X, Y, loss, 0.01, lr=0.1)
            arrays = traced.arrays
            names = {"np": np, "math": math, "n": n, "l2": 0.01, "lr": 0.1, **arrays}
            names |= {"X": arrays["x"], "Y": arrays["y"], "p": arrays["a3"]}
            for code in (*CODE.values(), *LOSS_CODE.values()):
                exec(code.needs, names)
            exec(SOFTMAX, names)
            for step in traced.steps:
                for quantity in step.quantities:
                    if quantity == "x":
                        continue
                    shape = () if quantity == "L" else traced.known.row(quantity).shape
                    lines = traced.lines(quantity, (0,) * len(shape))
                    _, code = text_of(lines.numpy).split(" = ")
                    right = traced.loss if quantity == "L" else arrays[quantity]
                    made = eval(code, names)
                    assert made == pytest.approx(np.asarray(right), rel=1e-9, abs=1e-12), code


def test_l1_beside_l2():
    for (loss, output), n in product(PAIRS, (1, 4)):
        network, X, Y = case("tanh", loss, output, 1, n)
        network.params["W1"][0, 0] = 0.0  # where its slope is 0
        traced = trace(network, X, Y, loss, 0.01, l1=0.02)
        value, gradients = network.loss_and_gradients(X, Y, loss, 0.01, l1=0.02)
        assert traced.loss == value
        for name, index in elements(traced):
            check_lines(traced.lines(name, index))
        for name, index in [("W1", (0, 0)), ("W2", (3, 1)), ("b1", (1,))]:
            gradient = traced.gradient(name, index)
            assert gradient.value == gradients[name][index]
            check_sum(gradient.sum, gradient.value)
            check_sum(gradient.paths, gradient.value)
            kinds = [term.kind for term in gradient.terms[n:]]
            assert kinds == (["l2", "l1"] if name.startswith("W") else [])
            proof = traced.prove(name, index)
            assert proof.passed
            assert bool(proof.note) == (index == (0, 0))
            nudge = traced.nudge(name, index)
            twin = network.copy()
            twin.params[name][index] = nudge.values[-1]
            assert nudge.losses[-1] == pytest.approx(twin.loss(X, Y, loss, 0.01, l1=0.02))
        assert "np.sum(np.abs(W1))" in text_of(traced.lines("L", ()).numpy)
        assert "l1 * np.sign(W2)" in text_of(traced.lines("dW2", (0, 0)).numpy)
        asked, unasked = (traced.mistakes[name] for name in ("half-l1", "l1-unasked"))
        assert (asked, unasked) == ("", "needs l1 = 0")


def test_what_is_not_finite_is_refused():
    network, X, Y = case("relu", "mse", "identity", 1, 2)
    network.flat[...] = 1e200
    with pytest.raises(FaultsError, match="is not finite on these samples"):
        trace(network, X, Y)


def test_nothing_is_changed():
    network, X, Y = case("tanh", "mse", "identity", 1, 2)
    optimizer = OPTIMIZERS["adam"](network.n_parameters)
    before = network.flat.copy()
    traced = trace(network, X, Y, optimizer=optimizer)
    traced.mistake("sign"), traced.nudge("W1", (0, 0)), traced.judge("d1", (0,), 1.0)
    traced.prove("W1", (0, 0))
    assert np.array_equal(network.flat, before)
    assert optimizer.steps == 0
    assert not optimizer.state["mean"].any()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_lines_of_every_optimiser(optimizer):
    network, X, Y = case("tanh", "mse", "identity", 1, 3)
    row = OPTIMIZERS[optimizer]
    made = row(network.n_parameters, weight_decay=0.1, clip_norm=0.05)
    for _ in range(3):  # so that it has something in its state
        network.backpropagate(X, Y, "mse")
        made.step(network.flat, network.flat_grad, 0.05)
    traced = trace(network, X, Y, "mse", optimizer=made, lr=0.05)
    for name, index in [("new_W1", (2, 1)), ("new_b2", (0,))]:
        lines = traced.lines(name, index)
        check_lines(lines)
        assert lines.value == traced.arrays[name][index]
        assert lines.before
    network.backpropagate(X, Y, "mse")
    made.step(network.flat, network.flat_grad, 0.05)
    for name, array in network.params.items():
        assert np.array_equal(traced.arrays[f"new_{name}"], array)
