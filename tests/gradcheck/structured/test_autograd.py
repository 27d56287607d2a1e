import subprocess
import sys

import numpy as np
import pytest
import torch

from mlpviz.engine.network import MLP
from mlpviz.gradcheck import autograd_gradients
from mlpviz.gradcheck.structured.autograd import differentiate
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.gradcheck.structured.references import MissingReferenceError


def test_numbers_worked_by_hand():
    # One weight w = 3, x = 2, y = 1, squared error: (6 - 1)^2 = 25, gradient 2 * 5 * 2 = 20;
    # the penalty 0.5 * 3^2 adds 4.5 and 2 * 0.5 * 3 = 3.
    network = MLP([1, 1], output="identity", bias=False)
    network.params["W1"] = [[3.0]]
    loss, gradients = autograd_gradients(
        network, np.array([[2.0]]), np.array([[1.0]]), loss="mse", l2=0.5
    )
    assert loss == 29.5
    assert gradients["W1"].tolist() == [[23.0]]


def test_works_in_float64_whatever_the_network():
    network = MLP([2, 3, 2], "gelu", "softmax", dtype="float32", seed=1)
    _, gradients = autograd_gradients(network, np.ones((2, 2)), np.eye(2), loss="cross_entropy")
    assert {name: g.dtype.name for name, g in gradients.items()} == dict.fromkeys(
        network.params, "float64"
    )


def test_threads_are_restored_also_after_an_error():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        network = MLP([2, 1], output="identity")
        autograd_gradients(network, np.ones((1, 2)), np.ones((1, 1)), loss="mse")
        assert torch.get_num_threads() == 2
        with pytest.raises(MissingReferenceError, match=r"'nonsense' .*autograd\.py"):
            autograd_gradients(network, np.ones((1, 2)), np.ones((1, 1)), loss="nonsense")
        assert torch.get_num_threads() == 2
    finally:
        torch.set_num_threads(before)


def test_any_function_is_differentiated_in_its_first_array():
    x, w = np.array([1.0, -2.0, 3.0]), np.array([2.0, 0.5, -1.0])
    gradient = differentiate(lambda x, w: (w * x**2).sum(), x, w)
    np.testing.assert_array_equal(gradient, 2 * w * x)
    assert gradient.dtype == np.float64


def test_torch_is_imported_only_when_needed():
    code = "import sys, mlpviz.gradcheck; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("z", [-3.0, -5.0, -6.0, -7.0])
def test_an_activation_that_torch_rounds_another_way_is_no_fault(z):
    """z Phi(z) as z (1 + erf) / 2 cancels where z < 0: torch has some units of |z| in its a."""
    network = MLP((1, 1, 1), "gelu", "identity", bias=False)
    network.flat[...] = [z, 1.0]
    X, Y = np.ones((1, 1)), np.full((1, 1), 3.0)
    sources = ("autograd", "complex_step")
    assert check_network(network, X, Y, loss="mse", sources=sources).verdict != "fail"
    _, gradients = network.loss_and_gradients(X, Y, "mse")
    wrong = gradients | {"W2": gradients["W2"] * 1.001}
    found = check_network(network, X, Y, loss="mse", gradients=wrong, sources=sources)
    assert [row.name for row in found.failing] == ["W2"]
