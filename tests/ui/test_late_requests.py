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


# What is opened, what is chosen there, and the button that is pressed before the page has answered.
LR = {"page": "compare", "v": "1", "data": "iris", "layers": "4", "vary": "lr"}
HASTY = {
    "units": ({}, "hidden_0", "5", "step"),
    "an optimiser": ({}, "optimizer", "sgd", "step"),
    "a learning rate": ({}, "lr", "0.1", "step"),
    "a seed": ({}, "seed", "5", "step"),
    "sources": ({"page": "gradients"}, "gradients.sources", ["central"], "step"),
    "samples": ({"page": "bug-lab"}, "bug_lab_samples", "5", "bug_lab_step"),
    "a setting": ({"page": "compare"}, "compare_race_field", "lr", "compare_race_play"),
    "values": (LR, "compare_race_values_lr", ["0.1", "0.01"], "compare_race_play"),
    "a typed value": (LR, "compare_race_add", "0.05", "compare_race_play"),
    "epochs": (LR, "compare_race_epochs", "5", "compare_race_play"),
}


@pytest.mark.parametrize("case", HASTY)
def test_a_choice_that_is_sent_again_with_a_click_is_made_once(case, open_app):
    """A browser that has not drawn the answer yet sends the widgets as they were."""
    query, name, value, button = HASTY[case]
    hasty, patient = (open_app(**query) for _ in range(2))
    for app in (hasty, patient):
        app.set_only(name, value)
    states = hasty.test._tree.get_widget_states()
    for app in (hasty, patient):
        app.test.run()
        app.no_exception()
    assert shown(hasty) == shown(patient)
    clicked = states.widgets.add()
    clicked.id, clicked.trigger_value = hasty.widget(button).proto.id, True
    states.widgets.extend(
        state
        for id, state in held(hasty.test._tree.get_widget_states()).items()
        if id not in held(states)
    )
    hasty.test._run(states)
    hasty.no_exception()
    patient.press(button)
    assert shown(hasty) == shown(patient)
