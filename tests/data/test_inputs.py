"""Inputs as people have them: tables in any order, images of one plane, what is missing."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from mlpviz import Dataset, RunConfig, Trainer
from mlpviz.data import DataError
from mlpviz.engine.arguments import as_numbers
from mlpviz.engine.faults import FaultsError

RNG = np.random.default_rng(3)
X = RNG.normal(size=(40, 3))
Y = np.arange(40) % 2
NAMES = ["a", "b", "c"]
FRAME = pd.DataFrame(X, columns=NAMES)
DATA = Dataset.from_arrays(FRAME, Y, preprocessing="standardize")


def runs_of(image_shape):
    images = RNG.normal(size=(40, *image_shape))
    data = Dataset.from_arrays(images, Y)
    return images, Trainer(RunConfig(dataset=data, hidden_sizes=(2,)), data)


def test_columns_of_a_test_are_taken_by_their_names():
    turned = FRAME.assign(more=1.0)[["c", "more", "b", "a"]]
    data = Dataset.from_arrays(FRAME, Y, test=(turned, Y))
    assert np.array_equal(data.X_test, X)
    with pytest.raises(DataError, match=r"X_test has no column 'b' and 'c'.*np.asarray"):
        Dataset.from_arrays(FRAME, Y, test=(FRAME[["a"]], Y))
    plain = Dataset.from_arrays(X, Y, test=(FRAME[["c", "b", "a"]], Y))
    assert np.array_equal(plain.X_test, X[:, ::-1])  # what has no names keeps its order


def test_columns_of_new_samples_are_taken_by_their_names():
    expected = DATA.scaled_inputs(X)
    assert np.array_equal(DATA.scaled_inputs(FRAME[["b", "c", "a"]].assign(target=Y)), expected)
    with pytest.raises(DataError, match="X has no column 'a'"):
        DATA.scaled_inputs(FRAME.rename(columns={"a": "A"}))
    unnamed = Dataset.from_arrays(X, Y)
    assert np.array_equal(unnamed.scaled_inputs(FRAME), X)


def test_new_samples_may_be_sparse():
    assert np.array_equal(DATA.scaled_inputs(sparse.csr_array(X)), DATA.scaled_inputs(X))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_missing_in_new_samples_is_named(value):
    with pytest.raises(DataError, match=rf"X holds {value} at \[1, 2\] .*feature 2 'c'"):
        DATA.scaled_inputs(np.array([[0, 0, 0], [0, 0, value]]))


def test_one_new_sample_is_a_row():
    with pytest.raises(FaultsError, match=r"one sample is a row, np.reshape\(X, \(1, -1\)\)"):
        DATA.scaled_inputs(X[0])


@pytest.mark.parametrize("shape", [(4, 5), (1, 4, 5), (4, 5, 1), (3, 4, 5)])
def test_images_are_taken_as_they_were_given(shape):
    images, trainer = runs_of(shape)
    assert trainer.dataset.image_shape == (shape if shape[0] == 3 else (4, 5))
    assert np.array_equal(trainer.preprocess(images), images.reshape(40, -1))


def test_colours_last_are_told_how_to_come_first():
    images = np.zeros((40, 4, 5, 3))
    with pytest.raises(DataError, match=r"need \[n, 3, height, width\]: np.moveaxis\(X, 3, 1\)"):
        Dataset.from_arrays(images, Y)
    assert Dataset.from_arrays(np.moveaxis(images, 3, 1), Y).image_shape == (3, 4, 5)


def test_columns_without_names_have_numbers():
    frame = pd.DataFrame(np.column_stack([X, Y]))
    for target in (3, "3", np.int64(3)):
        data = Dataset.from_frame(frame, target)
        assert (data.feature_names, data.class_names) == (("0", "1", "2"), ("0", "1"))


def test_the_test_may_be_a_table_too():
    table = FRAME.assign(kind=Y)
    data = Dataset.from_frame(table, "kind", test=table[["kind", "c", "b", "a"]])
    assert np.array_equal(data.X_test, X)
    assert np.array_equal(data.labels_test, Y)


def test_a_table_of_another_library_is_one_of_pandas():
    table = FRAME.assign(kind=Y)
    foreign = SimpleNamespace(to_pandas=lambda: table)
    assert Dataset.from_frame(foreign, "kind").fingerprint == (
        Dataset.from_frame(table, "kind").fingerprint
    )


@pytest.mark.parametrize("column", [["u", "v"] * 20, pd.date_range("2020", periods=40)])
def test_columns_that_hold_no_numbers_are_named(column):
    with pytest.raises(DataError, match="'d' holds what is no number: leave it out"):
        Dataset.from_arrays(FRAME.assign(d=column), Y)


@pytest.mark.parametrize("missing", [None, np.nan, pd.NA])
def test_a_missing_number_is_no_text(missing):
    column = pd.array([missing, *range(39)], dtype="Int64")
    for frame in (FRAME.assign(d=column), FRAME.assign(d=np.array([None, *range(39)], object))):
        with pytest.raises(DataError, match=r"X holds nan at \[0, 3\] .*'d'.*fill in"):
            Dataset.from_arrays(frame, Y)


def test_names_may_be_an_index():
    data = Dataset.from_arrays(X, Y, feature_names=FRAME.columns, class_names=pd.Index(["n", "y"]))
    assert (data.feature_names, data.class_names) == (tuple(NAMES), ("n", "y"))


def test_one_hot_columns_name_the_classes():
    kinds = pd.get_dummies(pd.Series(np.where(Y, "yes", "no")))
    data = Dataset.from_arrays(X, kinds)
    assert data.class_names == ("no", "yes")
    assert data.fingerprint == Dataset.from_arrays(X, np.where(Y, "yes", "no")).fingerprint


def test_classes_in_bytes_are_texts():
    assert Dataset.from_arrays(X, np.where(Y, b"yes", b"no")).class_names == ("no", "yes")


def test_what_is_masked_is_missing():
    with pytest.raises(DataError, match=r"X holds nan at \[0, 0\]"):
        Dataset.from_arrays(np.ma.masked_array(X, X[0, 0] == X), Y)
    with pytest.raises(DataError, match="y holds nan at sample 1"):
        Dataset.from_arrays(X, np.ma.masked_array(Y, np.arange(40) == 1))


def test_complex_numbers_are_refused():
    with pytest.raises(DataError, match=r"X = .* must be an array of real numbers"):
        Dataset.from_arrays(X + 1j, Y)


def test_a_sparse_matrix_that_would_be_too_large_is_refused():
    wide = sparse.csr_matrix(([1.0], ([0], [3])), shape=(40, 10**8))
    with pytest.raises(DataError, match=r"X is sparse, 40 x 100000000: .* 32,000 MB.*1,074 MB"):
        Dataset.from_arrays(wide, Y)


def test_tensors_that_ask_for_gradients_are_numbers():
    import torch

    found = as_numbers("X", torch.ones(2, requires_grad=True), np.float64)
    assert np.array_equal(found, np.ones(2))
