"""``RunConfig``: what it refuses, and what it says then."""

import math

import numpy as np
import pytest

from mlpviz import DATASETS, RunConfig
from mlpviz.kinds import MAX_LAYERS, MAX_UNITS
from tests.config_faults import faults_of


def test_the_default_is_legal_and_trains():
    config = RunConfig()
    assert config.dataset in DATASETS
    assert config == RunConfig()
    assert config.sizes[0] == DATASETS[config.dataset].n_features


# What is refused. Every row: the field, a bad value, and a piece of what is allowed.
BAD = [
    ("dataset", "digit", "digits"),
    ("dataset", 3, "Legal: "),
    ("dataset", None, "Legal: "),
    ("preprocessing", "zscore", "standardize"),
    ("standardize_targets", "yes", "True, False, or None"),
    ("standardize_targets", 1, "True, False, or None"),
    ("standardize_targets", True, "for numbers, and Digits 8 x 8 has 10 classes: leave it out."),
    ("test_size", 0.0, "between 0.01 and 0.99"),
    ("test_size", 1.0, "between 0.01 and 0.99"),
    ("test_size", -0.2, "between"),
    ("test_size", "0.2", "number"),
    ("data_seed", -1, "between 0 and 4294967295"),
    ("data_seed", 2**32, "between 0 and 4294967295"),
    ("data_seed", 1.5, "whole number"),
    ("hidden_sizes", 8, "such as (8,)"),
    ("hidden_sizes", (0,), "between 1 and 4096"),
    ("hidden_sizes", (8, -1), "too small"),
    ("hidden_sizes", (2.5,), "whole number"),
    ("hidden_sizes", (True,), "whole number"),
    ("hidden_sizes", ("8",), "whole number"),
    ("hidden_sizes", (MAX_UNITS + 1,), str(MAX_UNITS)),
    ("hidden_sizes", (2,) * (MAX_LAYERS + 1), str(MAX_LAYERS)),
    ("activation", "tanhh", "tanh"),
    ("activation", ("relu",), "1 name for 2 hidden layers"),
    ("activation", ("relu", "tanhh"), "tanh"),
    ("activation", ("relu", 3), "Legal: "),
    ("activation", None, "Legal: "),
    ("output", "relu", "softmax"),
    ("loss", "squared", "cross_entropy"),
    ("target_scale", 0.0, "between 0.01 and 1."),
    ("target_scale", 1.01, "between 0.01 and 1."),
    ("initializer", "glorot", "xavier_uniform"),
    ("bias", 1, "True or False"),
    ("bias", "yes", "True or False"),
    ("bias_std", -0.1, "between 0 and 100."),
    ("optimizer", "adm", "adam"),
    ("lr", 0.0, "between 1e-12 and 1e+9."),
    ("lr", -0.1, "too small"),
    ("lr", 1e10, "too large"),
    ("lr", "0.1", "number"),
    ("lr", True, "number"),
    ("lr", None, "number"),
    ("batch_size", 0, "between 1 and 1e+9."),
    ("batch_size", 2.5, "whole number"),
    ("batch_size", "full", "or None for the full batch"),
    ("batch_size", True, "whole number"),
    ("l2", -1e-9, "between 0 and 100."),
    ("l2", 101.0, "between 0 and 100."),
    ("dtype", "float16", "float32"),
    ("seed", -1, "between 0 and 4294967295"),
    ("seed", False, "whole number"),
    ("seed", 0.5, "whole number"),
]


@pytest.mark.parametrize(("field", "value", "allowed"), BAD, ids=str)
def test_a_fault_names_field_value_and_what_is_allowed(field, value, allowed):
    (fault,) = faults_of(**{field: value})
    assert fault.field.split(".")[0] == field
    assert field in fault.message
    shown = fault.value
    assert shown == value or shown in value  # one bad item of several is shown alone
    assert repr(shown)[:50] in fault.message
    assert allowed in fault.message


NUMBERS = [
    name
    for name, value in RunConfig().model_dump().items()
    if isinstance(value, int | float) and not isinstance(value, bool)
]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, np.nan, np.bool_(True)])
@pytest.mark.parametrize("field", NUMBERS)
def test_nan_infinity_and_truth_values_are_no_numbers(field, value):
    assert len(NUMBERS) == 11
    (fault,) = faults_of(**{field: value})
    assert fault.field == field


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, "0.1", None])
@pytest.mark.parametrize(
    ("choices", "field", "option"),
    [
        ({"dataset": "moons", "preprocessing": "none"}, "dataset_options", "noise"),
        ({"initializer": "normal"}, "initializer_options", "std"),
        ({"optimizer": "adam"}, "optimizer_options", "beta1"),
    ],
)
def test_nor_in_options(choices, field, option, value):
    faults = faults_of(**choices, **{field: {option: value}})
    assert len(faults) == 1
    assert option in faults[0].message or field in faults[0].message


