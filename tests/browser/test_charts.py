"""What is written in charts can be read: in the smallest card, whole, apart, large and clear."""

from typing import NamedTuple

import numpy as np
import pytest

from mlpviz.charts import ParameterHistograms
from tests.browser.chart_page import THEMES, draw, open_charts
from tests.browser.chart_texts import cut, faint, lines, overlaps, small
from tests.charts.gallery import gallery

WIDTH, HEIGHT = 300, 250  # px of a card and of a plot, where three columns have 924 px


@pytest.fixture(scope="module")
def drawn(context):
    """A page with all charts of the gallery, and what is written in them."""
    page = context.new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    charts = list(gallery())
    figures = open_charts(page, charts, width=WIDTH, height=HEIGHT)
    # To draw a chart lays out all that are in sight; no text lies elsewhere for it.
    page.add_style_tag(content=".mlpviz-card { content-visibility: auto }")
    draw(page, figures, "light")
    found = lines(page)
    assert {line.chart for line in found} == {name for name, _ in charts}
    yield page, found
    page.close()
    assert problems == []


def test_no_text_lies_on_another_one(drawn):
    assert overlaps(drawn[1]) == []


def test_no_text_is_cut(drawn):
    assert cut(drawn[1]) == []


def test_no_text_is_smaller_than_12_px(drawn):
    assert small(drawn[1]) == []


def test_all_text_stands_out_from_what_is_below_it(context):
    page = context.new_page()
    # The last of each kind has the most colours.
    charts = {name.partition(":")[0]: (name, chart) for name, chart in gallery()}
    figures = open_charts(page, charts.values(), width=WIDTH, height=HEIGHT)
    for scheme in THEMES:
        draw(page, figures, scheme)
        assert faint(page, lines(page)) == [], scheme
    page.close()


def test_a_bar_of_a_histogram_tells_its_range_at_its_foot_and_at_its_top(context):
    page = context.new_page()
    values = np.linspace(-1, 1, 50)[None]
    chart = ParameterHistograms({"W1": values, "b1": values[0], "W2": values, "b2": values[0]})
    draw(page, open_charts(page, [("weights", chart)], width=WIDTH, height=HEIGHT), "light")
    place = page.locator(".mlpviz-plot").bounding_box()
    told = set()
    for down in (0.9, 0.63):  # of the lower row's height
        x = place["x"] + 6 + (place["width"] - 12) * 0.25  # where W2 has its zero
        page.mouse.move(x, place["y"] + down * place["height"])
        page.locator(".hoverlayer text").wait_for()
        told.add(page.locator(".hoverlayer text").text_content())
        page.mouse.move(0, 0)
        page.locator(".hoverlayer text").wait_for(state="detached")
    assert told == {"-0.04 to 0.042 weights"}, "the range, and the two weights in it"
    page.close()


def test_faults_are_seen(context):
    page = context.new_page()
    note = {"x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False}
    charts = {
        "apart": [note | {"text": "one"}, note | {"text": "two"}],
        "whole": [note | {"text": "one " * 30}],
        "large": [note | {"text": "one", "font": {"size": 11}}],
        "clear": [note | {"text": "one", "font": {"color": "#888888"}}],
        "right": [note | {"text": "one"}],
    }
    drawn = {name: Drawn({"layout": {"annotations": notes}}) for name, notes in charts.items()}
    draw(page, open_charts(page, drawn.items(), width=WIDTH, height=HEIGHT), "light")
    found = lines(page)
    assert [line.partition(":")[0] for line in overlaps(found)] == ["apart"]
    assert [line.partition(":")[0] for line in cut(found)] == ["whole"]
    assert [line.partition(":")[0] for line in small(found)] == ["large"]
    assert [line.partition(":")[0] for line in faint(page, found)] == ["clear"]
    page.close()


class Drawn(NamedTuple):
    """A chart by its figure."""

    made: dict

    def figure(self):
        """The figure."""
        hidden = {"visible": False}
        return {"data": [], "layout": self.made["layout"] | {"xaxis": hidden, "yaxis": hidden}}
