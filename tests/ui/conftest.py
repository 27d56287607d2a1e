import gc
import json
import re
from functools import cache
from html import escape
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.components.v2.manifest_scanner import scan_component_manifests
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput
from streamlit.util import calc_hash

from mlpviz.ui.markup import JOINER
from tests.ui.as_in_a_browser import apply, events_of

APP = Path(__file__).parents[2] / "app.py"
FIRST_PAGE = "train"  # Streamlit knows pages by their path, the one at the root by its own too


@pytest.fixture(autouse=True)
def pace(own_pace):
    """No test of a page hangs on the machine's speed."""
    return own_pace


def opener(node):
    """What tells of a popover or an expander whether it is open; None of any other node."""
    if node.type == "popover":
        return node.proto.popover
    return node.proto if node.type == "expander" else None


def unescaped(text):
    """Text that was kept from becoming markup, as people read it."""
    return re.sub(r"\\(.)", r"\1", text).replace(JOINER, "")


class App:
    """The real app, run without a browser; ``send`` does what the board's front end does.

    ``page`` is the path of the page to open, such as "bug-lab"; by default the first one.
    """

    file = APP

    def __init__(self, page="", **query):
        self.test = AppTest.from_file(str(self.file), default_timeout=600)
        self.open(page)
        self.test.query_params.update(query)
        self.redraw()

    def open(self, page=""):
        """Go to a page, as a click on its name does; drawn with the next run."""
        self.test._page_hash = calc_hash(page or FIRST_PAGE)

    def redraw(self):
        """Run the whole page, as a change in the sidebar does."""
        self.test.run()
        self.no_exception()

    def no_exception(self):
        assert [error.message for error in self.test.exception] == []

    @property
    def session(self):
        return self.test.session_state["session"]

    @property
    def trainer(self):
        return self.session.trainer

    @property
    def config(self):
        return self.session.config

    @property
    def weights(self):
        return self.trainer.network.flat.copy()

    @property
    def payload(self):
        """What the board is told."""
        return json.loads(self._board.json)

    @property
    def figures(self):
        return {figure["id"]: figure for figure in self.payload["figures"]}

    @property
    def metrics(self):
        return {entry["label"]: entry["value"] for entry in self.payload["header"]}

    @property
    def message(self):
        return self.payload.get("message")

    @property
    def notice(self):
        """What is said to be wrong with the link, above the page."""
        return "\n".join(unescaped(node.value) for node in self.test.error)

    @property
    def said(self):
        """Kind and text of the message."""
        return self.message["kind"], self.message["text"]

    def press(self, key):
        self.test.button(key=key).click().run()
        self.no_exception()

    def choose(self, key, value):
        """Set any widget and run, as the browser does at a change; numbers are typed."""
        if key == "dataset":
            self.choose_dataset(value)
            return
        self.set_only(key, value).run()
        self.no_exception()

    def choose_dataset(self, name):
        """Click on a dataset's picture, in the row of some or among all of them."""
        if not self.has(f"quick_{name}"):
            self.open_datasets()
        self.press(f"quick_{name}" if self.has(f"quick_{name}") else f"pick_{name}")

    def open_datasets(self):
        """Have all datasets shown."""
        self.unfold("All")

    def open_more(self):
        """Have the sidebar's "More" drawn; whether it is there and was not."""
        closed = any(each.label == "More" and not each.expanded for each in self._openers())
        if closed:
            self.unfold("More")
        return closed

    def unfold(self, label, *, unfolded=True):
        """Open, or close, a popover or an expander that is drawn while it is open."""
        states = self.test._tree.get_widget_states()
        state = states.widgets.add()
        state.id = next(each.id for each in self._openers() if each.label == label)
        state.bool_value = unfolded
        self.test._run(states)
        self.no_exception()

    def _openers(self):
        """What tells of popovers and expanders whether they are open, if the server is told."""
        found = map(opener, self.test._tree)
        return [each for each in found if each is not None and each.id]

    def set_only(self, key, value):
        """Set a widget whose change comes with the next click, as where a server is slow."""
        widget = self.widget(key)
        typed = isinstance(widget, TextInput) and not isinstance(value, str)
        return widget.set_value(str(value) if typed else value)

    def widget(self, key):
        """The widget of this name; a number after ``~`` in its key marks a renewed one."""
        (found,) = self._named(key)
        return found

    def told(self, key):
        """What is said beside a number field of what stands in it."""
        found = self.session.refusals.items()
        words = [escape(row.words) for name, row in found if name.partition("~")[0] == key]
        shown = [node.proto.body for node in self.test.get("html")]
        return next((body for body in shown if words and words[0] in body), "")

    def has(self, key):
        return bool(self._named(key))

    def _named(self, key):
        """The widgets of this name, under "More" as well."""
        keyed = [node for node in self.test._tree if getattr(node, "key", None)]
        found = [node for node in keyed if node.key.partition("~")[0] == key]
        return self._named(key) if not found and self.open_more() else found

    def send(self, trigger, **value):
        """Send ``tick`` or ``look`` as the front end does."""
        self.send_raw(json.dumps([{"event": trigger, "value": value}]))

    def send_raw(self, message):
        """Send any text where the front end sends its events."""
        states = self.test._tree.get_widget_states()
        event = states.widgets.add()
        event.id = events_of(self._board.id)
        event.json_trigger_value = message
        self.test._run(states)
        self.no_exception()

    def see_all(self):
        """Have all cards in the window."""
        self.send("look", visible=list(self.figures))

    def tick(self, seq=None, visible=("curves",)):
        self.send("tick", seq=self.session.seq if seq is None else seq, visible=list(visible))

    def scrub(self, epoch):
        """Move the slider over the epochs."""
        self.send("scrub", epoch=epoch)

    def act(self, name, argument):
        """Click a button of the board."""
        self.send("act", action=name, argument=argument)

    @property
    def _board(self):
        return self.test.get("bidi_component")[0].proto


@pytest.fixture(autouse=True, scope="module")
def little_to_collect():
    """Streamlit collects garbage after every script run. What other tests have imported and kept is
    taken out of that, as the server takes out what it has imported.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True, scope="session")
def one_look_at_the_packages():
    """Streamlit looks through all installed packages for components at the start of a server, and
    ``AppTest`` for every app: here once, as nothing is installed meanwhile.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(scan_component_manifests))
        yield


@pytest.fixture(autouse=True, scope="session")
def as_in_a_browser():
    """A page stays as it is where a run does not draw it, and runs as far as it has to."""
    with pytest.MonkeyPatch.context() as patch:
        apply(patch)
        yield


@pytest.fixture(scope="session")
def open_app():
    """Open the app, with the link's parameters as keywords; several calls are several visitors."""
    return App


@pytest.fixture
def app():
    """The app with the run of ``RunConfig()``."""
    return App(v="1", data="digits")
