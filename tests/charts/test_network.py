import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from mlpviz.charts import NetworkDiagram, UnitPictures, has_room_for_pictures
from mlpviz.charts.palette import NEGATIVE, POSITIVE


def edges(figure):
    """All drawn edges as ((x, y), (x, y)), by shape."""
    number = r"(\d+)"
    edge = re.compile(f"M{number} {number}L{number} {number}")
    found = []
    for shape in figure["layout"]["shapes"]:
        assert edge.sub("", shape["path"]) == ""
        ends = [tuple(map(int, numbers)) for numbers in edge.findall(shape["path"])]
        found.append([(numbers[:2], numbers[2:]) for numbers in ends])
    return found


def neurons(figure):
    return figure["data"][0]


def test_sign_decides_the_colour_and_size_the_width(check):
    weights = [np.array([[1.0, -1.0, 0.5, -0.2, 0.01]])]
    figure = check(NetworkDiagram((1, 5), weights, [np.zeros(5)], ["identity"]).figure())
    heights = neurons(figure)["y"][1:]
    by_target = {
        pair[1][1]: shape
        for shape, pairs in zip(figure["layout"]["shapes"], edges(figure), strict=True)
        for pair in pairs
    }
    strong, negative, medium, weak = (by_target[height] for height in heights[:4])
    assert strong["line"]["width"] > medium["line"]["width"] > weak["line"]["width"]
    assert strong["line"]["width"] == negative["line"]["width"]
    assert strong["line"]["color"] != negative["line"]["color"]
    # Less than a tenth of the largest is not drawn.
    assert heights[4] not in by_target


def test_every_edge_joins_two_neurons_of_neighbouring_layers(network):
    weights, biases, _ = network((3, 5, 4, 2))
    figure = NetworkDiagram((3, 5, 4, 2), weights, biases, ["relu", "relu", "softmax"]).figure()
    places = set(zip(neurons(figure)["x"], neurons(figure)["y"], strict=True))
    drawn = [edge for group in edges(figure) for edge in group]
    assert 0 < len(drawn) <= 3 * 5 + 5 * 4 + 4 * 2
    assert len(set(drawn)) == len(drawn)
    for start, end in drawn:
        assert start in places
        assert end in places
        assert end[0] == start[0] + 1


def test_wide_layers_show_their_ends_around_an_ellipsis(check, network):
    weights, biases, _ = network((64, 50, 10))
    weights[0][5:-4] = 1e6
    figure = check(NetworkDiagram((64, 50, 10), weights, biases, ["tanh", "softmax"]).figure())
    assert neurons(figure)["x"] == [0] * 9 + [1] * 9 + [2] * 10
    assert neurons(figure)["hovertext"][4] == "input 4"
    assert neurons(figure)["hovertext"][5] == "input 60"
    texts = figure["data"][1]["text"]
    assert texts[:3] == ["64<br>input", "50<br>tanh", "10<br>softmax"]
    assert texts[3:] == ["⋮", "⋮"]
    # Only the drawn weights set the widths, or one hidden giant would leave the rest invisible.
    assert any(start[0] == 0 for group in edges(figure) for start, _ in group)


def test_neurons_carry_bias_and_names(network):
    weights, _, _ = network((2, 3, 2))
    biases = [np.array([0.5, -0.25, 0.0]), np.array([1.0, 2.0])]
    figure = NetworkDiagram(
        (2, 3, 2),
        weights,
        biases,
        ["relu", "softmax"],
        feature_names=["width", "a < b"],
        class_names=["yes", "no"],
    ).figure()
    marks = neurons(figure)
    assert marks["text"] == ["width", "a &lt; b", "", "", "", "yes", "no"]
    assert marks["hovertext"][0] == "input width"
    assert marks["hovertext"][3] == "unit 1 of layer 1<br>b1[1] = -0.25"
    assert marks["hovertext"][6] == "output no<br>b2[1] = 2"
    assert marks["marker"]["color"] == [0.0, 0.0, 0.5, -0.25, 0.0, 1.0, 2.0]
    assert marks["marker"]["cmax"] == -marks["marker"]["cmin"] == 2.0


