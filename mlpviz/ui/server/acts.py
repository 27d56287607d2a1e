"""``Acts``: what a person does in a tab, apart from what its page asks for by itself."""

import json
from typing import Any

# Fields of what happens once, such as a click; all others of a state say what a widget holds.
ONCE = ("trigger_value", "string_trigger_value", "json_trigger_value", "chat_input_value")
# What a board tells without anybody's doing: it begins to draw a frame, and asks for the next.
BY_ITSELF = "tick"


class Acts:
    """Remembers what the widgets of a tab hold, to know what has changed."""

    def __init__(self) -> None:
        self._held: frozenset[bytes] = frozenset()

    def by_person(self, asked: Any) -> bool:
        """Whether a person has brought a run of the page about, of Streamlit's ``ClientState``.

        No one has if a timer asks, or a board asks for a frame and no widget has changed meanwhile.
        """
        held, once = list[Any](), list[Any]()
        for state in asked.widget_states.widgets:
            (once if state.WhichOneof("value") in ONCE else held).append(state)
        before, self._held = self._held, frozenset(state.SerializeToString() for state in held)
        if self._held != before:
            return True
        return not asked.is_auto_rerun and not (once and all(map(_by_itself, once)))


def _by_itself(state: Any) -> bool:
    """Whether all that a board tells is that it draws."""
    try:
        events = json.loads(state.json_trigger_value)
        return all(event["event"] == BY_ITSELF for event in events)
    except (KeyError, TypeError, ValueError):
        return False
