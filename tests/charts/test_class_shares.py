import numpy as np
import pytest

from mlpviz.charts import ClassShares, palette

TEN = [str(k) for k in range(10)]


def collapsing(epochs=100, until=60, classes=10, which=3):
    """All predictions are one class until an epoch; later every class has the same share."""
    x = np.arange(epochs + 1)
    even = np.full(classes, 1 / classes)
    shares = np.where(x[:, None] <= until, np.eye(classes)[which], even)
    return x, [str(k) for k in range(classes)], shares, even


def stacks(figure, decode):
    """Per split the shares drawn [classes, points] in per cent, and their epochs."""
    result = []
    for axis in ("x", "x2"):
        traces = [t for t in figure["data"] if t.get("stackgroup") and t["xaxis"] == axis]
        heights = np.array([decode(trace["y"]) for trace in traces], float)
        result.append((100 * heights / heights.sum(axis=0), decode(traces[0]["x"])))
    return result


def test_areas_have_the_shares_given_train_on_the_left_test_on_the_right(check, decode, notes):
    x, names, _, even = collapsing(20)
    rng = np.random.default_rng(0)
    train, test = rng.dirichlet(np.ones(10), 21), rng.dirichlet(np.ones(10), 21)
    figure = check(ClassShares(x, names, train, even, test, even).figure())
    for shares, (drawn, epochs) in zip((train, test), stacks(figure, decode), strict=True):
        np.testing.assert_array_equal(epochs, x)
        np.testing.assert_allclose(drawn, 100 * shares.T, atol=0.02)
    first = figure["data"][0]
    assert first["groupnorm"] == "percent"
    assert first["line"]["width"] > 0
    headings = notes(figure)
    assert "train" in headings[0]
    assert "test" in headings[1]


def test_classes_have_the_palettes_colours_and_names(named):
    x, names, shares, even = collapsing(5)
    traces = named(ClassShares(x, names, shares, even, shares, even).figure())
    colors = [traces[name]["fillcolor"] for name in names]
    assert len(set(colors)) == 10
    assert traces["truth"]["marker"]["color"] == colors


def marks(figure):
    """The names in the bands of the training data."""
    return [mark for mark in figure["layout"]["annotations"] if mark["xref"] == "x"]


def test_a_wide_band_is_named_at_its_end(named):
    shares = np.array([[0.9, 0.1, 0.0], [0.5, 0.47, 0.03]])
    figure = ClassShares([0, 1], ["a", "b", "<c>"], shares, shares[0], shares, shares[0]).figure()
    assert [(mark["text"], mark["x"], mark["y"]) for mark in marks(figure)] == [
        ("a", 1.0, 25.0),
        ("b", 1.0, 73.5),
    ]
    assert named(figure)["&lt;c&gt;"]["hovertemplate"].startswith("&lt;c&gt;: ")


def test_names_can_be_read_on_every_colour(named):
    x, names, _, even = collapsing(5)
    figure = ClassShares(x, names, [even] * 6, even, [even] * 6, even).figure()
    assert len(marks(figure)) == 10
    assert len({mark["font"]["color"] for mark in marks(figure)}) == 2
    for name, mark in zip(names, marks(figure), strict=True):
        assert mark["bgcolor"] == named(figure)[name]["fillcolor"]


def test_the_truth_stands_at_the_right(named, decode):
    x, _, shares, _ = collapsing(50, classes=4)
    true = np.array([0.1, 0.2, 0.3, 0.4])
    figure = ClassShares(x, TEN[:4], shares, true, shares, true).figure()
    bar = named(figure)["truth"]
    np.testing.assert_allclose(decode(bar["y"]), 100 * true, rtol=1e-6)
    np.testing.assert_allclose(decode(bar["base"]), [0, 10, 30, 60], atol=1e-5)
    assert min(bar["x"]) - bar["width"] / 2 > 50
    assert max(bar["x"]) + bar["width"] / 2 <= figure["layout"]["xaxis"]["range"][1]


def test_a_long_run_is_thinned_and_keeps_a_single_epoch_of_collapse(decode):
    epochs = np.arange(20_001)
    shares = np.full((20_001, 4), 0.25)
    shares[12_345] = [0, 0, 1, 0]
    even = shares[0]
    drawn, x = stacks(ClassShares(epochs, TEN[:4], shares, even, shares, even).figure(), decode)[1]
    assert len(x) <= 120
    assert (x[[0, -1]] == [0, 20_000]).all()
    assert drawn[2].max() == 100.0
    assert x[drawn[2].argmax()] == 12_345


