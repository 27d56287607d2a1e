"""What is written in charts can be read: in the smallest card, whole, apart, large and clear."""

import pytest

from tests.browser.chart_page import draw, open_charts
from tests.browser.chart_texts import cut, faint, lines, overlaps, small
from tests.charts.gallery import gallery

LATER = ("network: ", "curves: past runs", "twins: R²")  # are being drawn anew
WIDTH, HEIGHT = 300, 250  # px of a card and of a plot, where three columns have 924 px


@pytest.fixture(scope="module")
def drawn(context):
    """A page with all charts of the gallery, and what is written in them."""
    page = context.new_page()
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))
    charts = [entry for entry in gallery() if not entry[0].startswith(LATER)]
    draw(page, open_charts(page, charts, width=WIDTH, height=HEIGHT), "light")
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


def test_all_text_stands_out_from_what_is_below_it_in_light(drawn):
    page, found = drawn
    assert faint(page, found) == []


def test_all_text_stands_out_from_what_is_below_it_in_dark(context):
    page = context.new_page()
    charts = {
        name.partition(":")[0]: (name, chart)
        for name, chart in gallery()
        if not name.startswith(LATER)
    }
    draw(page, open_charts(page, charts.values(), width=WIDTH, height=HEIGHT), "dark")
    assert faint(page, lines(page)) == []
    page.close()
