"""What a mistyped name is answered with."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest

from mlpviz import DATASETS, PRESETS
from mlpviz.data import PREPROCESSING
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import FaultsError, Table, UnknownNameError, show, suggestions, unknown
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.optimizers import OPTIMIZERS

TABLES = [
    ACTIVATIONS,
    OUTPUTS,
    LOSSES,
    INITIALIZERS,
    OPTIMIZERS,
    PREPROCESSING,
    DATASETS,
    PRESETS,
]


@pytest.mark.parametrize(
    ("given", "table", "meant"),
    [
        ("Relu", ACTIVATIONS, ["relu"]),
        ("LeakyReLU", ACTIVATIONS, ["leaky_relu"]),
        ("leaky relu", ACTIVATIONS, ["leaky_relu"]),
        ("leaky", ACTIVATIONS, ["leaky_relu"]),
        ("relu6", ACTIVATIONS, ["relu"]),
        ("sigmod", ACTIVATIONS, ["sigmoid"]),
        ("he", INITIALIZERS, ["he_uniform", "he_normal"]),
        ("orthogonal_init", INITIALIZERS, ["orthogonal"]),
        ("uniform", INITIALIZERS, ["xavier_uniform", "he_uniform"]),
        ("MSE", LOSSES, ["mse"]),
        ("CrossEntropyLoss", LOSSES, ["cross_entropy"]),
        ("Adam-W", OPTIMIZERS, ["adamw"]),
        ("Standardise", PREPROCESSING, ["standardize"]),
        ("Min-max", PREPROCESSING, ["minmax"]),
        ("MOONS", DATASETS, ["moons"]),
        ("Breast cancer", DATASETS, ["breast_cancer"]),
        ("digits-colapse", PRESETS, ["digits-collapse"]),
        ("digits collapse", PRESETS, ["digits-collapse"]),
        (None, ACTIVATIONS, ["identity"]),
        (None, PREPROCESSING, ["none"]),
        (None, LOSSES, []),
        ("e", ACTIVATIONS, []),
        ("s", ACTIVATIONS, []),
        ("", ACTIVATIONS, []),
        ("quaternion", ACTIVATIONS, []),
        (3, ACTIVATIONS, []),
    ],
)
def test_what_was_meant(given, table, meant):
    assert suggestions(given, table) == meant


@pytest.mark.parametrize("table", TABLES, ids=lambda table: next(iter(table)))
def test_any_name_is_found_in_any_spelling(table):
    for name in table:
        for spelling in (name.upper(), name.title(), name.replace("_", "-"), f" {name} "):
            assert suggestions(spelling, table) == [name]


def test_more_than_three_are_too_many():
    names = [f"number_{i}" for i in range(1, 5)]
    assert suggestions("num", names[:3]) == names[:3]
    assert len(suggestions("num", names)) <= 1


def test_a_row_is_known_by_its_title():
    legal = {"lr": SimpleNamespace(title="Learning rate"), "l2": SimpleNamespace(title="L2")}
    fault = unknown("option", "learning_rate", legal)
    assert fault.message == (
        "option = 'learning_rate' is unknown. Did you mean 'lr'? Legal: lr, l2."
    )


def test_several_suggestions_are_put_as_a_choice():
    assert (
        "Did you mean 'he_uniform' or 'he_normal'?" in unknown("init", "he", INITIALIZERS).message
    )


def test_a_value_is_shown_on_one_line():
    assert "\n" not in show(np.eye(3))
    assert show("a\nb") == repr("a\nb")
    assert len(show(np.zeros((40, 40)))) <= 60


@pytest.mark.parametrize(
    ("table", "name", "meant"), [(PRESETS, "Xor", "xor"), (DATASETS, "mnists", "mnist")]
)
def test_a_public_table_answers_a_name_that_it_lacks(table, name, meant):
    with pytest.raises(UnknownNameError) as caught:
        table[name]
    assert isinstance(caught.value, KeyError)  # as of any dict
    assert isinstance(caught.value, FaultsError)
    assert str(caught.value).startswith(f"{table.field} = {name!r} is unknown.")
    assert f"Did you mean {meant!r}?" in str(caught.value)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert table.get(name) is None
    assert name not in table


def test_a_table_copies_as_itself():
    table = Table("thing", {"a": 1})
    twin = pickle.loads(pickle.dumps(table))
    assert (type(twin), twin, twin.field) == (Table, {"a": 1}, "thing")
