"""The Compare page without a browser: the race, its choices, and the way back to Train."""

import json
import math

import numpy as np
import pytest

from mlpviz import PRESETS, compare, variants
from mlpviz.ui.markup import plain
from mlpviz.workbench import slices
from tests.ui.conftest import unescaped

SMALL = {"dataset": "iris", "preprocessing": "standardize", "hidden_sizes": "[4]"}


@pytest.fixture
def page(open_app):
    """The page on a small problem."""
    return open_app(page="compare", **SMALL)


@pytest.fixture
def open_page(open_app):
    return lambda **query: open_app(page="compare", **(SMALL | query))


def own(app):
    return app.session.compare


def runs(app):
    """Label and config of every run in the race."""
    return {r.label: r.trainer.config for r in own(app).race.runners}


def rows(app):
    return {row["cells"][0]: row["cells"][1:] for row in app.payload["table"]["rows"]}


def finish(app):
    """Start, and tick as the board does until nobody runs any more."""
    app.press("compare_race_play")
    while app.payload["playing"]:
        app.tick(visible=["race"])
    app.redraw()


def errors(app):
    return [node.value for node in app.test.error]


# Before the start


def test_the_first_visit(page):
    assert page.payload["playing"] is False
    assert list(runs(page)) == ["SGD", "Momentum", "RMSProp", "Adam"]
    assert page.metrics["Epoch"] == "0 / 20"
    assert page.said == (
        "info",
        "Press Start (Space): 4 runs of 20 epochs. All runs start from identical weights.",
    )
    assert [cells[-1] for cells in rows(page).values()] == ["ready"] * 4
    figure = page.figures["race"]
    assert figure["wide"]
    assert len(figure["data"]) == 16


def test_every_control_has_help_of_one_line(page):
    for node in page.test._tree:
        key = getattr(node, "key", None)
        if key and key.startswith("race_") and hasattr(getattr(node, "proto", None), "help"):
            assert node.proto.help.strip(), key
            assert "\n" not in node.proto.help, key


@pytest.mark.parametrize(
    ("field", "first"),
    [
        (
            "optimizer_lr",
            [
                "SGD, lr 0.1",
                "Momentum, lr 0.01",
                "RMSProp, lr 0.001",
                "Adam, lr 0.003",
            ],
        ),
        ("lr", ["lr 0.01", "lr 0.03", "lr 0.1", "lr 0.3", "lr 1"]),
        ("activation", ["identity", "sigmoid", "tanh", "relu"]),
        ("initializer", ["xavier_uniform", "he_uniform", "normal", "zeros"]),
        ("hidden_sizes", ["hidden 2", "hidden 8", "hidden 32", "hidden 128"]),
        ("batch_size", ["batch 8", "batch 32", "batch 128", "batch full"]),
        ("seed", [f"seed {k}" for k in range(6)]),
    ],
)
def test_each_setting_brings_values_to_begin_with(page, field, first):
    page.choose("compare_race_field", field)
    assert list(runs(page)) == first
    assert ("identical weights" in page.message["text"]) is (
        field not in ("initializer", "hidden_sizes", "seed")
    )


def test_values_are_chosen_and_typed(page):
    page.choose("compare_race_field", "lr")
    page.choose("compare_race_values_lr", ["0.1"])
    page.choose("compare_race_add", "2,5 5")
    assert list(runs(page)) == ["lr 0.1", "lr 2.5", "lr 5"], "only what was typed is added"
    assert page.widget("compare_race_add").value == "", "ready for more"
    page.choose("compare_race_values_lr", ["0.1", "2.5"])
    page.choose("compare_race_field", "batch_size")
    page.choose("compare_race_field", "lr")
    assert list(runs(page)) == ["lr 0.1", "lr 2.5"], "the choice is kept"


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        ("lr", "0,1 0.1 1e-1; 0.10", ["0.1"]),
        ("batch_size", "full FULL, 8,8", ["8", "full"]),
    ],
)
def test_one_value_in_several_spellings_is_one_run(page, field, typed, kept):
    page.choose("compare_race_field", field)
    page.choose(f"compare_race_values_{field}", [])
    page.choose("compare_race_add", typed)
    assert page.widget(f"compare_race_values_{field}").value == kept
    assert len(runs(page)) == len(kept)


def test_what_is_typed_wrong_is_told_and_left_out(page):
    page.choose("compare_race_field", "lr")
    page.choose("compare_race_values_lr", ["0.1"])
    page.choose("compare_race_add", "fast")
    assert list(runs(page)) == ["lr 0.1"]
    assert errors(page) == ["learning rate = 'fast' must be a number between 1e-12 and 1e+9."]
    page.choose("compare_race_add", "0.2")
    assert errors(page) == []


