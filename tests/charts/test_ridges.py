import numpy as np
import pytest

from mlpviz.charts import Ridges, ridge_epochs
from mlpviz.charts.density import MOST_VALUES, density_of


def widening(epochs, names=("W1", "W2"), size=400):
    """Outlines of normal values whose deviation doubles with every epoch."""
    rng = np.random.default_rng(0)
    values = rng.normal(size=size)
    return {
        name: [density_of((k + 1) * 0.01 * 2.0**e * values) for e in range(len(epochs))]
        for k, name in enumerate(names)
    }


def bases(figure, decode):
    """The height of the ground of every line."""
    return [float(decode(trace["y"])[0]) for trace in figure["data"]]


@pytest.mark.parametrize("count", [1, 2, 19, 20, 21, 100, 480])
@pytest.mark.parametrize("interval", [1, 4])
def test_epochs_are_evenly_spaced_and_the_newest_is_there(count, interval):
    kept = tuple(range(0, count * interval, interval))
    chosen = ridge_epochs(kept)
    assert set(chosen) <= set(kept)
    assert chosen[0] == 0
    assert chosen[-1] == kept[-1]
    assert min(count, 10) <= len(chosen) <= 21
    assert len(set(np.diff(chosen[:-1]))) <= 1


def test_the_marked_epoch_is_drawn_and_the_others_stay_as_the_run_grows():
    assert 37 in ridge_epochs(range(200), 37)
    assert list(ridge_epochs(range(200), 37)) == sorted(ridge_epochs(range(200), 37))
    earlier, later = (set(ridge_epochs(range(n))[:-1]) for n in (100, 130))
    assert earlier <= later
    # Twice as far apart: every second one stays.
    assert set(ridge_epochs(range(200))[:-1]) & earlier == set(range(0, 100, 16))


def test_a_marker_that_is_not_kept_marks_nothing(check):
    chosen = ridge_epochs((0, 2, 4), 3)
    assert chosen == (0, 2, 4)
    figure = check(Ridges(chosen, widening(chosen), marker=3).figure())
    assert len(figure["data"]) == 3


def test_one_line_per_epoch_the_newest_in_front_and_lowest(check, decode):
    epochs = (0, 10, 40)
    figure = check(Ridges(epochs, widening(epochs)).figure())
    assert len(figure["data"]) == 3
    ground = bases(figure, decode)
    assert ground[-1] == 0.0
    assert ground == sorted(ground, reverse=True)
    # As far apart as their epochs.
    assert (ground[1] - ground[2]) / ground[0] == pytest.approx(0.75, abs=1e-3)
    for trace, base in zip(figure["data"], ground, strict=True):
        y = decode(trace["y"])
        assert y.min() == y[0] == y[-1] == base
        assert trace["fill"] == "toself"
    tops = [
        decode(trace["y"]).max() - base for trace, base in zip(figure["data"], ground, strict=True)
    ]
    assert np.ptp(tops) <= 1  # to the last digit of whole numbers
    assert all(
        0 <= decode(t["y"]).max() <= figure["layout"]["yaxis"]["range"][1] for t in figure["data"]
    )


def test_colours_run_from_the_oldest_to_the_newest_by_epoch():
    epochs = (0, 10, 40)
    colors = [trace["line"]["color"] for trace in Ridges(epochs, widening(epochs)).figure()["data"]]
    assert len(set(colors)) == 3
    again = [
        trace["line"]["color"] for trace in Ridges((0, 40), widening((0, 40))).figure()["data"]
    ]
    assert [colors[0], colors[2]] == again
    fills = {trace["fillcolor"] for trace in Ridges(epochs, widening(epochs)).figure()["data"]}
    assert len(fills) == 3
    # Opaque: the page behind is not known, and older ridges must not shine through.
    assert all(fill.startswith("#") for fill in fills)


def test_panels_side_by_side_each_with_its_own_range(decode, notes):
    epochs = (0, 1, 2)
    figure = Ridges(epochs, widening(epochs)).figure()
    assert [text.split()[0] for text in notes(figure)] == ["<b>W1</b>", "<b>W2</b>"]
    line = figure["data"][-1]
    x, y = decode(line["x"]).astype(float), decode(line["y"]).astype(float)
    peaks = [x[half][y[half].argmax()] for half in (x < 10_000, x >= 10_000)]
    assert peaks == pytest.approx([5_000, 15_000], abs=1_000)
    assert x.min() == 0
    assert x.max() == figure["layout"]["xaxis"]["range"][1] == 20_000
    # The widest outline fills its panel, the first one is a quarter as wide.
    first = decode(figure["data"][0]["x"]).astype(float)

    def width(line):
        inner = line[(line > 0) & (line < 10_000)]
        return np.ptp(inner)

    assert width(first) / width(x) == pytest.approx(0.25, abs=0.02)


