"""Points that were drawn by hand, as text and as a dataset."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz import RunConfig, Trainer
from mlpviz.config import ConfigError
from mlpviz.data import DATASETS, DataError, decode_points, encode_points, load_dataset, split_sizes
from mlpviz.data.drawn import (
    CLASSES,
    EXAMPLE,
    HIGH,
    LOW,
    MOST,
    STEP,
    drawing_fault,
    fitted,
    sizes,
    words,
)
from mlpviz.data.spec import ROWS_KEPT

COORDINATES = st.floats(-2, 2)
POINTS = st.lists(st.tuples(COORDINATES, COORDINATES, st.integers(0, 3)), max_size=60)
TEXTS = st.text("ABab09-_", max_size=240).map(lambda text: text[: len(text) // 4 * 4])


def drawing(*counts):
    """The text of so many points of each class, at places of their own."""
    labels = np.repeat(np.arange(len(counts)), counts)
    X = np.random.default_rng(len(labels)).uniform(-2, 2, (len(labels), 2))
    return encode_points(X, labels)


def drawn(*counts, **choices):
    return RunConfig(dataset="drawn", dataset_options={"points": drawing(*counts)}, **choices)


# The text


@settings(max_examples=60, derandomize=True)
@given(POINTS)
def test_points_come_back_to_within_half_a_step(points):
    rows = np.array(points).reshape(-1, 3)
    text = encode_points(rows[:, :2], rows[:, 2])
    X, labels = decode_points(text)
    assert len(text) == 4 * len(rows)
    assert (labels == rows[:, 2]).all()
    edge = rows[:, :2] > HIGH  # the plane ends a step before 2
    assert (np.abs(X - rows[:, :2]) <= np.where(edge, STEP, STEP / 2)).all()


@settings(max_examples=60, derandomize=True)
@given(TEXTS)
def test_every_text_of_the_alphabet_is_points_and_these_are_the_text(text):
    X, labels = decode_points(text)
    assert (X >= LOW).all()
    assert (X <= HIGH).all()
    assert set(labels.tolist()) <= set(range(4))
    assert encode_points(X, labels) == text


@settings(max_examples=60, derandomize=True)
@given(TEXTS)
def test_what_is_no_fault_trains(text):
    if drawing_fault("points", text) is None:
        counts = sizes(text)
        assert len(counts) >= 2
        assert all(counts)


def test_the_middle_and_the_corners_are_exact():
    corners = np.array([[0, 0], [LOW, LOW], [HIGH, LOW], [0.5, -1.25], [1 / 512, HIGH]])
    assert (corners == decode_points(encode_points(corners, [0, 1, 2, 3, 0])).X).all()


def test_a_text_needs_no_escapes_in_a_link():
    text = drawing(200, 200, 200, 200)
    assert f"data.points={text}&" in drawn(200, 200, 200, 200).to_link() + "&"


@pytest.mark.parametrize(
    ("X", "labels", "told"),
    [
        ([[0, 2.5]], [0], "(0.0, 2.5) at point 0"),
        ([[0, 0], [np.nan, 0]], [0, 0], "at point 1"),
        ([[0, 0]], [4], "classes 0 to 3"),
        ([[0, 0]], [0.5], "classes 0 to 3"),
        ([[0, 0, 0]], [0], "need [n, 2] and [n]"),
        ([[0, 0]], [0, 1], "need [n, 2] and [n]"),
        (np.zeros((MOST + 1, 2)), np.zeros(MOST + 1), "at most 2,000"),
    ],
)
def test_what_is_no_drawing_is_told(X, labels, told):
    with pytest.raises(DataError) as caught:
        encode_points(X, labels)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "draw some of two classes at least"),
        ("AAAAA", "5 characters, and a point takes 4"),
        ("A+AA", "'+' at character 2"),
        ("AAAé", "'é' at character 4"),
        ("AAAA" * (MOST + 1), "are 2,001: draw at most 2,000"),
        ("left-out.1200", "were 1,200 points, and a link holds at most 800"),
        (drawing(7), "all of class A, 7 points"),
        (drawing(0, 0, 3), "all of class C, 3 points"),
        (drawing(5, 0, 6), "none of class B, and 6 of C"),
        (None, "must be a text"),
        (12345678, "must be a text"),
        ([], "must be a text"),
        (b"AAAA", "must be a text"),
    ],
)
def test_what_cannot_be_trained_on_is_told_with_its_number(text, told):
    with pytest.raises(ConfigError) as caught:
        RunConfig(dataset="drawn", dataset_options={"points": text})
    assert told in str(caught.value)
    with pytest.raises(DataError) as raised:
        load_dataset("drawn", points=text)
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("counts", "test_size", "told"),
    [
        ((18, 2), 0.2, "class B has 2 points of 20, and needs at least 5"),
        ((2, 50, 50), 0.2, "class A has 2 points of 102, and needs at least 5"),
        ((2, 2), 0.2, "1 for testing, and each needs at least 2"),
    ],
)
def test_a_class_has_to_be_in_both_splits(counts, test_size, told):
    with pytest.raises(ConfigError) as caught:
        drawn(*counts, test_size=test_size)
    assert told in str(caught.value)


@settings(max_examples=60, derandomize=True)
@given(
    st.lists(st.integers(1, 40), min_size=2, max_size=4), st.floats(0.01, 0.99), st.integers(0, 9)
)
def test_whatever_is_allowed_has_every_class_in_both_splits(counts, test_size, seed):
    try:
        config = drawn(*counts, test_size=test_size, data_seed=seed)
    except ConfigError:
        return
    data = load_dataset(
        "drawn", test_size=test_size, seed=seed, points=config.dataset_options["points"]
    )
    for labels in (data.labels_train, data.labels_test):
        assert set(labels.tolist()) == set(range(len(counts)))


# The dataset


def test_the_example_is_a_drawing():
    assert drawing_fault("points", EXAMPLE) is None
    assert RunConfig(dataset="drawn", dataset_options={"points": EXAMPLE}).dataset_options == {}


@pytest.mark.parametrize("counts", [(5, 7), (9, 6, 8), (6, 6, 6, 7)])
def test_the_points_say_how_many_samples_and_classes_there_are(counts):
    config = drawn(*counts)
    data, k = Trainer(config).dataset, len(counts)
    assert config.spec.n_classes == config.sizes[-1] == data.n_classes == k
    assert data.class_names == CLASSES[:k]
    assert split_sizes(DATASETS["drawn"], config.dataset_options) == (
        len(data.X_train),
        len(data.X_test),
    )
    X = np.concatenate([data.X_train, data.X_test])
    own = decode_points(config.dataset_options["points"]).X
    assert sorted(map(tuple, X)) == sorted(map(tuple, own))


def test_a_row_for_each_drawing_is_kept_and_only_a_few():
    row = DATASETS["drawn"]
    options = [drawn(10, n).dataset_options for n in range(10, 40)] * 3
    assert [row.chosen(one).n_samples for one in options] == [*range(20, 50)] * 3
    assert row.chosen(options[0]) is row.chosen(dict(options[0]))
    assert len(vars(row)["_sized"]) <= ROWS_KEPT


def test_the_seed_of_the_data_moves_no_point():
    first, second = (Trainer(drawn(20, 20, data_seed=seed)).dataset for seed in (0, 1))
    both = [np.concatenate([data.X_train, data.X_test]) for data in (first, second)]
    assert sorted(map(tuple, both[0])) == sorted(map(tuple, both[1]))
    assert (first.X_train != second.X_train).any()


def test_a_run_goes_through_a_link_and_a_pickle_to_the_same_bits():
    config = drawn(30, 20, 10, input_features=("x1", "x2", "x1^2"))
    again = [RunConfig.from_link(config.to_link()), pickle.loads(pickle.dumps(config))]
    again.append(RunConfig(**config.model_dump()))
    losses = []
    for one in (config, *again):
        assert one == config
        assert hash(one) == hash(config)
        losses.append(Trainer(one).step_epoch().train_loss)
    assert len(set(losses)) == 1


def test_a_link_holds_800_points():
    assert RunConfig.from_link(drawn(400, 400).to_link()) == drawn(400, 400)
    with pytest.raises(ConfigError) as caught:
        drawn(400, 401).to_link()
    assert "at most 800 drawn points, and these are 801" in str(caught.value)
    assert Trainer(drawn(400, 401)).step_epoch().epoch == 1


def test_points_of_digits_alone_are_no_number_in_a_link():
    config = RunConfig(dataset="drawn", dataset_options={"points": "0000" * 3 + "1111" * 3})
    assert config.spec.n_classes == 2
    assert RunConfig.from_link(config.to_link()) == config


def test_a_drawing_in_short():
    told = words(drawing(12, 3))
    assert told.startswith("12 A, 3 B (")
    assert told != words(drawing(3, 12))


def test_points_are_made_to_fit_without_another_shape():
    X = np.random.default_rng(0).normal(3.0, [5.0, 1.0], (50, 2))
    found = fitted(X)
    assert np.abs(found).max() == pytest.approx(1.8)
    ratio = np.ptp(found, axis=0) / np.ptp(X, axis=0)
    assert ratio[0] == pytest.approx(ratio[1])
    assert np.isfinite(fitted(np.ones((3, 2)))).all()


# What the browser's own version of it is held to as well: tests/frontend/points.test.js

SHARED = json.loads((Path(__file__).parents[1] / "frontend" / "drawings.json").read_text("utf-8"))


@pytest.mark.parametrize(("text", "points"), SHARED["points"].items())
def test_texts_mean_what_they_mean_in_the_browser(text, points):
    X, labels = decode_points(text)
    assert [[*x, label] for x, label in zip(X.tolist(), labels.tolist(), strict=True)] == points
    assert encode_points(np.reshape(X, (-1, 2)), labels) == text


@pytest.mark.parametrize("row", SHARED["counts"], ids=str)
def test_what_the_panel_lets_train_is_a_run_and_nothing_else(row):
    try:
        drawn(*row["counts"], test_size=row["share"])
    except ConfigError:
        assert not row["trains"]
    else:
        assert row["trains"]
