import numpy as np
import pytest

from mlpviz.charts import ParameterHistograms
from mlpviz.charts.fit import FONT
from mlpviz.charts.histograms import BINS


def told(figure, decode):
    """[bins, 3] what the mouse finds: count, and range."""
    return decode(figure["data"][3]["customdata"])


def counts(figure, decode):
    """Per sign (negative, around zero, positive): the sum of all bins."""
    count, low, high = told(figure, decode).T
    parts = high < 0, (low <= 0) & (high >= 0), low > 0
    return [int(count[part].sum()) for part in parts]


def titles(figure):
    return figure["data"][-1]["text"]


def test_every_weight_is_counted_once_and_by_its_sign(check, decode, network):
    params = network((64, 50, 10))[2]
    figure = check(ParameterHistograms(params).figure())
    negative, around, positive = counts(figure, decode)
    assert negative + around + positive == sum(array.size for array in params.values())
    assert len({trace["line"]["color"] for trace in figure["data"][:3]}) == 3


def test_a_bar_stands_at_its_values_as_high_as_its_share_of_the_highest(decode):
    figure = ParameterHistograms({"W1": np.array([[-1.0, -1.0, 0.5, 0.0]])}).figure()
    spans = []
    for trace in figure["data"][:3]:
        x, y = (decode(trace[name]) for name in ("x", "y"))
        base = np.nanmin(y)
        bar = int(np.nanargmax(y))
        assert np.count_nonzero(y[~np.isnan(y)] > base) == 1
        spans.append((float(x[bar]), float(y[bar] - base)))
    (left, high), (middle, low), (right, same) = spans
    assert high == pytest.approx(2 * low, rel=1e-5) == pytest.approx(2 * same, rel=1e-5)
    half = (middle - left) / (1 - 1 / BINS)
    assert middle == 0.5
    assert right - middle == pytest.approx(0.5 * half, abs=half / BINS)
    assert decode(figure["data"][3]["x"]) == pytest.approx([left, middle, right])


def test_the_mouse_finds_the_range_of_every_bin_and_how_many_it_holds(decode):
    values = np.array([[-1.0, -1.0, 0.5, 0.0]])
    figure = ParameterHistograms({"W1": values, "b1": 1e45 * values[0]}).figure()
    for row, scale in zip(np.split(told(figure, decode), 2), (1.0, 1e45), strict=True):
        assert row[:, 0].tolist() == [2, 1, 1]
        assert (row[:, 2] - row[:, 1]) / scale == pytest.approx([2 / BINS] * 3)
        for value, (_, low, high) in zip((-1.0, 0.0, 0.5), row, strict=True):
            assert low <= value * scale + 1e-6 * scale <= high
    assert figure["data"][3]["hovertemplate"].startswith("%{customdata[1]:.3~g} to %{customdata[2]")


def test_a_bin_is_found_in_all_of_its_height(decode):
    params = {"W1": np.array([[0.0, 1.0]]), "W2": np.array([[0.0, 1.0]])}
    figure = ParameterHistograms(params).figure()
    heights = decode(figure["data"][3]["y"])
    assert (np.floor(heights) == [1, 1, 0, 0]).all()
    pixels = 242 / 2
    assert (
        figure["layout"]["hoverdistance"]
        >= pixels * np.maximum(heights % 1, 1 - heights % 1).max() - 15
    )


def test_rows_are_layers_and_columns_w_and_b(network):
    text = ParameterHistograms(network((4, 3, 2))[2]).figure()["data"][-1]
    assert [t.split("</b>")[0] for t in text["text"]] == ["<b>W1", "<b>b1", "<b>W2", "<b>b2"]
    assert text["x"][0] == text["x"][2] < text["x"][1] == text["x"][3]
    assert text["y"][0] == text["y"][1] > text["y"][2]


def test_without_biases_there_is_one_column():
    figure = ParameterHistograms({"W1": np.ones((2, 3)), "W2": np.ones((3, 1))}).figure()
    assert figure["layout"]["xaxis"]["range"] == [0, 1]
    assert figure["layout"]["yaxis"]["range"] == [0, 2]


def test_the_label_gives_shape_deviation_and_range():
    assert titles(ParameterHistograms({"W1": np.array([[1.0, -1.1]])}).figure()) == [
        "<b>W1</b> 1×2  σ 1.1  ±1.2"
    ]