def test_ticks_name_values_in_both_panels():
    axes = Ridges((0, 1), {"W1": [density_of(np.linspace(-1, 1, 50))] * 2}).figure()["layout"][
        "xaxis"
    ]
    low, middle, high = (float(text) for text in axes["ticktext"])
    assert middle == 0.0
    assert low == -high < 0.0
    left, centre, right = axes["tickvals"]
    assert right - centre == centre - left > 0


def test_the_marked_epoch_is_outlined_and_named(check, decode):
    epochs = (0, 10, 20, 30)
    figure = check(Ridges(epochs, widening(epochs), marker=10).figure())
    assert len(figure["data"]) == 6
    ridge = figure["data"][1]
    for strong in figure["data"][-2:]:
        assert strong["x"] == ridge["x"]
        assert strong["y"] == ridge["y"]
        assert strong["line"]["width"] >= 2
        assert "fill" not in strong
    assert "<b>10</b>" in figure["layout"]["yaxis"]["ticktext"]


def test_more_than_four_matrices_leave_out_the_middle_and_say_so(check, notes):
    names = [f"W{k}" for k in range(1, 8)]
    figure = check(Ridges((0, 1), widening((0, 1), names)).figure())
    assert [text.split()[0] for text in notes(figure)] == [f"<b>W{k}</b>" for k in (1, 2, 6, 7)]
    assert "W3 to W5 not drawn" in figure["layout"]["xaxis"]["title"]["text"]
    assert "W3 to W5 not drawn." in Ridges((0, 1), widening((0, 1), names)).summary()
    four = Ridges((0, 1), widening((0, 1), names[:4])).figure()
    assert "not drawn" not in four["layout"]["xaxis"]["title"]["text"]


def test_names_of_epochs_do_not_overlap():
    epochs = (0, 32, 64, 65)
    axes = Ridges(epochs, widening(epochs), marker=64).figure()["layout"]["yaxis"]
    assert axes["ticktext"][0] == "<b>64</b>"
    places = sorted(axes["tickvals"])
    assert np.diff(places).min() > 0.08 * axes["range"][1]
    assert "65" not in axes["ticktext"]


def test_a_single_epoch_constants_and_nothing_at_all(check):
    flat = density_of(np.zeros((3, 2)))
    empty = density_of(np.full(3, np.nan))
    figure = check(Ridges((0,), {"W1": [flat], "W2": [empty]}).figure())
    assert len(figure["data"]) == 1
    text = Ridges((0,), {"W1": [flat], "W2": [empty]}).summary()
    assert text.startswith("Weights at epoch 0. W1 has standard deviation 0. W2")


def test_what_the_mouse_reads(check):
    figure = check(Ridges((0, 5), widening((0, 5), ("<i>",))).figure())
    assert figure["data"][1]["text"].startswith("<b>epoch 5</b><br>&lt;i&gt; σ 0.0")
    assert figure["data"][1]["hoveron"] == "fills"


def test_the_summary_tells_the_spread_and_when_it_grew():
    epochs = (0, 10, 20, 30, 40)
    values = np.random.default_rng(0).normal(size=500)
    values /= values.std()
    scales = (0.01, 0.01, 0.2, 0.21, 0.22)
    grown = {"W1": [density_of(scale * values) for scale in scales], "W2": [density_of(values)] * 5}
    text = Ridges(epochs, grown, marker=20).summary()
    assert text.startswith(
        "Weights at 5 kept epochs, 0 to 40. W1: standard deviation 0.01 at first"
    )
    assert "0.22 now; it changes most between epochs 10 and 20." in text
    assert "W2 has standard deviation 1, as at first." in text
    assert "At epoch 20, which is shown, it is W1 0.2 and W2 1." in text
    assert "chosen at random" not in text


def test_the_summary_says_when_values_were_sampled():
    large = density_of(np.random.default_rng(0).normal(size=MOST_VALUES + 1))
    assert "20,000 values chosen at random" in Ridges((0,), {"W1": [large]}).summary()
