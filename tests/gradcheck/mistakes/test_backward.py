import copy
import pickle
from dataclasses import fields

import numpy as np
import pytest

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.network import BuggyMLP


def run(network, case):
    return network.loss_and_gradients(case.X, case.Y, loss=case.loss, l2=case.l2)


def all_equal(named, other):
    return named.keys() == other.keys() and all(np.array_equal(named[n], other[n]) for n in named)


def halved(delta):
    return 0.5 * delta.sum(axis=0)


def held_added(gradient, held):
    return gradient + held


def inputs_before(now, z, before):
    return before()


REMEMBERS = Steps(new_gradient=held_added, layer_input=inputs_before)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("first", range(0, 240, 40))
def test_right_steps_give_the_engines_gradients(first, dtype, random_case):
    # Only the sum over samples is rounded differently: a few units of the largest delta.
    u = np.finfo(dtype).eps / 2
    for seed in range(first, first + 40):
        case = random_case(seed, dtype)
        plain = BuggyMLP.of(case.network, Steps())
        value, gradients = run(plain, case)
        right_value, right = run(case.network, case)
        assert value == right_value
        assert value == plain.loss(case.X, case.Y, case.loss, case.l2)
        assert gradients.keys() == right.keys()
        for name, gradient in right.items():
            assert gradients[name].dtype == np.dtype(dtype)
            size = np.abs(gradient).max()
            if name.startswith("b"):
                size = np.abs(case.network.delta[int(name[1:]) - 1]).sum(axis=0).max()
            worst = np.abs(gradients[name] - gradient).max()
            assert worst <= 8 * u * size, f"seed {seed}, {name}"
        for mine, engines in zip(plain.delta, case.network.delta, strict=True):
            assert np.abs(mine - engines).max() <= 8 * u * np.abs(engines).max()
        for mine, engines in zip(plain.z, case.network.z, strict=True):
            assert np.array_equal(mine, engines)
        assert np.array_equal(
            plain.flat_grad, np.concatenate([g.ravel() for g in gradients.values()])
        )


def test_every_step_is_used(random_case):
    # Each step, replaced by one that raises, is reached: none is there for show.
    def boom(*_):
        raise ArithmeticError

    network = MLP([3, 4, 2], "tanh", "sigmoid", seed=1)
    X, Y = np.ones((5, 3)), np.ones((5, 2))
    for step in fields(Steps):
        broken = BuggyMLP.of(network, Steps(**{step.name: boom}))
        with pytest.raises(ArithmeticError):
            broken.loss_and_gradients(X, Y, loss="mse")


def test_deltas_show_what_the_steps_made():
    def doubled(delta, W):
        return 2.0 * (delta @ W.T)

    network = MLP([3, 4, 4, 2], "tanh", seed=1)
    X, Y = np.ones((5, 3)), np.zeros((5, 2))
    wrong = BuggyMLP.of(network, Steps(delta_below=doubled))
    wrong.loss_and_gradients(X, Y)
    network.loss_and_gradients(X, Y)
    for factor, mine, right in zip((4.0, 2.0, 1.0), wrong.delta, network.delta, strict=True):
        assert mine == pytest.approx(factor * right, rel=1e-14)


def test_of_copies_the_weights(random_case):
    case = random_case(4)
    wrong = BuggyMLP.of(case.network, Steps(), "mine")
    assert wrong.bug == "mine"
    assert np.array_equal(wrong.flat, case.network.flat)
    before = case.network.flat.copy()
    wrong.flat += 1.0
    assert np.array_equal(case.network.flat, before)


def test_it_is_made_like_an_mlp():
    wrong = BuggyMLP([2, 3, 1], "relu", seed=3, steps=Steps(bias_gradient=halved), bug="halved")
    twin = MLP([2, 3, 1], "relu", seed=3)
    X, Y = np.ones((4, 2)), np.zeros((4, 1))
    _, gradients = wrong.loss_and_gradients(X, Y)
    _, right = twin.loss_and_gradients(X, Y)
    assert gradients["b2"] == pytest.approx(0.5 * right["b2"], rel=1e-14)
    assert np.array_equal(gradients["W2"], right["W2"])
    assert all_equal(BuggyMLP([2, 3, 1], "relu", seed=3).loss_and_gradients(X, Y)[1], right)


TWINS = {
    "copy": lambda network: network.copy(),
    "deepcopy": copy.deepcopy,
    "pickle": lambda network: pickle.loads(pickle.dumps(network)),
}


@pytest.mark.parametrize("twin", TWINS.values(), ids=TWINS)
@pytest.mark.parametrize("steps", [Steps(bias_gradient=halved), REMEMBERS], ids=["wrong", "memory"])
@pytest.mark.parametrize("calls", [0, 1, 2])
def test_copies_keep_steps_and_memory(twin, steps, calls, random_case):
    case = random_case(4)
    network = BuggyMLP.of(case.network, steps, "mine")
    for _ in range(calls):
        run(network, case)
        network.flat -= 0.1 * network.flat_grad
    other = twin(network)
    assert type(other) is BuggyMLP
    assert (other.bug, other.steps) == ("mine", steps)
    assert all_equal(run(other, case)[1], run(network, case)[1])
    network.flat += 1.0
    assert not np.array_equal(other.flat, network.flat)


def test_a_copy_in_another_dtype_keeps_steps_and_memory(random_case):
    case = random_case(4)
    network = BuggyMLP.of(case.network, REMEMBERS)
    run(network, case)
    network.flat -= 0.1 * network.flat_grad
    single = network.copy("float32")
    _, gradients = run(single, case)
    _, right = run(network, case)
    for name, gradient in right.items():
        assert gradients[name].dtype == np.float32
        assert np.abs(gradients[name] - gradient).max() <= 1e-5 * np.abs(gradient).max()


def test_what_is_remembered_is_from_before_the_last_update():
    seen = []

    def watch(now, z, before):
        if z is not None:
            seen.append(before())
        return now

    network = BuggyMLP([2, 3, 1], seed=1, steps=Steps(layer_input=watch))
    X, Y = np.ones((4, 2)), np.zeros((4, 1))
    made = []
    for update in (0.0, 0.5, 0.0, 0.0, 0.5):
        network.flat += update
        network.forward(X)
        made.append(network.a[0].copy())
        network.loss_and_gradients(X, Y)
    # Before any update: the weights themselves. A second call at the same weights changes nothing.
    expected = [made[0], made[0], made[0], made[0], made[3]]
    for before, hidden in zip(seen, expected, strict=True):
        assert np.array_equal(before, hidden)


def test_other_losses_are_refused_as_the_engine_does(random_case):
    network = BuggyMLP([2, 3, 1])
    with pytest.raises(ValueError, match="does not go with"):
        network.loss(np.ones((4, 2)), np.ones((4, 1)), "cross_entropy")
    with pytest.raises(ValueError, match="need"):
        network.loss_and_gradients(np.ones((4, 3)), np.ones((4, 1)))