def test_names_of_capped_layers_are_left_out(network):
    weights, biases, _ = network((12, 2))
    names = [f"feature {i}" for i in range(12)]
    figure = NetworkDiagram((12, 2), weights, biases, ["softmax"], feature_names=names).figure()
    assert set(neurons(figure)["text"]) == {""}
    assert neurons(figure)["hovertext"][8] == "input feature 11"


def drawn_labels(sizes, activations, **names):
    """The labels of a diagram as (left, right, y, text) in pixels of the narrowest card."""
    weights = [np.ones(pair) for pair in pairwise(sizes)]
    figure = NetworkDiagram(sizes, weights, [None] * len(weights), activations, **names).figure()
    labels, margin = figure["data"][1], figure["layout"]["margin"]
    low, high = figure["layout"]["xaxis"]["range"]
    pixels = (300 - margin["l"] - margin["r"]) / (high - low)
    found = []
    for x, y, text in zip(labels["x"], labels["y"], labels["text"], strict=True):
        # The mean character of a sans-serif font is half as wide as high.
        half = max(map(len, text.split("<br>"))) * 12 / 4
        middle = margin["l"] + (x - low) * pixels
        if text != "⋮":
            found.append((middle - half, middle + half, y, text))
    return found


MIXED = ["sigmoid", "leaky_relu", "softplus", "leaky_relu", "identity", "leaky_relu", "softmax"]


