"""What a person does in a tab is told from what its page asks for by itself."""

import json

import pytest
from streamlit.proto.ClientState_pb2 import ClientState

from mlpviz.ui.server.acts import Acts


def asked(events=(), held=(("lr", 0.1),), timer=False, **once):
    """A run of a page that a tab asks for: what the board tells, what widgets hold, and clicks."""
    state = ClientState(is_auto_rerun=timer)
    for name, value in held:
        state.widget_states.widgets.add(id=name, double_value=value)
    if events:
        told = json.dumps([{"event": name, "value": {}} for name in events])
        state.widget_states.widgets.add(id="board", json_trigger_value=told)
    for name, value in once.items():
        state.widget_states.widgets.add(**{"id": "button", name: value})
    return state


@pytest.fixture
def acts():
    """Of a tab that has asked before."""
    found = Acts()
    assert found.by_person(asked())
    return found


@pytest.mark.parametrize("by_itself", [asked(timer=True), asked(["tick"]), asked(["tick"] * 3)])
def test_a_timer_and_the_frames_of_a_run_are_nobodys_doing(by_itself, acts):
    assert not acts.by_person(by_itself)
    assert not acts.by_person(by_itself)


@pytest.mark.parametrize(
    "done",
    [
        asked(),
        asked(["look"]),
        asked(["act"]),
        asked(["tick", "scrub"]),
        asked(["tick"], trigger_value=True),
        asked(trigger_value=True),
        asked(["tick"], held=[("lr", 0.2)]),
        asked(timer=True, held=[("lr", 0.2)]),
        asked(["tick"], held=[]),
    ],
)
def test_all_else_is_a_persons(done, acts):
    assert acts.by_person(done)
    assert not acts.by_person(asked(["tick"], held=[(w.id, w.double_value) for w in held_of(done)]))


def held_of(state):
    return [w for w in state.widget_states.widgets if w.WhichOneof("value") == "double_value"]


@pytest.mark.parametrize("told", ["", "{", "3", "[3]", '["tick"]', '[{"value": "tick"}]'])
def test_what_is_no_event_does_no_harm(told, acts):
    state = asked()
    state.widget_states.widgets.add(id="board", json_trigger_value=told)
    assert acts.by_person(state)
