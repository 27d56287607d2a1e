"""A torch module is watched by hooks: what it is told by hand it hears by itself."""

import numpy as np
import pytest
import torch

from mlpviz import Recorder
from mlpviz.engine.faults import FaultsError


def model():
    torch.manual_seed(0)
    return torch.nn.Sequential(torch.nn.Linear(4, 5), torch.nn.Tanh(), torch.nn.Linear(5, 3))


def trained(rec, net, epochs=2, tell=False):
    X = torch.linspace(-1, 1, 48).reshape(12, 4)
    y = torch.arange(12) % 3
    optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
    for _ in range(epochs):
        for rows in (slice(0, 6), slice(6, 12)):
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(net(X[rows]), y[rows]).backward()
            optimizer.step()
        grads = {name: p.grad for name, p in net.named_parameters()}
        with torch.no_grad():
            z = net(X)
            loss = torch.nn.functional.cross_entropy(z, y)
        rec.log(loss, outputs=z, labels=y, lr=0.1, **({"grads": grads, "steps": 2} if tell else {}))
    return rec


def test_a_watched_module_needs_neither_gradients_nor_steps():
    heard, said = model(), model()
    by_hooks = Recorder(heard, n_classes=3)
    by_hooks.watch(heard)
    by_hand = trained(Recorder(dict(said.named_parameters()), n_classes=3), said, tell=True)
    trained(by_hooks, heard)
    for ours, theirs in zip(by_hooks.history, by_hand.history, strict=True):
        assert ours.grad_norm == theirs.grad_norm
        assert ours.update_norm == theirs.update_norm
        assert ours.train_accuracy == theirs.train_accuracy
    assert by_hooks.loop.steps == 2
    assert (by_hooks.loop.loss, by_hooks.loop.output) == ("cross_entropy", "softmax")
    assert by_hooks.loop.sizes == (4, 5, 3)
    assert by_hooks.titles["W1"] == "0.weight"


def test_gradients_that_were_let_go_are_still_known():
    net = model()
    rec = Recorder(net, n_classes=3)
    rec.watch(net)
    net(torch.ones(2, 4)).sum().backward()
    norm = float(net[0].weight.grad.norm())
    net.zero_grad()
    rec.log(1.0)
    assert rec.history.newest.grad_norm["W1"] == pytest.approx(norm)


def test_what_does_not_train_has_no_gradient():
    net = model()
    net[0].requires_grad_(requires_grad=False)
    rec = Recorder(net, n_classes=3)
    rec.watch(net)
    net(torch.ones(2, 4)).sum().backward()
    rec.log(1.0)
    newest = rec.history.newest
    assert newest.grad_norm["W1"] == 0.0
    assert newest.grad_norm["W2"] > 0.0


def test_watching_ends():
    net = model()
    rec = Recorder(net, n_classes=3)
    rec.watch(net)
    rec.watch(None)
    net(torch.ones(2, 4)).sum().backward()
    rec.log(1.0)
    assert np.isnan(rec.history.newest.grad_norm["W1"])


def test_what_cannot_be_watched_is_named():
    rec = Recorder(model(), n_classes=3)
    with pytest.raises(FaultsError, match="model"):
        rec.watch("model")
    with pytest.raises(FaultsError, match=r"model = Linear.* holds 2"):
        rec.watch(torch.nn.Linear(2, 2))
