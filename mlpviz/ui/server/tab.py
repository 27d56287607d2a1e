"""``Tab``: what one tab has been sent, and so what it can have to say."""

from collections import OrderedDict
from typing import Any, NamedTuple

from starlette.types import Message
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from mlpviz.ui.server.acts import Acts
from mlpviz.ui.server.messages import from_tab, to_tab
from mlpviz.ui.server.widgets import fits, state_id

MOST = 2000  # widgets, and messages that a tab may ask not to be sent again
# What the page never needs: it could empty everybody's caches, read the server's git or stop it.
KINDS = ("rerun_script", "stop_script", "app_heartbeat", "file_urls_request")
AGAIN = ForwardMsg.FINISHED_EARLY_FOR_RERUN  # the page begins anew: another run follows
HEAVY = ("json", "arrow_data", "mixed", "js_content", "css_content", "html_content", "lazy_data")


class Widget(NamedTuple):
    """A widget as it was drawn last: its kind, its message, and the fragment that it is in."""

    kind: str
    drawn: Any
    fragment: str


class Tab:
    """Hears both sides of a tab's socket: `sent` what goes to it, `honest` what comes from it.

    ``used`` is whether a person has brought about what came last.
    """

    def __init__(self) -> None:
        self.session = ""  # its id at the server, a secret
        self.used = False
        self._acts = Acts()
        self._widgets: OrderedDict[str, Widget] = OrderedDict()  # by the id of their states
        self._known: OrderedDict[str, tuple[str, Widget] | None] = OrderedDict()  # by hash
        self._run: frozenset[str] = frozenset()  # the fragments that are drawn, none: all of it
        self._fresh: set[str] = set()  # what has been drawn in this run

    def sent(self, data: Message) -> None:
        """A message of the server is on its way to the tab."""
        message = to_tab(data)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            self._draw(self._known.get(message.ref_hash))
        elif kind == "delta":
            found = _widget(message.delta)
            if message.hash:
                _keep(self._known, message.hash, found)
            self._draw(found)
        elif kind == "new_session":
            self.session = message.new_session.initialize.session_id or self.session
            self._run, self._fresh = frozenset(message.metadata.run.fragment_ids), set()
        elif kind == "script_finished" and message.script_finished != AGAIN:
            self._tidy()

    def honest(self, data: Message) -> bytes | None:
        """What the tab has sent without what no visitor can bring about; None if nothing is left.

        Raises ValueError for what is no message at all.
        """
        message, whole = from_tab(data), data["bytes"]
        self.used = False
        if message.WhichOneof("type") not in KINDS:
            return None
        if message.WhichOneof("type") != "rerun_script":
            return bytes(whole)
        state = message.rerun_script
        widgets, hashes = state.widget_states.widgets, state.cached_message_hashes
        kept = [told for told in widgets if self._is_honest(told)]
        known = [key for key in hashes if key in self._known]
        if len(kept) == len(widgets) and len(known) == len(hashes):
            self.used = self._acts.by_person(state)
            return bytes(whole)
        kept = [type(told).FromString(told.SerializeToString()) for told in kept]
        del widgets[:], hashes[:]
        widgets.extend(kept)
        hashes.extend(known)
        self.used = self._acts.by_person(state)
        rest: bytes = message.SerializeToString()
        return rest

    def _is_honest(self, told: Any) -> bool:
        widget = self._widgets.get(told.id)
        return widget is not None and fits(widget.kind, widget.drawn, told)

    def _draw(self, found: tuple[str, Widget] | None) -> None:
        if found is not None:
            self._fresh.add(found[0])
            _keep(self._widgets, *found)

    def _tidy(self) -> None:
        """What a run did not draw again has left the page, unless it broke off before it drew."""
        drawn = {self._widgets[name].fragment for name in self._fresh if name in self._widgets}
        gone = [
            name
            for name, widget in self._widgets.items()
            if name not in self._fresh
            and (not self._run or (widget.fragment in self._run and widget.fragment in drawn))
        ]
        for name in gone:
            del self._widgets[name]


def _widget(delta: Any) -> tuple[str, Widget] | None:
    """The id of a widget's states and the widget, if there is one in what is drawn."""
    place = delta.WhichOneof("type")
    if place not in ("new_element", "add_block"):
        return None
    holder = getattr(delta, place)
    kind = holder.WhichOneof("type") or ""
    name = state_id(kind, getattr(holder, kind)) if kind else ""
    if not name:
        return None
    drawn = getattr(holder, kind)
    for heavy in HEAVY:  # what only a browser needs
        if heavy in drawn.DESCRIPTOR.fields_by_name:
            drawn.ClearField(heavy)
    return name, Widget(kind, drawn, delta.fragment_id)


def _keep(table: OrderedDict[str, Any], name: str, value: Any) -> None:
    table[name] = value
    table.move_to_end(name)
    if len(table) > MOST:
        table.popitem(last=False)
