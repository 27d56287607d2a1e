"""What a mistyped name is answered with."""

import pickle
from types import SimpleNamespace

import numpy as np
import pytest

from mlpviz import DATASETS, PRESETS
from mlpviz.data import PREPROCESSING
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import (
    Fault,
    FaultsError,
    Table,
    UnknownNameError,
    show,
    suggestions,
    told,
    unknown,
)
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


def test_ten_faults_are_told_and_none_endlessly():
    faults = [Fault("x", i, f"{i} is wrong.") for i in range(2012)]
    error = FaultsError(faults)
    assert str(error).splitlines() == [*(f"{i} is wrong." for i in range(10)), "And 2,002 more."]
    assert len(error.faults) == 2012
    assert len(str(FaultsError(faults[:10])).splitlines()) == 10
    (long,) = told([Fault("x", 0, "y" * 5_000_000)])
    assert len(long) == 600
    assert told([]) == []


class Costly:
    """What must not be written out."""

    def __repr__(self):
        raise AssertionError


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("x" * 100_000, f"'{'x' * 56}..."),
        (b"x" * 100_000, f"b'{'x' * 55}..."),
        (
            [*range(10, 80), Costly()],
            "[10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, ...",
        ),
        ((8, 8), "(8, 8)"),
        (
            {**dict.fromkeys(range(70), 1), -1: Costly()},
            "{0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1, 8: 1, 9:...",
        ),
        ([["x" * 100_000]], f"[['{'x' * 54}..."),
    ],
    ids=["text", "bytes", "list", "short", "dict", "nested"],
)
def test_a_long_value_is_shown_by_its_beginning_alone(value, shown):
    assert show(value) == shown


def test_a_list_that_holds_itself_is_shown():
    endless = []
    endless.append(endless)
    assert show(endless) == "[[[[[...]]]]]"
