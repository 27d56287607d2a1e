"""Labels to targets and outputs to labels."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz.data import DataError, class_scores, encode_targets, n_outputs, threshold

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
def test_met_targets_score_highest_for_their_label(
    output: str, classes: tuple[int, list[int]], scale: float
) -> None:
    k, labels = classes
    Y = encode_targets(np.array(labels), k, output, scale)
    assert Y.shape == (len(labels), n_outputs(k, output))
    scores = class_scores(Y, k, output, scale)
    assert scores.shape == (len(labels), k)
    assert scores.min() >= 0.0
    assert scores.max() <= 1.0
    if output not in ("softmax", "sigmoid"):  # their scores are the outputs themselves
        assert np.allclose(scores, np.eye(k)[labels])
    if Y.shape[1] == 1:
        assert (Y[:, 0] > threshold(output, scale)).astype(int).tolist() == labels
    else:
        assert scores.argmax(axis=1).tolist() == labels


def test_scores_are_probabilities_or_shares_of_the_way_between_targets() -> None:
    a = np.array([[0.4], [-2.0]])
    assert np.allclose(class_scores(a[:1], 2, "sigmoid"), [[0.6, 0.4]])
    assert np.allclose(class_scores(a, 2, "tanh", 0.8), [[0.25, 0.75], [1.0, 0.0]])
    outputs = np.array([[0.45, -0.1, 1.2]])
    assert np.allclose(class_scores(outputs, 3, "identity", 0.9), [[0.5, 0.0, 1.0]])
    assert class_scores(outputs, 3, "softmax") is outputs


def test_one_unit_is_cut_midway_between_its_targets() -> None:
    assert threshold("sigmoid") == 0.5
    assert threshold("sigmoid", 0.9) == 0.45
    assert threshold("tanh", 0.9) == threshold("identity") == 0.0


@pytest.mark.parametrize("labels", [[0, 3], [-1, 0], [0.5, 1.0], [[0], [1]], [True, False]])
def test_labels_that_are_no_class_index_are_refused(labels: object) -> None:
    with pytest.raises(DataError, match="whole numbers from 0 to 2 in one dimension"):
        encode_targets(labels, 3, "softmax")  # type: ignore[arg-type]


def test_unknown_output_and_too_few_classes_are_refused() -> None:
    with pytest.raises(DataError, match="Did you mean 'sigmoid'"):
        n_outputs(2, "sigmoidal")
    with pytest.raises(DataError, match="output = 'softmax' is unknown"):
        threshold("softmax")
    with pytest.raises(DataError, match="n_classes = 1 is too small"):
        encode_targets([0], 1, "softmax")
