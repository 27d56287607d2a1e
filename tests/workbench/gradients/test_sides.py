"""What rows and columns of a parameter are called."""

import pytest

from mlpviz.data import DATASETS, load_dataset
from mlpviz.workbench.gradients.sides import element_words, sides


@pytest.fixture(scope="module")
def iris():
    return load_dataset("iris")


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
    assert element_words(sides(iris, (4, 5, 3), parameter), index) == words


def test_pixels_have_a_row_and_a_column():
    digits = load_dataset("digits")
    assert element_words(sides(digits, (64, 10), "W1"), (10, 3)) == "pixel (1, 2) → output 3"
    rows, _ = sides(digits, (64, 10), "W1")
    assert len(rows.names) == 64
    assert (rows.every, rows.rule) == (8, "pixel 8 · row + column")


def test_one_unit_for_two_classes_and_regression_have_no_class_of_their_own(iris):
    moons = load_dataset("moons")
    assert element_words(sides(moons, (2, 4, 1), "b2"), (0,)) == "output 0"
    hills = load_dataset("hills")
    assert element_words(sides(hills, (2, 4, 1), "W2"), (3, 0)) == "unit 3 of layer 1 → output 0"


def test_every_dataset_that_is_bundled_names_all_its_inputs():
    for name, spec in DATASETS.items():
        if spec.files or spec.n_features > 100:
            continue
        rows, _ = sides(load_dataset(name), (spec.n_features, 1), "W1")
        assert len(rows.names) == spec.n_features, name
