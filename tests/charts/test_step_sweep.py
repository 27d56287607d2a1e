import json
import math
from typing import Any, NamedTuple

import numpy as np
import pytest

from mlpviz.charts import StepSweepCurves


class SweepCurve(NamedTuple):
    label: str
    method: str
    dtype: str
    errors: Any
    best: int | None = None
    truncation: float = math.nan
    roundoff: float = math.nan
    missing: tuple[str, ...] = ()


H = 10.0 ** -np.arange(1, 14)


def curves():
    """The V of truncation and round-off, as theory has it."""
    u = {"float64": 1e-16, "float32": 6e-8}
    for dtype, unit in u.items():
        for method, order in (("central", 2), ("richardson", 4)):
            errors = 0.1 * H**order + unit / H
            best = int(errors.argmin())
            yield SweepCurve(f"{method}, {dtype}", method, dtype, errors, best, order, -1.0)
        yield SweepCurve(f"complex step, {dtype}", "complex_step", dtype, np.full(13, unit), 0)


@pytest.fixture
def figure(check):
    return check(StepSweepCurves(H, list(curves()), chosen=2.0**-8).figure())


def test_one_line_per_curve_from_small_to_large_steps(figure, named, decode):
    traces = named(figure)
    for curve in curves():
        line = traces[curve.label]
        np.testing.assert_allclose(decode(line["x"]), H[::-1], rtol=1e-6)
        np.testing.assert_allclose(decode(line["y"]), curve.errors[::-1], rtol=1e-6)


def test_method_and_precision_are_told_by_more_than_colour(figure, named):
    lines = [named(figure)[curve.label] for curve in curves()]
    assert {line["line"]["dash"] for line in lines[:3]} == {"solid"}
    assert {line["line"]["dash"] for line in lines[3:]} == {"dash"}
    assert len({line["marker"]["symbol"] for line in lines}) == 6
    assert len({line["line"]["color"] for line in lines}) == 3


def test_the_best_step_of_every_curve_has_a_star(figure, named, decode):
    stars = named(figure)["best h"]
    expected = [(H[c.best], c.errors[c.best]) for c in curves()]
    np.testing.assert_allclose(
        np.stack([decode(stars["x"]), decode(stars["y"])], 1), expected, rtol=1e-6
    )
    assert stars["hovertext"][0] == "central, float64<br>best h 1e-5<br>error 2e-11"


def test_the_chosen_step_is_marked_and_named(figure):
    (line,) = figure["layout"]["shapes"]
    assert line["x0"] == line["x1"] == 2.0**-8
    assert "h = 0.00391" in figure["layout"]["annotations"][0]["text"]
    without = StepSweepCurves(H, list(curves())).figure()
    assert without["layout"]["shapes"] == []
    assert "h = " not in without["layout"]["annotations"][0]["text"]


def test_guides_have_the_slopes_of_theory_and_do_not_lie_on_the_curves(figure, named):
    traces = named(figure)
    for slope, text in ((-1, "1/h"), (2, "h²"), (4, "h⁴")):
        guide = traces[f"slope {slope:+d}"]
        x, y = np.log10(guide["x"]), np.log10(guide["y"])
        np.testing.assert_allclose(np.diff(y) / np.diff(x), slope)
        assert text in guide["text"]
    at = traces["slope +2"]["x"][-1]
    assert traces["slope +2"]["y"][-1] / (0.1 * at**2) > 2
    at = traces["slope +4"]["x"][-1]
    assert traces["slope +4"]["y"][-1] / (0.1 * at**4) < 0.5


def test_a_guide_stands_only_where_a_curve_was_measured_to_have_its_slope(named):
    odd = [c._replace(truncation=c.truncation * 0.7, roundoff=math.nan) for c in curves()]
    assert not any(name.startswith("slope") for name in named(StepSweepCurves(H, odd).figure()))


def named_boxes(figure, named):
    """Left, low, right and high of every guide's name, in powers of ten."""
    for name, trace in named(figure).items():
        if name.startswith("slope"):
            x, y = math.log10(trace["x"][1]), math.log10(trace["y"][1])
            wide = 0.7 if "right" in trace["textposition"] else -0.7
            high = 2.0 if "top" in trace["textposition"] else -2.0
            yield min(x, x + wide), min(y, y + high), max(x, x + wide), max(y, y + high)


@pytest.mark.parametrize("height", [None, *range(-14, 1)])
def test_the_name_of_a_guide_stands_where_no_curve_is(named, height):
    drawn = [c for c in curves() if c.dtype == "float64"]
    if height is not None:
        flat = np.full(13, 10.0**height)
        drawn.append(SweepCurve("flat", "complex_step", "float32", flat, 0))
    boxes = list(named_boxes(StepSweepCurves(H, drawn).figure(), named))
    assert len(boxes) == 3
    for left, low, right, high in boxes:
        across = np.linspace(left, right, 20)
        for curve in drawn:
            y = np.interp(across, np.log10(H[::-1]), np.log10(curve.errors[::-1]))
            assert not np.any((y > low) & (y < high)), curve.label


