"""What the drawing panel is told and tells."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpviz import Dataset, RunConfig, load_dataset
from mlpviz.charts.palette import class_colors
from mlpviz.data import decode_points, encode_points
from mlpviz.data.drawn import EXAMPLE, MOST
from mlpviz.workbench.datasets import shared_dataset
from mlpviz.workbench.drawing import FEW, Train, as_drawn, panel, read, with_points
from mlpviz.workbench.links import address
from mlpviz.workbench.new_runs import new_run
from mlpviz.workbench.session import Session
from mlpviz.workbench.sharing import points_left_out

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


def session(config):
    return Session(config, *new_run(config, shared_dataset(config)))


def drawing(n):
    """A config of ``n`` drawn points."""
    X = np.random.default_rng(n).uniform(-2, 2, (n, 2))
    points = encode_points(X, np.arange(n) % 2)
    return RunConfig(dataset="drawn", dataset_options={"points": points})


@pytest.mark.parametrize("name", ["moons", "spiral3", "three_gaussians"])
def test_it_begins_from_the_present_run_s_points(name):
    data = load_dataset(name)
    told = panel(session(RunConfig(dataset=name)))
    assert told.points == ""
    assert [start.title for start in told.starts] == ["Example", data.title]
    X, labels = decode_points(told.starts[1].points)
    assert 100 < len(X) <= FEW
    assert np.abs(X).max() == pytest.approx(1.8, abs=0.05)
    assert set(labels.tolist()) == set(range(data.n_classes))


@pytest.mark.parametrize("name", ["digits", "iris", "hills", "sine", "one_sample"])
def test_what_is_no_plane_of_classes_is_none_to_begin_from(name):
    told = panel(session(RunConfig(dataset=name, hidden_sizes=(2,))))
    assert [start.title for start in told.starts] == ["Example"]


def test_own_points_on_a_plane_are_one_in_their_raw_units():
    X = np.array([[1000.0, 1.0], [1200.0, 2.0], [1400.0, 3.0], [1000.0, 3.0]] * 4)
    data = Dataset.from_arrays(X, ["no", "no", "yes", "yes"] * 4, preprocessing="standardize")
    found = decode_points(as_drawn(data)).X
    assert np.ptp(found[:, 0]) / np.ptp(found[:, 1]) > 150  # one scale for both
    assert found[:, 0].min() == pytest.approx(-1.8, abs=0.01)


def test_it_begins_with_the_drawn_points_themselves():
    config = drawing(60)
    told = panel(session(config))
    assert told.points == config.dataset_options["points"]
    assert panel(session(RunConfig(dataset="drawn"))).points == EXAMPLE


def test_colours_are_those_of_the_charts_for_as_many_classes():
    told = panel(session(RunConfig(dataset="moons")))
    assert told.colors == tuple(tuple(class_colors(n)) for n in range(5))
    json.dumps(told.as_json())


@given(st.text(max_size=9) | st.just("train"), VALUES)
def test_whatever_is_sent_only_points_are_an_event(name, value):
    event = read(name, value)
    assert event is None or (name == "train" and event == Train(value["points"]))


def test_a_text_of_too_many_points_is_no_event():
    assert read("train", {"points": "AAAA" * MOST}) is not None
    assert read("train", {"points": "AAAA" * MOST + "A"}) is None
    assert read("train", {"points": ["AAAA"]}) is None
    assert read("train", {"points": "AAAA", "more": 1}) is None


def test_points_take_the_place_of_those_before():
    before = drawing(40)
    after = RunConfig(**with_points(before.model_dump(), drawing(50).dataset_options["points"]))
    assert after == drawing(50)


def test_an_address_says_how_many_points_it_cannot_hold():
    assert (
        address("train", session(drawing(800)))["data.points"]
        == drawing(800).dataset_options["points"]
    )
    assert points_left_out(drawing(800)) == ""
    assert address("train", session(drawing(801)))["data.points"] == "left-out.801"
    assert "leaves out 801 drawn points, as it holds at most 800" in points_left_out(drawing(801))
