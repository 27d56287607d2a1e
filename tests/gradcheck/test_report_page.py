import json
import re
from html import unescape

import numpy as np

from mlpviz.data.assets import asset_path
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.report_figure import error_heatmap
from mlpviz.gradcheck.report_page import report_page
from mlpviz.gradcheck.row import ParameterRow

PLOTLY = "window.Plotly = 'the library'"
EVIL = "</script><script>alert(1)</script>&amp;"


def row(name, analytic, reference, bound=1e-10):
    values = {"analytic": np.array(analytic), "central": np.array(reference)}
    bounds = {source: np.full(values[source].shape, bound) for source in values}
    kinks = np.zeros(values["analytic"].shape, bool)
    return ParameterRow.compare(name, values, bounds, kinks)


def report(*rows, **more):
    return GradientReport(rows, **{"loss": 0.125, "dtype": "float64", "seconds": 0.01, **more})


GOOD = row("b1", [1.0, 2.0], [1.0, 2.0])
BAD = row("W1", [[1.0, 2.5], [4.0, np.nan]], [[1.0, 2.0], [4.0, 3.0]])
SCALAR = row("scale", 1.5, 1.0)
VAGUE = row("W2", [1.0, 2.0], [1.0, 2.0], bound=0.1)


def drawn(page):
    """Place -> (data, layout) of every figure that the page's scripts draw."""
    calls = re.findall(r'<script>Plotly\.newPlot\("(\S+)", (.*), \{[^}]*\}\)</script>', page)
    assert "<" not in "".join(arguments for _, arguments in calls)  # nothing that ends the script
    return {place: json.loads(f"[{arguments}]") for place, arguments in calls}


def places(page):
    return re.findall(r'<div id="(\S+)" style="height:', page)


def test_it_is_the_report_and_a_heatmap_of_each_parameter_that_fails():
    result = report(GOOD, BAD, SCALAR, VAGUE)
    page = report_page(result, "test_net.py::test_b", PLOTLY)
    assert result._repr_html_() in page
    assert result.reading.sentence in unescape(page)
    assert "<title>test_net.py::test_b</title>" in page
    assert "<h1>test_net.py::test_b</h1>" in page
    assert re.findall("<h2>(.*)</h2>", page) == ["W1", "scale"]
    figures = drawn(page)
    assert [*figures] == places(page) == ["heatmap-0", "heatmap-1"]
    for (data, layout), failing in zip(figures.values(), (BAD, SCALAR), strict=True):
        expected = error_heatmap(failing).figure()
        assert [data, layout] == json.loads(json.dumps([expected["data"], expected["layout"]]))
    captions = [error_heatmap(failing).summary() for failing in (BAD, SCALAR)]
    assert re.findall("<figcaption>(.*)</figcaption>", unescape(page)) == captions


def test_if_nothing_fails_the_heatmaps_are_of_what_is_unresolved():
    page = report_page(report(GOOD, VAGUE), "t", PLOTLY)
    assert re.findall("<h2>(.*)</h2>", page) == ["W2"]


def test_plotly_is_in_it_once_if_something_is_drawn():
    assert report_page(report(BAD, SCALAR), "t", PLOTLY).count(PLOTLY) == 1
    for nothing in (report(GOOD), report(faults=("the loss differs",))):
        page = report_page(nothing, "t", PLOTLY)
        assert PLOTLY not in page
        assert places(page) == []


def test_whatever_comes_from_outside_is_escaped():
    evil = row(EVIL, [1.5], [1.0])
    page = report_page(report(evil, faults=(EVIL,)), EVIL, PLOTLY)
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert page.count("</script>") == page.count("<script>") == 2
    assert [*drawn(page)] == ["heatmap-0"]


def test_it_asks_nobody_for_anything():
    assert (
        re.findall(r"https?:|\b(?:src|href|url|import)\b", report_page(report(BAD), "t", "")) == []
    )


def test_the_bundled_plotly_can_stand_inside_a_page():
    text = asset_path("plotly/plotly-cartesian.min.js").read_text(encoding="utf-8")
    assert "</script" not in text
    assert "<!--" not in text
