"""Numbers a user may choose: what is legal, what is said about the rest."""

import pickle
from fractions import Fraction

import numpy as np
import pytest

from mlpviz.data import DATASETS, DataError, split_sizes
from mlpviz.engine.faults import Fault
from mlpviz.engine.options import Option, resolve_options, validate_options

COUNT = Option("Count", 20, 10, 100, 5, "How many.")
LEVEL = Option("Level", 0.5, 0.0, 1.0, 0.1, "How much.")
LEGAL = {"count": COUNT, "level": LEVEL}


@pytest.mark.parametrize("value", [10, 100, 50.0, np.int32(50), np.uint8(50), np.float32(50)])
def test_whole_numbers_in_range_are_legal_counts(value: object) -> None:
    assert COUNT.fault("count", value) is None
    resolved = resolve_options(LEGAL, {"count": value}, error=DataError)
    assert type(resolved["count"]) is int
    assert resolved["count"] == value


@pytest.mark.parametrize("value", [0, 1, 0.25, np.float64(0.25), Fraction(1, 4)])
def test_any_number_in_range_is_a_legal_level(value: object) -> None:
    assert LEVEL.fault("level", value) is None
    resolved = resolve_options(LEGAL, {"level": value}, error=DataError)
    assert type(resolved["level"]) is float
    assert resolved["level"] == value


@pytest.mark.parametrize(
    "value", [True, np.True_, None, "20", 20.5, float("nan"), float("inf"), 20j, [20], b"20"]
)
def test_what_is_not_a_whole_number_is_no_count(value: object) -> None:
    fault = COUNT.fault("count", value)
    assert fault is not None
    assert fault.value is value
    assert fault.field == "count"
    assert fault.message == f"count = {value!r} must be a whole number between 10 and 100."


@pytest.mark.parametrize("value", [False, None, "0.5", float("nan"), float("-inf"), 1j])
def test_what_is_not_a_finite_number_is_no_level(value: object) -> None:
    fault = LEVEL.fault("level", value)
    assert fault is not None
    assert fault.message == f"level = {value!r} must be a number between 0 and 1."


@pytest.mark.parametrize(("value", "word"), [(9, "small"), (101, "large"), (10**400, "large")])
def test_out_of_range_names_the_limits(value: int, word: str) -> None:
    fault = COUNT.fault("count", value)
    assert fault is not None
    assert fault.message.endswith(f"is too {word}: choose between 10 and 100.")
    assert len(fault.message) < 150


def test_an_unknown_option_suggests_the_closest() -> None:
    (fault,) = validate_options(LEGAL, {"levle": 1})
    assert (
        fault.message == "option = 'levle' is unknown. Did you mean 'level'? Legal: count, level."
    )


def test_options_of_a_dataset_without_any() -> None:
    (fault,) = validate_options(DATASETS["iris"].options, {"noise": 1})
    assert fault.message == "option = 'noise' is unknown. Legal: none."


def test_a_prefix_tells_the_faults_of_several_sources_apart() -> None:
    faults = validate_options(LEGAL, {"count": 1, "other": 1}, prefix="dataset_options.")
    assert [fault.field for fault in faults] == ["dataset_options.count", "dataset_options.option"]


def test_defaults_fill_in_and_all_faults_are_raised_together() -> None:
    assert resolve_options(LEGAL, {}, error=DataError) == {"count": 20, "level": 0.5}
    with pytest.raises(DataError) as caught:
        resolve_options(LEGAL, {"count": 1, "level": None}, error=DataError)
    assert [fault.field for fault in caught.value.faults] == ["count", "level"]
    assert str(caught.value).count("\n") == 1


@pytest.mark.parametrize("name", DATASETS)
def test_every_default_in_the_table_is_legal(name: str) -> None:
    for field, option in DATASETS[name].options.items():
        assert option.minimum < option.maximum
        assert option.step > 0
        assert option.fault(field, option.default) is None
        assert option.title
        assert option.help.endswith(".")


@pytest.mark.parametrize("name", DATASETS)
def test_every_row_names_its_source_and_reads_well(name: str) -> None:
    spec = DATASETS[name]
    assert spec.title
    assert spec.source
    assert spec.help.endswith(".")
    assert len(spec.help) <= 90
    assert (spec.n_classes == 0) == (spec.task == "regression")


def test_split_sizes_need_no_loading() -> None:
    assert split_sizes(DATASETS["digits"], {}, 0.2) == (1437, 360)
    assert split_sizes(DATASETS["moons"], {"n_samples": 31}, 0.1) == (27, 4)
    assert split_sizes(DATASETS["mnist"], {"n_test": 50}, 0.7) == (1000, 50)
    with pytest.raises(DataError, match="n_samples = 5"):
        split_sizes(DATASETS["moons"], {"n_samples": 5}, 0.1)


def test_an_error_survives_pickling_with_its_faults() -> None:
    error = DataError([Fault("a", 1, "a = 1 is wrong."), Fault("b", 2, "b = 2 is wrong.")])
    copy = pickle.loads(pickle.dumps(error))
    assert copy.faults == error.faults
    assert str(copy) == "a = 1 is wrong.\nb = 2 is wrong."
