import json
import re

import numpy as np
import pytest

from mlpviz.charts import ErrorHeatmap
from mlpviz.charts.tensor_sides import Side, side_axis


def case(shape, failing=(), kinks=()):
    """Ratios around 0.01, and 1e10 where verdicts are to be "fail"."""
    ratios = np.array(10 ** np.random.default_rng(0).uniform(-2.5, -1.5, shape))
    verdicts = np.full(shape, "pass", dtype="<U10")
    crossing = np.zeros(shape, bool)
    for index in failing:
        ratios[index], verdicts[index] = 1e10, "fail"
    for index in kinks:
        crossing[index] = True
    return {"ratios": ratios, "name": "W1", "verdicts": verdicts, "kinks": crossing}


def key_line(figure):
    return figure["layout"]["annotations"][0]["text"].split("<br>")[1]


def test_cells_are_log10_of_error_over_tolerance_in_float32_with_row_0_on_top(check, decode):
    arrays = case((3, 5))
    figure = check(ErrorHeatmap(**arrays).figure())
    cells = figure["data"][0]
    assert cells["z"]["dtype"] == "f4"
    np.testing.assert_allclose(decode(cells["z"]), np.log10(arrays["ratios"]), rtol=1e-6)
    assert (cells["zmin"], cells["zmax"]) == (-3, 15)
    assert figure["layout"]["yaxis"]["range"] == [2.5, -0.5]
    assert figure["layout"]["xaxis"]["range"] == [-0.5, 4.5]
    assert "<b>W1</b> 3×5" in figure["layout"]["annotations"][0]["text"]


def test_the_ends_of_the_scale_and_what_is_not_finite_has_a_colour_of_its_own(check, decode, named):
    ratios = np.array([[0.0, 1e-20, 1e-2], [np.nan, np.inf, 1e17]])
    figure = check(ErrorHeatmap(ratios, name="W1").figure())
    z = decode(figure["data"][0]["z"])
    np.testing.assert_allclose(z[0], [-3, -3, -2], rtol=1e-6)
    assert z[1, 2] == 15
    assert np.isnan(z[1]).tolist() == [True, True, False]
    assert decode(named(figure)["not a number"]["z"]).tolist() == [[0, 0, 0], [1, 1, 0]]
    assert "2 NaN" in key_line(figure)
    words = figure["data"][0]["hovertext"]
    assert words == [["exact", "", ""], ["not finite", "not finite", ""]]
    bar = figure["data"][0]["colorbar"]
    assert dict(zip(bar["tickvals"], bar["ticktext"], strict=True))[0] == "1: limit"


def test_marks_fall_on_their_cells(check, decode, named):
    arrays = case((4, 6), failing=[(1, 2), (3, 5)], kinks=[(0, 4)])
    figure = check(ErrorHeatmap(**arrays, worst=(3, 5)).figure())
    traces = named(figure)
    at = {name: [decode(traces[name][axis]).tolist() for axis in "yx"] for name in ("fail", "kink")}
    assert at["fail"] == [[1, 3], [2, 5]]
    rows, columns = at["kink"]
    assert (np.rint(rows), np.rint(columns)) == ([0], [4])
    assert (traces["worst"]["y"], traces["worst"]["x"]) == ([3, 3], [5, 5])
    assert len({traces[name]["marker"]["symbol"] for name in ("fail", "kink", "worst")}) == 3
    assert key_line(figure) == "✗ 2 of 24 fail\u2002◯ worst\u2002◆ 1 kink"


def test_small_cells_are_outlined_instead(check, named):
    arrays = case((784, 50), failing=[np.s_[:, 7]], kinks=[np.s_[100, :]])
    figure = check(ErrorHeatmap(**arrays, worst=(5, 7)).figure())
    assert {"fail", "kink"}.isdisjoint(named(figure))
    kinks, failing = figure["layout"]["shapes"]
    assert re.findall(r"[MHV][^MHV]+", failing["path"]) == [
        "M6.5,-0.5",
        "H7.5",
        "M6.5,783.5",
        "H7.5",
        "M6.5,-0.5",
        "V783.5",
        "M7.5,-0.5",
        "V783.5",
    ]
    assert "M-0.5,99.5H49.5" in kinks["path"]
    assert failing["line"]["dash"] != kinks["line"]["dash"]
    assert "✗ 784 of 39,200 fail" in key_line(figure)


def test_cells_that_fail_here_and_there_all_over_are_counted_not_outlined():
    arrays = case((400, 50))
    arrays["verdicts"][::2, ::2] = "fail"
    figure = ErrorHeatmap(**arrays).figure()
    assert figure["layout"]["shapes"] == []
    assert "✗ 5,000 of 20,000 fail" in key_line(figure)


@pytest.mark.parametrize(
    ("failing", "text"), [([], "✓ none of 6 fail"), ([np.s_[:]], "✗ all 6 fail")]
)
def test_none_and_all(failing, text):
    assert key_line(ErrorHeatmap(**case((2, 3), failing)).figure()) == text