def test_zeros_stand_in_the_middle(check, decode):
    figure = check(ParameterHistograms({"b1": np.zeros(8)}).figure())
    assert titles(figure) == ["<b>b1</b> 8  all 0"]
    assert counts(figure, decode) == [0, 8, 0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_is_not_finite_is_counted_in_the_label(dtype, check, decode):
    weights = np.array([[np.nan, np.inf, -np.inf, 0.5]], dtype)
    figure = check(ParameterHistograms({"W1": weights}).figure())
    assert "3 not finite" in titles(figure)[0]
    assert counts(figure, decode) == [0, 0, 1]
    hopeless = check(ParameterHistograms({"W1": np.full((2, 2), np.nan, dtype)}).figure())
    assert "4 not finite" in titles(hopeless)[0]


@pytest.mark.parametrize(
    "weights",
    [
        np.array([[5e-324, -5e-324]]),
        np.array([[1e-40, -1e-40]], np.float32),
        np.array([[1.7e308, -1.7e308]]),
        np.array([[3e38, -3e38]], np.float32),
        np.zeros((0, 3)),
    ],
)
def test_extreme_values_do_not_break_it(weights, check):
    check(ParameterHistograms({"W1": weights}).figure())
    ParameterHistograms({"W1": weights}).summary()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_deviation_is_numpys(dtype):
    weights = (3 + np.random.default_rng(0).normal(size=(50, 40))).astype(dtype)
    deviation = f"{weights.astype(float).std():.2g}"
    assert f"σ {deviation}" in titles(ParameterHistograms({"W1": weights}).figure())[0]


def test_labels_tell_what_has_room():
    long = {"W1": np.full((784, 392), 2.34e-12), "b1": np.array([2.34e-12])}
    assert titles(ParameterHistograms(long).figure()) == [
        "<b>W1</b> σ 2.9e-19  ±2.5e-12",
        "<b>b1</b> 1  σ 0  ±2.5e-12",
    ]
    longer = {"layers.0.weight": np.full((784, 392), 2.34e-12)}
    labels = ParameterHistograms(longer).figure()["data"][-1]
    assert labels["text"] == ["<b>layers.0.weig…</b> ±2.5e-12"]
    assert labels["hovertext"] == ["<b>layers.0.weig…</b> 784×392  σ 2.9e-19  ±2.5e-12"]
    short = ParameterHistograms({"W1": np.full((8, 8), 0.5)}).figure()["data"][-1]
    assert short["text"] == ["<b>W1</b> 8×8  σ 0  ±0.5"]
    assert short["hoverinfo"] == "skip"


@pytest.mark.parametrize("rows", range(1, 9))
def test_no_label_lies_on_bars_of_the_smallest_card(rows, decode):
    figure = ParameterHistograms(
        {f"W{row}": np.array([[0.0, 1.0]]) for row in range(rows)}
    ).figure()
    pixels = 242 / rows
    labels = figure["data"][-1]
    half = FONT / 2
    heights = np.concatenate([decode(trace["y"]) for trace in figure["data"][:3]])
    for row, middle in enumerate(labels["y"]):
        mine = heights[np.floor(heights) == rows - 1 - row]
        bottom, top = mine.min(), mine.max()
        assert (middle - top) * pixels >= half
        assert (top - bottom) * pixels >= 10
        # Neither does it lie on the base line of the row above.
        assert (rows - row - middle) * pixels >= half


def test_networks_of_more_than_eight_layers_show_their_ends(network):
    params = network((2, *[3] * 9, 2))[2]
    shown = [title.split("</b>")[0][3:] for title in titles(ParameterHistograms(params).figure())]
    layers = (1, 2, 3, 4, 7, 8, 9, 10)
    assert shown == [f"{name}{layer}" for layer in layers for name in "Wb"]
    text = ParameterHistograms(params).summary()
    assert "2 layers between the first four and the last four are not drawn" in text
    assert "not drawn" not in ParameterHistograms(network((2, *[3] * 7, 2))[2]).summary()


def test_the_summary_speaks_of_every_parameter():
    text = ParameterHistograms(
        {"W1": np.array([[1.0, -1.0]]), "b1": np.zeros(2), "W2": np.array([[np.nan]])},
        kind="gradients",
    ).summary()
    assert text == (
        "Distribution of the gradients: W1 has standard deviation 1 and reaches from -1 to 1; "
        "b1 is all zero; W2 has 1 value that is not finite."
    )


def test_names_are_escaped():
    assert "<i>" not in titles(ParameterHistograms({"<i>W</i>": np.ones((2, 2))}).figure())[0]
