"""A frame agrees with the trainer, computes nothing twice and leaves the trainer alone."""

import numpy as np
import pytest

from mlpviz import DATASETS
from mlpviz.views import frame as frames
from mlpviz.views.budget import CHECK_SAMPLES, SPOTS
from mlpviz.views.frame import GRADIENT_SAMPLES, labels


@pytest.fixture
def digits(config_for):
    return config_for("digits", hidden_sizes=(6,), l2=0.01)


def test_the_viewer_takes_the_weights_of_the_moment(digits, frame_of):
    frame = frame_of(digits, epochs=1)
    np.testing.assert_array_equal(frame.network.flat, frame.trainer.network.flat)
    assert frame.network is not frame.trainer.network


def test_looking_never_changes_what_training_does(digits, frame_of):
    watched, alone = frame_of(digits), frame_of(digits)
    for _ in range(2):
        moment = frames.Frame(watched.trainer, watched.network, log=False, playing=False)
        assert moment.check.rows
        assert moment.gradients
        assert len(moment.predicted_test)
        watched.trainer.step_batch()
        alone.trainer.step_batch()
    np.testing.assert_array_equal(watched.trainer.network.flat, alone.trainer.network.flat)


def test_gradients_are_those_of_the_first_training_samples(digits, frame_of):
    frame = frame_of(digits)
    train = frame.trainer.train_split
    assert len(train.X) > GRADIENT_SAMPLES
    _, expected = frame.trainer.network.loss_and_gradients(
        train.X[:GRADIENT_SAMPLES], train.Y[:GRADIENT_SAMPLES], digits.loss, digits.l2
    )
    assert set(frame.gradients) == set(frame.network.params)
    for name, gradient in frame.gradients.items():
        np.testing.assert_array_equal(gradient, expected[name])


@pytest.mark.parametrize("dataset", DATASETS)
def test_the_gradient_check_passes_on_every_dataset(dataset, config_for, frame_of):
    frame = frame_of(config_for(dataset), epochs=1)
    assert {row.name: row.verdict for row in frame.check.rows} == dict.fromkeys(
        frame.network.params, "pass"
    )


def test_the_check_takes_the_same_few_samples_and_penalties(digits, frame_of, monkeypatch):
    seen = []

    def spy(network, X, Y, *, loss, l2, l1, spots, progress):
        seen.append((X, (l2, l1), spots))

    monkeypatch.setattr(frames, "check_network", spy)
    for playing in (False, True):
        assert frame_of(digits, playing=playing).check is None
    (X, penalties, spots), (X_again, _, spots_playing) = seen
    assert len(X) == CHECK_SAMPLES
    np.testing.assert_array_equal(X, X_again)
    assert penalties == (digits.l2, digits.l1)
    assert (spots, spots_playing) == (SPOTS, 0)


def test_everything_is_computed_once(digits, frame_of):
    frame = frame_of(digits)
    for name in ("gradients", "check", "scores_train", "scores_test"):
        assert getattr(frame, name) is getattr(frame, name)


@pytest.mark.parametrize(
    ("output", "loss", "scale"),
    [
        ("softmax", "cross_entropy", 1.0),
        ("sigmoid", "binary_cross_entropy", 1.0),
        ("sigmoid", "mse", 0.6),
        ("tanh", "mse", 0.9),
    ],
)
@pytest.mark.parametrize("dataset", ["moons", "iris"])
def test_predictions_and_scores_agree_with_the_record(
    dataset, output, loss, scale, config_for, frame_of
):
    frame = frame_of(config_for(dataset, output=output, loss=loss, target_scale=scale), epochs=2)
    truth_train, truth_test = labels(frame.dataset)
    predicted = frame.predicted_test
    assert np.mean(predicted == truth_test) == frame.trainer.history.newest.test_accuracy
    scores = frame.scores_test
    assert scores.shape == (len(truth_test), frame.dataset.n_classes)
    assert scores.min() >= 0.0
    assert scores.max() <= 1.0
    np.testing.assert_array_equal(scores.argmax(axis=1), predicted)
    assert len(frame.scores_train) == len(truth_train)


def test_outputs_are_copies(digits, frame_of):
    frame = frame_of(digits)
    first = frame.outputs(frame.trainer.test_split.X)
    before = first.copy()
    frame.outputs(frame.trainer.test_split.X[::-1])
    np.testing.assert_array_equal(first, before)
