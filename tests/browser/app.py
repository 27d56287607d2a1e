"""The app in a tab of the browser, as a visitor uses it."""

from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.browser.problems import watch

TIMEOUT = 90_000  # ms; the machine may be busy
expect.set_options(timeout=TIMEOUT)

# A window, in px, that shows the sidebar, the transport and one chart, but not all pages in the row
# on top. Drawing charts is most of what a frame costs: tests of no layout are quicker in it.
ONE_CHART = {"width": 900, "height": 560}


class App:
    """A tab with the app, as a visitor uses it. Waits are for frames, never for time.

    ``problems`` is what any page in the tab has done that a quiet one does not do.
    """

    def __init__(self, page: Page, server: str):
        self.page, self.server = page, server
        self.problems: list[str] = []
        page.set_default_timeout(TIMEOUT)
        watch(page, self.problems)

    def look(self, *, width: int = 1280, height: int = 800, scheme: str = "light") -> None:
        """Have a window of this size, in px, and this colour scheme."""
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.emulate_media(color_scheme=scheme)

    def open(self, path: str = "", **query: Any) -> None:
        """Open a page by its address, as another visitor, and wait for its first frame."""
        self.page.goto(self.server + path + ("?" + urlencode(query) if query else ""))
        self.wait_board()

    def follow(self, path: str = "", **query: Any) -> None:
        """Go to another address in the same visit, as by the browser's history: the run follows.

        That takes a third of the time of ``open``; what the visitor has left behind stays.
        """
        self.follow_url(self.server + path + ("?" + urlencode(query) if query else ""))

    def follow_url(self, url: str) -> None:
        """``follow`` a whole address."""
        self.wait_drawn()
        board = self.board.element_handles()
        before = self.seq if board else -1
        self.page.evaluate(
            """url => {
              history.pushState({}, '', url);
              dispatchEvent(new PopStateEvent('popstate'));
            }""",
            url,
        )
        # Another page has another board, which counts on.
        self.page.wait_for_function(
            """([left, seq]) => {
              const board = document.querySelector('.mlpviz-board');
              return +board?.dataset.seq > seq || (board?.dataset.seq && board !== left);
            }""",
            arg=[board[0] if board else None, before],
        )
        self.wait_rest()

    def wait_board(self) -> None:
        """Wait until a board shows its first frame; charts below the window are not drawn yet."""
        self.page.wait_for_function(
            "() => document.querySelector('.mlpviz-board')?.dataset.seq !== undefined"
        )

    def wait_rest(self) -> None:
        """Wait until Streamlit has drawn all of the page and the board asks for nothing more.

        A widget whose code is still on its way is a skeleton.
        """
        self.page.wait_for_function(
            "() => document.querySelector('[data-test-script-state=notRunning]')"
            " && !document.querySelector('[data-testid=stSkeleton]')"
            " && document.querySelector('.mlpviz-board')?.dataset.playing !== 'true'"
        )

    def wait_drawn(self) -> None:
        """Wait until Streamlit has drawn all of the page; while it plays, it never has."""
        self.page.wait_for_function(
            "() => document.querySelector('[data-test-script-state=notRunning]')"
            " || document.querySelector('.mlpviz-board')?.dataset.playing === 'true'"
        )

    # What is on the page

    @property
    def board(self):
        return self.page.locator(".mlpviz-board")

    @property
    def seq(self) -> int:
        return int(self.board.get_attribute("data-seq"))

    @property
    def playing(self) -> bool:
        return self.board.get_attribute("data-playing") == "true"

    @property
    def metrics(self) -> dict[str, str]:
        # A board that is being replaced, as the guide goes, has none for a moment.
        self.page.wait_for_selector(".mlpviz-metrics > div", state="attached")
        return self.page.evaluate(
            "() => Object.fromEntries([...document.querySelectorAll('.mlpviz-metrics > div')]"
            ".map(row => [row.children[0].textContent, row.children[1].textContent]))"
        )

    @property
    def epoch(self) -> int:
        return int(self.metrics["Epoch"].replace(",", ""))

    @property
    def message(self) -> dict[str, str]:
        message = self.page.locator(".mlpviz-message")
        words = message.locator(".mlpviz-words").text_content()
        return {"kind": message.get_attribute("data-kind"), "text": words}

    @property
    def charts(self) -> list[str]:
        """Ids of the cards in order."""
        return self.page.evaluate(
            "() => [...document.querySelectorAll('.mlpviz-card')].map(c => c.dataset.figureId)"
        )

    def card(self, chart: str):
        return self.page.locator(f"[data-figure-id='{chart}']")

    def look_at(self, chart: str) -> None:
        """Have a chart in sight, as the present frame draws it: what is out of sight is not drawn.

        On a phone, which shows one at a time, it is chosen first.
        """
        chips = self.page.locator(".mlpviz-chips:not([hidden]) > *")
        if chips.count():
            chips.nth(self.charts.index(chart)).click()
        self.card(chart).scroll_into_view_if_needed()
        self.page.wait_for_function(
            """chart => {
              const board = document.querySelector('.mlpviz-board');
              const card = board.querySelector(`[data-figure-id='${chart}']`);
              return card.dataset.drawnSeq === board.dataset.seq;
            }""",
            arg=chart,
        )

    def figure(self, chart: str) -> str:
        """What a chart shows as Plotly has it, and what is drawn over it, of the present frame."""
        self.look_at(chart)
        return self.page.evaluate(
            """chart => {
              const plot = document.querySelector(`[data-figure-id='${chart}'] .mlpviz-plot`);
              const sum = text => [...text].reduce((n, c) => (31 * n + c.charCodeAt(0)) | 0, 0);
              const over = [...plot.querySelectorAll('canvas')].map(node => sum(node.toDataURL()));
              const { data, layout: { annotations, shapes, images } } = plot;
              return JSON.stringify([data, annotations, shapes, images, over]);
            }""",
            chart,
        )

    def figures(self) -> dict[str, str]:
        """All charts, scrolled into view one after the other."""
        return {chart: self.figure(chart) for chart in self.charts}

    def axis(self, name: str, chart: str = "curves") -> dict:
        """Type and range of an axis, as numbers on the screen, of the present frame."""
        self.look_at(chart)
        return self.page.evaluate(
            """([chart, name]) => {
              const { type, range } = document.querySelector(
                `[data-figure-id='${chart}'] .mlpviz-plot`)._fullLayout[name];
              return { type, range: [...range] };
            }""",
            [chart, name],
        )

    def too_wide(self) -> list[int]:
        """How many pixels the page, and what scrolls in it, is too wide."""
        return self.page.evaluate(
            "() => [document.documentElement, document.querySelector('.stMain')]"
            ".map(node => node.scrollWidth - node.clientWidth)"
        )

    # What the visitor does

    def button(self, key: str):
        """A button of the transport; one with a help text is in the page twice, once hidden."""
        return self.page.locator(f".st-key-{key} button:visible").first

    def press(self, key: str) -> None:
        """Click a button of the transport and wait for the frame that answers."""
        self.wait_drawn()
        self.page.wait_for_selector(".mlpviz-board[data-seq]")
        before = self.seq
        self.button(key).click()
        self.wait_after(before)

    def wait_after(self, seq: int) -> None:
        """Wait until a frame later than ``seq`` is drawn, and none is on its way.

        A page asks for frames of its own accord as well, when it opens and when a card comes on
        screen: such a frame may be the later one, and the one that a click asked for still to come.
        While it plays, another one is always on its way.
        """
        self.page.wait_for_function(
            """seq => {
              const board = document.querySelector('.mlpviz-board');
              const rests = document.querySelector('[data-test-script-state=notRunning]');
              return +board?.dataset.seq > seq && (rests || board.dataset.playing === 'true');
            }""",
            arg=seq,
        )

    def wait_epoch(self, epoch: int) -> None:
        self.page.wait_for_function(
            "epoch => +document.querySelector('.mlpviz-metrics dd')?.textContent"
            ".replace(',', '') >= epoch",
            arg=epoch,
        )

    def wait_paused(self) -> None:
        """Wait until the run plays no more."""
        self.page.wait_for_function(
            "() => document.querySelector('.mlpviz-board')?.dataset.playing === 'false'"
        )

    def play(self) -> None:
        """Press Play and wait until it is answered: a run may be over with its first frame."""
        before = self.seq
        self.button("play").click()
        self.wait_played(before)

    def wait_played(self, seq: int) -> None:
        """Wait until the run plays, or has played on beyond frame ``seq``.

        "It plays" alone can be missed: a short run starts and ends between two looks.
        """
        self.page.wait_for_function(
            """seq => {
              const data = document.querySelector('.mlpviz-board')?.dataset;
              return data?.playing === 'true' || +data?.seq > seq;
            }""",
            arg=seq,
        )

    def pause(self) -> int:
        """Pause, and return the epoch that is on the page then."""
        self.button("play").click()
        self.wait_paused()
        return self.epoch

    def open_sidebar(self) -> None:
        """Open the sidebar where it is closed."""
        opener = self.page.get_by_test_id("stExpandSidebarButton")
        if opener.is_visible():
            opener.click()

    def open_more(self) -> None:
        """Unfold the sidebar's "More"."""
        self.open_sidebar()
        more = self.page.locator(".st-key-more details")
        if more.get_attribute("open") is None:
            more.locator("summary").click()
        self.wait_unfolded(more)

    def wait_unfolded(self, details) -> None:
        """Wait until an expander shows all that is in it: it takes half a second to unfold."""
        self.page.wait_for_function(
            "node => node.open && getComputedStyle(node).overflow === 'visible'",
            arg=details.element_handle(),
        )

    def select(self, label: str, option: str) -> None:
        """Choose an option and wait for the new run."""
        before = self.seq
        self.pick(self.page.get_by_role("combobox", name=label, exact=True), option)
        self.wait_after(before)

    def pick(self, combobox, option: str, *, exact: bool = True, typed: bool = False) -> None:
        """Open a list and choose from it, once nothing more is on its way.

        Streamlit draws a page in parts, and what it draws anew closes the list that hangs on it. So
        does a scroll: what is out of sight is brought into sight first. A long list holds only
        what is in its own sight: what is ``typed`` into it is left alone in it.
        """
        self.wait_drawn()
        combobox.click(trial=True)  # scrolls, and begins anew where it is drawn anew
        self.page.evaluate(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )
        combobox.click()
        if typed:
            self.page.keyboard.type(option)
        self.page.get_by_role("option", name=option, exact=exact).first.click()

    def choose_dataset(self, title: str) -> None:
        """Click on a dataset's picture and wait for the new run."""
        before = self.seq
        self.click_dataset(title)
        self.wait_after(before)

    def click_dataset(self, title: str) -> None:
        """Click on a dataset's picture, in the row of some or among all of them."""
        self.open_sidebar()
        row = self.page.locator(".st-key-datasets_quick")
        quick = row.get_by_role("button", name=title, exact=True)
        if quick.count() == 0:
            row.locator("[data-testid='stPopoverButton']:visible").click()
            quick = self.page.locator(".st-key-datasets_groups").get_by_role(
                "button", name=title, exact=True
            )
        quick.first.click()

    def slider(self, label: str):
        return self.page.get_by_role("slider", name=label)

    def toggle(self, key: str) -> None:
        switch = self.page.locator(f".st-key-{key}").get_by_role("switch")
        before = switch.is_checked()
        self.page.locator(f".st-key-{key} label p:visible").first.click()
        self.page.wait_for_function(
            "([node, before]) => node.checked !== before", arg=[switch.element_handle(), before]
        )

    def set_log(self) -> None:
        """Switch between the linear and the logarithmic loss axis, a whole trip to the server."""
        before = self.axis("yaxis")["type"]
        self.toggle("log")
        self.page.wait_for_function(
            """before => {
              const plot = document.querySelector("[data-figure-id='curves'] .mlpviz-plot");
              return plot?._fullLayout && plot._fullLayout.yaxis.type !== before;
            }""",
            arg=before,
        )

    def query(self) -> dict:
        """The choices in the page's address, which is written after the first frame."""
        self.wait_drawn()
        return self.page.evaluate("() => Object.fromEntries(new URLSearchParams(location.search))")
