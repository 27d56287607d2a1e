"""Data that are given obey a run's choices: shifted and scaled as ``load_dataset`` does it."""

from dataclasses import fields, replace

import numpy as np
import pytest

from mlpviz.data import PREPROCESSING, DataError, as_chosen, load_dataset
from tests.rounding import gamma

ARRAYS = ("X_train", "X_test", "Y_train", "Y_test", "shift", "scale")


def same_bits(a, b):
    return all(np.array_equal(getattr(a, item.name), getattr(b, item.name)) for item in fields(a))


@pytest.mark.parametrize("name", ["wine", "diabetes", "moons"])
@pytest.mark.parametrize("after", PREPROCESSING)
@pytest.mark.parametrize("before", PREPROCESSING)
def test_from_any_preprocessing_to_any_other(name, before, after):
    given, asked = load_dataset(name, preprocessing=before), load_dataset(name, preprocessing=after)
    found = as_chosen(given, after)
    if before == after:
        assert found is given
    if before == "none":
        assert same_bits(found, asked)
    assert found.preprocessing == after
    assert found.Y_train is given.Y_train, "what stays is not copied"
    # the raw values, made and taken away again, in sums of n of them
    near = gamma(4 * len(given.X_train)) * (1 + np.abs(asked.X_train).max())
    size = np.abs(asked.raw_inputs(asked.X_train)).max() / asked.scale.min()
    np.testing.assert_allclose(found.X_train, asked.X_train, atol=near * size, rtol=0)
    np.testing.assert_allclose(found.X_test, asked.X_test, atol=near * size, rtol=1e-9)


@pytest.mark.parametrize("after", [True, False])
@pytest.mark.parametrize("before", [True, False])
def test_targets_are_standardised_or_as_they_were(before, after):
    given, asked = (load_dataset("diabetes", standardize_targets=on) for on in (before, after))
    found = as_chosen(given, "none", after)
    assert as_chosen(given, "none") is given, "None leaves them as they come"
    assert found is given if before == after else found.X_train is given.X_train
    assert same_bits(found, asked) or before
    near = gamma(4 * len(given.Y_train)) * 346  # of targets up to that
    np.testing.assert_allclose(found.Y_test, asked.Y_test, atol=near)
    assert found.standardize_targets is after


def test_targets_that_are_all_the_same_are_only_shifted():
    given = load_dataset("sine")
    found = as_chosen(replace(given, Y_train=np.full((160, 1), 7.0)), "none", True)
    assert (found.target_shift, found.target_scale) == (7.0, 1.0)


def test_nothing_is_fitted_on_the_test_split():
    given = load_dataset("wine")
    other = replace(given, X_test=given.X_test * 100)
    for preprocessing in PREPROCESSING:
        a, b = (as_chosen(data, preprocessing) for data in (given, other))
        assert np.array_equal(a.X_train, b.X_train)
        assert np.array_equal(a.scale, b.scale)


def test_arrays_are_frozen_and_what_was_given_stays():
    given = load_dataset("iris")
    kept = given.X_train.copy()
    found = as_chosen(given, "standardize")
    assert np.array_equal(given.X_train, kept)
    assert not any(getattr(found, name).flags.writeable for name in ARRAYS)
    assert all(getattr(found, name).flags.c_contiguous for name in ARRAYS)


def test_a_feature_that_is_constant_is_only_shifted():
    given = load_dataset("iris")
    X = given.X_train.copy()
    X[:, 2] = 7.0
    found = as_chosen(replace(given, X_train=X), "standardize")
    assert np.array_equal(found.X_train[:, 2], np.zeros(len(X)))
    assert found.scale[2] == 1.0


def spoilt(name, field, value, *places):
    data = load_dataset(name)
    array = getattr(data, field)
    array = array.astype(float) if isinstance(value, float) else array.copy()
    for place in places:
        array[place] = value
    return replace(data, **{field: array})


@pytest.mark.parametrize("preprocessing", ["none", "standardize"])
@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            spoilt("iris", "X_train", np.nan, (5, 2), (9, 0)),
            r"X of the training split holds nan at \[5, 2\] \(sample 5, feature 2 "
            r"'petal length \(cm\)', counted from 0\), and 1 more such value: fill in",
        ),
        (
            spoilt("iris", "X_test", -np.inf, (0, 3)),
            r"X of the test split holds -inf at \[0, 3\] \(sample 0, .*or leave those samples out",
        ),
        (
            spoilt("diabetes", "Y_train", np.inf, (7, 0)),
            r"Y of the training split holds inf at \[7, 0\] \(sample 7, output 0",
        ),
        (
            spoilt("iris", "labels_train", np.nan, 4, 5, 6),
            r"labels of the training split hold nan at sample 4, counted from 0, and 2 more such "
            r"labels: whole numbers from 0 to 2",
        ),
        (spoilt("iris", "labels_test", 3, 8), r"labels of the test split hold 3 at sample 8"),
        (
            replace(load_dataset("iris"), labels_test=np.array([0, 1])),
            r"labels of the test split have shape \(2,\); need \[30\]",
        ),
        (
            replace(load_dataset("iris"), X_test=np.ones((30, 3))),
            r"X of the test split has shape \(30, 3\); need \[n, 4\]",
        ),
        (
            replace(load_dataset("sine"), Y_train=np.ones(160)),
            r"Y of the training split has shape \(160,\); need \[160, 1\], a column",
        ),
    ],
)
def test_what_is_wrong_with_samples_is_named_with_its_place(data, words, preprocessing):
    with pytest.raises(DataError, match=words):
        as_chosen(data, preprocessing)


def test_samples_are_looked_at_once(monkeypatch):
    data = replace(load_dataset("iris"))
    data.check()
    monkeypatch.setattr("mlpviz.data.dataset.split_faults", None)
    data.check()
    with pytest.raises(TypeError):
        replace(data).check()


def test_both_splits_are_told_of_at_once():
    data = spoilt("iris", "X_train", np.nan, (1, 1))
    data = replace(data, X_test=data.X_test * np.nan)
    with pytest.raises(DataError) as caught:
        as_chosen(data, "standardize")
    assert [fault.field for fault in caught.value.faults] == ["X", "X"]


def test_numbers_too_large_to_be_scaled_are_named():
    data = spoilt("iris", "X_train", 1e300, (0, 0), (1, 0))
    with pytest.raises(DataError, match=r"too large for preprocessing = 'standardize'"):
        as_chosen(data, "standardize")
    assert as_chosen(data, "minmax").X_train.max() == 1.0
