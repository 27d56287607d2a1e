"""An input, and what the network answers to it."""

import numpy as np
import pytest

from mlpviz.engine.losses import OUTPUTS
from mlpviz.predict.drawing import WORDS
from mlpviz.workbench.predict.session import Predict, Samples

RUNS = [
    ("digits", {}),
    ("iris", {}),
    ("moons", {"input_features": ("x1", "x2", "x1^2", "sin x2")}),
    ("moons", {"output": "sigmoid", "loss": "binary_cross_entropy"}),
    ("moons", {"output": "tanh", "loss": "mse"}),
    ("diabetes", {}),
    ("iris", {"dtype": "float32", "preprocessing": "none"}),
]


@pytest.mark.parametrize(("dataset", "choices"), RUNS)
def test_a_sample_is_answered_as_in_the_test(moment, dataset, choices):
    for sample in (0, 3):
        found = moment(dataset, Predict(sample=sample), **choices)
        frame = found.frame
        if found.dataset.is_regression:
            whole = found.dataset.raw_targets(frame.outputs_test)
        else:
            whole = frame.scores_test
            assert found.answer == frame.predicted_test[sample]
            assert found.truth == found.dataset.labels_test[sample]
        np.testing.assert_allclose(found.now, whole[sample], rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("dataset", "choices"), RUNS)
def test_contributions_lead_from_the_baseline_to_the_logits(moment, dataset, choices):
    found = moment(dataset, **choices)
    whole = found.contributions
    np.testing.assert_allclose(whole.after, found.logits, rtol=1e-4, atol=1e-5)
    change = np.abs(whole.after - whole.before).max()
    assert np.abs(whole.missing).max() < 1e-3 * change


def test_a_changed_input_has_no_truth(moment):
    found = moment("iris", Predict(values=(5.0, 3.0, 4.0, 1.0)))
    assert found.changed
    assert found.truth is None
    assert found.raw.tolist() == [5.0, 3.0, 4.0, 1.0]
    np.testing.assert_allclose(found.now, moment("iris").scores(found.scaled[None])[0])


def test_a_pad_without_ink_is_the_sample(moment):
    empty = moment("digits", Predict(values=(0,) * WORDS))
    assert not empty.changed
    assert empty.truth is not None
    inked = moment("digits", Predict(values=(0, 0, 2**31, *(0,) * (WORDS - 3))))
    assert inked.drawn
    assert inked.truth is None
    assert inked.raw.max() == 16


def test_the_moment_is_that_of_the_epoch_that_is_shown(moment):
    first, newest = moment("iris", marker=0), moment("iris")
    assert not np.allclose(first.now, newest.now)


def test_the_change_is_answered_otherwise_and_within_the_data(moment):
    found = moment("iris", Predict(sample=1))
    change = found.change
    after = found.decide(found.model.logits(change.x[None]))[0]
    assert after == change.after != found.answer == change.before
    raw, (low, high) = found.dataset.raw_inputs(change.x[None])[0], found.bounds
    assert (raw >= low - 1e-9).all()
    assert (raw <= high + 1e-9).all()


def test_of_images_all_pixels_have_the_same_bounds(moment):
    low, high = moment("digits").bounds
    assert set(low.tolist()), set(high.tolist()) == ({0.0}, {16.0})


def test_listed_are_the_samples_that_were_asked_for(moment):
    truth = moment("iris").dataset.labels_test
    predicted = moment("iris").frame.predicted_test
    for chosen, expected in (
        (Samples(), predicted != truth),
        (Samples(answer=None), np.ones(len(truth), bool)),
        (Samples(truth=1, answer=None), truth == 1),
        (Samples(truth=1, answer=2), (truth == 1) & (predicted == 2)),
        (Samples(answer=2), predicted == 2),
        (Samples(truth=2), (truth == 2) & (predicted != 2)),
    ):
        listed = moment("iris", Predict(samples=chosen)).listed
        assert sorted(listed.tolist()) == np.flatnonzero(expected).tolist()


def test_wrong_answers_come_first_the_surest_in_front(moment):
    found = moment("iris", Predict(samples=Samples(answer=None)))
    rows, wrong = found.listed, found.frame.predicted_test != found.dataset.labels_test
    assert wrong[rows].tolist() == sorted(wrong[rows].tolist(), reverse=True)
    sure = found.confidence[rows[: wrong.sum()]]
    assert sure.tolist() == sorted(sure.tolist(), reverse=True)


def test_bins_part_the_test(moment):
    parts = [moment("iris", Predict(samples=Samples(answer=None, bin=k))).listed for k in range(10)]
    assert sorted(np.concatenate(parts).tolist()) == list(range(30))


def test_of_numbers_the_largest_errors_come_first(moment):
    found = moment("diabetes")
    assert (np.diff(found.errors[found.listed]) <= 0).all()


def test_confidence_is_that_of_the_answer(moment):
    found = moment("moons", output="tanh", loss="mse")
    assert not OUTPUTS["tanh"].probabilities
    assert (found.confidence >= 0.5 - 1e-12).all()
