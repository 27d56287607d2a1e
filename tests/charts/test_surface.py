import base64
import importlib
import io
import re

import numpy as np
import pytest

from mlpviz.charts import DecisionSurface, RegressionSurface

GRID_X, GRID_Y = np.linspace(-1, 1, 5), np.linspace(0, 3, 4)


def points(n, n_classes=2, seed=0):
    rng = np.random.default_rng(seed)
    return rng.uniform(-1, 1, (n, 2)), np.arange(n) % n_classes


def surface(probabilities, n_train=20, n_test=10, n_classes=2, names=None):
    return DecisionSurface(
        GRID_X,
        GRID_Y,
        probabilities,
        *points(n_train, n_classes),
        *points(n_test, n_classes, 1),
        class_names=names or [f"c{k}" for k in range(n_classes)],
        feature_names=["x1", "x2"],
    ).figure()


def picture(figure):
    """The surface as RGBA, first row at the bottom, as in the arrays that went in."""
    image = importlib.import_module("PIL.Image")
    uri = figure["layout"]["images"][0]["source"]
    body = io.BytesIO(base64.b64decode(uri.split(",")[1]))
    return np.asarray(image.open(body).convert("RGBA"))[::-1].astype(int)


def test_two_classes_are_orange_and_blue_and_fade_towards_even_odds(check):
    share = np.zeros((4, 5))
    share[0] = [0.0, 0.25, 0.5, 0.75, 1.0]
    pixels = picture(check(surface(share)))[0]
    assert pixels[0, 0] > pixels[0, 2]
    assert pixels[4, 2] > pixels[4, 0]
    assert pixels[0, 3] > pixels[1, 3] > pixels[2, 3] == 0 < pixels[3, 3] < pixels[4, 3]


def test_one_probability_and_two_draw_the_same():
    share = np.random.default_rng(0).uniform(size=(4, 5))
    both = np.stack([1 - share, share], axis=-1)
    np.testing.assert_array_equal(picture(surface(share)), picture(surface(both)))


