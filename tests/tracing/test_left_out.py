"""Dropout and weights of samples in a trace: masks and weights stand in the lines as factors."""

import math
from itertools import product

import numpy as np
import pytest

from mlpviz.engine.dropout import Given
from mlpviz.engine.faults import FaultsError
from mlpviz.numpy_code import ACTIVATIONS as CODE
from mlpviz.numpy_code import LOSSES as LOSS_CODE
from mlpviz.numpy_code import SOFTMAX
from mlpviz.tracing import trace
from mlpviz.tracing.parts import text_of
from tests.tracing.test_trace import PAIRS, case, check_lines, check_sum, elements


def masks_of(network, n, seed=1):
    rng = np.random.default_rng(seed)
    return [2.0 * rng.integers(2, size=(n, units)) for units in network.sizes[1:-1]]


def cases():
    """Every loss and output with masks, with weights, and with both; the depths in turn."""
    kinds = product(PAIRS, [(True, False), (False, True), (True, True)])
    for k, ((loss, output), (dropped, weighted)) in enumerate(kinds):
        activation = ("tanh", "identity", "relu")[k % 3]
        network, X, Y = case(activation, loss, output, k % 3 + 1, 4, seed=k)
        masks = masks_of(network, 4) if dropped else None
        weights = np.array([1.0, 0.0, 2.5, 4.0]) if weighted else None
        yield network, X, Y, loss, masks, weights


def test_every_number_is_the_engines_and_every_line_gives_it():
    for network, X, Y, loss, masks, weights in cases():
        traced = trace(network, X, Y, loss, 0.01, sample=2, masks=masks, weights=weights)
        column = None if weights is None else (weights / weights.mean())[:, None]
        given = None if masks is None else Given(masks)
        value = network.backpropagate(X, Y, loss, 0.01, column, dropout=given)
        assert traced.loss == value
        for name, gradient in network.grads.items():
            assert np.array_equal(traced.arrays[f"d{name}"], gradient)
        for layer, delta in enumerate(network.delta, 1):
            assert np.array_equal(traced.arrays[f"d{layer}"], delta)
        for name, index in elements(traced):
            check_lines(traced.lines(name, index))
        for name, index in [("W1", (0, 1)), ("b1", (2,)), (f"W{traced.known.depth}", (1, 0))]:
            gradient = traced.gradient(name, index)
            check_sum(gradient.sum, gradient.value)
            check_sum(gradient.paths, gradient.value)
            assert traced.prove(name, index).passed
            nudge = traced.nudge(name, index)
            twin = network.copy()
            twin.params[name][index] = nudge.values[-1]
            assert nudge.losses[-1] == pytest.approx(traced.known.loss_of(twin), rel=1e-9)


def test_numpy_lines_run_and_give_the_whole_array():
    for network, X, Y, loss, masks, weights in cases():
        traced = trace(network, X, Y, loss, 0.01, masks=masks, weights=weights)
        arrays = traced.arrays
        names = {"np": np, "math": math, "n": 4, "l2": 0.01, "lr": traced.update.lr, **arrays}
        names |= {"X": X, "Y": Y, "p": arrays[f"a{traced.known.depth}"]}
        for code in (*CODE.values(), *LOSS_CODE.values()):
            exec(code.needs, names)
        exec(SOFTMAX, names)
        for step in traced.steps[1:]:
            for quantity in step.quantities:
                shape = () if quantity == "L" else traced.known.row(quantity).shape
                lines = traced.lines(quantity, (0,) * len(shape))
                _, code = text_of(lines.numpy).split(" = ")
                right = traced.loss if quantity == "L" else arrays[quantity]
                made = np.asarray(eval(code, names))
                assert made == pytest.approx(np.asarray(right), rel=1e-9, abs=1e-12), code


def test_dropout_is_a_step_and_a_factor_of_its_own():
    network, X, Y = case("tanh", "mse", "identity", 2, 3)
    masks = masks_of(network, 3)
    traced = trace(network, X, Y, masks=masks)
    names = [step.name for step in traced.steps]
    assert names[:6] == ["x", "z1", "a1", "h1", "z2", "a2"]
    out = int((masks[0][0] == 0.0).sum())
    assert f"leaves out {out} of 4 units" in traced.steps[3].words
    assert text_of(traced.lines("h1", (1,)).symbols) == "h1[0, 1] = a1[0, 1]*m1[0, 1]"
    assert text_of(traced.lines("d1", (1,)).numpy) == "d1 = (d2 @ W2.T) * m1 * (1.0 - a1**2)"
    assert text_of(traced.lines("dW2", (0, 1)).numpy) == "dW2 = h1.T @ d2"
    assert all("needs all units" in reason for reason in traced.mistakes.values())
    assert traced.judge("d1", (1,), 7.0).slips == ()


def test_weights_that_are_alike_are_no_weights():
    network, X, Y = case("tanh", "mse", "identity", 1, 3)
    alike = trace(network, X, Y, weights=np.full(3, 7.0))
    assert not alike.known.weighted
    assert alike.loss == trace(network, X, Y).loss


@pytest.mark.parametrize("masks", ["m", [], [np.ones((3, 4)), np.ones((3, 4))], [-np.ones((3, 4))]])
def test_masks_that_do_not_fit(masks):
    network, X, Y = case("tanh", "mse", "identity", 1, 3)
    with pytest.raises(FaultsError, match="masks = "):
        trace(network, X, Y, masks=masks)
