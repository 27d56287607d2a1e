"""``MLP``: what it refuses, and what it says then."""

import numpy as np
import pytest

from mlpviz import MLP
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.losses import LOSSES, OUTPUTS

TABLE_ARGUMENTS = [
    ("activation", {"activation": "tanhh"}, ACTIVATIONS),
    ("activation", {"activation": ["swish"]}, ACTIVATIONS),
    ("output", {"output": "relu"}, OUTPUTS),
    ("init", {"init": "xavier"}, ["xavier_uniform", "he_normal", "zeros", "orthogonal"]),
    ("dtype", {"dtype": "float16"}, ["float64", "float32"]),
]


@pytest.mark.parametrize(("field", "arguments", "legal"), TABLE_ARGUMENTS)
def test_an_unknown_name_is_refused_with_the_legal_ones(field, arguments, legal):
    with pytest.raises(ValueError, match=field) as error:
        MLP([2, 3, 1], **arguments)
    value = next(iter(arguments.values()))
    assert (value if isinstance(value, str) else value[0]) in str(error.value)
    for name in legal:
        assert name in str(error.value)


BAD_ARGUMENTS = [
    ({"sizes": []}, "sizes"),
    ({"sizes": [3]}, "3"),
    ({"sizes": [2, 0, 1]}, "0"),
    ({"sizes": [2, -4, 1]}, "-4"),
    ({"sizes": [2.7, 3, 1]}, "2.7"),
    ({"sizes": [2, float("nan"), 1]}, "sizes"),
    ({"activation": ["relu", "tanh"]}, "relu"),
    ({"init": "normal", "init_options": {"std": -1.0}}, "std"),
    ({"init": "normal", "init_options": {"std": float("nan")}}, "std"),
    ({"init": "normal", "init_options": {"spread": 1.0}}, "spread"),
    ({"init": "he_normal", "init_options": {"std": 1.0}}, "std"),
    ({"bias_std": -0.5}, "bias_std"),
    ({"bias_std": float("nan")}, "bias_std"),
    ({"bias_std": float("inf")}, "bias_std"),
    ({"seed": -1}, "seed"),
]


@pytest.mark.parametrize(("arguments", "named"), BAD_ARGUMENTS)
def test_an_impossible_argument_is_refused_and_named(arguments, named):
    with pytest.raises(ValueError, match=named):
        MLP(**({"sizes": [2, 3, 1]} | arguments))


def test_softmax_over_one_output_is_refused():
    with pytest.raises(ValueError, match="sigmoid"):
        MLP([2, 1], output="softmax")


@pytest.mark.parametrize(
    "X", [np.zeros(2), np.zeros((4, 3)), np.zeros((4, 2, 1)), np.zeros((2, 4)), 1.0]
)
def test_inputs_of_another_shape_are_refused(X):
    network = MLP([2, 3, 1])
    for call in (
        network.forward,
        network.predict,
        lambda X: network.loss(X, np.zeros((4, 1)), "mse"),
        lambda X: network.loss_and_gradients(X, np.zeros((4, 1))),
    ):
        with pytest.raises(ValueError, match=r"need \[n, 2\]"):
            call(X)


@pytest.mark.parametrize("Y", [np.zeros(4), np.zeros((4, 2)), np.zeros((3, 1)), 0.0])
def test_targets_of_another_shape_are_refused(Y):
    network = MLP([2, 3, 1])
    for call in (network.loss_and_gradients, network.loss):
        with pytest.raises(ValueError, match=r"need \[4, 1\]"):
            call(np.zeros((4, 2)), Y, loss="mse")


CLASSES = np.array([0, 2, 1, 0])


@pytest.mark.parametrize(
    "Y", [CLASSES, CLASSES[:, None], CLASSES.astype(float), CLASSES.tolist(), [0.0, 2.0, 1.0, 0.0]]
)
def test_class_numbers_are_told_how_to_become_one_hot_rows(Y):
    network = MLP([2, 3, 3], output="softmax")
    X = np.random.default_rng(0).normal(size=(4, 2))
    for call in (network.loss_and_gradients, network.loss):
        with pytest.raises(FaultsError, match="class numbers") as error:
            call(X, Y, loss="cross_entropy")
        assert f"has shape {np.shape(Y)}; need [4, 3]" in str(error.value)
        way = str(error.value).rpartition(": ")[2]
        made = eval(way, {"np": np, "Y": Y})  # what the message says, to the letter
        np.testing.assert_array_equal(made, np.eye(3)[CLASSES])
        call(X, made, loss="cross_entropy")


@pytest.mark.parametrize("outside", [3, -1, 1.5, 1000])
def test_numbers_that_are_no_classes_of_the_network_are_named(outside):
    network = MLP([2, 3, 3], output="softmax")
    with pytest.raises(FaultsError, match=f"0 to 2; {outside} is none"):
        network.loss(np.zeros((4, 2)), np.array([0, outside, 1, 1]), "cross_entropy")


def test_a_vector_of_targets_is_told_how_to_become_a_column():
    network = MLP([2, 3, 1])
    Y = [0.5, 1.5, 2.5, 3.5]
    with pytest.raises(FaultsError, match="a column: ") as error:
        network.loss(np.zeros((4, 2)), Y, "mse")
    column = eval(str(error.value).rpartition(": ")[2], {"np": np, "Y": Y})
    assert column.tolist() == [[0.5], [1.5], [2.5], [3.5]]
    network.loss(np.zeros((4, 2)), column, "mse")


def test_an_unknown_loss_is_refused_with_the_legal_ones():
    network = MLP([2, 3, 1])
    for call in (network.loss_and_gradients, network.loss):
        with pytest.raises(ValueError, match="mean_squared") as error:
            call(np.zeros((4, 2)), np.zeros((4, 1)), loss="mean_squared")
        for legal in LOSSES:
            assert legal in str(error.value)


def test_z_before_any_pass_says_what_to_do():
    with pytest.raises(ValueError, match="forward"):
        MLP([2, 1]).z  # noqa: B018
