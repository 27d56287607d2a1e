"""Arrays and tables of one's own become a dataset; what cannot is named with the way out."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_matrix

from mlpviz import RunConfig, Trainer
from mlpviz.data import DataError, Dataset

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 3))
Y = (X[:, 0] > 0).astype(int)


@pytest.mark.parametrize(
    ("y", "names"),
    [
        (Y, ("0", "1")),
        (Y.tolist(), ("0", "1")),
        (Y.astype(float), ("0", "1")),
        (Y == 1, ("False", "True")),
        (Y * 5 - 2, ("-2", "3")),
        (np.array(["no", "yes"])[Y], ("no", "yes")),
        (np.array(["no", "yes"], object)[Y], ("no", "yes")),
        (Y[:, None], ("0", "1")),
        (np.eye(2)[Y], ("0", "1")),
        (pd.Series(Y, dtype="category"), ("0", "1")),
    ],
    ids=str,
)
def test_answers_that_are_classes(y, names):
    data = Dataset.from_arrays(X, y)
    assert (data.task, data.class_names) == ("classification", names)
    assert (len(data.X_train), len(data.X_test)) == (48, 12)
    again = {x.tobytes(): label for x, label in zip(X, Y, strict=True)}
    for rows, labels in ((data.X_train, data.labels_train), (data.X_test, data.labels_test)):
        assert [again[row.tobytes()] for row in rows] == labels.tolist()
    data.check()


@pytest.mark.parametrize("y", [X[:, 0], np.arange(60), np.arange(60.0)[:, None]], ids=str)
def test_answers_that_are_numbers(y):
    data = Dataset.from_arrays(X, y)
    assert (data.task, data.class_names, data.labels_train) == ("regression", (), None)
    assert data.Y_train.shape == (48, 1)
    data.check()


def test_what_was_meant_can_be_said():
    data = Dataset.from_arrays(X, Y, task="regression")
    assert data.is_regression
    many = np.arange(60) // 2
    assert Dataset.from_arrays(X, many, test=(X, many), task="classification").n_classes == 30
    named = Dataset.from_arrays(X, Y, class_names=("out", "in"), title="Mine")
    assert named.class_names == ("out", "in")
    assert np.array_equal(named.labels_train, Dataset.from_arrays(X, Y).labels_train)
    other_order = Dataset.from_arrays(X, np.array(["b", "a"])[Y], class_names=("b", "a"))
    assert np.array_equal(other_order.labels_train, named.labels_train)
    three = Dataset.from_arrays(X, Y, class_names=("a", "b", "c"), test=(X, Y))
    assert three.n_classes == 3, "one that these samples lack"


def test_the_split_is_drawn_by_a_seed_and_keeps_shares():
    rare = (np.arange(60) < 10).astype(int)
    data = Dataset.from_arrays(X, rare, test_size=0.5, seed=3)
    assert (data.labels_train.sum(), data.labels_test.sum()) == (5, 5)
    assert np.array_equal(data.X_train, Dataset.from_arrays(X, rare, test_size=0.5, seed=3).X_train)
    assert not np.array_equal(data.X_train, Dataset.from_arrays(X, rare, test_size=0.5).X_train)


def test_a_test_split_of_ones_own():
    data = Dataset.from_arrays(X[:50], Y[:50], test=(X[50:], Y[50:]))
    assert np.array_equal(data.X_train, X[:50])
    assert np.array_equal(data.labels_test, Y[50:])


def test_what_was_given_is_copied():
    own = X.copy()
    data = Dataset.from_arrays(own, Y, test=(own, Y), preprocessing="standardize")
    own[0] = 7.0
    assert not np.shares_memory(data.X_train, own)
    assert np.array_equal(own[1:], X[1:])
    np.testing.assert_allclose(data.raw_inputs(data.X_train), X)


def test_a_sparse_matrix_is_made_dense():
    kept = np.where(X > 0, X, 0.0)
    sparse, dense = (Dataset.from_arrays(kind, Y) for kind in (csr_matrix(kept), kept))
    assert sparse.fingerprint == dense.fingerprint


def test_images_have_rows_and_their_shape():
    grey = Dataset.from_arrays(RNG.normal(size=(60, 4, 5)), Y)
    assert (grey.n_features, grey.image_shape, grey.is_image) == (20, (4, 5), True)
    colour = Dataset.from_arrays(RNG.normal(size=(60, 3, 4, 5)), Y)
    assert (colour.n_features, colour.image_shape) == (60, (3, 4, 5))
    assert Dataset.from_arrays(np.ones((60, 6)), Y, image_shape=(2, 3)).is_image


def test_preprocessing_is_what_runs_have_by_default():
    data = Dataset.from_arrays(10 * X + 5, Y, preprocessing="standardize")
    config = RunConfig(dataset=data, hidden_sizes=(4,))
    assert config.preprocessing == "standardize"
    trainer = Trainer(config, data)
    assert trainer.dataset is data
    np.testing.assert_allclose(trainer.train_split.X.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(trainer.preprocess(data.raw_inputs(data.X_test)), data.X_test)
    raw = Trainer(config.changed(preprocessing="none"), data)
    np.testing.assert_allclose(raw.preprocess(10 * X + 5), 10 * X + 5)
    assert raw.config.own == config.own


def test_the_precision_of_a_run_is_that_of_what_is_preprocessed():
    data = Dataset.from_arrays(X, Y)
    trainer = Trainer(RunConfig(dataset=data, dtype="float32"), data)
    assert trainer.preprocess(X[:2]).dtype == np.float32


FRAME = pd.DataFrame({"age": X[:, 0], "tall": X[:, 1] > 0, "kind": np.array(["a", "b"])[Y]})


def test_a_table_has_its_own_names():
    data = Dataset.from_frame(FRAME, "kind")
    assert (data.feature_names, data.class_names) == (("age", "tall"), ("a", "b"))
    numbers = Dataset.from_frame(FRAME.drop(columns="kind"), target="age", test_size=0.5)
    assert (numbers.task, numbers.feature_names, len(numbers.X_test)) == (
        "regression",
        ("tall",),
        30,
    )
    assert Dataset.from_arrays(FRAME[["age", "tall"]], Y).feature_names == ("age", "tall")


SPOILT = X.copy()
SPOILT[7, 2] = np.nan
HOLES = Y.astype(float)
HOLES[[4, 9]] = np.nan
RARE = np.where(np.arange(60) == 3, 2, Y)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"X": SPOILT}, r"X holds nan at \[7, 2\] \(sample 7, feature 2 'x2', counted from 0\)"),
        ({"test": (SPOILT, Y)}, r"X_test holds nan at \[7, 2\]"),
        ({"y": HOLES}, "y holds nan at sample 4, counted from 0, and 1 more such value: fill in"),
        ({"y": [None, *"ab" * 29, "a"]}, "y holds None at sample 0"),
        ({"X": X[:, 0]}, r"X has shape \(60,\); need \[n, d\].*np.reshape\(X, \(-1, 1\)\)"),
        ({"X": np.full((60, 2), "a")}, "must be an array of numbers. Text has to become numbers"),
        ({"X": np.empty((0, 3)), "y": []}, r"X has shape \(0, 3\)"),
        ({"y": Y[:-1]}, r"y has shape \(59,\); need \[60\]"),
        ({"y": X}, r"y has shape \(60, 3\); need \[60\], one class or number a sample"),
        ({"y": np.zeros(60)}, "y holds '0' alone: there must be two classes at least"),
        ({"y": RARE}, "Class '2' has 1 sample, and each split needs one: give more, leave it out"),
        ({"y": ["a"] * 60, "task": "regression"}, "y = .* must be an array of numbers"),
        ({"task": "clasification"}, "task = 'clasification' is unknown. Did you mean 'classif"),
        (
            {"class_names": ("a", "b"), "y": Y + 1},
            r"class_names = \('a', 'b'\): y holds '2'. It has",
        ),
        ({"class_names": ("a", "a")}, r"class_names = \['a', 'a'\]: need 2 names, each another"),
        ({"y": np.arange(60) // 2, "task": "classification"}, "and each needs at least 30: give"),
        ({"class_names": "ab"}, "class_names = 'ab' must be a list of texts"),
        ({"feature_names": ("a",)}, r"feature_names = \['a'\]: need 3 names"),
        ({"image_shape": (2, 2)}, r"image_shape = \(2, 2\) must be \(height, width\), .* 3 numb"),
        ({"test": X}, r"test = .* must be a pair \(X_test, y_test\), or None"),
        ({"test": (X[:, :2], Y)}, "X_test has 2 features, and X has 3: both need the same"),
        ({"test_size": 0.01}, "test_size = 0.01 leaves 59 samples for training and 1 for testing"),
        ({"test_size": 1.5}, "test_size = 1.5 is too large"),
        ({"seed": -1}, "seed = -1 is too small"),
        ({"preprocessing": "scale"}, "preprocessing = 'scale' is unknown"),
        ({"X": X * 1e300, "preprocessing": "standardize"}, "X of the training split is too large"),
        ({"title": 3}, "title = 3 must be a text"),
    ],
)
def test_what_cannot_be_a_dataset_is_named(given, words):
    with pytest.raises(DataError, match=words):
        Dataset.from_arrays(**{"X": X, "y": Y} | given)


@pytest.mark.parametrize(
    ("frame", "target", "words"),
    [
        (X, "kind", "frame = .* must be a table with named columns, as of pandas"),
        (FRAME, "kid", "target = 'kid' is unknown. Did you mean 'kind'"),
        (FRAME, 3, "target = 3 is unknown. Legal: age, tall, kind"),
        (FRAME, 1.5, "target = 1.5 must be the name of a column"),
        (FRAME, "age", "'kind' holds what is no number: leave it out, or make numbers of it"),
        (FRAME[["kind"]], "kind", "frame has no column but 'kind'"),
    ],
)
def test_what_is_no_table_is_named(frame, target, words):
    with pytest.raises(DataError, match=words):
        Dataset.from_frame(frame, target)
