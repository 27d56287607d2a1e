import numpy as np
import pytest

from mlpviz.charts import LayerRatios

LIMITS = (1e-5, 1e-1)


def table(epochs=50, layers=3):
    """Ratios and gradients that grow tenfold from each layer to the next."""
    x = np.arange(1, epochs + 1)
    names = [f"W{k + 1}" for k in range(layers)]
    ratio = np.tile(10.0 ** (np.arange(layers) - 4.0), (epochs, 1))
    return x, names, ratio, 100 * ratio


def lines(figure, axis):
    return [t for t in figure["data"] if t["xaxis"] == axis and t["name"] != "names"]


def ends(figure, axis):
    return next(t for t in figure["data"] if t["xaxis"] == axis and t["name"] == "names")


def test_one_line_per_layer_in_both_plots(check, decode):
    x, names, ratio, gradient = table()
    figure = check(LayerRatios(x, names, ratio, gradient, limits=LIMITS).figure())
    for axis, values in (("x", ratio), ("x2", gradient)):
        drawn = lines(figure, axis)
        assert [line["name"] for line in drawn] == names
        for k, line in enumerate(drawn):
            np.testing.assert_array_equal(decode(line["x"]), x)
            np.testing.assert_allclose(decode(line["y"]), values[:, k], rtol=1e-6)
        assert len({line["line"]["color"] for line in drawn}) == 3
    for axis in ("yaxis", "yaxis2"):
        assert figure["layout"][axis]["type"] == "log"


def test_the_healthy_band_is_where_it_is_said_and_always_on_the_axis():
    x, names, ratio, gradient = table()
    for scale in (1e-9, 1.0, 1e6):
        layout = LayerRatios(x, names, scale * ratio, gradient, limits=LIMITS).figure()["layout"]
        band = layout["shapes"][0]
        assert (band["y0"], band["y1"], band["yref"], band["layer"]) == (*LIMITS, "y", "below")
        low, high = layout["yaxis"]["range"]
        assert low < -5 < -1 < high
        assert low <= np.log10(scale * ratio.min()) < np.log10(scale * ratio.max()) <= high


def test_names_stand_at_the_ends_apart_from_each_other(decode):
    x, names, ratio, _ = table(layers=8)
    ratio[-1] = 0.01 * (1 + 1e-3 * np.arange(8)[::-1])
    figure = LayerRatios(x, names, ratio, ratio, limits=LIMITS).figure()
    shown = ends(figure, "x")
    assert [text.partition("</span>")[2] for text in shown["text"]] == names[::-1]
    assert set(shown["x"]) == {50}
    heights = np.log10(decode(shown["y"]))
    low, high = figure["layout"]["yaxis"]["range"]
    assert np.diff(heights).min() > 0.05 * (high - low)
    assert low <= heights.min() <= heights.max() <= high
    colors = {line["name"]: line["line"]["color"] for line in lines(figure, "x")}
    for name, text in zip(names[::-1], shown["text"], strict=True):
        assert colors[name] in text


def test_names_far_apart_stay_at_their_lines(decode):
    x, names, ratio, gradient = table()
    figure = LayerRatios(x, names, ratio, gradient, limits=LIMITS).figure()
    np.testing.assert_allclose(decode(ends(figure, "x")["y"]), ratio[-1], rtol=1e-5)


def test_zeros_and_nan_are_left_out_and_told(check, decode, notes):
    x, names, ratio, gradient = table(10)
    ratio[4:6, 1], ratio[7:, 1], ratio[:, 2] = 0.0, np.nan, np.inf
    gradient[-1, 0] = 0.0
    figure = check(LayerRatios(x, names, ratio, gradient, limits=LIMITS).figure())
    left = lines(figure, "x")
    assert decode(left[1]["x"]).tolist() == [1, 2, 3, 4, 7]
    assert decode(left[2]["x"]).size == 0
    shown = [text.partition("</span>")[2] for text in ends(figure, "x")["text"]]
    assert shown == ["W1", "W2"]
    assert {"▼ W2 and W3 at 0", "▼ W1 at 0"} < set(notes(figure))
    text = LayerRatios(x, names, ratio, gradient, limits=LIMITS).summary()
    assert "W2 has no weight other than 0" in text


