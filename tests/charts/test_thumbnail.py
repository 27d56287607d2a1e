"""Thumbnails: every point in the picture, classes apart in colour and mark, small."""

import base64
import re

import numpy as np
import pytest

from mlpviz.charts.palette import NEGATIVE, NEUTRAL, POSITIVE
from mlpviz.charts.thumbnail import (
    MAX_POINTS,
    SIZE,
    class_scatter,
    image_strip,
    number_bars,
    value_scatter,
)

CORNERS = np.array([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0], [2.0, 1.0]])


def svg(uri):
    kind, _, body = uri.partition(",")
    assert kind == "data:image/svg+xml;base64"
    return base64.b64decode(body).decode()


def marks(uri):
    """By colour, the points of its path and what is drawn at each."""
    paths = re.findall(r'<path d="([^"]*)" fill="(#\w+)" stroke="(#\w+)" ([^/]*)/>', svg(uri))
    assert all(fill == stroke for _, fill, stroke, _ in paths)
    points = re.compile(r"M(\d+) (\d+)([^M]*)")
    return {fill: (points.findall(path), style) for path, fill, _, style in paths}


def test_points_keep_their_places_with_y_upwards():
    ((points, _),) = marks(class_scatter(CORNERS, np.zeros(4, int), 1)).values()
    low, high = 5, SIZE - 5
    assert [(int(x), int(y)) for x, y, _ in points] == [
        (low, high),
        (high, high),
        (low, low),
        (high, low),
    ]


def test_classes_differ_in_colour_and_in_mark():
    drawn = marks(class_scatter(CORNERS[:3], np.array([0, 1, 2]), 3))
    assert len(drawn) == 3
    assert len({(points[0][2], style) for points, style in drawn.values()}) == 3
    two = marks(class_scatter(CORNERS, np.array([0, 1, 1, 1]), 2))
    assert {color: len(points) for color, (points, _) in two.items()} == {NEGATIVE: 1, POSITIVE: 3}


def test_values_run_over_the_diverging_scale():
    drawn = marks(value_scatter(CORNERS, np.array([-1.0, 0.0, 0.1, 1.0])))
    assert {color: len(points) for color, (points, _) in drawn.items()} == {
        NEGATIVE: 1,
        "#b4b8c0": 2,
        POSITIVE: 1,
    }


def test_one_input_is_drawn_against_its_value():
    drawn = marks(value_scatter(np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 1.0, 0.0])))
    assert [(int(x), int(y)) for x, y, _ in drawn[NEUTRAL][0]] == [(5, 95), (50, 5), (95, 95)]


def test_many_points_stay_small():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(5000, 2))
    uri = class_scatter(X, rng.integers(0, 2, 5000), 2)
    assert sum(len(points) for points, _ in marks(uri).values()) == MAX_POINTS
    assert len(uri) < 6000


@pytest.mark.parametrize("X", [np.zeros((3, 2)), np.zeros((3, 1))])
def test_points_in_one_place_are_drawn(X):
    assert "nan" not in svg(value_scatter(X, np.zeros(3)))


def test_images_stand_side_by_side():
    uri = image_strip(np.arange(24.0).reshape(3, 2, 4))
    png = base64.b64decode(uri.partition(",")[2])
    assert uri.startswith("data:image/png;base64,")
    assert int.from_bytes(png[16:20], "big") == 12
    assert int.from_bytes(png[20:24], "big") == 2
    assert image_strip(np.zeros((2, 2, 2))) != image_strip(np.eye(2)[None].repeat(2, 0))


def test_numbers_of_a_sample_are_bars_from_zero_by_sign():
    bar = re.compile(r'd="M(\d+) \d+h(-?\d+)v\d+h-?\d+z" fill="(#\w+)"')
    both = [(int(x), int(w)) for x, w, _ in bar.findall(svg(number_bars(np.array([1.0, -0.5]))))]
    assert both == [(50, 45), (50, -22)]
    for sign in (1.0, -1.0):
        found = bar.findall(svg(number_bars(sign * np.array([0.05, 0.1]))))
        assert [(int(x), int(w)) for x, w, _ in found] == [(5, 45), (5, 90)]
    assert len(bar.findall(svg(number_bars(np.arange(50.0))))) == 10
    assert bar.findall(svg(number_bars(np.zeros(2))))
