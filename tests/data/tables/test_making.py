"""A table becomes a dataset: what is guessed, left out, filled in, split, and refused."""

from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data.tables import TableError, dataset_of, guessed, read_table
from tests.data.tables.files import ROWS, UNUSABLE, column, csv, npz


def made(content, title="a.csv", **choices):
    table = read_table(title, content)
    return dataset_of(table, replace(guessed(table), **choices))


@pytest.mark.parametrize("name", UNUSABLE)
def test_what_cannot_be_learned_from_says_why(name):
    content, words = UNUSABLE[name]
    left_out = ("id",) if name == "no feature" else ()
    with pytest.raises(TableError) as caught:
        made(content, target="kind", task="classification", left_out=left_out)
    assert words in str(caught.value)


def test_a_table_becomes_a_dataset():
    dataset, notes = made(csv())
    assert (dataset.n_features, dataset.class_names, dataset.title) == (2, ("a", "b"), "a.csv")
    assert (len(dataset.X_train), len(dataset.X_test)) == (32, 8)
    assert dataset.preprocessing == "standardize"
    np.testing.assert_allclose(dataset.X_train.mean(axis=0), 0.0, atol=1e-12)
    assert notes == ()


@pytest.mark.parametrize(
    ("names", "rows", "target", "task"),
    [
        (("species", "x"), [("a", i / 2) for i in range(9)], "species", "classification"),
        (("x", "price"), [(i / 3, i / 2) for i in range(90)], "price", "regression"),
        (("x", "y2"), [(i / 3, i % 4) for i in range(90)], "y2", "classification"),
        (("kind", "x"), [("ab"[i % 2], i / 2) for i in range(9)], "kind", "classification"),
        (("a", "b", "id"), [(i / 3, i % 4, i) for i in range(90)], "b", "classification"),
    ],
)
def test_the_target_is_guessed(names, rows, target, task):
    choices = guessed(read_table("a.csv", csv(rows, names)))
    assert choices.target in (target, "x") if names[0] == "species" else choices.target == target
    if choices.target == target:
        assert choices.task == task


def test_what_says_nothing_is_left_out_and_told():
    rows = [(i, 7, f"t{i}", i % 5, "", "ab"[i % 2]) for i in range(30)]
    choices = guessed(read_table("a.csv", csv(rows, ("id", "one", "text", "x", "gap", "class"))))
    assert choices.left_out == ("id", "one", "text", "gap")


def test_a_first_column_without_a_name_that_counts_is_an_index():
    rows = [(i, i % 7, "ab"[i % 2]) for i in range(30)]
    choices = guessed(read_table("a.csv", csv(rows, ("", "x", "class"))))
    assert choices.left_out == ("column 1",)


def test_rows_in_which_something_is_missing_are_left_out_or_filled_in():
    content = csv([*ROWS, ("", 1.0, "a"), (1.0, "", "b"), (1.0, 1.0, "")])
    dataset, notes = made(content)
    assert len(dataset.X_train) + len(dataset.X_test) == 40
    assert notes == (
        "1 row without 'kind' left out.",
        "2 of 42 rows left out, in which something is missing.",
    )
    filled, notes = made(content, missing="median")
    assert len(filled.X_train) + len(filled.X_test) == 42
    assert "2 missing cells filled in: the median of the training rows" in notes[1]


def test_the_median_is_that_of_the_training_rows():
    content = csv([(1.0, i % 2, "ab"[i % 2]) for i in range(40)] + [("", 0, "a")] * 10)
    table = read_table("a.csv", content)
    moved = replace(table.columns[0], numbers=np.where(np.arange(50) % 7, 1.0, np.arange(50.0)))
    table = replace(table, columns=(moved, *table.columns[1:]))
    choices = replace(guessed(table), target="kind", missing="median", preprocessing="none")
    dataset = dataset_of(table, choices).dataset
    train = dataset.X_train[:, 0]
    there = np.sort(np.concatenate([train, dataset.X_test[:, 0]]))
    assert np.median(train) in there


def test_text_among_numbers_counts_as_missing_where_that_is_chosen():
    dataset, notes = made(csv([*ROWS, ("oops", 1.0, "a"), ("inf", 1.0, "b")]), strays=True)
    assert len(dataset.X_train) + len(dataset.X_test) == 40
    assert notes == ("2 of 42 rows left out, in which something is missing.",)


def test_categories_become_inputs_and_two_become_one():
    rows = [(("red", "green", "blue")[i % 3], ("no", "yes")[i % 2], i % 2) for i in range(60)]
    dataset, _ = made(csv(rows, ("color", "ok", "class")), preprocessing="none")
    assert dataset.feature_names == ("color = blue", "color = green", "color = red", "ok = yes")
    assert set(np.unique(dataset.X_train)) == {0.0, 1.0}


def test_too_many_categories_are_refused_with_their_number():
    rows = [(f"t{i}", i / 2, "ab"[i % 2]) for i in range(30)]
    with pytest.raises(TableError, match="'t' has 30 different texts, and 20 become inputs"):
        made(csv(rows, ("t", "x", "class")), left_out=())


def test_more_inputs_than_there_may_be_are_refused_before_they_are_made():
    rows = [(i % 19, i % 17, "ab"[i % 2]) for i in range(380)]
    text = csv([(f"t{i}", f"u{j}", kind) for i, j, kind in rows], ("t", "u", "class"))
    table = read_table("a.csv", text)
    with pytest.raises(TableError, match=r"380 rows of 36 inputs take 0\.1 MB, and 0 MB is the"):
        dataset_of(table, guessed(table), most=1000)
    wide = csv(
        [(*[f"t{(i + j) % 20}" for j in range(60)], "ab"[i % 2]) for i in range(40)],
        (*[f"c{j}" for j in range(60)], "class"),
    )
    with pytest.raises(TableError, match="these are 1,200 inputs, and 1,024 is the most"):
        made(wide)


def test_regression_needs_numbers_and_takes_them():
    dataset, _ = made(csv([(i / 3, i / 2) for i in range(90)], ("x", "price")))
    assert dataset.is_regression
    with pytest.raises(TableError, match="'kind' holds text, such as 'a', and regression learns"):
        made(csv(), task="regression")


def test_numbers_as_classes_are_called_as_whole_numbers():
    assert made(column([1, 2, 3] * 10))[0].class_names == ("1", "2", "3")


def test_the_test_of_a_file_stays_the_test():
    arrays = {"x_train": np.arange(10.0)[:, None], "y_train": np.arange(10) % 2}
    content = npz(**arrays, x_test=-np.ones((4, 1)), y_test=np.arange(4) % 2)
    dataset, _ = made(content, "a.npz", preprocessing="none")
    assert dataset.X_test[:, 0].tolist() == [-1.0] * 4


def test_images_are_images():
    images = np.random.default_rng(0).normal(size=(20, 3, 2))
    dataset, _ = made(npz(X=images, y=np.arange(20) % 2), "a.npz", preprocessing="none")
    assert dataset.image_shape == (3, 2)


def test_the_same_file_and_choices_are_the_same_data():
    first, again, other = (made(csv(), seed=seed)[0] for seed in (0, 0, 1))
    assert first.fingerprint == again.fingerprint != other.fingerprint