def test_a_seventh_value_is_left_out_and_told(page):
    page.choose("compare_race_field", "seed")
    page.choose("compare_race_add", "77")
    assert page.widget("compare_race_values_seed").value == [str(k) for k in range(6)]
    (told,) = errors(page)
    assert unescaped(told).startswith("At most 6 runs can race. Left out: 77.")


def test_what_is_typed_is_shown_as_text(page):
    page.choose("compare_race_field", "lr")
    page.choose("compare_race_add", "[a](http://b)")
    (shown,) = errors(page)
    assert plain("[a](http://b)") in shown
    assert "[a](" not in shown


def test_a_variant_that_does_not_fit_is_told_by_name_and_the_others_race_on(open_page):
    app = open_page(dataset="mnist", hidden_sizes="[8,8,8]")
    app.choose("compare_race_field", "hidden_sizes")
    app.choose("compare_race_values_hidden_sizes", ["8"])
    app.choose("compare_race_add", "4096")
    assert [config.hidden_sizes for config in runs(app).values()] == [(8, 8, 8)]
    assert app.message["kind"] == "warning"
    assert app.message["text"].startswith("4096 cannot be in the race: hidden_sizes")


def test_networks_too_large_together_are_refused(open_page, monkeypatch):
    monkeypatch.setenv("MLPVIZ_TOGETHER_BYTES", "60M")
    app = open_page(dataset="mnist", hidden_sizes="[128]")
    assert own(app).race is None
    assert app.message["kind"] == "error"
    assert "These runs take" in app.message["text"]
    assert app.widget("compare_race_play").disabled
    app.choose("compare_race_values_optimizer", ["sgd", "adam"])
    assert list(runs(app)) == ["SGD", "Adam"]


def test_without_values_there_is_nothing_to_race(page):
    page.choose("compare_race_values_optimizer", [])
    assert page.said == ("error", "Nothing to race: choose at least one value.")
    assert page.widget("compare_race_play").disabled


def test_an_activation_without_hidden_layers_is_refused(open_page):
    app = open_page(hidden_sizes="[]")
    app.choose("compare_race_field", "activation")
    assert "no hidden layer" in app.message["text"]


# The race


def test_a_race_to_the_end_gives_the_figures_of_compare(page):
    page.choose("compare_race_epochs", 5)
    finish(page)
    shown = own(page).race.comparison()
    alone = compare(variants(page.config, "optimizer"), 5)
    for here, there in zip(shown.runs, alone.runs, strict=True):
        np.testing.assert_array_equal(here.test_loss, there.test_loss)
        np.testing.assert_array_equal(here.train_score, there.train_score)
    assert page.metrics["Epoch"] == "5 / 5"
    assert page.metrics["Racing"] == "0"
    best = alone.best
    row = rows(page)[best.label]  # of 30 test samples, so that nobody clearly wins
    assert page.message["text"].startswith("No winner after epoch 5:")
    assert f"and {alone.level[-1].label} are level" in page.message["text"]
    assert row[2] == f"{best.test_loss[-1]:.4g}"
    assert row[-1] == "finished"
    assert best.label in page.figures["race"]["alt"]


def test_pause_go_on_and_reset(page, monkeypatch):
    monkeypatch.setattr(slices, "FRAME_SECONDS", 0.0)  # one epoch of one run with every tick
    page.press("compare_race_play")
    assert page.widget("compare_race_play").label == "Pause"
    page.tick(visible=["race"])
    page.redraw()
    page.press("compare_race_play")
    assert page.widget("compare_race_play").label == "Go on"
    position = [runner.position for runner in own(page).race.runners]
    assert sum(position) == 1
    page.tick(visible=["race"])
    assert [runner.position for runner in own(page).race.runners] == position
    page.press("compare_race_play")
    page.tick(visible=["race"])
    assert sum(r.position for r in own(page).race.runners) == 2
    page.redraw()
    page.press("compare_race_reset")
    assert page.payload["playing"] is False
    assert page.metrics["Epoch"] == "0 / 20"


