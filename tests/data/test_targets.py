"""Labels to targets and outputs to labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.data import DataError, decode_predictions, encode_targets, n_outputs

OUTPUTS = ["identity", "tanh", "sigmoid", "softmax"]


@pytest.mark.parametrize(
    ("output", "two", "three"),
    [("identity", 1, 3), ("tanh", 1, 3), ("sigmoid", 1, 3), ("softmax", 2, 3)],
)
def test_number_of_output_units(output: str, two: int, three: int) -> None:
    assert (n_outputs(2, output), n_outputs(3, output)) == (two, three)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("sigmoid", [[0.0], [0.9], [0.9]]),
        ("tanh", [[-0.9], [0.9], [0.9]]),
        ("identity", [[-0.9], [0.9], [0.9]]),
        ("softmax", [[0.9, 0.0], [0.0, 0.9], [0.0, 0.9]]),
    ],
)
def test_two_classes_with_scaled_targets(output: str, expected: list[list[float]]) -> None:
    Y = encode_targets(np.array([0, 1, 1]), 2, output, 0.9)
    assert Y.dtype == np.float64
    assert Y.flags.c_contiguous
    assert np.array_equal(Y, expected)


def test_more_classes_are_one_hot_whatever_the_output() -> None:
    for output in OUTPUTS:
        Y = encode_targets([2, 0], 3, output, 0.5)
        assert np.array_equal(Y, [[0, 0, 0.5], [0.5, 0, 0]])


@given(
    st.sampled_from(OUTPUTS),
    st.integers(2, 6).flatmap(
        lambda k: st.tuples(st.just(k), st.lists(st.integers(0, k - 1), min_size=1))
    ),
    st.floats(0.1, 1.0),
)
def test_targets_decode_to_the_labels_they_encode(
    output: str, classes: tuple[int, list[int]], scale: float
) -> None:
    k, labels = classes
    Y = encode_targets(np.array(labels), k, output, scale)
    assert Y.shape == (len(labels), n_outputs(k, output))
    decoded = decode_predictions(Y, output, scale)
    assert decoded.dtype == np.int64
    assert decoded.tolist() == labels


def test_one_column_is_cut_at_the_midpoint_of_its_targets() -> None:
    a = np.array([[0.4], [0.46], [0.6]])
    assert decode_predictions(a, "sigmoid").tolist() == [0, 0, 1]
    assert decode_predictions(a, "sigmoid", 0.9).tolist() == [0, 1, 1]
    assert decode_predictions(a, "tanh", 0.9).tolist() == [1, 1, 1]
    assert decode_predictions(a - 0.5, "identity").tolist() == [0, 0, 1]


def test_several_columns_go_to_the_largest_and_ties_to_the_first() -> None:
    a = np.array([[0.2, 0.7, 0.1], [0.5, 0.5, 0.0]])
    assert decode_predictions(a, "softmax").tolist() == [1, 0]


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0], [0.5, 1.0], [[0], [1]], [True, False]])
def test_labels_that_are_no_class_index_are_refused(labels: object) -> None:
    with pytest.raises(DataError, match="whole numbers from 0 to 2 in one dimension"):
        encode_targets(labels, 3, "softmax")  # type: ignore[arg-type]


def test_unknown_output_and_too_few_classes_are_refused() -> None:
    with pytest.raises(DataError, match="Did you mean 'sigmoid'"):
        n_outputs(2, "sigmoidal")
    with pytest.raises(DataError, match="output = 'relu' is unknown"):
        decode_predictions(np.zeros((1, 1)), "relu")
    with pytest.raises(DataError, match="n_classes = 1 is too small"):
        encode_targets([0], 1, "softmax")
