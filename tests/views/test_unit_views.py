"""What the network's card knows of its units: maps over the plane, weights as images."""

import numpy as np
import pytest

from mlpviz.charts.pointing import is_drawn
from mlpviz.views.frame import EARLIER
from mlpviz.views.unit_views import BYTES, LARGEST, SMALLEST, map_side, network
from mlpviz.workbench.train.figures import figures


def test_a_map_is_the_unit_s_activation_over_the_plane_top_first(config_for, frame_of):
    frame = frame_of(config_for("moons", hidden_sizes=(4, 3)), 2)
    chart = network(frame)
    side = map_side(2 + 4 + 3 + 2)
    x0, x1, y0, y1 = chart.plane
    corners = frame.trainer.preprocess(np.array([[x0, y1], [x1, y1], [x0, y0], [x1, y0]]))
    frame.network.forward(corners)
    inputs, *layers = chart.pictures.layers
    assert [len(layer) for layer in layers] == [4, 3, 2]
    for picture, values in zip([inputs, *layers], [corners, *frame.network.a], strict=True):
        assert picture.shape[1:] == (side, side)
        found = picture[:, [0, 0, -1, -1], [0, -1, 0, -1]]
        assert found == pytest.approx(values.T)


def test_features_of_the_inputs_are_maps_too(config_for, frame_of):
    chart = network(frame_of(config_for("moons", input_features=("x1", "x2", "x1 x2"))))
    product = chart.pictures.layers[0][2]
    assert product[0, 0] < 0 < product[0, -1]
    assert chart.figure()["data"][0]["text"][2]


def test_the_surface_is_the_card_with_the_plane(config_for, frame_of):
    for dataset, card in ("moons", "decision"), ("hills", "prediction"), ("digits", ""):
        frame = frame_of(config_for(dataset))
        assert network(frame).surface == card
        assert not card or card in {entry.id for entry in figures(frame, [])}


def test_images_show_the_weights_of_the_first_layer(config_for, frame_of):
    frame = frame_of(config_for("digits"))
    chart = network(frame)
    inputs, first, *others = chart.pictures.layers
    assert inputs is None
    assert others == [None, None]
    weights = frame.network.params["W1"]
    assert first == pytest.approx(weights.T.reshape(-1, 8, 8))
    assert chart.pictures.weights


def test_large_images_are_made_coarser(config_for, frame_of):
    first = network(frame_of(config_for("mnist"))).pictures.layers[1]
    assert first.shape == (5, 28, 28)
    wide = frame_of(config_for("mnist", hidden_sizes=(30,)))
    coarse = network(wide).pictures.layers[1]
    assert coarse.shape == (9, 14, 14)
    unit = wide.network.params["W1"][:, 29].reshape(28, 28)
    assert coarse[8, 0, 1] == pytest.approx(unit[:2, 2:4].mean())


@pytest.mark.parametrize("choices", [{"dataset": "iris"}, {"hidden_sizes": (3,) * 15}])
def test_tables_and_deep_networks_have_plain_units(choices, config_for, frame_of):
    config = config_for(**{"dataset": "moons"} | choices)
    chart = network(frame_of(config))
    assert chart.pictures is None
    assert chart.surface == ""
    assert chart.figure()["diagram"]["pictures"] == []


def test_maps_are_smaller_the_more_units_are_drawn():
    assert map_side(8) == LARGEST
    assert map_side(500) == SMALLEST
    assert all(units * map_side(units) ** 2 <= BYTES for units in range(10, 60))


def test_weights_of_an_earlier_epoch_cannot_be_set(config_for, frame_of):
    frame = frame_of(config_for("moons"), 2)
    assert network(frame).locked == ""
    frame.marker = 1
    assert network(frame).locked == EARLIER


def test_what_is_drawn_can_be_told(config_for, frame_of):
    diagram = network(frame_of(config_for("moons", hidden_sizes=(12,)))).figure()["diagram"]
    assert is_drawn(diagram, "W1", [1, 11])
    assert not is_drawn(diagram, "W1", [1, 6])  # in the ellipsis
    assert is_drawn(diagram, "b2", [0])
