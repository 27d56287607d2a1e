"""The row of pages: in its place on every page, whole on a desk, and in sight on a phone."""

import pytest

from mlpviz.workbench.pages import PAGES

TITLES = [row.title for row in PAGES.values()]
PLACES = """() => {
  const nodes = document.querySelectorAll('.st-key-pages a, [data-testid$=Logo]');
  return [...nodes].map(node => {
    const { left, top, width, height } = node.getBoundingClientRect();
    return [left, top, width, height].map(Math.round).join(' ');
  });
}"""


def row(app):
    return app.page.get_by_role("navigation", name="Pages")


def go(app, title):
    """Open a page by its name in the row, and wait until it says that it is the one."""
    row(app).get_by_role("link", name=title, exact=True).click()
    current = row(app).locator("a[aria-current=page]")
    current.filter(has_text=title).wait_for()
    assert current.count() == 1
    app.wait_rest()


def test_logo_and_names_stay_where_they_are(visit):
    app = visit(dataset="moons", hidden_sizes="[4]", preprocessing="none")
    row(app).wait_for()  # it is named with the first screen update that shows it
    links = row(app).get_by_role("link")
    assert links.locator("p").all_inner_texts() == TITLES
    addresses = links.evaluate_all("links => links.map(link => link.pathname)")
    assert addresses == ["/", *(f"/{path}" for path in PAGES if path != "train")]
    before = app.page.evaluate(PLACES)
    assert len(before) == len(TITLES) + 1
    for title in reversed(TITLES):
        go(app, title)
        assert app.page.evaluate(PLACES) == before, title


SEEN = {390: 4, 600: 7, 700: 8, 820: len(TITLES), 1280: len(TITLES)}  # names, by px


IN_SIGHT = """() => {
  const row = document.querySelector('.st-key-pages');
  const { right } = row.getBoundingClientRect();
  const links = [...row.querySelectorAll('a')].map(link => link.getBoundingClientRect());
  return links.filter(link => link.left < right - 24 && link.left >= 0).length;
}"""


@pytest.mark.parametrize("opened", [390, 1280])
def test_every_name_is_in_the_row_or_a_swipe_away(visit_again, opened):
    """On a phone and on a desk, and as their windows change: Streamlit does not ask again."""
    app = visit_again(width=opened, height=844)
    for width in sorted(SEEN, reverse=opened > 820):
        app.look(width=width, height=844)
        app.page.wait_for_function(
            "width => document.documentElement.clientWidth === width", arg=width
        )
        assert app.page.evaluate(IN_SIGHT) >= min(SEEN[width], len(TITLES)), width


def test_the_sidebar_of_a_phone_closes_with_its_page(visit):
    app = visit(width=390, height=844)
    sidebar, opener = (
        app.page.locator(".stSidebar"),
        app.page.get_by_test_id("stExpandSidebarButton"),
    )

    def is_open():
        return sidebar.get_attribute("data-collapsed") == "false"

    go(app, "Gradients")
    opener.click()
    assert is_open()
    go(app, "Bug lab")  # the row is in sight beside the sidebar
    assert not is_open()
    opener.click()
    app.page.go_back()
    app.page.wait_for_url("**/gradients*")
    opener.wait_for()
    assert not is_open()
