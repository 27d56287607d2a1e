"""``mlpviz.trace``: the engine's numbers, and lines and sums that are exact."""

import re
from decimal import Decimal
from itertools import product

import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.network import MLP
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
    """A few numbers of every quantity."""
    for name, array in traced.arrays.items():
        shape = traced.known.row(name).shape
        for index in {tuple(0 for _ in shape), tuple(size - 1 for size in shape)}:
            assert array is traced.arrays[name]
            yield name, index
    yield "L", ()


def check_lines(lines):
    """What is written gives what is shown, and the terms of a sum add up to it, to the digit."""
    for each in (*lines.before, lines):
        text = text_of(each.numbers)
        left, *middle, shown = text.split(" = ")
        assert text_of(each.symbols).startswith(left)
        assert shown == each.shown
        digits = len(re.sub(r"e.*|\D", "", shown).lstrip("0")) or 1
        for formula in middle:
            assert number(computed(formula), max(digits, 1)) == number(float(shown), 4), text
    if lines.sum:
        assert sum(Decimal(term.shown) for term in lines.sum.terms) == Decimal(lines.sum.shown)


@pytest.mark.parametrize(("loss", "output"), PAIRS)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_line_gives_its_number(activation, loss, output):
    for depth, n in product(range(4), (1, 5)):
        network, X, Y = case(activation, loss, output, depth, n)
        traced = trace(network, X, Y, loss, 0.01, sample=n - 1)
        for name, index in elements(traced):
            check_lines(traced.lines(name, index))
        gradient = traced.gradient("W1", (0, 1))
        for total in (gradient.sum, gradient.paths):
            assert sum(Decimal(t.shown) for t in total.terms) == Decimal(total.shown)


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