@pytest.mark.parametrize("n_classes", [3, 5, 10, 12])
def test_many_classes_take_the_colour_of_the_likeliest(n_classes, check):
    share = np.full((4, 5, n_classes), 0.5 / (n_classes - 1))
    share[..., 0] = 0.5
    share[1, 2] = 0.0
    share[1, 2, 2] = 1.0
    figure = check(surface(share, n_classes=n_classes))
    color = figure["data"][2]["marker"]["color"]
    pixels = picture(figure)
    assert pixels[1, 2, :3].tolist() == [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    assert pixels[1, 2, 3] > pixels[0, 0, 3]
    assert (pixels[0, 0, :3] != pixels[1, 2, :3]).any()


def test_the_picture_is_centred_on_the_grid():
    image = surface(np.zeros((4, 5)))["layout"]["images"][0]
    # Steps of 0.5 and 1: half a pixel beyond the outermost grid points.
    assert (image["x"], image["sizex"]) == (-1.25, 2.5)
    assert (image["y"], image["sizey"]) == (3.5, 4.0)


def test_points_stand_where_they_are_by_class_and_split(decode):
    figure = surface(np.zeros((4, 5)), n_train=6, n_test=4)
    X, labels = points(6)
    assert len(figure["data"]) == 4
    np.testing.assert_allclose(decode(figure["data"][1]["x"]), X[labels == 1, 0], rtol=1e-6)
    first, second = (figure["data"][k]["marker"] for k in (0, 1))
    assert first["symbol"] != second["symbol"]
    assert first["color"] != second["color"]
    assert figure["data"][2]["marker"]["color"] == "#ffffff"


def test_only_so_many_points_are_drawn_and_the_summary_says_so(decode):
    figure = surface(np.zeros((4, 5)), n_train=8000, n_test=2000)
    drawn = [len(decode(trace["x"])) for trace in figure["data"]]
    assert sum(drawn) == 300
    assert sum(drawn[2:]) == 60
    (X_train, labels_train), (X_test, labels_test) = points(8000), points(2000)
    text = DecisionSurface(
        *(GRID_X, GRID_Y, np.full((4, 5), 0.9)),
        *(X_train, labels_train, X_test, labels_test),
        class_names=["up", "down"],
        feature_names=["a", "b"],
    ).summary()
    assert "Decision surface over a and b" in text
    assert "up 0.0% and down 100.0%" in text
    assert "300 of 10,000 points" in text


def test_a_broken_network_is_drawn(check):
    check(surface(np.full((4, 5), np.nan)))
    check(surface(np.full((4, 5, 3), np.inf), n_classes=3))


def test_a_few_points_and_none(check):
    check(surface(np.zeros((4, 5)), n_train=1, n_test=0))


def test_names_are_escaped():
    figure = surface(np.zeros((4, 5)), names=["<s>", "b"])
    assert figure["data"][0]["name"] == "&lt;s&gt;"
    assert "<s>" not in figure["layout"]["annotations"][0]["text"]


def regression(prediction, n=20):
    X, _ = points(n)
    y = X[:, :1]
    return RegressionSurface(
        GRID_X, GRID_Y, prediction, X, y, X, y, feature_names=["a", "b"], target="height"
    ).figure()


def test_the_regression_scale_is_set_by_the_targets(check, decode):
    figure = check(regression(np.full((4, 5), 1e9)))
    marker = figure["data"][0]["marker"]
    assert marker["cmax"] == -marker["cmin"] == 1.0
    pixels = picture(figure)
    assert (pixels == pixels[0, 0]).all()
    low = picture(regression(np.full((4, 5), -np.inf)))
    assert low[0, 0, 3] == pixels[0, 0, 3]
    assert low[0, 0, 0] > pixels[0, 0, 0]


@pytest.mark.parametrize("away", [1000.0, -1000.0, 1e6])
def test_targets_far_from_zero_have_all_colours(away, check, decode):
    prediction = np.linspace(-1, 1, 20).reshape(4, 5)
    X = points(50)[0]
    near = RegressionSurface(GRID_X, GRID_Y, prediction, X, X[:, 0], X, X[:, 0], feature_names="ab")
    far = near._replace(prediction=prediction + away, y_train=X[:, 0] + away, y_test=X[:, 0] + away)
    np.testing.assert_allclose(
        picture(check(far.figure())).astype(int), picture(near.figure()), atol=16
    )
    marker = far.figure()["data"][0]["marker"]
    targets = decode(marker["color"])
    span = marker["cmax"] - marker["cmin"]
    assert marker["cmin"] <= targets.min() < marker["cmin"] + 0.2 * span
    assert marker["cmax"] >= targets.max() > marker["cmax"] - 0.2 * span
    text = re.sub("<.*?>", " ", far.figure()["layout"]["annotations"][0]["text"])
    low, high = re.findall(r"[-\d.e+]*\d", text)[-2:]
    assert float(low) < float(high)


def test_the_regression_heading_tells_splits_by_shape_and_shows_the_scale_between_its_ends():
    figure = regression(np.zeros((4, 5)))
    text = figure["layout"]["annotations"][0]["text"]
    plain = " ".join(re.sub("<.*?>", "", text).split())
    assert plain == "● train ■ test height -1 ███ 1"
    blocks = re.findall('color:(#[0-9a-f]{6})">█', text)
    assert blocks == [color for _, color in figure["data"][0]["marker"]["colorscale"]]
    assert [trace["marker"]["symbol"] for trace in figure["data"]] == ["circle", "square"]


def test_regression_points_carry_their_targets(decode):
    figure = regression(np.zeros((4, 5)))
    np.testing.assert_allclose(
        decode(figure["data"][0]["marker"]["color"]), points(20)[0][:, 0], rtol=1e-6
    )


def test_regression_survives_nan_and_zero_targets(check):
    check(regression(np.full((4, 5), np.nan)))
    X = np.zeros((3, 2))
    check(
        RegressionSurface(
            GRID_X, GRID_Y, np.zeros((4, 5)), X, np.zeros(3), X, np.zeros(3), feature_names="ab"
        ).figure()
    )


def test_the_regression_summary_gives_the_range():
    X = points(10)[0]
    text = RegressionSurface(
        *(GRID_X, GRID_Y, np.linspace(-0.5, 2, 20).reshape(4, 5)),
        *(X, np.zeros(10), X[:5], np.zeros(5)),
        feature_names=["a", "b"],
        target="height",
    ).summary()
    assert "Predicted height over a and b: from -0.5 to 2" in text
    assert "10 training points and 5 test points" in text


@pytest.mark.parametrize("n_classes", [2, 3, 10])
def test_flat_colours_tell_the_class_alone(n_classes, check):
    share = np.random.default_rng(0).dirichlet(np.ones(n_classes), (4, 5))
    chart = DecisionSurface(
        GRID_X,
        GRID_Y,
        share,
        *points(20, n_classes),
        *points(10, n_classes, 1),
        class_names=[f"c{k}" for k in range(n_classes)],
        feature_names=["x1", "x2"],
        flat=True,
    )
    pixels, winner = picture(check(chart.figure())), share.argmax(axis=-1)
    for k in range(n_classes):
        assert len({tuple(pixel) for pixel in pixels[winner == k]}) == min(1, (winner == k).sum())
    assert len(np.unique(pixels.reshape(-1, 4), axis=0)) == len(np.unique(winner))
    if n_classes == 2:  # one probability means the same
        one = chart._replace(probabilities=share[..., 1])
        np.testing.assert_array_equal(picture(one.figure()), pixels)


def test_a_flat_prediction_comes_in_steps(check):
    grid = np.linspace(-1, 1, 40)
    chart = RegressionSurface(
        grid, GRID_Y, np.tile(grid, (4, 1)), *target_points(), feature_names=["x1", "x2"]
    )
    smooth, flat = (picture(check(chart._replace(flat=on).figure()))[0] for on in (False, True))
    assert len(np.unique(smooth, axis=0)) > 25
    assert 5 <= len(np.unique(flat, axis=0)) <= 11


def target_points():
    rng = np.random.default_rng(0)
    return (rng.uniform(-1, 1, (20, 2)), np.linspace(-1, 1, 20)) * 2


@pytest.mark.parametrize("kind", [DecisionSurface, RegressionSurface])
def test_without_test_points_those_of_training_are_left(kind, check, decode):
    more = {"class_names": ["a", "b"]} if kind is DecisionSurface else {}
    data = points(400) + points(200, seed=1) if more else target_points()
    n = len(data[0])
    chart = kind(GRID_X, GRID_Y, np.full((4, 5), 0.7), *data, feature_names=["x1", "x2"], **more)
    hidden = chart._replace(test_points=False)
    drawn = [len(decode(trace["x"])) for trace in check(hidden.figure())["data"]]
    half = len(drawn) // 2
    assert (sum(drawn[:half]), sum(drawn[half:])) == (min(n, 300), 0)
    heads = [c.figure()["layout"]["annotations"][0]["text"] for c in (chart, hidden)]
    assert ["test" in head for head in heads] == [True, False]
    assert f"{min(n, 300)} of {n} training points are drawn on it, and no test" in hidden.summary()