def test_a_tick_trains_as_much_as_fits_into_a_frame(page, monkeypatch):
    monkeypatch.setattr(slices, "FRAME_SECONDS", 0.0495)  # that is 49.5 looks at the clock
    page.press("compare_race_play")
    page.tick(visible=["race"])
    looks = page.trainer.batches_per_epoch + 5  # in an epoch: with every batch, and around them
    epochs = math.ceil(49.5 / looks)
    positions = [runner.position for runner in own(page).race.runners]
    assert max(positions) - min(positions) <= 1
    assert sum(positions) == epochs > 1
    page.tick(visible=["race"])
    assert sum(r.position for r in own(page).race.runners) == 2 * epochs


def test_a_tick_that_comes_twice_trains_once(page, monkeypatch):
    monkeypatch.setattr(slices, "FRAME_SECONDS", 0.0)
    page.press("compare_race_play")
    seq = page.session.seq
    page.tick(seq=seq)
    position = [runner.position for runner in own(page).race.runners]
    page.tick(seq=seq)
    assert [runner.position for runner in own(page).race.runners] == position


def test_start_after_the_end_races_anew(page):
    page.choose("compare_race_epochs", 1)
    finish(page)
    over = own(page).race
    page.press("compare_race_play")
    assert own(page).race is not over
    assert own(page).race.epoch == 0


def test_a_run_that_diverges_is_told_and_the_others_go_on(open_page):
    app = open_page(loss="mse", output="identity", activation="relu", hidden_sizes="[16]")
    app.choose("compare_race_field", "lr")
    app.choose("compare_race_values_lr", ["0.03"])
    app.choose("compare_race_add", "1e9")
    app.choose("compare_race_epochs", 20)
    finish(app)
    assert app.metrics["Diverged"] == "1"
    assert app.message["kind"] == "warning"
    assert app.message["text"].startswith("lr 1e+9 diverged in epoch 1")
    assert "lr 0.03 wins" in app.message["text"]
    assert [label for label in rows(app) if "★" in label] == ["lr 0.03 ★ best"]
    assert rows(app)["lr 1e+9"][-1] == "diverged in epoch 1"


def test_the_curves_of_either_split_on_either_axis(page):
    page.choose("compare_race_epochs", 2)
    finish(page)
    test = page.figures["race"]
    page.choose("compare_race_split", "train")
    train = page.figures["race"]
    assert train["data"] != test["data"]
    assert "train loss" in train["layout"]["annotations"][0]["text"]
    page.choose("compare_race_log", True)
    assert page.figures["race"]["layout"]["yaxis"]["type"] == "log"


def test_a_change_in_the_sidebar_waits_for_reset_once_the_race_has_begun(page):
    page.choose("compare_race_epochs", 1)
    page.choose("activation", "relu")
    assert {c.activation for c in runs(page).values()} == {"relu"}, "not begun: taken over at once"
    finish(page)
    page.choose("activation", "tanh")
    assert {c.activation for c in runs(page).values()} == {"relu"}
    assert "Reset takes them over" in page.message["text"]
    page.press("compare_race_reset")
    assert {c.activation for c in runs(page).values()} == {"tanh"}


def test_the_winner_opens_in_train(page):
    page.choose("compare_race_epochs", 1)
    finish(page)
    page.send("act", action="open", argument="Adam")
    assert page.config.optimizer == "adam"
    page.open("train")
    page.redraw()
    assert page.trainer.epoch == 0
    assert "curves" in page.figures
    assert page.test.query_params["opt"] == "adam"


def test_the_runs_of_a_preset_race(open_app):
    app = open_app(page="presets")
    app.choose("presets_group", "experiments")
    app.test.button(key="race_mnist-optimizers").click().run()
    app.no_exception()
    app.open("compare")
    app.redraw()
    preset = PRESETS["mnist-optimizers"]
    assert runs(app) == preset.variants
    assert app.metrics["Epoch"] == f"0 / {preset.epochs}"
    assert "identical weights" in app.message["text"]
    app.choose("compare_race_values_given", ["SGD, 0.01", "Adam, 1"])
    assert list(runs(app)) == ["SGD, 0.01", "Adam, 1"]
    app.choose("compare_race_values_given", [])
    assert app.widget("compare_race_values_given").value == []
    assert "Nothing to race" in app.message["text"]
    app.choose("compare_race_values_given", ["Adam, 1"])
    assert list(runs(app)) == ["Adam, 1"]
    app.choose("compare_race_epochs", 1)
    finish(app)
    assert app.metrics["Epoch"] == "1 / 1"
    app.choose("compare_race_field", "seed")
    assert "seed 0" in runs(app)


def test_the_payload_is_plain(page):
    assert json.loads(json.dumps(page.payload, allow_nan=False)) == page.payload
