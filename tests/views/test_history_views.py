"""Views over time show what the history holds, at every epoch, and remember what they computed."""

import gc

import pytest

from mlpviz import PRESETS, Trainer
from mlpviz.charts.density import density_of
from mlpviz.diagnosis import layer_ratios
from mlpviz.engine.history import History
from mlpviz.views import history_views
from mlpviz.views.frame import Frame


@pytest.fixture
def moment():
    """A frame of a trainer, as the page makes one."""

    def build(trainer, marker=None):
        return Frame(trainer, trainer.network.copy(), log=False, playing=False, marker=marker)

    return build


@pytest.fixture
def run(config_for):
    """A trainer after some epochs."""

    def build(dataset="moons", epochs=3, history=None, **choices):
        trainer = Trainer(config_for(dataset, **choices), history=history)
        for _ in trainer.run(epochs):
            pass
        return trainer

    return build


def test_class_shares_are_those_of_the_records(run, moment):
    trainer = run("iris", epochs=4)
    chart = history_views.class_shares(moment(trainer))
    names = [trace["name"] for trace in chart.figure()["data"]]
    for name in trainer.dataset.class_names:
        assert names.count(name) == 2
    assert "At epoch 4 the largest share" in chart.summary()


def test_the_collapse_of_the_digits_is_told(moment):
    trainer = Trainer(PRESETS["digits-collapse"].config)
    for _ in trainer.run(5):
        pass
    words = history_views.class_shares(moment(trainer)).summary()
    assert "all test predictions are " in words
    assert "Not predicted at all: " in words


def test_layers_are_those_of_the_diagnosis(run, moment):
    trainer = run(epochs=4)
    chart = history_views.layers(moment(trainer))
    figure, words = chart.figure(), chart.summary()
    assert [t["name"] for t in figure["data"] if t["xaxis"] == "x"] == ["W1", "W2", "W3", "names"]
    record = trainer.history.newest
    ratio = record.update_norm["W1"] / record.param_norm["W1"]
    assert f"W1 moves by {ratio:.2g}"[:18] in words
    assert figure["layout"]["shapes"][0]["y0"] == 1e-5


def test_every_view_marks_the_epoch_that_is_shown(run, moment):
    trainer = run("iris", epochs=6)
    for view in (history_views.class_shares, history_views.layers):
        live, earlier = (view(moment(trainer, marker)) for marker in (None, 2))
        lines = [s for s in earlier.figure()["layout"]["shapes"] if s["type"] == "line"]
        assert {line["x0"] for line in lines} == {2}
        assert {line["xref"] for line in lines} == {"x", "x2"}
        assert not [s for s in live.figure()["layout"]["shapes"] if s["type"] == "line"]
        assert "epoch 2" in earlier.summary()
    live, earlier = (history_views.ridges(moment(trainer, marker)) for marker in (None, 2))
    drawn, drawn_live = earlier.figure()["data"], live.figure()["data"]
    assert len(drawn) == len(drawn_live) + 2
    assert "At epoch 2, which is shown" in earlier.summary()
    # The newest stays in front although an earlier epoch is shown.
    assert drawn[:7] == drawn_live[:7]


def test_ridges_are_of_the_weight_matrices_at_the_kept_epochs(run, moment):
    trainer = run(epochs=3)
    chart = history_views.ridges(moment(trainer))
    figure, words = chart.figure(), chart.summary()
    assert len(figure["data"]) == len(trainer.history.kept_epochs) == 4
    assert words.startswith("Weights at 4 kept epochs, 0 to 3.")
    for name in ("W1", "W2", "W3"):
        first = density_of(trainer.network.named(trainer.history.parameters(0))[name])
        assert f"{name} σ {first.deviation:.2g}"[:8] in figure["data"][0]["text"]
    assert "b1" not in figure["data"][0]["text"]


def test_densities_are_computed_once_per_snapshot(run, moment, monkeypatch):
    trainer = run(epochs=3)
    history_views.ridges(moment(trainer))
    asked = []

    def counted(array):
        asked.append(array)
        return density_of(array)

    monkeypatch.setattr(history_views, "density_of", counted)
    history_views.ridges(moment(trainer))
    assert asked == []
    trainer.step_epoch()
    history_views.ridges(moment(trainer))
    assert len(asked) == 3  # W1, W2, W3 of the new epoch


def test_after_a_rewind_an_epoch_trained_anew_is_drawn_anew(run, moment):
    trainer = run(epochs=4)
    before = history_views.ridges(moment(trainer))
    trainer.rewind(2)
    trainer.change(lr=5.0)
    for _ in trainer.run(2):
        pass
    after = history_views.ridges(moment(trainer))
    assert trainer.history.kept_epochs == (0, 1, 2, 3, 4)
    assert after.summary() != before.summary()
    old, new = ([trace["text"] for trace in chart.figure()["data"]] for chart in (before, after))
    assert old[:3] == new[:3]
    assert old[3] != new[3]
    assert old[4] != new[4]


def test_densities_go_with_thinned_snapshots_and_with_the_run(run, moment):
    gc.collect()
    before = len(history_views.densities)
    trainer = run(epochs=0, history=History(snapshot_bytes=1))  # two snapshots are kept
    for _ in range(20):
        trainer.step_epoch()
        history_views.ridges(moment(trainer))
    assert len(history_views.densities) - before <= 2
    assert len(history_views.densities) > before
    del trainer
    gc.collect()
    assert len(history_views.densities) == before


def test_weights_of_zero_and_frozen_layers_are_drawn(run, moment):
    trainer = run(epochs=2, initializer="zeros")
    for view in (history_views.class_shares, history_views.ridges, history_views.layers):
        chart = view(moment(trainer))
        assert chart.figure()["data"]
        assert "nan" not in chart.summary().lower().split()


def test_the_figure_of_a_long_run_has_as_many_ridges_as_that_of_a_short_one(run, moment):
    chart = history_views.ridges(moment(run(epochs=60)))
    assert 10 <= len(chart.figure()["data"]) <= 21


def test_a_long_run_is_read_at_evenly_spaced_epochs(run, moment, monkeypatch):
    monkeypatch.setattr(history_views, "MOST_RECORDS", 8)
    trainer = run("iris", epochs=30)
    seen = []

    def noted(records):
        seen.extend(record.epoch for record in records)
        return layer_ratios(records)

    monkeypatch.setattr(history_views, "layer_ratios", noted)
    history_views.layers(moment(trainer, marker=13))
    assert seen == [0, 4, 8, 12, 13, 16, 20, 24, 28, 30]
    words = history_views.class_shares(moment(trainer, marker=13)).summary()
    assert "At epoch 13" in words
    assert "At epoch 30" in words