@pytest.mark.parametrize(
    ("choices", "named"),
    [
        ({"dataset": "moons", "dataset_options": {"noise": 9.0}}, "noise"),
        ({"dataset": "moons", "dataset_options": {"noyse": 0.1}}, "noise"),
        ({"dataset": "moons", "dataset_options": {"n_samples": 99.5}}, "n_samples"),
        ({"dataset": "iris", "dataset_options": {"noise": 0.1}}, "noise"),
        ({"initializer": "normal", "initializer_options": {"std": -1.0}}, "std"),
        ({"initializer": "he_normal", "initializer_options": {"std": 1.0}}, "std"),
        ({"optimizer": "adam", "optimizer_options": {"momentum": 0.9}}, "momentum"),
        ({"optimizer": "momentum", "optimizer_options": {"momentum": 1.5}}, "momentum"),
        ({"optimizer": "adam", "optimizer_options": {"beta2": 1.0}}, "beta2"),
    ],
)
def test_options_are_checked_against_their_row(choices, named):
    (fault,) = faults_of(**choices)
    assert named in fault.message


def test_an_unknown_choice_suggests_the_nearest():
    (fault,) = faults_of(hiden_sizes=(3,))
    assert "hidden_sizes" in fault.message
    assert "hiden_sizes" in fault.message


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"learning_rate": 0.1}, "Did you mean 'lr'?"),
        ({"init": "he_normal"}, "Did you mean 'initializer' or 'initializer_options'?"),
        ({"activation": "Relu"}, "Did you mean 'relu'?"),
        ({"activation": None}, "activation = None is unknown. Did you mean 'identity'?"),
        ({"activation": ("tanh", None)}, "activation: layer 2 = None is unknown."),
        ({"initializer": "he"}, "Did you mean 'he_uniform' or 'he_normal'?"),
        ({"initializer": "torch"}, "Did you mean 'torch_default'?"),
        ({"initializer": "Ones"}, "Did you mean 'ones'?"),
        ({"initializer": "glorot_uniform"}, "Did you mean 'xavier_uniform'?"),
        ({"initializer": "KaimingNormal"}, "Did you mean 'he_normal'?"),
        ({"initializer": "nn.Linear"}, "Did you mean 'torch_default'?"),
        ({"dataset": "sine", "loss": "L1"}, "Did you mean 'mae'?"),
        ({"dataset": "sine", "loss": "mean_squared_error"}, "Did you mean 'mse'?"),
        ({"optimizer": None}, "optimizer = None is unknown. Legal:"),
        ({"loss": 3}, "loss = 3 is unknown. Legal: mse,"),
        ({"output": None}, "Did you mean 'identity'?"),
        ({"preprocessing": None}, "Did you mean 'none'?"),
        ({"dataset": None}, "dataset = None is unknown. Legal: moons,"),
        ({"dataset": "Moons"}, "Did you mean 'moons'?"),
    ],
)
def test_a_name_is_answered_with_what_was_likely_meant(choices, words):
    (fault,) = faults_of(**choices)
    assert words in fault.message


def test_every_unknown_choice_is_named():
    message = "\n".join(str(fault) for fault in faults_of(learning_rate=0.1, momentum=0.9))
    assert "'learning_rate'" in message
    assert "'momentum'" in message


def test_all_faults_are_reported_at_once():
    wrong = {
        "dataset": "digitz",
        "preprocessing": "zscore",
        "test_size": 7.0,
        "data_seed": -1,
        "hidden_sizes": (0,),
        "activation": "tanhh",
        "output": "softplus",
        "loss": "l1",
        "target_scale": 2.0,
        "initializer": "glorot",
        "bias": "on",
        "bias_std": -1.0,
        "optimizer": "sdg",
        "lr": math.nan,
        "batch_size": 0,
        "l2": -1.0,
        "dtype": "double",
        "seed": -1,
    }
    faults = faults_of(**wrong)
    assert {fault.field.split(".")[0] for fault in faults} == set(wrong)
    assert len(faults) == len(wrong)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"test_size": math.nan}, {"dataset": "digitz"}),
        ({"test_size": math.nan}, {"preprocessing": "zscore"}),
        ({"dataset_options": 3}, {"test_size": 7.0}),
        ({"preprocessing": 3}, {"dataset": "digitz"}),
        ({"hidden_sizes": (0,)}, {"output": "relu"}),
        ({"lr": -1.0}, {"loss": "mse"}),
        ({"optimizer": 3}, {"initializer": "glorot"}),
    ],
)
def test_one_fault_does_not_hide_another(first, second):
    fields = {fault.field.split(".")[0] for fault in faults_of(**first, **second)}
    assert fields == {*first, *second}


def test_numbers_of_other_kinds_are_taken():
    config = RunConfig(
        lr=1,
        l2=np.float64(0.5),
        batch_size=np.int64(16),
        hidden_sizes=[np.int32(3), 4],
        activation=["relu", "tanh"],
        seed=np.int64(7),
    )
    assert config.hidden_sizes == (3, 4)
    assert config.activation == ("relu", "tanh")
    assert config.to_query()["batch"] == "16"
