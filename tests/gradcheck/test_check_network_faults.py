"""``check_network``: what is wrong beside the gradients, and what it refuses."""

import numpy as np
import pytest

import mlpviz
from mlpviz.engine.network import MLP
from mlpviz.gradcheck import check_network
from tests.gradcheck.checked import check, own_gradients


class WrongLoss(MLP):
    """Reports RMSE while its gradients are those of the mean squared error."""

    def loss(self, X, Y, loss, l2=0.0, l1=0.0):
        return super().loss(X, Y, loss, l2, l1=l1) ** 0.5

    def loss_and_gradients(self, X, Y, loss="mse", l2=0.0, l1=0.0):
        value, gradients = super().loss_and_gradients(X, Y, loss, l2, l1=l1)
        return value**0.5, gradients


class WrongForward(MLP):
    """Forgets the last layer's bias."""

    def _forward_logits(self, X):
        buffers = super()._forward_logits(X)
        buffers.z[-1] -= self.params[f"b{len(self.sizes) - 1}"]
        return buffers


class WrongActivation(MLP):
    """Applies the activation twice."""

    def _forward_logits(self, X):
        buffers = super()._forward_logits(X)
        np.tanh(buffers.a[0], out=buffers.a[0])
        np.dot(buffers.a[0], self.params["W2"], out=buffers.z[1])
        buffers.z[1] += self.params["b2"]
        return buffers


class LossElsewhere(MLP):
    """Its loss() alone computes something else: only the spot checks can see that."""

    def loss(self, X, Y, loss, l2=0.0):
        return super().loss(2.0 * X, Y, loss, l2)


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (WrongLoss, "the engine's loss is"),
        (WrongForward, "layer 2: the engine's z is not a_prev @ W2 + b2"),
        (WrongActivation, "layer 1: the engine's a is not tanh(z)"),
        (LossElsewhere, "the engine's own loss has slope"),
    ],
)
def test_faults_beside_the_gradient_are_found(kind, fault):
    network = kind([3, 4, 2], "tanh", "identity", seed=1, bias_std=0.5)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    report = check_network(network, X, Y, loss="mse")
    assert report.verdict == "fail"
    assert any(fault in text for text in report.faults), report.faults
    assert fault in str(report)


def test_zero_gradients_pass_exactly():
    # All weights zero: nothing reaches the first layer, and both sides say exactly 0.
    network = MLP([3, 4, 2], "tanh", "softmax", init="zeros")
    X, Y = np.ones((4, 3)), np.eye(2)[[0, 1, 1, 1]]
    report = check_network(network, X, Y, loss="cross_entropy")
    assert report.passed
    assert report["W1"].resolution == 0.0
    assert report["W1"].error == 0.0


def test_a_vanished_gradient_is_unresolved_not_passed():
    network = MLP([2, 3, 3, 3, 1], "tanh", init="normal", init_options={"std": 1e-6})
    X, Y = np.ones((4, 2)), np.ones((4, 1))
    assert check_network(network, X, Y, loss="mse", sources=["complex_step"]).passed
    report = check_network(network, X, Y, loss="mse", sources=["central"])
    assert report["b4"].verdict == "pass"
    assert report["W1"].verdict == "unresolved"
    assert report.verdict == "unresolved"
    assert not report.passed


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_underflow_is_no_fault(dtype):
    # Weights so small that the products of the deeper layers are subnormal numbers, or 0.
    std = 1e-11 if dtype == "float32" else 1e-80
    network = MLP([3, 4, 4, 4, 4, 1], "tanh", init="normal", init_options={"std": std}, dtype=dtype)
    rng = np.random.default_rng(0)
    report = check_network(network, rng.normal(size=(5, 3)), np.ones((5, 1)), loss="mse")
    assert report.faults == ()
    assert report.verdict == "unresolved"


def test_kinks_are_reported_as_shares():
    network = MLP([1, 2, 1], "relu", "identity", seed=0)
    network.params["W1"] = [[1e-4, 1.0]]
    report = check_network(network, np.ones((3, 1)), np.zeros((3, 1)), loss="mse")
    assert report["W1"].kink_share == 0.5
    assert report["W1"].kinks.tolist() == [[True, False]]
    assert report["W2"].kink_share == 0.0


def test_sources_are_those_of_check_gradients(random_case):
    case = random_case(2)
    assert check(case, sources="central").sources == ("analytic", "central")
    assert check(case, sources="complex_step").sources == ("analytic", "complex_step")
    assert check(case, sources=None).sources == ("analytic", "central", "complex_step")
    both = ("analytic", "complex_step", "central")
    assert check(case, sources=both).sources == ("analytic", "central", "complex_step")
    assert mlpviz.check_gradients(lambda: 1.0, np.ones(2), np.zeros(2), sources="central").passed
    report = mlpviz.MLP([2, 1]).check_gradients(np.ones((1, 2)), np.ones((1, 1)), sources="central")
    assert report.sources == ("analytic", "central")


def test_wrong_arguments_are_refused(random_case):
    case = random_case(2)
    with pytest.raises(ValueError, match="at least one sample"):
        check_network(case.network, case.X[:0], case.Y[:0], loss=case.loss)
    with pytest.raises(ValueError, match="need"):
        check_network(case.network, case.X, case.Y[:, :0], loss=case.loss)
    with pytest.raises(ValueError, match="source = 'forward' is unknown"):
        check(case, sources=["forward"])
    for nothing in ([], ["analytic"]):
        with pytest.raises(ValueError, match="choose any of autograd, central, complex_step"):
            check(case, sources=nothing)
    for h in (0.0, -1e-3, np.nan, np.inf):
        with pytest.raises(ValueError, match="a positive number"):
            check(case, h=h)
    with pytest.raises(ValueError, match="does not go with"):
        check_network(case.network, case.X, case.Y, loss="cross_entropy")
    _, gradients = own_gradients(case)
    with pytest.raises(ValueError, match="gradient W1 has shape"):
        check(case, gradients=gradients | {"W1": np.zeros(1)})
    del gradients["W1"]
    with pytest.raises(ValueError, match="no 'W1'"):
        check(case, gradients=gradients)
