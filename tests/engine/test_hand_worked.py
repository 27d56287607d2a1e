"""Networks small enough to work out with pencil and paper; every number in the comments."""

import numpy as np
import pytest

from mlpviz.engine.network import MLP
from tests.rounding import gamma

# No number below comes from more than a hundred operations, and none is less than a tenth of the
# terms that it is the sum of.
ROUNDING = gamma(1000)
L = np.log(3.0)  # sigmoid(L) = 1 / (1 + 1/3) = 3/4, sigmoid(-L) = 1/4, sigmoid(0) = 1/2


def two_two_one():
    """2 inputs, 2 sigmoid units, 1 linear output."""
    network = MLP([2, 2, 1], activation="sigmoid", output="identity")
    network.params["W1"] = [[2 * L, L], [-L, -1.5 * L]]
    network.params["b1"] = [L, L]
    network.params["W2"] = [[2.0], [-4.0]]
    network.params["b2"] = [0.5]
    # Two samples: x = (1, 2) with target 3, and x = (-1, 0) with target -2.
    return network, np.array([[1.0, 2.0], [-1.0, 0.0]]), np.array([[3.0], [-2.0]])


def test_forward():
    network, X, _ = two_two_one()
    out = network.forward(X)
    # Sample 1: z1 = (1*2L + 2*(-L) + L,  1*L + 2*(-1.5L) + L) = (L, -L),   a1 = (3/4, 1/4)
    #           z2 = 2 * 3/4 - 4 * 1/4 + 1/2 = 1.5 - 1 + 0.5 = 1
    # Sample 2: z1 = (-2L + L,            -L + L)              = (-L, 0),   a1 = (1/4, 1/2)
    #           z2 = 2 * 1/4 - 4 * 1/2 + 1/2 = 0.5 - 2 + 0.5 = -1
    np.testing.assert_allclose(network.z[0], [[L, -L], [-L, 0.0]], rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(network.a[0], [[3 / 4, 1 / 4], [1 / 4, 1 / 2]], rtol=ROUNDING)
    np.testing.assert_allclose(out, [[1.0], [-1.0]], rtol=ROUNDING)


def test_loss_and_gradients():
    network, X, Y = two_two_one()
    loss, gradients = network.loss_and_gradients(X, Y, loss="mse")
    # Errors a - y: 1 - 3 = -2 and -1 + 2 = 1. Loss = (4 + 1) / 2 = 2.5.
    assert loss == pytest.approx(2.5, rel=ROUNDING)
    # delta2 = 2 (a - y) / n = (-2, 1).
    # dW2 = a1^T delta2 = (3/4 * -2 + 1/4 * 1,  1/4 * -2 + 1/2 * 1) = (-1.25, 0)
    # db2 = -2 + 1 = -1
    np.testing.assert_allclose(gradients["W2"], [[-1.25], [0.0]], rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(gradients["b2"], [-1.0], rtol=ROUNDING)
    # sigmoid' = a (1 - a): 3/16, 3/16 for sample 1; 3/16, 1/4 for sample 2.
    # delta1 = (delta2 W2^T) * sigmoid':
    #   sample 1: -2 * (2, -4) * (3/16, 3/16) = (-4, 8) * 3/16 = (-0.75, 1.5)
    #   sample 2:  1 * (2, -4) * (3/16, 1/4)                   = (0.375, -1)
    # dW1 = X^T delta1; row 1 (x1 = 1, -1): (-0.75 - 0.375, 1.5 + 1) = (-1.125, 2.5)
    #                   row 2 (x2 = 2, 0):  2 * (-0.75, 1.5)         = (-1.5, 3)
    # db1 = (-0.75 + 0.375, 1.5 - 1) = (-0.375, 0.5)
    np.testing.assert_allclose(gradients["W1"], [[-1.125, 2.5], [-1.5, 3.0]], rtol=ROUNDING)
    np.testing.assert_allclose(gradients["b1"], [-0.375, 0.5], rtol=ROUNDING)


def test_l2_penalty():
    network, X, Y = two_two_one()
    loss, gradients = network.loss_and_gradients(X, Y, loss="mse", l2=0.05)
    # sum W1^2 = (4 + 1 + 1 + 2.25) L^2 = 8.25 L^2, sum W2^2 = 4 + 16 = 20, no biases.
    assert loss == pytest.approx(2.5 + 0.05 * (8.25 * L**2 + 20.0), rel=ROUNDING)
    # 2 * 0.05 * W = 0.1 W is added: W2 gets (0.2, -0.4), W1 gets L (0.2, 0.1; -0.1, -0.15).
    np.testing.assert_allclose(gradients["W2"], [[-1.05], [-0.4]], rtol=ROUNDING)
    np.testing.assert_allclose(
        gradients["W1"],
        [[-1.125 + 0.2 * L, 2.5 + 0.1 * L], [-1.5 - 0.1 * L, 3.0 - 0.15 * L]],
        rtol=ROUNDING,
    )
    np.testing.assert_allclose(gradients["b2"], [-1.0], rtol=ROUNDING)


def test_one_gradient_step_lowers_the_loss_as_predicted():
    network, X, Y = two_two_one()
    before, gradients = network.loss_and_gradients(X, Y, loss="mse")
    for name, gradient in gradients.items():
        network.params[name] -= 1e-6 * gradient
    # The loss falls by lr times the squared length of the gradient, to first order:
    # 1.25^2 + 0 + 1 + (1.125^2 + 2.5^2 + 1.5^2 + 3^2) + (0.375^2 + 0.5^2) = 21.71875
    assert (before - network.loss(X, Y, "mse")) / 1e-6 == pytest.approx(21.71875, rel=1e-4)


def test_tanh_output_and_mse_without_hidden_layer():
    # tanh(L/2) = (3 - 1) / (3 + 1) = 1/2, tanh' = 1 - 1/4 = 3/4.
    network = MLP([1, 1], output="tanh")
    network.params["W1"] = [[L / 4]]
    network.params["b1"] = [L / 4]
    loss, gradients = network.loss_and_gradients(np.array([[1.0]]), np.array([[-1.0]]), loss="mse")
    # a = 1/2, error 3/2: loss 9/4, delta = 2 * 3/2 * 3/4 = 9/4, times x = 1.
    assert loss == pytest.approx(9 / 4)
    assert gradients["W1"][0, 0] == pytest.approx(9 / 4)
    assert gradients["b1"][0] == pytest.approx(9 / 4)


def test_huber_is_quadratic_near_and_linear_far():
    network = MLP([1, 2], output="identity", bias=False)
    network.params["W1"] = [[0.5, -3.0]]
    loss, gradients = network.loss_and_gradients(np.array([[2.0]]), np.array([[0.5, 0.0]]),
                                                 loss="huber")  # fmt: skip
    # a = (1, -6), d = (0.5, -6): 0.5^2 / 2 + (6 - 0.5) = 5.625; d' = (0.5, -1), times x = 2.
    assert loss == pytest.approx(5.625)
    np.testing.assert_allclose(gradients["W1"], [[1.0, -2.0]])


def test_softmax_and_cross_entropy():
    # z = (0, L), p = (1/4, 3/4); target class 1: loss = log 4, delta = (1/4 - 1, 3/4).
    network = MLP([1, 2], output="softmax")
    network.params["W1"] = [[0.0, L / 2]]
    loss, gradients = network.loss_and_gradients(np.array([[2.0]]), np.array([[1.0, 0.0]]),
                                                 loss="cross_entropy")  # fmt: skip
    assert loss == pytest.approx(np.log(4.0))
    np.testing.assert_allclose(gradients["b1"], [-0.75, 0.75])
    np.testing.assert_allclose(gradients["W1"], [[-1.5, 1.5]])
    # Targets scaled by 0.9: loss 0.9 log 4, delta = 0.9 p - y = (0.225 - 0.9, 0.675).
    loss, gradients = network.loss_and_gradients(np.array([[2.0]]), np.array([[0.9, 0.0]]),
                                                 loss="cross_entropy")  # fmt: skip
    assert loss == pytest.approx(0.9 * np.log(4.0))
    np.testing.assert_allclose(gradients["b1"], [-0.675, 0.675])


def test_sigmoid_and_binary_cross_entropy():
    # z = L, p = 3/4; target 0: loss = -log(1/4) = log 4, delta = 3/4.
    network = MLP([1, 1], output="sigmoid", bias=False)
    network.params["W1"] = [[L]]
    loss, gradients = network.loss_and_gradients(np.array([[1.0]]), np.array([[0.0]]),
                                                 loss="binary_cross_entropy")  # fmt: skip
    assert loss == pytest.approx(np.log(4.0))
    assert gradients["W1"][0, 0] == pytest.approx(0.75)