def test_many_resting_layers_are_counted():
    x, names, ratio, gradient = table(3, layers=6)
    ratio[-1, :4] = 0.0
    figure = LayerRatios(x, names, ratio, gradient, limits=LIMITS).figure()
    assert figure["layout"]["annotations"][-1]["text"] == "▼ 4 layers at 0"


def test_no_epoch_yet(check):
    empty = np.zeros((0, 2))
    figure = check(LayerRatios([], ["W1", "W2"], empty, empty, limits=LIMITS).figure())
    assert len(figure["layout"]["annotations"]) == 2
    text = LayerRatios([], ["W1", "W2"], empty, empty, limits=LIMITS).summary()
    assert text == "No epoch has been trained yet, so no layer has moved."


def test_a_long_run_of_a_deep_network_is_thinned_and_keeps_its_spikes(check, decode):
    x, names, ratio, gradient = table(20_000, 12)
    ratio[12_344, 0] = 7.0
    figure = check(LayerRatios(x, names, ratio, gradient, limits=LIMITS).figure())
    drawn = lines(figure, "x")
    assert [line["name"] for line in drawn] == [f"W{k}" for k in (1, 2, 3, 4, 9, 10, 11, 12)]
    assert max(decode(line["x"]).size for line in drawn) <= 120
    assert decode(drawn[0]["y"]).max() == 7.0
    text = LayerRatios(x, names, ratio, gradient, limits=LIMITS).summary()
    assert "4 layers between the first and the last four not drawn" in text


def test_the_marker_is_a_line_in_both_plots():
    args = table()
    assert len(LayerRatios(*args, limits=LIMITS).figure()["layout"]["shapes"]) == 1
    marked = LayerRatios(*args, limits=LIMITS, marker=7).figure()["layout"]["shapes"][1:]
    assert [(line["x0"], line["xref"]) for line in marked] == [(7, "x"), (7, "x2")]


@pytest.mark.parametrize("decades", [0.1, 1.5, 3, 8, 14])
def test_axes_have_a_few_ticks_within_their_range(decades):
    x, names, ratio, _ = table(5, 2)
    gradient = np.geomspace(1.0, 10.0**decades, 10).reshape(5, 2)
    axes = LayerRatios(x, names, ratio, gradient, limits=LIMITS).figure()["layout"]["yaxis2"]
    low, high = axes["range"]
    inside = [tick for tick in np.log10(axes["tickvals"]) if low <= tick <= high]
    assert 2 <= len(inside) <= 8
    assert [float(text) for text in axes["ticktext"]] == pytest.approx(axes["tickvals"])


def test_names_from_outside_are_escaped(check):
    figure = check(LayerRatios([1], ["<b>"], [[0.1]], [[0.1]], limits=LIMITS).figure())
    assert lines(figure, "x")[0]["name"] == "&lt;b&gt;"


def test_wrong_shapes():
    with pytest.raises(ValueError, match=r"ratio has shape \(2, 1\); expected \(2, 2\)"):
        LayerRatios([1, 2], ["W1", "W2"], np.ones((2, 1)), np.ones((2, 2)), limits=LIMITS).figure()


def test_the_summary_names_what_is_outside_the_limits():
    x, names, ratio, gradient = table()
    text = LayerRatios(x, names, ratio, gradient, limits=LIMITS).summary()
    assert text.startswith(
        "In the last step of epoch 50: W1 moves by 0.0001 of its size, gradient norm 0.01; "
    )
    assert text.endswith("All ratios are healthy, between 1e-5 and 0.1.")
    ratio[9] = [1e-7, 0.01, 0.5]
    text = LayerRatios(x, names, ratio, gradient, limits=LIMITS, marker=10).summary()
    assert "In the last step of epoch 10" in text
    assert "Ratio below 1e-5, hardly moving: W1. Ratio above 0.1, large steps: W3." in text
    assert "healthy" not in text
