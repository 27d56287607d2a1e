"""Number fields on the real pages: what is typed, what is refused, and what plays meanwhile."""

from pathlib import Path

import pytest

import mlpviz.ui

MOONS = {"v": "1", "data": "moons", "layers": "4", "lr": "0.1"}


@pytest.fixture
def app(open_app):
    return open_app(**MOONS)


@pytest.mark.parametrize(
    ("key", "text", "number"),
    [
        ("lr", "0,05", 0.05),
        ("lr", "2^-8", 2**-8),
        ("l2", "1e-6", 1e-6),
        ("bias_std", "1e-6", 1e-6),
        ("test_size", "25 %", 0.25),
        ("seed", "1_000", 1000),
    ],
)
def test_what_is_typed_in_the_usual_ways_is_the_runs_and_stays_as_it_was_typed(
    app, key, text, number
):
    app.choose(key, text)
    assert getattr(app.config, key) == number
    assert app.widget(key).value == text
    app.redraw()
    assert app.widget(key).value == text


@pytest.mark.parametrize(
    ("key", "text"),
    [("hidden_0", "1e9"), ("lr", "fast"), ("dataset_options.noise", "9"), ("l2", "")],
)
def test_what_cannot_be_is_said_beside_the_field_and_the_run_goes_on(app, key, text):
    app.press("step")
    run, config = app.session.run, app.config
    app.choose(key, text)
    assert app.told(key)
    assert app.widget(key).value == text, "what was typed is not lost"
    assert (app.session.run, app.config, app.trainer.epoch) == (run, config, 1)
    app.press("step")
    assert app.told(key)
    assert app.trainer.epoch == 2
    app.choose("activation", "relu")  # another run, of which it is still not a number
    assert app.widget(key).value == text


def test_a_legal_number_takes_the_words_away(app):
    app.choose("lr", "fast")
    app.choose("lr", "0.3")
    assert not app.session.refusals
    assert app.config.lr == 0.3


def test_small_numbers_are_shown_as_what_they_are(open_app):
    app = open_app(**MOONS | {"init": "normal", "init.std": "1e-6", "bias_std": "1e-6"})
    assert app.widget("initializer_options.std").value == "1e-6"
    assert app.widget("bias_std").value == "1e-6"


def test_a_field_and_its_slider_say_the_same(app):
    app.choose("lr", "0.37")
    assert app.widget("lr.slider").value == 0.37
    app.choose("lr.slider", 0.5)
    assert (app.widget("lr").value, app.config.lr, app.trainer.lr) == ("0.5", 0.5, 0.5)
    app.choose("batch_size.slider", "full")
    assert (app.widget("batch_size").value, app.config.batch_size) == ("full", None)
    app.choose("batch_size", "8")
    assert (app.widget("batch_size.slider").value, app.config.batch_size) == (8, 8)


def test_what_is_refused_while_it_plays_is_told_and_it_plays_on(app):
    app.press("play")
    app.tick()
    app.set_only("lr", "1e99")
    app.tick()
    assert "too large" in app.told("lr")
    assert (app.trainer.epoch, app.session.playing, app.trainer.lr) == (2, True, 0.1)
    app.set_only("lr.slider", 0.2)
    app.tick()
    assert (app.trainer.epoch, app.trainer.lr, app.widget("lr").value) == (3, 0.2, "0.2")


def test_units_and_layers_have_a_minus_and_a_plus(app):
    app.press("units_0_more")
    app.press("units_0_more")
    app.press("units_0_less")
    assert app.config.hidden_sizes == (5,)
    app.press("add_layer")
    assert app.config.hidden_sizes == (5, 5)
    app.press("remove_last")
    app.press("remove_last")
    assert app.config.hidden_sizes == ()
    assert app.widget("remove_last").proto.disabled


def test_one_unit_has_no_less(open_app):
    app = open_app(**MOONS | {"layers": "1-4096"})
    assert app.widget("units_0_less").proto.disabled
    assert app.widget("units_1_more").proto.disabled


def test_no_page_has_another_kind_of_number_field():
    """Streamlit's own reads neither 0,1 nor 1 000, and turns what it cannot read into another."""
    folder = Path(mlpviz.ui.__file__).parent
    assert [p.name for p in folder.rglob("*.py") if "st.number_input" in p.read_text("utf-8")] == []


def test_the_epoch_at_which_play_stops_is_typed_in_the_usual_ways(app):
    for text, epochs in (("1 000", 1000), ("1,000", 1000), ("5e2", 500), ("", None)):
        app.choose("stop", text)
        assert app.session.lesson.epochs == epochs
    app.choose("stop", "0,5")
    assert app.session.lesson.epochs is None
    assert "Stop at epoch = 0,5 must be a whole number" in app.message["text"]