@pytest.mark.parametrize(
    ("sizes", "activations"),
    [
        ((64, *[8] * 6, 10), ["tanh"] * 6 + ["softmax"]),
        ((64, 128, 64, 32, 16, 8, 8, 10), MIXED),
        ((13, *[1024] * 6, 3), ["leaky_relu"] * 6 + ["softmax"]),
        ((784, 392, 196, 98, 10), ["leaky_relu", "relu", "leaky_relu", "softmax"]),
        ((4, 8, 8, 8, 3), ["tanh"] * 3 + ["softmax"]),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_labels_of_many_columns_neither_touch_nor_leave_the_card(sizes, activations, named):
    names = {}
    if named:
        names = {"feature_names": [f"long input {i}" for i in range(sizes[0])]}
        names["class_names"] = [f"cultivar {i}" for i in range(sizes[-1])]
    labels = drawn_labels(sizes, activations, **names)
    assert all(left >= 0 and right <= 300 for left, right, _, _ in labels)
    for one, other in combinations(labels, 2):
        if one[2] == other[2]:
            assert one[1] < other[0] or other[1] < one[0]


def test_a_repeated_activation_is_named_once_where_columns_are_close():
    labels = drawn_labels((2, 8, 8, 8, 8, 8, 8, 2), ["relu"] * 2 + ["tanh"] * 4 + ["softmax"])
    texts = [text for *_, text in labels]
    assert texts[:8] == ["2", "8", "8", "8", "8", "8", "8", "2"]
    assert texts[8:] == ["input", "relu ×2", "tanh ×4", "softmax"]


def test_names_beside_close_columns_are_cut_and_left_out_if_they_would_look_alike():
    sizes = (2, 8, 8, 8, 8, 8, 8, 2)
    weights = [np.ones(pair) for pair in pairwise(sizes)]
    figure = NetworkDiagram(
        sizes,
        weights,
        [None] * 7,
        ["tanh"] * 7,
        feature_names=["petal length", "petal width"],
        class_names=["setosa", "versicolor"],
    ).figure()
    marks = neurons(figure)
    assert [text for text in marks["text"] if text] == ["setosa", "versi…"]
    assert marks["hovertext"][0] == "input petal length"
    assert marks["hovertext"][-1] == "output versicolor"


@pytest.mark.parametrize("sizes", [(1, 1), (2, 1), (1, 10, 1), (784, 392, 196, 98, 10)])
def test_any_size_without_biases(sizes, check, network):
    weights, _, _ = network(sizes)
    layers = len(sizes) - 1
    check(NetworkDiagram(sizes, weights, [None] * layers, ["tanh"] * layers).figure())


@pytest.mark.parametrize("value", [0.0, np.nan, np.inf])
def test_dead_and_broken_weights_draw_no_edges(value, check):
    figure = check(
        NetworkDiagram((2, 2), [np.full((2, 2), value)], [np.full(2, value)], ["identity"]).figure()
    )
    assert edges(figure) == []


def test_the_summary_reads_the_layers(network):
    weights, biases, _ = network((64, 50, 10))
    weights[0][0, 0], weights[1][0, 0] = 9.0, -8.0
    text = NetworkDiagram((64, 50, 10), weights, biases, ["tanh", "softmax"]).summary()
    assert text.startswith(
        "A network of 64 inputs, then 50 tanh units, and 10 softmax outputs, with 3,700 weights."
    )
    assert "more than 10 units" in text
    assert text.endswith("The largest weight of each layer is 9 and 8.")
    text = NetworkDiagram((2, 1), [np.ones((2, 1))], [None], ["identity"]).summary()
    assert text.startswith("A network of 2 inputs, and 1 identity output")


def live(sizes, weights, biases, **more):
    kinds = ["tanh"] * (len(sizes) - 1)
    return NetworkDiagram(sizes, weights, biases, kinds, live=True, **more).figure()


def test_a_live_figure_leaves_units_and_edges_to_who_draws_it(check, network, decode):
    weights, biases, _ = network((2, 12, 1))
    figure = check(live((2, 12, 1), weights, biases, locked="Not now."))
    diagram = figure["diagram"]
    assert "shapes" not in figure["layout"]
    assert neurons(figure)["marker"]["opacity"] == 0.0
    drawn = [0, 1, 2, 3, 4, 8, 9, 10, 11]
    assert diagram["units"] == [[0, 1], drawn, [0]]
    assert decode(diagram["weights"][0]) == pytest.approx(weights[0][:, drawn])
    assert decode(diagram["weights"][1]) == pytest.approx(weights[1][drawn])
    assert len(diagram["words"]) == len(diagram["tint"]["color"]) == sum(map(len, diagram["units"]))
    assert (diagram["bias"], diagram["locked"], diagram["shape"]) == (True, "Not now.", None)
    assert "diagram" not in NetworkDiagram((2, 12, 1), weights, biases, ["tanh"] * 2).figure()


def test_pictures_travel_as_bytes_with_their_words(check, network, decode):
    weights, _, _ = network((2, 3, 1))
    maps = [np.zeros((2, 4, 4)), np.ones((3, 4, 4)), None]
    figure = check(live((2, 3, 1), weights, [None, None], pictures=UnitPictures(maps)))
    diagram = figure["diagram"]
    assert diagram["shape"] == [4, 4]
    assert diagram["pictures"][2] is None
    assert set(decode(diagram["pictures"][1]).ravel()) == {254}
    assert diagram["words"][2] == ["unit 0 of layer 1", "activation from 1 to 1"]
    assert diagram["bias"] is False


def test_units_are_small_where_columns_are_many(network):
    deep = (2, *[8] * 15, 1)
    for sizes, most in ((2, 4, 1), 13), (deep, 8):
        weights, biases, _ = network(sizes)
        kinds = ["tanh"] * (len(sizes) - 1)
        marker = neurons(NetworkDiagram(sizes, weights, biases, kinds).figure())["marker"]
        assert marker["size"] <= most
    assert not has_room_for_pictures(len(deep))
    assert has_room_for_pictures(6)


def test_the_key_says_what_orange_and_blue_are(network, notes):
    weights, biases, _ = network((2, 1))
    (text,) = notes(live((2, 1), weights, biases))
    assert NEGATIVE in text.split("negative")[0]
    assert POSITIVE in text.split("negative")[1].split("positive")[0]


def test_what_plotly_draws_of_a_live_figure_stays_while_it_trains(network):
    """So that a frame costs it nothing."""
    drawn = []
    for seed in (0, 1):
        weights, biases, _ = network((2, 4, 1), seed=seed)
        figure = live((2, 4, 1), weights, biases)
        drawn.append((figure["data"], figure["layout"]))
    assert drawn[0] == drawn[1]