def test_a_small_tensor_tells_all_its_numbers_to_the_last_digits(check, decode):
    arrays = case((2, 3), failing=[(1, 0)], kinks=[(1, 0)])
    analytic = np.array([[1 / 3, 2.0, -1e-300], [np.inf, np.nan, 1e300]])
    figure = check(
        ErrorHeatmap(
            **arrays, numbers={"analytic": analytic}, details={"tolerance": np.full((2, 3), 1e-12)}
        ).figure()
    )
    cells = figure["data"][0]
    data = decode(cells["customdata"])
    np.testing.assert_array_equal(data[..., 0], arrays["ratios"])
    np.testing.assert_array_equal(data[..., 1], analytic)
    np.testing.assert_array_equal(data[..., 2], 1e-12)
    assert cells["hovertext"][1][0] == "fail, kink"
    assert cells["hovertemplate"] == (
        "<b>W1[%{y}, %{x}]</b> %{hovertext}<br>error / tolerance: %{customdata[0]:.3~g}<br>"
        "analytic: %{customdata[1]:.12~g}<br>tolerance: %{customdata[2]:.3~g}<extra></extra>"
    )


def test_a_large_one_stays_small_on_the_way_and_tells_index_and_error():
    arrays = case((784, 50), failing=[np.s_[:, 7]])
    numbers = {"analytic": np.ones((784, 50))}
    figure = ErrorHeatmap(**arrays, worst=(0, 7), numbers=numbers).figure()
    assert len(json.dumps(figure)) < 250_000
    cells = figure["data"][0]
    assert cells["hovertemplate"].startswith(
        "<b>W1[%{y}, %{x}]</b><br>error / tolerance 10<sup>%{z"
    )
    assert "customdata" not in cells


def test_vectors_are_one_row_and_scalars_one_cell(check, named):
    vector = check(ErrorHeatmap(**case((50,), failing=[7]), worst=(7,)).figure())
    assert vector["data"][0]["z"]["shape"] == "1, 50"
    assert vector["layout"]["yaxis"]["showticklabels"] is False
    assert vector["data"][0]["hovertemplate"].startswith("<b>W1[%{x}]</b>")
    assert named(vector)["worst"]["x"] == [7, 7]
    scalar = check(ErrorHeatmap(**case((), failing=[()]), worst=()).figure())
    assert scalar["data"][0]["z"]["shape"] == "1, 1"
    assert scalar["data"][0]["hovertemplate"].startswith("<b>W1</b>")
    assert key_line(scalar).startswith("✗ it fails")


@pytest.mark.parametrize("shape", [(4, 3, 5, 2), (40, 5, 3, 10)])
def test_kernels_are_flattened_and_keep_their_indices(shape, check, decode, named):
    worst = (2, 1, 2, 1)
    figure = check(ErrorHeatmap(**case(shape), worst=worst).figure())
    cells = figure["data"][0]
    row, column = (named(figure)["worst"][axis][0] for axis in "yx")
    data = decode(cells["customdata"])
    assert (row, *data[row, column, :3]) == worst
    assert cells["hovertemplate"].startswith(
        "<b>W1[%{y}, %{customdata[0]}, %{customdata[1]}, %{customdata[2]}]</b>"
    )
    assert decode(cells["z"]).shape == (shape[0], np.prod(shape[1:]))


def test_of_a_huge_tensor_the_surroundings_of_the_worst_element_are_drawn(decode, named):
    shape = (3000, 400)
    figure = ErrorHeatmap(**case(shape, failing=[(2000, 5)]), worst=(2000, 5)).figure()
    cells = figure["data"][0]
    z = decode(cells["z"])
    assert z.size <= 500_000
    assert z[2000 - cells["y0"], 5 - cells["x0"]] == pytest.approx(10)
    assert named(figure)["worst"]["y"] == [2000, 2000]
    low, high = sorted(figure["layout"]["yaxis"]["range"])
    assert low == cells["y0"] - 0.5 < 2000 < high == low + len(z)
    title = figure["layout"]["annotations"][0]["text"]
    assert f"rows {cells['y0']}–{cells['y0'] + len(z) - 1}" in title


def test_arrays_of_another_shape_are_refused():
    with pytest.raises(ValueError, match=r"kinks has shape \(3,\); expected \(2, 3\)"):
        ErrorHeatmap(np.ones((2, 3)), name="W1", kinks=np.ones(3, bool)).figure()


def test_no_elements_at_all(check):
    check(ErrorHeatmap(np.ones((0, 3)), name="W1").figure())
    assert ErrorHeatmap(np.ones((0, 3)), name="W1").summary() == "W1 has no elements."


def test_names_are_escaped():
    figure = ErrorHeatmap(
        np.ones((2, 2)), name="<i>%{x}", numbers={"<b>": np.ones((2, 2))}
    ).figure()
    text = json.dumps(figure)
    assert "<i>" not in text
    assert "<b>:" not in text
    assert "&lt;i&gt;%&amp;#123;x}" not in text
    assert "%{x}" not in figure["layout"]["annotations"][0]["text"]


