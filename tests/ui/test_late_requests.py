"""What a request that was under way still tells of widgets that are no more is nobody's choice."""

import re

import pytest
from streamlit.testing.v1.element_tree import Widget

PREFIXES = {"gradients": "", "bug-lab": "bug_lab_", "trace": "", "predict": ""}  # of buttons
# Where the worst parameter and its worst element change within a few epochs.
CHANGING = {"v": "1", "data": "moons", "layers": "8-8", "prep": "none"}

DURATION = re.compile(r"[\d.]+ m?s\b")


def held(states):
    """What each widget holds, by its id."""
    return {state.id: state for state in states.widgets}


def shown(app):
    """All widgets, words and numbers of the page, but how long a check took; and its address."""
    words = [DURATION.sub("", node.proto.body) for node in app.test.get("html")]
    texts = [node.value for node in (*app.test.markdown, *app.test.caption)]
    widgets = {
        node.key.partition("~")[0]: str(node.value)
        for node in app.test._tree
        if isinstance(node, Widget)
    }
    return [app.payload["header"], words, texts, widgets, dict(app.test.query_params)]


@pytest.mark.parametrize("path", PREFIXES)
def test_a_widget_that_was_renewed_meanwhile_chooses_nothing(path, open_app):
    late, other = (open_app(page=path, **CHANGING) for _ in range(2))
    before = held(late.test._tree.get_widget_states())
    step, reset = (PREFIXES[path] + name for name in ("step", "reset"))
    for app in (late, other):
        app.press(step)
        app.press(step)
    states = late.test._tree.get_widget_states()
    states.widgets.extend(before[id] for id in before.keys() - held(states).keys())
    late.test._run(states)
    late.no_exception()
    other.redraw()
    assert late.session.selected == other.session.selected
    for button in (reset, step, step):
        for app in (late, other):
            app.press(button)
        assert shown(late) == shown(other), button
