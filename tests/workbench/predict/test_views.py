"""The cards of the page."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from mlpviz import Dataset, RunConfig
from mlpviz.run import Trainer
from mlpviz.views.frame import Frame
from mlpviz.workbench.predict import views
from mlpviz.workbench.predict.inputs import _step
from mlpviz.workbench.predict.moment import Moment
from mlpviz.workbench.predict.session import Predict, Samples
from mlpviz.workbench.predict.status import metrics
from mlpviz.workbench.predict.views import MEASURED, OPENS, VIEWS, figures

DATASETS = ["digits", "iris", "breast_cancer", "moons", "sine", "hills", "diabetes", "one_sample"]


def built(found):
    return {card.id: card for card in figures(found, tuple(VIEWS))}


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_card_is_drawn_and_told(moment, dataset):
    found = moment(dataset)
    cards = built(found)
    for card in cards.values():
        assert card.data is not None
        assert card.alt
    assert {"input", "answer", "seen", "samples"} <= cards.keys()
    assert ("confusion" in cards) == ("change" in cards) == found.dataset.is_classification
    assert ("along" in cards) == (not found.dataset.image_shape)
    assert cards["input"].probe["kind"] in ("pad", "sliders", "plane")
    assert len(metrics(found)) == (4 if found.dataset.is_classification else 3)


def test_what_nobody_sees_is_not_computed(moment):
    found = moment("iris")
    cards = figures(found, ("answer",))
    assert [card.id for card in cards if card.data is not None] == ["answer"]
    computed = {"contributions", "change", "listed", "slopes"}
    assert not computed & vars(found).keys()
    assert "outputs_test" not in vars(found.frame)


def test_before_anything_is_known_the_first_screen_is_drawn(moment):
    cards = figures(moment("iris"), None)
    assert tuple(card.id for card in cards if card.data is not None) == tuple(
        name for name, view in VIEWS.items() if view.first
    )


def test_the_page_does_without_scikit_learn_until_a_matrix_is_seen():
    program = (
        "import sys, mlpviz.ui.predict.page, mlpviz.workbench.predict.views as views\n"
        "assert 'sklearn' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_values_of_the_input_are_within_its_bounds(moment):
    for dataset in DATASETS:
        probe = built(moment(dataset))["input"].probe
        for value, low, high in zip(probe["values"], probe["low"], probe["high"], strict=True):
            assert low <= value <= high


def test_contributions_and_gradients_are_two_looks(moment):
    first = built(moment("iris"))["seen"]
    other = built(moment("iris", Predict(gradient=True)))["seen"]
    assert first.data != other.data
    assert (first.switches[0].pressed, other.switches[0].pressed) == (False, True)
    assert first.switches[0].argument != other.switches[0].argument


def test_along_goes_through_the_present_point(moment):
    found = moment("iris", Predict(values=(5.0, 3.0, 4.0, 1.0)))
    chart = VIEWS["along"].chart(found)
    for i in range(4):
        at = [np.interp(chart.present[i], chart.values[i], chart.curves[i, :, k]) for k in range(3)]
        np.testing.assert_allclose(at, found.now, atol=0.02)


def test_the_matrix_s_cells_hold_as_many_samples_as_they_list(moment):
    counts = VIEWS["confusion"].chart(moment("iris")).counts
    for (i, j), count in np.ndenumerate(counts):
        own = Predict(samples=Samples(truth=i, answer=j))
        assert len(moment("iris", own).listed) == count


def test_drawn_and_sample_have_other_titles(moment):
    ink = (1, *(0,) * 127)
    assert built(moment("digits"))["input"].probe["title"] == "Test sample 0"
    assert built(moment("digits", Predict(values=ink)))["input"].probe["title"] != "Test sample 0"


def test_without_mistakes_that_is_said(moment):
    chart = VIEWS["samples"].chart(moment("one_sample"))
    assert "none" in chart.summary()


@pytest.mark.parametrize(
    ("about", "step"), [(0.03, 0.05), (1.0, 1.0), (1.2, 2.0), (7.0, 10.0), (0.0, 1.0)]
)
def test_steps_are_round(about, step):
    np.testing.assert_allclose(_step(about), step)


def test_a_frame_of_the_page_is_small(moment):
    size = sum(
        len(str(card.data)) + len(str(card.layout)) for card in built(moment("digits")).values()
    )
    assert size < 120_000


def test_what_a_click_opens_is_a_card_and_told_with_it(moment):
    cards = built(moment("iris"))
    assert OPENS.keys() == {card.id for card in cards.values() if card.pick}
    assert {card.opens for card in cards.values() if card.pick} <= cards.keys()
    assert cards["answer"].opens is None


def test_without_scikit_learn_that_is_said(moment, monkeypatch):
    monkeypatch.setattr(views, "has_sklearn", lambda: False)
    cards = built(moment("iris"))
    for name in MEASURED:
        assert "scikit-learn" in cards[name].alt
    assert "calibration error" in cards["calibration"].alt


def test_weights_of_samples_count_in_every_measure():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(90, 3)), np.arange(90) % 3
    twice = Dataset.from_arrays(X, y)
    weighted = replace(twice, weights_test=np.full(len(twice.X_test), 2.0))
    found = []
    for data in (twice, weighted):
        trainer = Trainer(RunConfig(dataset=data, hidden_sizes=(4,)), data)
        frame = Frame(trainer, trainer.network.copy(), log=False, playing=False)
        found.append(Moment(frame, Predict()))
    counts = [VIEWS["confusion"].chart(each) for each in found]
    np.testing.assert_allclose(counts[1].counts, 2 * counts[0].counts)
    assert (counts[0].weighted, counts[1].weighted) == (False, True)
    support = [VIEWS["classes"].chart(each).support for each in found]
    np.testing.assert_allclose(support[1], 2 * support[0])
    assert len(found[0].listed) == len(found[1].listed)


def test_images_in_colour_are_drawn():
    rng = np.random.default_rng(0)
    data = Dataset.from_arrays(rng.uniform(size=(30, 3, 4, 4)), np.arange(30) % 3)
    trainer = Trainer(RunConfig(dataset=data, hidden_sizes=(4,)), data)
    found = Moment(Frame(trainer, trainer.network.copy(), log=False, playing=False), Predict())
    cards = built(found)
    assert cards["input"].probe["kind"] == "image"
    assert cards["input"].title == "Image"
    for name in ("seen", "samples", "change"):
        assert cards[name].data is not None


def test_answers_that_are_no_numbers_are_told(moment):
    found = moment("iris")
    found.frame.network.flat[:] = np.nan
    for card in built(found).values():
        assert card.alt
    assert metrics(found)[2].value == "NaN"


def test_where_the_gradient_is_nothing_that_is_said(moment):
    found = moment("iris", epochs=0, initializer="zeros")
    cards = built(found)
    assert "gradient is 0" in cards["change"].alt
    assert cards["seen"].alt.startswith("No feature adds to the logit")
    found.frame.network.flat[:] = np.nan
    assert "no number" in built(Moment(found.frame, Predict()))["change"].alt


def test_gradients_are_told_as_such(moment):
    told = built(moment("iris", Predict(gradient=True)))["seen"].alt
    assert "changes the logit per unit of" in told
    assert " adds " not in told
    assert (
        "changes the prediction per unit by"
        in built(moment("diabetes", Predict(gradient=True)))["seen"].alt
    )


def test_a_class_without_a_sample_on_the_test_is_named():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(40, 4)), np.array([0] * 20 + [1] * 18 + [2] * 2)
    data = Dataset.from_arrays(X, y)
    rows = np.flatnonzero(data.labels_test != 2)
    data = replace(data, X_test=data.X_test[rows], Y_test=data.Y_test[rows])
    trainer = Trainer(RunConfig(dataset=data, hidden_sizes=(4,)), data)
    found = Moment(Frame(trainer, trainer.network.copy(), log=False, playing=False), Predict())
    assert "2 has no sample here" in built(found)["classes"].alt