def test_the_summary_counts_and_gives_the_worst_elements_numbers():
    arrays = case((2, 3), failing=[(1, 2)], kinks=[(0, 0), (0, 1)])
    arrays["ratios"][0] = 0.0
    arrays["ratios"][1, :2] = np.nan, 0.25
    numbers = {"analytic": np.full((2, 3), 1 / 3), "complex step": np.ones((2, 3))}
    assert ErrorHeatmap(**arrays, worst=(1, 2), numbers=numbers).summary() == (
        "W1 (2×3): 1 of 6 elements fails (16.7%). Error / tolerance reaches from 0 to 1e+10, half "
        "of it up to 0; above 1 is wrong. Not a number: 1. Crossing a kink: 2. The worst element "
        "is [1, 2]: error / tolerance 1e+10, analytic 0.333333333, complex step 1."
    )
    scalar = ErrorHeatmap(np.array(0.25), "scale", worst=(), numbers={"analytic": np.array(2.0)})
    assert scalar.summary().endswith(" The element: error / tolerance 0.25, analytic 2.")
    good = case((2, 3))
    assert "all 6 elements pass." in ErrorHeatmap(**good).summary()
    good["verdicts"][0, 0] = "unresolved"
    assert "0 of 6 elements fail (0.0%). 1 cannot be judged." in ErrorHeatmap(**good).summary()


def test_what_cannot_be_judged_is_grey_and_counted(check, decode, named):
    arrays = case((2, 3))
    arrays["verdicts"][0, 1:] = "unresolved"
    figure = check(ErrorHeatmap(**arrays).figure())
    assert decode(named(figure)["cannot be judged"]["z"]).tolist() == [[0, 1, 1], [0, 0, 0]]
    assert key_line(figure).startswith("? none of 6 fail")
    assert "2 cannot be judged" in key_line(figure)


def test_the_colour_leaps_where_the_verdict_does():
    cells = ErrorHeatmap(**case((2, 3))).figure()["data"][0]
    (at,) = {
        at for at, _ in cells["colorscale"] if [a for a, _ in cells["colorscale"]].count(at) > 1
    }
    assert cells["zmin"] + at * (cells["zmax"] - cells["zmin"]) == pytest.approx(0.0)


def test_the_chosen_cell_has_a_square_beside_the_ring_of_the_worst(named):
    arrays = case((4, 6), failing=[(3, 5)])
    traces = named(ErrorHeatmap(**arrays, worst=(3, 5), chosen=(1, 0)).figure())
    assert (traces["chosen"]["y"], traces["chosen"]["x"]) == ([1, 1], [0, 0])
    assert traces["chosen"]["marker"]["symbol"] != traces["worst"]["marker"]["symbol"]
    assert "chosen" not in named(ErrorHeatmap(**arrays, worst=(3, 5)).figure())
    assert "chosen" not in named(ErrorHeatmap(**arrays, worst=(3, 5), chosen=(3, 5)).figure())


SIDES = (Side("input", ("petal <b>", "sepal")), Side("unit of layer 1"))


def test_rows_and_columns_have_names_and_the_index_stays_under_the_mouse(check, decode):
    figure = check(ErrorHeatmap(**case((2, 3)), sides=SIDES).figure())
    layout, cells = figure["layout"], figure["data"][0]
    assert layout["yaxis"]["ticktext"] == ["petal &lt;b&gt;", "sepal"]
    assert (layout["yaxis"]["title"]["text"], layout["xaxis"]["title"]["text"]) == (
        *("input", "unit of layer 1"),
    )
    assert cells["hovertext"][0][1] == "pass<br>petal &lt;b&gt;"
    assert cells["hovertemplate"].startswith("<b>W1[%{customdata[0]}, %{customdata[1]}]</b>")
    assert decode(cells["customdata"])[1, 2, :2].tolist() == [1, 2]


def test_of_many_names_some_stand_at_the_axis():
    cells = [f"({r}, {c})" for r in range(8) for c in range(8)]
    side = Side("pixel (row, column)", cells, every=8, rule="pixel 8 · row + column")
    axis = side_axis(side, slice(0, 64), room=170)
    assert axis["ticktext"] == ["(0, 0)", "(2, 0)", "(4, 0)", "(6, 0)"]
    axis = side_axis(side, slice(0, 64), room=80)
    assert axis["ticktext"] == ["(0, 0)", "(4, 0)"]
    axis = side_axis(side, slice(0, 64), downward=True)
    assert axis["ticktext"] == ["(0, 0)", "(2, 0)", "(4, 0)", "(6, 0)"]
    drawn = ErrorHeatmap(**case((64, 100)), sides=(side, Side("unit of layer 1"))).figure()
    assert "ticktext" not in drawn["layout"]["yaxis"], "its cells are told by index"
    assert drawn["layout"]["yaxis"]["title"]["text"] == "pixel 8 · row + column"
