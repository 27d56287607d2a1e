"""A run that learns gets no diagnosis in any of its epochs."""

import pytest

from mlpviz import RunConfig

MNIST = {"dataset": "mnist", "dataset_options": {"n_train": 500, "n_test": 500}}
HE = {"activation": "relu", "initializer": "he_uniform"}
TANH_MSE = {"output": "tanh", "loss": "mse", "target_scale": 0.9, "hidden_sizes": (50,)}

HEALTHY = {
    "digits": ({}, 40),
    "digits, full batch, tanh and mse": ({**TANH_MSE, "batch_size": None}, 150),
    "digits, full batch, lr 0.5": ({"batch_size": None, "lr": 0.5}, 150),
    "digits, adam, float32": ({"optimizer": "adam", "lr": 0.003, "dtype": "float32"}, 30),
    "digits, momentum": ({"optimizer": "momentum", "lr": 0.02}, 30),
    "digits, sigmoid": ({"output": "sigmoid"}, 30),
    "digits, l2": ({"l2": 1e-3}, 30),
    "digits, raw": ({"preprocessing": "none"}, 30),
    "digits, six layers": ({"hidden_sizes": (32,) * 6, "lr": 0.05}, 30),
    "mnist": (MNIST, 40),
    "mnist, full batch, tanh and mse": ({**MNIST, **TANH_MSE, "batch_size": None}, 120),
    "moons": ({"dataset": "moons"}, 200),
    "moons, full batch": (
        {"dataset": "moons", "batch_size": None, "hidden_sizes": (8,), "lr": 0.3},
        400,
    ),
    "moons, deep relu": ({"dataset": "moons", "hidden_sizes": (16,) * 5, "lr": 0.02, **HE}, 200),
    "circles": ({"dataset": "circles"}, 200),
    "xor": ({"dataset": "xor"}, 200),
    "xor, sigmoid, lr 1": (
        {"dataset": "xor", "activation": "sigmoid", "hidden_sizes": (8,), "lr": 1.0},
        200,
    ),
    "two gaussians, linear": (
        {"dataset": "two_gaussians", "hidden_sizes": (), "output": "sigmoid"},
        150,
    ),
    "three gaussians": ({"dataset": "three_gaussians"}, 150),
    "spiral": ({"dataset": "spiral"}, 200),
    "spiral, relu and adam": (
        {"dataset": "spiral", "optimizer": "adam", "lr": 0.01, "hidden_sizes": (16, 16), **HE},
        300,
    ),
    "spiral3": ({"dataset": "spiral3"}, 200),
    "iris": ({"dataset": "iris"}, 200),
    "iris, full batch": ({"dataset": "iris", "batch_size": None}, 400),
    "wine, full batch": ({"dataset": "wine", "batch_size": None, "lr": 0.3}, 300),
    "breast cancer": ({"dataset": "breast_cancer"}, 100),
    "plane": ({"dataset": "plane"}, 150),
    "hills": ({"dataset": "hills"}, 300),
    "hills, huber": ({"dataset": "hills", "loss": "huber", "hidden_sizes": (16,)}, 300),
    "sine, full batch": ({"dataset": "sine", "batch_size": None, "lr": 0.05}, 300),
    "sine, adam": ({"dataset": "sine", "optimizer": "adam", "lr": 0.01}, 200),
    "diabetes, few units": ({"dataset": "diabetes", "hidden_sizes": (4,), "lr": 0.01}, 200),
}


@pytest.mark.parametrize("name", HEALTHY)
def test_no_false_alarms(watch, name):
    choices, epochs = HEALTHY[name]
    run = watch(RunConfig(**choices), epochs)
    assert {epoch: kinds for epoch, kinds in run.kinds.items() if kinds} == {}
    assert len(run.kinds) == epochs + 1
    assert run.newest.train_loss < run.trainer.history[0].train_loss
