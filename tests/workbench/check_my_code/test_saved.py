import numpy as np
import pytest

from mlpviz.data.npz import UploadError
from mlpviz.workbench.check_my_code.saved import sorted_out

ONE = np.ones((2, 3))


@pytest.mark.parametrize(
    ("names", "gradients"),
    [
        (["W1", "b1"], ["dW1", "db1"]),
        (["W1", "b1"], ["grad_W1", "grad_b1"]),
        (["W1", "b1"], ["W1_grad", "b1_grad"]),
        (["W1", "b1"], ["d_W1", "d_b1"]),
        (["W1", "b1"], ["gW1", "gb1"]),
        (["W1", "b1"], ["dL_dW1", "dL_db1"]),
        (["W1", "b1"], ["dJdW1", "dJdb1"]),
        (["W1", "b1"], ["grads/W1", "grads/b1"]),
        (["Theta1", "Theta2"], ["delta_Theta1", "delta_Theta2"]),
        (["w_1", "d"], ["dw_1", "dd"]),
        (["W1", "b1"], ["dw1", "DB1"]),
        (["fc1.weight", "fc1.bias"], ["fc1.weight.grad", "fc1.bias.grad"]),
    ],
)
def test_a_gradient_is_found_by_the_name_of_its_parameter(names, gradients):
    arrays = {name: ONE * i for i, name in enumerate([*names, *gradients, "X", "Y"])}
    found = sorted_out(arrays)
    assert list(found.params) == list(found.grads) == names
    assert [found.grads[name][0, 0] for name in names] == [2.0, 3.0]
    assert found.unused == ()
    assert found.loss is None


def test_prefixes_of_parameters_go():
    arrays = dict.fromkeys(["params_W1", "grads_W1", "params_b1", "grads_b1", "X", "Y"], ONE)
    assert list(sorted_out(arrays).params) == ["W1", "b1"]


@pytest.mark.parametrize(
    ("X", "Y", "loss"),
    [("X", "Y", "loss"), ("x", "y", "L"), ("inputs", "targets", "cost"), ("X_train", "t", "J")],
)
def test_data_under_their_usual_names(X, Y, loss):
    found = sorted_out({"W": ONE, "dW": ONE, X: ONE, Y: 2 * ONE, loss: np.float32(0.5)})
    assert found.Y[0, 0] == 2.0
    assert found.loss == 0.5
    assert found.loss.dtype == np.float32
    assert list(found.params) == ["W"]


def test_what_is_nothing_of_all_that_is_told():
    arrays = {"W": ONE, "dW": ONE, "X": ONE, "Y": ONE, "dX": ONE, "V": ONE, "epoch": np.array(3)}
    assert sorted_out(arrays).unused == ("dX", "V", "epoch")


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({}, "lacks a parameter with its gradient, such as W1 and dW1, X and Y; it is empty"),
        ({"W": ONE, "dW": ONE, "Y": ONE}, "lacks X; it holds 'W', 'dW' and 'Y'"),
        ({"W": ONE, "dV": ONE, "X": ONE, "Y": ONE}, "lacks a parameter with its gradient"),
        ({"arr_0": ONE, "arr_1": ONE}, "Arrays need names"),
        ({"W": ONE, "dW": ONE, "X": ONE, "Y": ONE, "loss": ONE}, "2×3: the loss is one number"),
    ],
)
def test_what_is_missing_is_told_with_what_there_is(arrays, words):
    with pytest.raises(UploadError, match=words):
        sorted_out(arrays)
