"""The dialog that makes files of the run, without a browser."""

import pytest

from mlpviz.ui.take_away import KIND


@pytest.fixture
def opened(open_app):
    """The dialog on a page, after one epoch."""
    app = open_app(v="1", data="moons", layers="4")
    app.test.button(key="step").click().run()
    app.test.button(key="take_away").click().run()
    app.redraw()
    return app


def choose(app, end):
    (field,) = (box for box in app.test.selectbox if box.key.startswith(KIND))
    field.select(end).run()
    app.no_exception()


def files(app):
    return [node.proto.label for node in app.test.get("download_button")]


def test_nothing_is_made_before_a_kind_is_chosen(opened):
    assert files(opened) == []
    assert opened.session.take_away.made is None


def test_a_kind_that_is_chosen_can_be_downloaded(opened):
    choose(opened, ".csv")
    (label,) = files(opened)
    assert "epoch" in label
    assert opened.session.take_away.made.name == "mlpviz-moons-epoch-1.csv"
    choose(opened, ".json")
    assert opened.session.take_away.made.name == "mlpviz-moons-epoch-1.json"


def test_why_a_kind_cannot_be_made_is_said(opened):
    opened.trainer.set_parameter("b1", 0, 2.0)
    choose(opened, ".py")
    assert files(opened) == []
    assert any("weights set by hand" in error.value for error in opened.test.error)


def test_a_sidebar_that_a_lesson_hides_has_no_download(open_app):
    app = open_app(v="1", data="moons", hide="data_tab-network_tab-training_tab")
    assert not app.has("take_away")
