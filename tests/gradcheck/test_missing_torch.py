"""Without torch autograd is missing, which is said with the way out; nothing else is."""

import sys

import numpy as np
import pytest

import mlpviz
from mlpviz.gradcheck import autograd_gradients, check_network
from mlpviz.gradcheck.missing_torch import INSTALL, has_torch, load_torch

X, Y = np.eye(3), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
W = np.array([[1.0, -2.0], [0.5, 3.0]])


def network():
    return mlpviz.MLP([3, 4, 2], activation="tanh", output="softmax", seed=0)


def squares(params):
    return np.sum(params["W"] ** 2)


ASKED = {
    "a network": lambda: network().check_gradients(X, Y, "cross_entropy", sources="autograd"),
    "among others": lambda: check_network(
        network(), X, Y, loss="cross_entropy", sources=("central", "autograd")
    ),
    "its gradients": lambda: autograd_gradients(network(), X, Y, loss="cross_entropy"),
    "any code": lambda: mlpviz.check_gradients(squares, {"W": W}, {"W": 2 * W}, sources="autograd"),
    "in a test": lambda: mlpviz.assert_gradients(
        squares, {"W": W}, {"W": 2 * W}, sources=("autograd", "central")
    ),
}


@pytest.mark.parametrize("ask", ASKED.values(), ids=ASKED)
def test_who_asks_for_autograd_is_told_how_to_install_torch(ask, no_torch):
    with pytest.raises(mlpviz.MissingTorchError, match=INSTALL) as caught:
        ask()
    assert isinstance(caught.value, ImportError)
    assert caught.value.name == "torch"


def test_nothing_else_needs_it(no_torch):
    assert not has_torch()
    report = network().check_gradients(X, Y, loss="cross_entropy")
    assert report.passed
    assert report.sources == ("analytic", "central", "complex_step")
    assert mlpviz.check_gradients(squares, {"W": W}, {"W": 2 * W}).passed
    assert not mlpviz.check_gradients(squares, {"W": W}, {"W": W}).passed


def test_a_torch_that_is_broken_is_told_from_none(monkeypatch, tmp_path):
    (tmp_path / "torch.py").write_text("raise ImportError('libtorch.so: no such file')", "utf-8")
    for name in [name for name in sys.modules if name.partition(".")[0] == "torch"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert has_torch()
    with pytest.raises(mlpviz.MissingTorchError, match=r"cannot be imported \(libtorch"):
        load_torch()
