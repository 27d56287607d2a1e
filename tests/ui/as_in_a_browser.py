"""``AppTest`` runs the app as a browser does: a change in a fragment runs that fragment alone."""

from dataclasses import dataclass, field, replace

import pytest
from streamlit.components.v2.bidi_component.main import _make_trigger_id
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner


@dataclass
class Tab:
    """What a browser's tab keeps of a page from run to run.

    ``messages`` is what the server has sent and is still drawn, ``pages`` what it said there are,
    ``widgets`` what each widget holds, and ``asks`` the fragment that is to run next, if not all.
    """

    messages: list = field(default_factory=list)
    pages: dict = field(default_factory=dict)
    page: str = ""
    widgets: dict[str, bytes] = field(default_factory=dict)
    asks: str | None = None


def tab_of(storage) -> Tab:
    """The tab of an ``AppTest``, which has one store of fragments for all of its runs."""
    return storage.__dict__.setdefault("tab", Tab())


def contents(states) -> dict[str, bytes]:
    """What each widget holds, by its id."""
    return {state.id: state.SerializeToString() for state in states.widgets}


def events_of(board: str) -> str:
    """The id under which the board of this id sends its events."""
    return _make_trigger_id(board, "events")


def fragments(messages) -> dict[str, str]:
    """The fragment that each widget is drawn in, by its id; "" outside of all."""
    found = {}
    for message in messages:
        drawn = message.delta.new_element if message.delta.HasField("new_element") else None
        kind = drawn.WhichOneof("type") if drawn is not None else None
        if kind is not None and (id := getattr(getattr(drawn, kind), "id", "")):
            names = [id, events_of(id)] if kind == "bidi_component" else [id]
            found.update(dict.fromkeys(names, message.delta.fragment_id))
    return found


def run_what_changed(run, self, widget_state=None, timeout=None):
    """``AppTest._run``, of a fragment if something in it has changed.

    What has changed elsewhere comes along, as where a click meets what was typed just before.
    """
    tab = tab_of(self._fragment_storage)
    tab.asks = None
    if widget_state is not None and self._page_hash in ("", tab.page):
        places = fragments(tab.messages)
        now = contents(widget_state)
        changed = [id for id in now if now[id] != tab.widgets.get(id)]
        tab.asks = next((places[id] for id in changed if places.get(id)), None)
    run(self, widget_state, timeout)
    tab.widgets, tab.page = contents(self._tree.get_widget_states()), self._page_hash
    return self


def run_in_tab(run, self, *choices, **named):
    """``LocalScriptRunner.run``, with what the tab shows already, which ``AppTest`` forgets."""
    tab = tab_of(self._fragment_storage)
    for message in tab.messages:
        self.forward_msg_queue.enqueue(message)
    if tab.asks is not None:
        # The runner begins with a request for the whole page, which this one would be merged into.
        self._requests = ScriptRequests()
        request = self.request_rerun
        self.request_rerun = lambda data: request(replace(data, fragment_id=tab.asks))
        self._pages_manager._set_pages(tab.pages)
    tree = run(self, *choices, **named)
    tab.messages[:] = self.forward_msgs()
    tab.pages = self._pages_manager.get_pages()
    return tree


def wait_until_woken(runner, timeout):
    """Looking for the end of a run every millisecond takes a tenth of the time."""
    runner._script_thread.join(timeout)
    assert runner.script_stopped(), f"the page is not drawn after {timeout} seconds"


def apply(patch: pytest.MonkeyPatch) -> None:
    """Have ``AppTest`` do all this."""
    patch.setattr(AppTest, "_run", _method(run_what_changed, AppTest._run))
    patch.setattr(LocalScriptRunner, "run", _method(run_in_tab, LocalScriptRunner.run))
    patch.setattr(local_script_runner, "require_widgets_deltas", wait_until_woken)


def _method(around, method):
    return lambda self, *choices, **named: around(method, self, *choices, **named)
