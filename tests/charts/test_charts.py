"""What all charts have in common."""

import re
from fnmatch import fnmatch

import pytest

from mlpviz import charts

CHARTS = [
    chart
    for name in charts.__all__
    if name != "Chart" and hasattr(chart := getattr(charts, name), "summary")
]


def test_all_charts_were_found():
    assert {charts.Note, charts.LearningCurves, charts.ErrorHeatmap} < set(CHARTS)


@pytest.mark.parametrize("chart", CHARTS)
def test_a_chart_is_one_described_named_tuple_with_a_figure_and_its_words(chart):
    assert issubclass(chart, tuple)
    assert chart.figure.__doc__
    assert chart.summary.__doc__


@pytest.mark.parametrize("chart", CHARTS)
def test_every_field_of_a_chart_is_described(chart):
    described = re.findall(r"`([\w*]+)", chart.__doc__)  # `X_*` is `X_train` and `X_test`
    missing = [
        field
        for field in chart._fields
        if not any(fnmatch(field, pattern) for pattern in described)
    ]
    assert missing == []
