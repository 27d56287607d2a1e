import numpy as np
import pytest

from mlpviz.charts import ErrorHistory

NAMES = ["W1", "b1", "W2", "b2"]
SHAPES = [(3, 4), (4,), (4, 2), (2,)]


def quiet(epochs, count=4):
    """Errors around 1e-15 and a tolerance of 1e-12."""
    rng = np.random.default_rng(0)
    errors = 1e-15 * rng.uniform(1, 2, (epochs, count))
    return np.arange(epochs), NAMES[:count], errors, np.full((epochs, count), 1e-12)


def test_one_line_per_parameter_with_its_own_numbers(check, named, decode):
    x, names, errors, limits = quiet(5)
    figure = check(ErrorHistory(x, names, errors, limits, shapes=SHAPES).figure())
    for k, name in enumerate(names):
        line = named(figure)[name]
        np.testing.assert_array_equal(decode(line["x"]), x)
        np.testing.assert_allclose(decode(line["y"]), errors[:, k], rtol=1e-6)
        numbers = decode(line["customdata"])
        np.testing.assert_array_equal(numbers, np.stack([errors[:, k], limits[:, k]], 1))


def test_layers_share_a_colour_and_vectors_are_dotted(named):
    traces = named(ErrorHistory(*quiet(5), shapes=SHAPES).figure())
    colors = [traces[name]["line"]["color"] for name in NAMES]
    assert colors[0] == colors[1] != colors[2] == colors[3]
    assert [traces[name]["line"]["dash"] for name in NAMES] == ["solid", "dot"] * 2
    assert [traces[name]["marker"]["symbol"] for name in NAMES] == ["circle", "diamond"] * 2
    alone = named(ErrorHistory(*quiet(5)).figure())
    assert len({alone[name]["line"]["color"] for name in NAMES}) == 4


def test_the_band_reaches_from_the_smallest_to_the_largest_tolerance(named, decode):
    x, names, errors, limits = quiet(3)
    limits[:] = [[1e-12, 1e-10, 1e-11, 1e-11], [1e-13] * 4, [1e-9, np.nan, np.inf, 1e-8]]
    band = named(ErrorHistory(x, names, errors, limits).figure())["tolerance"]
    assert decode(band["x"]).tolist() == [0, 1, 2, 2, 1, 0]
    np.testing.assert_allclose(
        decode(band["y"]), [1e-10, 1e-13, 1e-8, 1e-9, 1e-13, 1e-12], rtol=1e-6
    )


def test_a_failing_point_has_a_cross_and_nan_is_at_the_top(check, named, decode):
    x, names, errors, limits = quiet(6)
    errors[2, 1], errors[4, 3], errors[0, 0] = 1e-3, np.nan, 0.0
    figure = check(ErrorHistory(x, names, errors, limits).figure())
    crosses = named(figure)["fail"]
    assert decode(crosses["x"]).tolist() == [2, 4]
    np.testing.assert_allclose(decode(crosses["y"]), [1e-3, 10.0], rtol=1e-6)
    assert decode(named(figure)["W1"]["y"])[0] == pytest.approx(1e-17)
    assert "✗</span> above tolerance" in figure["layout"]["annotations"][0]["text"]
    calm = ErrorHistory(*quiet(6)).figure()
    assert decode(named(calm)["fail"]["x"]).size == 0
    assert "✗" not in calm["layout"]["annotations"][0]["text"]


def test_the_caller_may_say_what_fails(named, decode):
    x, names, errors, limits = quiet(6)
    errors[1, 0] = np.inf
    failing = np.zeros((6, 4), bool)
    failing[3, 2] = True
    crosses = named(ErrorHistory(x, names, errors, limits, failing=failing).figure())["fail"]
    assert decode(crosses["x"]).tolist() == [3]
    text = ErrorHistory(x, names, errors, limits, failing=failing).summary()
    assert "Above tolerance: W2 at 1 epoch, first at epoch 3." in text


def test_a_long_run_is_thinned_and_keeps_what_fails(named, decode):
    x, names, errors, limits = quiet(20_000)
    errors[12_345, 0] = 1e-2
    # Fails although it is not the highest of its surroundings: its tolerance is smaller.
    errors[500, 1], limits[500, 1], errors[501, 1], limits[501, 1] = 1e-13, 1e-14, 1e-12, 1e-11
    traces = named(ErrorHistory(x, names, errors, limits).figure())
    assert max(decode(traces[name]["x"]).size for name in [*NAMES, "tolerance"]) <= 240
    assert max(decode(traces[name]["x"]).size for name in NAMES) <= 120
    assert decode(traces["fail"]["x"]).tolist() == [12_345, 500]


def test_more_parameters_than_have_room_above(check):
    count = 12
    names = [f"layer<{k}>" for k in range(count)]
    ones = np.full((3, count), 1e-12)
    figure = check(ErrorHistory([0, 1, 2], names, ones, ones).figure())
    text = figure["layout"]["annotations"][0]["text"]
    assert "and 4 more" in text
    assert "layer<" not in text
    assert figure["data"][1]["hovertemplate"].startswith("layer&lt;0&gt;, epoch")


def test_no_epoch_yet_and_wrong_shapes(check):
    check(ErrorHistory([], NAMES, [], []).figure())
    assert ErrorHistory([], NAMES, [], []).summary() == "No epoch has been checked yet."
    with pytest.raises(ValueError, match=r"errors has shape \(3, 2\); expected \(3, 4\)"):
        ErrorHistory([0, 1, 2], NAMES, np.ones((3, 2)), np.ones((3, 4))).figure()


def test_the_summary_tells_what_failed_when_first_and_the_largest_error():
    x, names, errors, limits = quiet(10)
    assert (
        ErrorHistory(x, names, errors, limits)
        .summary()
        .startswith("Gradient checked at 10 epochs, from 0 to 9. All 4 parameters stayed within")
    )
    errors[3:6, 2], errors[7, 1] = 0.25, 1e-3
    text = ErrorHistory(x, names, errors, limits).summary()
    assert "Above tolerance: b1 at 1 epoch, first at epoch 7; W2 at 3 epochs, first" in text
    assert text.endswith("largest entry, is 0.25, in W2 at epoch 3, with a tolerance of 1e-12.")
    errors[9, 0] = np.nan
    assert "is NaN, in W1 at epoch 9" in ErrorHistory(x, names, errors, limits).summary()


def test_what_a_check_takes_is_told(notes):
    plain = ErrorHistory(*quiet(3))
    timed = plain._replace(time="check 2 ms")
    assert notes(timed.figure()) == [f"{notes(plain.figure())[0]}\u2002· check 2 ms"]
    assert timed.summary() == f"{plain.summary()} Time taken: check 2 ms."
