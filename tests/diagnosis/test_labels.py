"""What changes are called."""

import pytest

from mlpviz import RunConfig
from mlpviz.diagnosis.labels import advice

MOONS = RunConfig(dataset="moons", dataset_options={"n_samples": 100})


@pytest.mark.parametrize(
    ("changes", "label"),
    [
        ({"lr": 0.3}, "Use a learning rate of 0.3"),
        ({"preprocessing": "standardize"}, "Standardise the inputs"),
        ({"initializer": "he_uniform", "initializer_options": {}}, "Start from He weights"),
        ({"hidden_sizes": (16, 16)}, "Use 16-16 hidden units"),
        ({"hidden_sizes": (16,)}, "Use one layer of 16 hidden units"),
        ({"hidden_sizes": (1,)}, "Use one layer of 1 hidden unit"),
        ({"l2": 0.0}, "Leave out L2"),
        ({"bias": True}, "Add biases"),
        ({"batch_size": None}, "Use the full batch"),
        ({"optimizer": "adam", "optimizer_options": {}}, "Use Adam"),
        ({"optimizer_options": {}}, "Use the optimiser's usual settings"),
        ({"activation": ("tanh", "leaky_relu", "tanh")}, "Use tanh and leaky relu units"),
        (
            {"lr": 0.01, "preprocessing": "minmax", "optimizer": "adam"},
            "Bring the inputs to 0..1 and use a learning rate of 0.01 and Adam",
        ),
        ({"dataset_options": {"n_samples": 1000}}, "Use 1,000 samples"),
        ({"dataset_options": {}}, "Use 300 samples"),
        (
            {"dataset_options": {"n_samples": 50, "noise": 0.4}},
            "Use 50 samples and data with noise 0.4",
        ),
        ({"bias_std": 0.0}, "Use bias std 0"),
        (
            {"preprocessing": "standardize", "standardize_targets": True, "bias": True},
            "Add biases and standardise the inputs and the targets",
        ),
    ],
)
def test_a_label_is_an_imperative(changes, label):
    assert advice(changes, MOONS) == label
