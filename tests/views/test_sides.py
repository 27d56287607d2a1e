"""What rows and columns of a parameter are called."""

import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.data import DATASETS
from mlpviz.views.sides import element_words, sides


def run(dataset, *hidden, **choices):
    return Trainer(RunConfig(dataset=dataset, hidden_sizes=hidden, **choices))


@pytest.fixture(scope="module")
def iris():
    return run("iris", 5)


@pytest.mark.parametrize(
    ("parameter", "index", "words"),
    [
        ("W1", (3, 2), "petal width (cm) → unit 2 of layer 1"),
        ("b1", (0,), "unit 0 of layer 1"),
        ("W2", (4, 0), "unit 4 of layer 1 → output setosa"),
        ("b2", (2,), "output virginica"),
    ],
)
def test_an_element_connects(iris, parameter, index, words):
    assert element_words(sides(iris, parameter), index) == words


def test_pixels_have_a_row_and_a_column():
    digits = run("digits")
    assert element_words(sides(digits, "W1"), (10, 3)) == "pixel (1, 2) → output 3"
    rows, _ = sides(digits, "W1")
    assert len(rows.names) == 64
    assert (rows.every, rows.rule) == (8, "pixel 8 · row + column")


def test_one_unit_for_two_classes_and_regression_have_no_class_of_their_own():
    moons = run("moons", 4, output="sigmoid")
    assert element_words(sides(moons, "b2"), (0,)) == "output 0"
    hills = run("hills", 4)
    assert element_words(sides(hills, "W2"), (3, 0)) == "unit 3 of layer 1 → output 0"


def test_every_dataset_that_is_bundled_names_all_its_inputs():
    for name, spec in DATASETS.items():
        if spec.files or spec.n_features > 100:
            continue
        rows, _ = sides(run(name), "W1")
        assert len(rows.names) == spec.n_features, name


def test_input_features_have_names_of_their_own():
    rows, _ = sides(run("moons", input_features=("x1", "x2^2", "sin x1")), "W1")
    assert rows.names == ("x1", "x2²", "sin x1")
