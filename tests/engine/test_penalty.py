"""L1 and L2: values and derivatives by hand and by torch, with the kink at 0."""

import numpy as np
import pytest

from mlpviz import MLP, RunConfig, Trainer
from mlpviz.engine.passes import Passes
from mlpviz.gradcheck import check_network


def network(dtype="float64"):
    made = MLP([3, 4, 2], "tanh", "softmax", bias_std=1.0, seed=2, dtype=dtype)
    made.params["W1"][0, :2] = 0.0, -0.0
    return made


def batch():
    rng = np.random.default_rng(0)
    return rng.normal(size=(9, 3)), np.eye(2)[rng.integers(0, 2, 9)]


def test_the_penalty_is_that_of_weights_alone():
    net = network()
    W = [net.params[name] for name in ("W1", "W2")]
    squares, sizes = sum((w**2).sum() for w in W), sum(np.abs(w).sum() for w in W)
    np.testing.assert_allclose(net.penalty(0.5), 0.5 * squares)
    np.testing.assert_allclose(net.penalty(0.0, 0.25), 0.25 * sizes)
    np.testing.assert_allclose(net.penalty(0.5, 0.25), 0.5 * squares + 0.25 * sizes)
    assert net.penalty(0.0) == 0.0


def test_the_derivative_is_the_sign_and_0_at_0():
    X, Y = batch()
    net = network()
    plain, without = net.loss_and_gradients(X, Y, "cross_entropy")
    value, gradients = net.loss_and_gradients(X, Y, "cross_entropy", 0.0, 0.25)
    np.testing.assert_allclose(value, plain + net.penalty(0.0, 0.25), rtol=1e-14)
    for name, gradient in gradients.items():
        expected = 0.25 * np.sign(net.params[name]) if name.startswith("W") else 0.0
        np.testing.assert_allclose(gradient - without[name], expected, atol=1e-14)
    assert (gradients["W1"][0, :2] == without["W1"][0, :2]).all()


@pytest.mark.parametrize("l2", [0.0, 0.02])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_check_knows_of_it(l2, dtype):
    X, Y = batch()
    net = network(dtype)
    net.params["W2"][0, 0] = 1e-7  # nearer to the kink than any step
    sources = ["autograd", "central", "complex_step"]
    report = net.check_gradients(X, Y, "cross_entropy", l2, 0.1, sources=sources)
    assert report.passed, report
    assert not report.faults
    _, wrong = net.loss_and_gradients(X, Y, "cross_entropy", l2)
    failing = check_network(net, X, Y, loss="cross_entropy", l2=l2, l1=0.1, gradients=wrong)
    assert {row.name for row in failing.rows if row.verdict == "fail"} == {"W1", "W2"}


def test_passes_count_it_once_and_measures_have_it():
    config = RunConfig(dataset="moons", hidden_sizes=(4,), l1=0.01, l2=0.003, batch_size=100)
    whole, parts = Trainer(config), Trainer(config, passes=Passes(rows=7))
    for _ in range(3):
        losses = whole.step_epoch().train_loss, parts.step_epoch().train_loss
    np.testing.assert_allclose(*losses, rtol=1e-10)
    split = whole.train_split
    plain = whole.network.loss(split.X, split.Y, "cross_entropy")
    np.testing.assert_allclose(losses[0], plain + whole.network.penalty(0.003, 0.01), rtol=1e-12)


def test_it_makes_weights_small_that_nothing_needs():
    config = RunConfig(dataset="moons", hidden_sizes=(16,), lr=0.1)
    sizes = []
    for l1 in (0.0, 0.01):
        trainer = Trainer(config.changed(l1=l1))
        for _ in trainer.run(60):
            pass
        W = np.abs(trainer.network.params["W1"])
        sizes.append((W < 0.02).mean())
    assert sizes[1] > sizes[0] + 0.2
