"""Every dataset's views build, are valid figures, say something, and only those asked for."""

import json
from dataclasses import asdict

import pytest

from mlpviz import DATASETS
from mlpviz.charts import to_figure
from mlpviz.views import table
from mlpviz.views.table import VIEWS
from mlpviz.workbench.train.figures import figures

BY_INPUT = {"decision", "prediction", "fit", "images"}


def special_view(spec):
    """The view of the inputs that the issue asks for."""
    if spec.n_features == 2:
        return {"decision"} if spec.n_classes else {"prediction"}
    if spec.n_features == 1:
        return {"fit"}
    return {"images"} if spec.image_shape else set()


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("epochs", [0, 2])
def test_all_views_of_every_dataset(dataset, epochs, config_for, frame_of):
    entries = figures(frame_of(config_for(dataset), epochs), VIEWS)
    expected = set(VIEWS) - BY_INPUT | special_view(DATASETS[dataset])
    if not DATASETS[dataset].n_classes:
        expected -= {"shares"}
    assert {entry.id for entry in entries} == expected
    for entry in entries:
        to_figure({"data": entry.data, "layout": entry.layout})
        json.dumps(asdict(entry), allow_nan=False)
        assert entry.data
        assert len(entry.alt) > 20
        assert "nan" not in entry.alt.lower().split()
        assert entry.title == VIEWS[entry.id].title
        assert entry.help


@pytest.mark.parametrize("dataset", ["moons", "hills", "sine", "digits"])
@pytest.mark.parametrize(
    "choices",
    [
        {"hidden_sizes": ()},
        {"hidden_sizes": (8,) * 6},
        {"hidden_sizes": (200,)},
        {"initializer": "zeros"},
        {"bias": False, "dtype": "float32", "batch_size": None},
        {"hidden_sizes": (4, 3), "activation": ("relu", "gelu")},
    ],
    ids=["linear", "deep", "wide", "zeros", "float32", "mixed"],
)
def test_extreme_networks(dataset, choices, config_for, frame_of):
    for entry in figures(frame_of(config_for(dataset, **choices), epochs=1), VIEWS):
        to_figure({"data": entry.data, "layout": entry.layout})
        json.dumps(asdict(entry), allow_nan=False)
        assert entry.alt


@pytest.mark.parametrize("dataset", ["moons", "diabetes", "digits"])
def test_views_of_weights_that_have_run_away(dataset, config_for, frame_of):
    frame = frame_of(config_for(dataset))
    frame.network.flat *= 1e150
    for entry in figures(frame, VIEWS):
        to_figure({"data": entry.data, "layout": entry.layout})
        json.dumps(asdict(entry), allow_nan=False)


def test_only_views_on_screen_are_built(config_for, frame_of, monkeypatch):
    built = []

    def noted(name, view):
        return view._replace(chart=lambda frame: built.append(name) or view.chart(frame))

    monkeypatch.setattr(table, "VIEWS", {name: noted(name, VIEWS[name]) for name in VIEWS})
    entries = figures(frame_of(config_for("moons")), ["curves", "weights"])
    assert built == ["curves", "weights"]
    assert [entry.id for entry in entries if entry.data is not None] == built
    for entry in entries:
        assert entry.help == VIEWS[entry.id].help
        assert (entry.alt is None) == (entry.data is None)


def test_of_the_first_frame_only_the_first_screen_is_built(config_for, frame_of):
    entries = figures(frame_of(config_for("moons")), None)
    assert {entry.id for entry in entries if entry.data is not None} == {
        "network",
        "decision",
        "curves",
        "check",
        "weights",
        "predictions",
    }


def test_nothing_on_screen_computes_nothing(config_for, frame_of):
    assert all(entry.data is None for entry in figures(frame_of(config_for("moons")), []))


def test_an_unknown_name_on_screen_is_ignored(config_for, frame_of):
    entries = figures(frame_of(config_for("moons")), ["no such view"])
    assert all(entry.data is None for entry in entries)


def test_log_asks_for_a_logarithmic_loss_axis(config_for, frame_of):
    def loss_axis(log):
        curves = figures(frame_of(config_for("moons"), epochs=2, log=log), ["curves"])
        figure = next(entry for entry in curves if entry.id == "curves")
        return figure.layout["yaxis"].get("type", "linear")

    assert loss_axis(False) == "linear"
    assert loss_axis(True) == "log"


def test_training_changes_every_view(config_for, frame_of):
    config = config_for("moons", lr=0.5)
    before, after = (figures(frame_of(config, epochs), VIEWS) for epochs in (0, 1))
    for old, new in zip(before, after, strict=True):
        shown = [(card.data, card.layout, card.diagram) for card in (old, new)]
        assert shown[0] != shown[1], old.id
        assert old.alt != new.alt, old.id


def test_every_view_says_how_to_read_it():
    for view in VIEWS.values():
        assert view.help.endswith(".")
        assert len(view.help) > 30
