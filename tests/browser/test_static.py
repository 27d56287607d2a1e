"""The pages around the app of the site without a server: its start, and what is no file."""

from urllib.parse import urlsplit

import pytest

from static import build
from tests.browser.app import TIMEOUT
from tests.static.stand_in import stand_in

HOST, BELOW = "http://site.test", "/mlpviz/"
# Where the board's loader finds the root, by Streamlit's own script.
ROOT = """() => {
  const entry = document.querySelector('script[type="module"][src*="static/js/"]');
  return new URL("../../", entry.src).href;
}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("static")
    build.build(folder / "site", stand_in(folder / "stlite"))
    return folder / "site"


@pytest.fixture
def page(context, site):
    """A tab in which ``HOST`` has the site below a path, and its 404 page for all else."""
    page = context.new_page()
    page.set_default_timeout(TIMEOUT)

    def answer(route):
        path = urlsplit(route.request.url).path
        file = site / (path.removeprefix(BELOW) or "index.html")
        if path.startswith(BELOW) and file.is_file():
            route.fulfill(path=file)
        else:
            route.fulfill(path=site / "404.html", status=404)

    page.route(f"{HOST}/**", answer)
    yield page
    page.close()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("/mlpviz/?dataset=moons", "/mlpviz/?dataset=moons"),
        ("/mlpviz/gradients?dataset=moons&seed=3", "/mlpviz/gradients?dataset=moons&seed=3"),
        ("/mlpviz/bug-lab/?bug=sign", "/mlpviz/bug-lab?bug=sign"),
        ("/mlpviz/nowhere?seed=3", "/mlpviz/?seed=3"),
        ("/mlpviz/nowhere/else?seed=3", "/mlpviz/?seed=3"),
        ("/mlpviz/#javascript:alert(1)", "/mlpviz/#javascript:alert(1)"),
    ],
)
def test_any_address_leads_to_the_app_with_its_query_and_page(asked, shown, page):
    page.goto(HOST + asked)
    page.wait_for_function("window.mounted")
    assert page.url == HOST + shown
    mounted = page.evaluate("window.mounted")
    assert mounted["path"] == BELOW  # what stlite takes for the root
    assert mounted["options"]["entrypoint"] == "app.py"
    assert page.evaluate(ROOT) == HOST + BELOW


def test_a_site_that_cannot_start_says_so(page):
    page.route("**/stlite.js", lambda route: route.abort())
    page.goto(HOST + BELOW)
    status = page.get_by_role("status").filter(has_text="mlpviz cannot start")
    status.wait_for()
    assert "Load the page anew" in status.text_content()
