"""A page that one test has left is brought back to how it was at first, for the next one."""

from typing import Any
from urllib.parse import urlsplit

from tests.browser.app import App

Look = list[int | str]  # width, height, scheme
Query = tuple[tuple[str, str], ...]  # as pairs, so that an address can be a key
Address = tuple[str, Query, int, int, str]  # path, query, and a look

RESETS = ("reset", "bug_lab_reset")
SWITCHES = ("log",)

# All that a visitor can have changed and what the page says of the run, as one text; and the words
# of every chart that has been drawn, by its name.
STATE = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const told = ['ariaSelected', 'ariaChecked', 'ariaExpanded', 'ariaPressed', 'ariaValueText'];
  const whole = JSON.stringify([
    location.pathname + location.search,
    all('.mlpviz-board').map((node) => node.dataset.playing),
    all('.mlpviz-metrics, .mlpviz-words').map((node) => node.textContent),
    all('.mlpviz-verdict, .mlpviz-element')
      .map((node) => node.textContent.replace(/· [\\d.]+ m?s(?![a-z])/, '')), // its duration
    all('.mlpviz-message').map((node) => node.dataset.kind),
    all('.mlpviz-timeline, .mlpviz-runs').map((node) => node.checkVisibility()),
    all('.mlpviz-card').map((node) => node.dataset.figureId),
    all('input').filter((node) => !node.closest('.mlpviz-timeline'))
      .map((node) => [node.value, node.checked]),
    all('details').map((node) => node.open),
    all('[role], [aria-expanded], [aria-pressed]')
      .filter((node) => !node.closest('.mlpviz-board, .stDataFrame')) // lines come with sight
      .map((node) => told.map((name) => node[name]).join('')).filter(Boolean),
  ]);
  const charts = Object.fromEntries(all('.mlpviz-card .main-svg[role=img]')
    .map((node) => [node.closest('.mlpviz-card').dataset.figureId, node.ariaLabel]));
  return { url: location.href, whole, charts };
}"""

SAME = f"""start => {{
  const now = ({STATE})();
  return now.whole === start.whole
    && Object.entries(start.charts).every(([id, words]) => now.charts[id] === words);
}}"""

TIDY = """() => {
  document.querySelectorAll('.mlpviz-panel:popover-open').forEach((node) => node.hidePopover());
  document.activeElement.blur();
  document.querySelector('.stMain').scrollTo(0, 0);
}"""


class Tab:
    """A tab, in which look its page was opened, and how pages were at first, by their addresses."""

    def __init__(self, app: App):
        self.app = app
        self.look: Look | None = None
        self.starts: dict[Address, dict[str, Any]] = {}

    def open(self, address: Address, again: bool, on: bool = False) -> None:
        """Open an address as another visitor, or ``again`` as the one of an earlier test.

        With ``on`` the visitor of an earlier test goes on to it, whatever that one has left behind.
        """
        path, query, *look = address
        if again and self.goes_back(address):
            return
        if on and self.is_open(look):
            self.app.follow(path, **dict(query))
        else:
            self.app.open(path, **dict(query))
        self.look = look
        if again:
            self.app.wait_rest()
            self.starts[address] = self.app.page.evaluate(STATE)

    def is_open(self, look: Look) -> bool:
        """Whether a page of the app is open that was opened in a window of this width.

        A page follows the window's height and the colour scheme, but as a phone's it begins another
        way than as a desk's.
        """
        width, *_ = look
        same = self.look is not None and self.look[0] == width
        return same and self.app.page.locator(".stApp").count() > 0

    def goes_back(self, address: Address) -> bool:
        """Bring the page to how it once was at this address, by Reset or by the browser's history.

        Whether it is as it was.
        """
        path, _, *look = address
        start = self.starts.get(address)
        if start is None or not self.is_open(look):
            return False
        if urlsplit(self.app.page.url).path == "/" + path and self.is_back(start):
            return True
        if self.app.page.url == start["url"]:
            return False
        self.app.follow_url(start["url"])
        return self.is_back(start)

    def is_back(self, start: dict[str, Any]) -> bool:
        """Bring the page back by Reset and its switches; whether it is as it was at first."""
        app, page = self.app, self.app.page
        page.evaluate(TIDY)
        if page.evaluate(SAME, start):
            return True
        for key in SWITCHES:
            if page.locator(f".st-key-{key} [role=switch]:checked").count():
                app.toggle(key)
        for key in RESETS:
            if app.button(key).is_visible():
                app.press(key)
        app.wait_rest()
        page.evaluate(TIDY)
        return page.evaluate(SAME, start)

    def rest(self) -> None:
        """Leave a page that plays, so that it costs the next test no time."""
        page = self.app.page
        if page.locator(".mlpviz-board[data-playing=true]").count():
            page.goto(self.app.server + "_stcore/health")
