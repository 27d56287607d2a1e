"""The Predict page: events and controls, through the page."""

import pytest

from mlpviz.workbench.predict.session import Samples

IRIS = {"v": "1", "data": "iris", "prep": "standardize", "layers": "4"}
ALL = ["input", "answer", "seen", "along", "change", "confusion", "samples", "classes"]


@pytest.fixture
def app(open_app):
    found = open_app(page="predict", **IRIS)
    found.send("look", visible=ALL)
    found.redraw()
    return found


def values(app):
    return app.figures["input"]["probe"]["values"]


def test_the_page_opens_with_the_first_sample(app):
    assert app.session.predict.sample == 0
    assert app.metrics["Truth"] in app.trainer.dataset.class_names
    assert app.message["text"].startswith("An untrained network")


def test_sliders_change_the_answer_and_back(app):
    before = app.figures["answer"]["data"]
    app.send("place", figure="input", values=[7.0, 3.0, 6.0, 2.2], done=True)
    assert values(app) == [7.0, 3.0, 6.0, 2.2]
    assert app.metrics["Truth"] == "unknown"
    assert app.figures["answer"]["data"] != before
    app.press("predict_again")
    assert app.figures["answer"]["data"] == before
    assert app.widget("predict_again").disabled


def test_samples_one_after_the_other_and_by_number(app):
    first = values(app)
    app.press("predict_next")
    assert app.session.predict.sample == 1
    assert app.test.query_params["sample"] == "1"
    app.press("predict_previous")
    app.press("predict_previous")
    assert app.session.predict.sample == 29
    app.choose("predict.sample", 0)
    assert values(app) == first
    app.choose("predict.sample", 30)
    assert "29" in app.told("predict.sample")
    assert app.session.predict.sample == 0


def test_the_address_has_the_input_once_a_move_is_done_and_a_link_opens_it(app, open_app):
    app.send("place", figure="input", values=[7.0, 3.0, 6.0, 2.2], done=False)
    assert "input" not in app.test.query_params
    app.send("place", figure="input", values=[7.0, 3.0, 6.0, 2.25], done=True)
    app.act("predict_look", "gradient")
    app.choose("predict.truth", 1)
    query = {name: app.test.query_params[name] for name in ("input", "truth", "saw")}
    again = open_app(page="predict", **IRIS, **query)
    assert values(again) == [7.0, 3.0, 6.0, 2.25]
    assert again.session.predict.samples == Samples(truth=1)
    assert again.session.predict.gradient
    app.press("predict_again")
    assert "input" not in app.test.query_params


def test_a_link_has_the_sample(open_app):
    assert open_app(page="predict", sample="12", **IRIS).session.predict.sample == 12
    assert "sample = 'x'" in open_app(page="predict", sample="x", **IRIS).notice


def test_training_moves_the_answer(app):
    before = app.figures["answer"]["data"]
    app.press("step")
    assert app.metrics["Epoch"] == "1"
    assert app.figures["answer"]["data"] != before
    app.scrub(0)
    assert app.figures["answer"]["data"] == before
    assert app.message["text"].startswith("This is the network of epoch 0")


def test_a_cell_lists_its_samples_and_a_sample_is_looked_at(app):
    app.send("pick", figure="confusion", index=[1, 0])
    assert app.session.predict.samples == Samples(1, 0)
    app.send("pick", figure="classes", index=[2])
    assert app.session.predict.samples == Samples(2, None)
    listed = [n for n, label in enumerate(app.trainer.dataset.labels_test) if label == 2]
    app.send("pick", figure="samples", index=[0])
    assert app.session.predict.sample in listed


def test_lists_are_chosen_by_the_keyboard_as_well(app):
    app.choose("predict.truth", 1)
    app.choose("predict.answer", -2)
    app.choose("predict.bin", 9)
    assert app.session.predict.samples == Samples(1, None, 9)
    app.choose("predict.truth", -2)
    assert app.session.predict.samples.truth is None


def test_places_beyond_the_charts_do_nothing(app):
    before = app.session.predict.samples, app.session.predict.sample
    for figure, index in (("confusion", [0, 9]), ("classes", [50]), ("samples", [99])):
        app.send("pick", figure=figure, index=index)
    assert (app.session.predict.samples, app.session.predict.sample) == before


def test_the_gradient_is_a_click_away_however_often_it_comes(app):
    before = app.figures["seen"]["data"]
    app.act("predict_look", "gradient")
    app.act("predict_look", "gradient")
    assert app.session.predict.gradient
    assert app.figures["seen"]["data"] != before
    app.act("predict_look", "contributions")
    assert app.figures["seen"]["data"] == before


def test_other_data_bring_another_input(app):
    app.send("place", figure="input", values=[7.0, 3.0, 6.0, 2.2], done=True)
    app.choose_dataset("moons")
    app.redraw()
    assert app.figures["input"]["probe"]["kind"] == "plane"
    assert app.session.predict.values is None


def test_a_drawing_is_answered(open_app):
    app = open_app(page="predict", v="1", data="digits", layers="8")
    words = [0] * 128
    words[20:100:2] = [0x00FFFF00] * 40
    app.send("place", figure="input", values=words, done=True)
    assert app.figures["input"]["probe"]["values"] == words
    assert app.metrics["Truth"] == "unknown"
    app.send("place", figure="input", values=[0] * 128, done=True)
    assert app.metrics["Truth"] != "unknown"