def test_a_single_epoch_fills_the_plot_and_no_other_is_told_of(check, decode):
    even = np.full(3, 1 / 3)
    figure = check(ClassShares([0], TEN[:3], [[1, 0, 0]], even, [[0, 1, 0]], even).figure())
    (train, x), (test, _) = stacks(figure, decode)
    axis = figure["layout"]["xaxis"]
    assert axis["tickvals"] == [0]
    assert x[0] == 0
    assert axis["range"][1] > x[1] > 0.9 * axis["range"][1]
    assert all(round(float(epoch)) == 0 for epoch in x)
    assert train.tolist() == [[100, 100], [0, 0], [0, 0]]
    assert test.tolist() == [[0, 0], [100, 100], [0, 0]]


def test_many_classes_are_drawn_with_fewer_points(check, decode):
    shares = np.random.default_rng(0).dirichlet(np.ones(40), 500)
    names = [f"class {k}" for k in range(40)]
    figure = check(
        ClassShares(np.arange(500), names, shares, shares[0], shares, shares[0]).figure()
    )
    assert len(stacks(figure, decode)[0][1]) < 40
    assert figure["layout"]["hovermode"] == "closest"


def test_the_marker_is_a_line_in_both_plots():
    x, names, shares, even = collapsing(20)
    args = x, names, shares, even, shares, even
    assert ClassShares(*args).figure()["layout"]["shapes"] == []
    lines = ClassShares(*args, marker=7).figure()["layout"]["shapes"]
    assert {(line["x0"], line["x1"], line["xref"]) for line in lines} == {(7, 7, "x"), (7, 7, "x2")}
    # Light below, dark above: one of them stands out from any band.
    assert [line["line"]["color"] for line in lines] == [palette.HALO] * 2 + [palette.INK] * 2


@pytest.mark.parametrize("epochs", [1, 3, 10, 137, 510, 2_000])
def test_a_few_ticks_and_none_below_the_bar(epochs):
    x, names, shares, even = collapsing(epochs, classes=3, which=1)
    ticks = ClassShares(x, names, shares, even, shares, even).figure()["layout"]["xaxis"][
        "tickvals"
    ]
    assert ticks[0] == 0
    assert 2 <= len(ticks) <= 5
    assert ticks[-1] <= epochs


def test_shapes_that_do_not_fit():
    even = np.full(3, 1 / 3)
    with pytest.raises(ValueError, match=r"training data has shape \(2, 2\); expected \(2, 3\)"):
        ClassShares([0, 1], TEN[:3], np.ones((2, 2)), even, np.ones((2, 3)), even).figure()
    with pytest.raises(ValueError, match="at least one epoch"):
        ClassShares([], TEN[:3], [], even, [], even).figure()


def test_the_summary_tells_of_collapse_and_recovery():
    x, names, shares, even = collapsing(300, until=120)
    shares[300] = [0.05, 0.14, *[0.1] * 7, 0.11]
    text = ClassShares(x, names, shares, even, shares, even, marker=40).summary()
    assert text.startswith("From epoch 0 to 120 all test predictions are 3.")
    assert "At epoch 40 the largest share of the test predictions is 100.0%, 3 (true" in text
    assert text.endswith(
        "At epoch 300 the largest share of the test predictions is 14.0%, 1 (true share 10.0%)."
    )
    assert "Not predicted" not in text


def test_the_summary_tells_the_longest_collapse_and_classes_never_predicted():
    x, names, shares, even = collapsing(30, until=2, classes=4, which=3)
    shares[10:21] = np.eye(4)[0]
    shares[15] = np.eye(4)[1]
    shares[-1] = [0.5, 0.5, 0, 0]
    text = ClassShares(x, names, shares, even, shares, even).summary()
    assert text.startswith("From epoch 10 to 20 all test predictions are one class, most often 0.")
    assert text.endswith("Not predicted at all: 2 and 3.")
    shares[:] = even
    shares[7] = np.eye(4)[2]
    text = ClassShares(x, names, shares, even, shares, even).summary()
    assert text.startswith("At epoch 7 all test predictions are 2.")


def test_one_class_is_no_collapse_where_the_data_is_one_class():
    x = np.arange(3)
    shares = np.tile([1.0, 0.0], (3, 1))
    true = [0.995, 0.005]
    text = ClassShares(x, ["common", "rare"], shares, true, shares, true).summary()
    assert text.startswith("At no epoch are all test predictions of one class.")