def test_a_guide_ends_where_its_curve_leaves_it(named):
    errors = 1e-10 / H
    errors[H < 1e-9] = 1e-1  # as where nothing is left of the difference
    curve = SweepCurve("a", "central", "float64", errors, 0, math.nan, -1.0)
    guide = named(StepSweepCurves(H, [curve]).figure())["slope -1"]
    assert guide["x"][0] == pytest.approx(1e-9)


@pytest.mark.parametrize(
    ("moved", "size", "words"),
    [
        (8, 307_328, "8 of its 307,328 entries moved, one at a time"),
        (2, 2, "all 2 entries moved, one at a time"),
        (1, 1, "its only entry moved"),
        (1, 2, "1 of its 2 entries moved"),
    ],
)
def test_what_is_moved_is_named(moved, size, words):
    chart = StepSweepCurves(H, list(curves()), parameter="W1", moved=moved, size=size)
    heading = chart.figure()["layout"]["annotations"][0]["text"].replace(",<br>", ", ")
    assert heading.startswith(f"<b>W1</b> {words}<br>")
    assert chart.figure()["layout"]["yaxis"]["title"]["text"] == "error / largest entry of W1"
    assert f"Error of the gradient of W1, {words}, over its largest entry," in chart.summary()


def test_zero_stands_on_the_floor_and_what_is_not_finite_is_a_gap(check, named, decode):
    errors = [0.0, np.nan, np.inf, 1e30]
    figure = check(
        StepSweepCurves(
            [1e-4, 1e-3, 1e-2, 1e-1], [SweepCurve("a", "central", "float64", errors, 0)]
        ).figure()
    )
    y = decode(named(figure)["a"]["y"])
    assert y[0] == pytest.approx(1e-17)
    assert np.isnan(y[1:3]).all()
    assert y[3] == pytest.approx(1e8)
    low, high = figure["layout"]["yaxis"]["range"]
    assert low < -17
    assert high > 8
    assert decode(named(figure)["best h"]["y"])[0] == pytest.approx(1e-17)


def test_a_curve_needs_one_error_per_step():
    with pytest.raises(ValueError, match=r"errors of a has shape \(2,\); expected \(13,\)"):
        StepSweepCurves(H, [SweepCurve("a", "central", "float64", [1.0, 2.0])]).figure()


def test_no_curve_and_no_step(check):
    check(StepSweepCurves([], []).figure())
    check(
        StepSweepCurves(
            H, [SweepCurve("a", "complex_step", "float32", np.full(13, np.nan))]
        ).figure()
    )
    assert StepSweepCurves([], []).summary() == "No step has been tried yet."


def test_labels_are_escaped():
    figure = StepSweepCurves(H, [SweepCurve("<i>", "central", "float64", H, 3)]).figure()
    assert "<i>" not in json.dumps(figure)


def test_the_summary_tells_the_slopes_or_why_there_is_none():
    both = SweepCurve("central", "central", "float64", H, 3, 2.01, -0.98)
    assert "; truncation as h^2 and round-off as h^-0.98." in StepSweepCurves(H, [both]).summary()
    one = SweepCurve("central", "central", "float32", H, 3, math.nan, -1.0, ("no slope because",))
    assert "; round-off as h^-1; no slope because." in StepSweepCurves(H, [one]).summary()
    none = SweepCurve("central", "central", "float32", H, 3)
    assert "h^" not in StepSweepCurves(H, [none]).summary()


def test_the_summary_names_the_best_steps_and_errors():
    text = StepSweepCurves(H, list(curves()), chosen=2.0**-8).summary()
    assert text.startswith("Error of the gradient at 13 steps h from 1e-13 to 0.1.")
    assert "central, float64: best at h = 1e-5, with error 2e-11; 1e-5 near the chosen step" in text
    assert "complex step, float64: best at h = 0.1, with error 1e-16. " in text
    assert text.endswith("The chosen step is 0.00391.")
    none = SweepCurve("float32", "central", "float32", np.full(13, np.nan))
    assert "float32: no finite error." in StepSweepCurves(H, [none]).summary()


def test_a_sweep_of_an_earlier_epoch_says_so(notes):
    present, past = (StepSweepCurves(H, list(curves()), epoch=epoch) for epoch in (None, 1200))
    (told,) = notes(past.figure())
    assert told.removesuffix("epoch 1,200").rstrip("\u2002· <br>") == notes(present.figure())[0]
    assert past.summary() == f"Of epoch 1,200. {present.summary()}"
