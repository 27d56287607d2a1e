"""Dropout: masks, the loss and gradients of what is left, and that nothing else has it."""

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.dropout import Dropout
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import Passes
from mlpviz.gradcheck.structured.autograd import TORCH_ACTIVATIONS


def dropping(rate, seed=0):
    dropout = Dropout(seed)
    dropout.rate = rate
    return dropout


def masks_of(dropout, n, units):
    masks = [np.empty((n, size)) for size in units]
    dropout.draw(masks)
    return masks


def batch(n=12, seed=3):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 3)), np.eye(2)[rng.integers(0, 2, n)]


def test_masks_keep_the_mean_and_leave_out_the_share_that_is_asked_for():
    n, rate = 20_000, 0.3
    first, second = masks_of(dropping(rate), n, (3, 2))
    for mask in (first, second):
        assert set(np.unique(mask)) == {0.0, 1.0 / 0.7}
        left_out = (mask == 0.0).mean()  # within 6 standard deviations of the share
        assert abs(left_out - rate) < 6.0 * np.sqrt(rate * (1.0 - rate) / mask.size)
    assert not np.array_equal(first[:, :2], second)


def test_masks_do_not_depend_on_how_many_are_drawn_at_once():
    at_once = masks_of(dropping(0.5), 10, (4, 3))
    dropout = dropping(0.5)
    parts = [masks_of(dropout, n, (4, 3)) for n in (6, 3, 1)]
    for layer, mask in enumerate(at_once):
        np.testing.assert_array_equal(np.concatenate([part[layer] for part in parts]), mask)
    whole, in_passes = (
        Trainer(RunConfig(dataset="moons", dropout=0.5, batch_size=64), passes=Passes(rows))
        for rows in (None, 10)
    )
    for _ in range(2):
        losses = whole.step_epoch().train_loss, in_passes.step_epoch().train_loss
    np.testing.assert_allclose(*losses, rtol=1e-9)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("l2", "l1"), [(0.0, 0.0), (0.1, 0.2)])
def test_loss_and_gradients_are_torch_s_with_the_same_masks(activation, l2, l1):
    import torch

    X, Y = batch()
    network = MLP([3, 5, 4, 2], activation, "softmax", seed=1)
    value = network.backpropagate(X, Y, "cross_entropy", l2, l1=l1, dropout=dropping(0.4))
    masks = [torch.tensor(mask) for mask in masks_of(dropping(0.4), len(X), (5, 4))]
    params = {name: torch.tensor(p, requires_grad=True) for name, p in network.params.items()}
    a = torch.tensor(X)
    for layer in (1, 2):
        z = a @ params[f"W{layer}"] + params[f"b{layer}"]
        a = TORCH_ACTIVATIONS[activation](z) * masks[layer - 1]
    z = a @ params["W3"] + params["b3"]
    loss = torch.nn.functional.cross_entropy(z, torch.tensor(Y))
    for name in ("W1", "W2", "W3"):
        loss = loss + l2 * (params[name] ** 2).sum() + l1 * params[name].abs().sum()
    loss.backward()
    np.testing.assert_allclose(value, loss.item(), rtol=1e-12)
    for name, tensor in params.items():
        np.testing.assert_allclose(network.grads[name], tensor.grad, rtol=1e-9, atol=1e-13)


def test_without_hidden_layers_and_in_float32():
    X, Y = batch()
    linear = MLP([3, 2], output="softmax")
    plain = linear.backpropagate(X, Y, "cross_entropy")
    assert linear.backpropagate(X, Y, "cross_entropy", dropout=dropping(0.5)) == plain
    network = MLP([3, 4, 2], output="softmax", dtype="float32")
    X, Y = X.astype(np.float32), Y.astype(np.float32)
    network.backpropagate(X, Y, "cross_entropy", dropout=dropping(0.5))
    assert all(a.dtype == np.float32 for a in (*network.a, *network.delta, network.flat_grad))


def test_what_is_no_training_step_uses_all_units():
    trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(8,), dropout=0.6))
    trainer.step_epoch()
    X, Y = trainer.train_split.X, trainer.train_split.Y
    network = trainer.network
    before = trainer._dropout.state
    assert trainer.history.newest.train_loss == network.loss(X, Y, "cross_entropy")
    assert np.array_equal(network.forward(X), network.copy().forward(X))
    assert network.check_gradients(X[:16], Y[:16], "cross_entropy").passed
    _, whole = network.loss_and_gradients(X, Y, "cross_entropy")
    alone = network.sample_gradients(X, Y, "cross_entropy")
    np.testing.assert_allclose(alone["W1"].mean(axis=0), whole["W1"], rtol=1e-9, atol=1e-12)
    trainer.diagnose()
    assert trainer._dropout.state == before, "nothing has drawn a mask"


def test_the_order_of_the_samples_is_that_without_dropout_and_other_seeds_drop_others():
    config = RunConfig(dataset="moons", hidden_sizes=(8,), dropout=0.5)
    first, again, other, plain = (
        Trainer(c) for c in (config, config, config.changed(seed=1), config.changed(dropout=0.0))
    )
    for trainer in (first, again, other, plain):
        trainer.step_batch()
    assert np.array_equal(first.network.flat, again.network.flat)
    assert np.array_equal(first._order, plain._order)
    assert not np.array_equal(first.network.flat, plain.network.flat)
    states = [trainer._dropout.state["state"] for trainer in (first, other)]
    assert states[0] != states[1]


def test_a_run_goes_back_and_on_to_the_same_bits():
    trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(8,), dropout=0.3, batch_size=16))
    for _ in trainer.run(3):
        pass
    trainer.step_batch()
    twin = trainer.twin()
    for each in (trainer, twin):
        each.step_epoch()
    assert np.array_equal(trainer.network.flat, twin.network.flat)
    end = trainer.network.flat.copy()
    trainer.rewind(2)
    for _ in trainer.run(2):
        pass
    assert np.array_equal(trainer.network.flat, end)
    trainer.change(dropout=0.0)
    trainer.step_epoch()
    assert trainer.history.changes[-1][1:] == ("dropout", 0.3, 0.0)
