"""The page on screens from a phone's to a desk's, light and dark."""

import itertools

import pytest

from tests.browser.chart_page import THEMES
from tests.told import told

HEIGHTS = {1920: 1080, 1280: 800, 768: 1024, 390: 844}  # by width, px
COLUMNS = {1920: 3, 1280: 3, 768: 2, 390: 1}


@pytest.fixture(params=HEIGHTS, ids=lambda width: f"{width}px")
def app(request, visit_again):
    return visit_again(width=request.param, height=HEIGHTS[request.param])


def on_top(app, selector):
    """Whether the middle of each element that a selector finds is in view and not covered."""
    return app.page.evaluate(
        """selector => [...document.querySelectorAll(selector)]
          .filter(node => node.getClientRects().length)
          .map(node => {
            const box = node.getBoundingClientRect();
            const top = document.elementFromPoint(
              (box.left + box.right) / 2, (box.top + box.bottom) / 2);
            return Boolean(top) && (node.contains(top) || top.contains(node));
          })""",
        selector,
    )


def boxes(app):
    return app.page.evaluate(
        """() => [...document.querySelectorAll('.mlpviz-card:not([hidden])')].map(card => {
          const { left, right, top, bottom } = card.getBoundingClientRect();
          return { left, right, top, bottom };
        })"""
    )


def sideways(app):
    """How many pixels the page, or what scrolls in it, is too wide."""
    return app.page.evaluate(
        """() => [document.documentElement, document.querySelector('.stMain'),
          document.querySelector('.mlpviz-board')].map(n => n.scrollWidth - n.clientWidth)"""
    )


def test_every_width(app):
    width = app.page.viewport_size["width"]
    assert max(sideways(app)) <= 0, "nothing scrolls sideways"
    check_cards(app, width)
    app.press("step")
    check_metrics(app)
    check_charts(app)
    app.page.evaluate("() => document.querySelector('.stMain').scrollTo(0, 1e6)")
    assert max(sideways(app)) <= 0
    check_in_sight(app, width)


def check_cards(app, width):
    """They neither overlap nor leave the page, and as many as fit stand side by side."""
    cards = boxes(app)
    for a, b in itertools.combinations(cards, 2):
        beside = a["right"] <= b["left"] or b["right"] <= a["left"]
        assert beside or a["bottom"] <= b["top"] or b["bottom"] <= a["top"]
    assert min(box["left"] for box in cards) >= 0
    assert max(box["right"] for box in cards) <= width
    columns = {round(box["left"]) for box in cards}
    assert len(columns) == COLUMNS[width]


def check_metrics(app):
    """Numbers do not run into each other."""
    too_wide = app.page.evaluate(
        """() => [...document.querySelectorAll('.mlpviz-metrics > div')].map(row =>
          Math.max(...[...row.children].map(n => n.scrollWidth - row.clientWidth)))"""
    )
    assert max(too_wide) <= 0


def check_charts(app):
    """Charts fill their cards."""
    for chart in app.charts:
        app.figure(chart)
        card = app.card(chart).bounding_box()
        plot = app.card(chart).locator(".main-svg").first.bounding_box()
        assert card["width"] - 30 < plot["width"] <= card["width"]
        assert plot["y"] + plot["height"] <= card["y"] + card["height"]


def check_in_sight(app, width):
    """Transport and metrics stay in sight at the end of the page, and work there."""
    scrolled = app.page.evaluate("() => document.querySelector('.stMain').scrollTop")
    assert scrolled > 0 or width in (1920, 390), "where everything fits on the screen"
    app.page.mouse.move(width / 2, HEIGHTS[width] / 2)
    app.page.get_by_test_id("stTooltipContent").wait_for(state="detached")
    for key in ("play", "step", "reset", "new_weights"):
        assert any(on_top(app, f".st-key-{key} button")), key
    assert on_top(app, ".mlpviz-metrics dd:nth-child(2)") == [True] * 5
    before = app.epoch
    app.press("step")
    assert app.epoch == before + 1


def test_the_transports_buttons_are_a_row_and_what_is_chosen_the_next(visit_again):
    app = visit_again()
    # Beside an open sidebar, from all in one row to the least room that there is for it.
    for width, rows in {1280: 1, 1240: 1, 1100: 2, 1024: 2, 900: 2, 820: 2, 775: 2}.items():
        app.look(width=width)
        found = app.page.evaluate(ROWS)
        assert len(found) == rows, width
        buttons = [any(kinds) for kinds in found]
        assert all(all(kinds) for kinds in found[:-1]), f"{width}: a row of buttons alone"
        assert buttons == [True, False][:rows], f"{width}: no button among the rest"


# Of each row of the transport, from the top, which of its parts are buttons.
ROWS = """() => {
  const rows = {};
  for (const node of document.querySelector('.st-key-transport').children) {
    const { top, bottom, width } = node.getBoundingClientRect();
    const row = Math.round((top + bottom) / 16);
    if (width) (rows[row] ??= []).push(!!node.querySelector('.stButton'));
  }
  return Object.values(rows);
}"""


def test_a_phone_scrolls_the_page_over_a_chart(visit_again):
    app = visit_again(width=390, height=844)
    assert app.page.evaluate(
        "() => document.querySelector('[data-figure-id=network] .mlpviz-plot')._fullLayout.dragmode"
    ) in (False, None)


def test_light_and_dark_and_the_change_between(visit_again):
    app = visit_again(scheme="light")
    app.press("step")
    with told("light"):
        check_scheme(app, "light")
    light = tick(app)
    app.page.emulate_media(color_scheme="dark")
    app.page.wait_for_function(
        """light => {
          const tick = document.querySelector('[data-figure-id=curves] .xtick text');
          return tick && getComputedStyle(tick).fill !== light;
        }""",
        arg=light,
    )
    with told("dark"):
        check_scheme(app, "dark")


def tick(app):
    """The colour of a number at the learning curves."""
    return app.page.evaluate(
        "() => getComputedStyle(document.querySelector('[data-figure-id=curves] .xtick text')).fill"
    )


def check_scheme(app, scheme):
    """Page, words and charts have the scheme's colours."""
    brightness = app.page.evaluate(
        """() => {
          const bright = color => color.match(/[0-9.]+/g).slice(0, 3).map(Number)
            .reduce((a, b) => a + b) / 3;
          const style = getComputedStyle(document.querySelector('.stApp'));
          const tick = document.querySelector('[data-figure-id=curves] .xtick text');
          return { page: bright(style.backgroundColor), text: bright(style.color),
                   tick: bright(getComputedStyle(tick).fill) };
        }"""
    )
    assert THEMES[scheme] == app.page.evaluate(
        """names => Object.fromEntries(names.map(name => [
          name,
          getComputedStyle(document.querySelector('.mlpviz-grid')).getPropertyValue(name).trim(),
        ]))""",
        list(THEMES[scheme]),
    ), "what the charts' own page is drawn with"
    light = scheme == "light"
    assert (brightness["page"] > 200) == light
    assert (brightness["text"] < 100) == light
    assert (brightness["tick"] < 100) == light
