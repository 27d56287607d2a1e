"""A widget's state counts only if a visitor can have brought it about."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.Block_pb2 import Block
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.WidgetStates_pb2 import WidgetState

from mlpviz.ui.server.widgets import EVENTS, FILES, LONGEST, ROWS, TYPED, WIDGETS, fits, state_id
from mlpviz.workbench.pages import PAGES

ELEMENTS = Element.DESCRIPTOR.fields_by_name


def drawn(kind, **more):
    """A widget of this kind with the id W."""
    widget = getattr(Element() if kind in ELEMENTS else Block(), kind)
    for name, value in {"id": "W", **more}.items():
        if isinstance(value, list):
            getattr(widget, name).extend(value)
        else:
            setattr(widget, name, value)
    return widget


def state(**value):
    """What a browser tells of it: one field."""
    told = WidgetState(id="W")
    for name, given_ in value.items():
        if name.endswith("_array_value"):
            getattr(told, name).data.extend(given_)
            getattr(told, name).SetInParent()
        else:
            setattr(told, name, given_)
    return told


def buttons(mode, *names):
    widget = drawn("button_group", click_mode=mode)
    for name in names:
        widget.options.add(content=name)
    return widget


def files(*names, **more):
    told = WidgetState(id="W")
    told.file_uploader_state_value.SetInParent()
    for name in names:
        told.file_uploader_state_value.uploaded_file_info.add(name=name, file_id="f", **more)
    return told


def events(*those):
    return state(json_trigger_value=json.dumps(list(those)))


def selection(**lists):
    return state(string_value=json.dumps({"selection": lists}))


CHOICE = drawn("selectbox", options=["moons", "digits"])
SEVERAL = drawn("multiselect", options=["a", "b", "c"], max_selections=2)
OPEN = drawn("multiselect", options=["0.1"], accept_new_options=True)
PLACE = drawn("slider", options=["1", "2"], default=[0])
TABLE = drawn("dataframe", selection_mode=[0, 4])
SINGLE, MULTI = buttons(0, "x", "y"), buttons(1, "x", "y")
BOARD = drawn("bidi_component", component_name="mlpviz_board")
DRAWING = drawn("bidi_component", component_name="mlpviz_drawing")
TEXT = drawn("text_input")
TRAIN = {"event": "train", "value": {"points": "AAAA"}}
TICK = {"event": "tick", "value": {"seq": 3, "visible": ["curves"]}}

RIGHT = [
    ("button", drawn("button"), state(trigger_value=True)),
    ("download_button", drawn("download_button"), state(trigger_value=True)),
    ("checkbox", drawn("checkbox"), state(bool_value=False)),
    ("expandable", drawn("expandable"), state(bool_value=True)),
    ("popover", drawn("popover"), state(bool_value=True)),
    ("dialog", drawn("dialog", dismissible=True), state(trigger_value=True)),
    ("selectbox", CHOICE, state(string_value="digits")),
    ("multiselect", SEVERAL, state(string_array_value=["c", "a"])),
    ("multiselect", SEVERAL, state(string_array_value=[])),
    ("multiselect", OPEN, state(string_array_value=["0.7", "0.1", "what I like"])),
    ("selectbox", drawn("selectbox", accept_new_options=True), state(string_value="7")),
    ("button_group", SINGLE, state(string_array_value=["y"])),
    ("button_group", SINGLE, state(string_array_value=[])),
    ("button_group", MULTI, state(string_array_value=["y", "x"])),
    ("slider", PLACE, state(string_array_value=["2"])),
    ("text_input", TEXT, state(string_value="x" * LONGEST)),
    ("text_area", drawn("text_area", max_chars=3), state(string_value="abc")),
    ("file_uploader", drawn("file_uploader"), files("a.npz")),
    ("file_uploader", drawn("file_uploader", multiple_files=True), files(*"ab")),
    ("dataframe", TABLE, selection(rows=[0], columns=[])),
    ("dataframe", TABLE, selection(rows=[], columns=[], cells=[[3, "error"]])),
    ("bidi_component", BOARD, events(TICK)),
    ("bidi_component", BOARD, events(TICK, {"event": "look", "value": {"visible": []}})),
    ("bidi_component", DRAWING, events(TRAIN)),
]
IDS = [f"{kind}-{number}" for number, (kind, *_) in enumerate(RIGHT)]


@pytest.mark.parametrize(("kind", "widget", "told"), RIGHT, ids=IDS)
def test_what_a_visitor_can_do_counts(kind, widget, told):
    assert fits(kind, widget, told)


def test_every_kind_has_a_right_state_here():
    assert {kind for kind, *_ in RIGHT} == WIDGETS.keys()


WRONG = [
    ("button", drawn("button"), state(trigger_value=False)),
    ("button", drawn("button"), state(bool_value=True)),
    ("button", drawn("button", disabled=True), state(trigger_value=True)),
    ("checkbox", drawn("checkbox", disabled=True), state(bool_value=True)),
    ("selectbox", CHOICE, state(string_value="moon")),
    ("selectbox", CHOICE, state(string_value="x" * 5_000_000)),
    ("selectbox", CHOICE, state(int_value=0)),
    ("multiselect", SEVERAL, state(string_array_value=["a", "a"])),
    ("multiselect", SEVERAL, state(string_array_value=["a", "b", "c"])),
    ("multiselect", SEVERAL, state(string_array_value=["d"])),
    ("multiselect", OPEN, state(string_array_value=["x" * (TYPED + 1)])),
    ("multiselect", OPEN, state(string_array_value=["7", "7"])),
    ("multiselect", OPEN, state(string_array_value=[str(n) for n in range(TYPED + 1)])),
    ("selectbox", drawn("selectbox", accept_new_options=True), state(string_value="x" * 1000)),
    ("button_group", SINGLE, state(string_array_value=["x", "y"])),
    ("button_group", MULTI, state(string_array_value=["z"])),
    ("button_group", MULTI, state(int_array_value=[0])),
    ("slider", PLACE, state(string_array_value=[])),
    ("slider", PLACE, state(string_array_value=["3"])),
    ("slider", PLACE, state(string_array_value=["1", "2"])),
    ("text_input", TEXT, state(string_value="x" * (LONGEST + 1))),
    ("text_area", drawn("text_area", max_chars=3), state(string_value="abcd")),
    ("file_uploader", drawn("file_uploader"), files(*"ab")),
    ("file_uploader", drawn("file_uploader", multiple_files=True), files(*["a"] * (FILES + 1))),
    ("file_uploader", drawn("file_uploader"), files("x" * (LONGEST + 1))),
    ("dataframe", drawn("dataframe"), selection(rows=[0])),  # nothing can be selected in it
    ("dataframe", TABLE, selection(rows=[-1])),
    ("dataframe", TABLE, selection(rows=[ROWS])),
    ("dataframe", TABLE, selection(rows=[2**70])),
    ("dataframe", TABLE, selection(rows=[0.0])),
    ("dataframe", TABLE, selection(rows=[True])),
    ("dataframe", TABLE, selection(rows="0")),
    ("dataframe", TABLE, selection(columns=[0])),
    ("dataframe", TABLE, selection(cells=[0])),
    ("dataframe", TABLE, selection(cells=[[0]])),
    ("dataframe", TABLE, selection(cells=[["0", "a"]])),
    ("dataframe", TABLE, selection(more=[])),
    ("dataframe", TABLE, state(string_value='{"selection": []}')),
    ("dataframe", TABLE, state(string_value="{")),
    ("dataframe", TABLE, state(string_value="[" * LONGEST)),
    ("dataframe", TABLE, state(string_value=json.dumps({"selection": {"rows": [0] * LONGEST}}))),
    ("bidi_component", BOARD, events("tick")),
    ("bidi_component", BOARD, events(TRAIN)),
    ("bidi_component", DRAWING, events(TICK)),
    ("bidi_component", drawn("bidi_component", component_name="mlpviz_copy_field"), events(TICK)),
    ("bidi_component", BOARD, events({"event": "boom", "value": 1})),
    ("bidi_component", BOARD, events({"event": ["tick"], "value": 1})),
    ("bidi_component", BOARD, events({"event": "tick"})),
    ("bidi_component", BOARD, events(TICK | {"more": 1})),
    ("bidi_component", BOARD, events(*[TICK] * 101)),
    ("bidi_component", BOARD, state(json_trigger_value="{}")),
    ("bidi_component", BOARD, state(json_trigger_value="[" * 60_000)),
    ("bidi_component", BOARD, state(json_trigger_value="[" + "1" * 60_000 + "]")),
    ("bidi_component", BOARD, state(json_trigger_value='"' + "x" * 5_000_000 + '"')),
    ("bidi_component", BOARD, state(json_value="{}")),
    ("dialog", drawn("dialog"), state(trigger_value=True)),  # its visitor has to choose
    ("camera_input", drawn("camera_input"), state(string_value="")),  # on no page
    ("chat_input", drawn("chat_input"), state(trigger_value=True)),
]


@pytest.mark.parametrize(
    ("kind", "widget", "told"), WRONG, ids=[f"{n}-{kind}" for n, (kind, *_) in enumerate(WRONG)]
)
def test_what_no_visitor_can_do_does_not(kind, widget, told):
    assert not fits(kind, widget, told)


FIELDS = st.one_of(
    st.builds(lambda v: {"trigger_value": v}, st.booleans()),
    st.builds(lambda v: {"bool_value": v}, st.booleans()),
    st.builds(lambda v: {"int_value": v}, st.integers(-(2**63), 2**63 - 1)),
    st.builds(lambda v: {"double_value": v}, st.floats()),
    st.builds(lambda v: {"string_value": v}, st.text()),
    st.builds(lambda v: {"string_array_value": v}, st.lists(st.text(), max_size=5)),
    st.builds(lambda v: {"int_array_value": v}, st.lists(st.integers(-5, 5), max_size=5)),
    st.builds(lambda v: {"double_array_value": v}, st.lists(st.floats(), max_size=5)),
    st.builds(lambda v: {"json_value": v}, st.text()),
    st.builds(lambda v: {"bytes_value": v}, st.binary()),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["selection", "rows", "columns", "cells", "event", "value", "tick"]),
            inner,
            max_size=4,
        )
    ),
)


@given(st.sampled_from(RIGHT), FIELDS)
def test_no_state_raises_and_none_of_another_kind_counts(row, told):
    kind, widget, _ = row
    (field,) = told
    assert fits(kind, widget, state(**told)) in (True, False)
    if field not in WIDGETS[kind][0].split():
        assert not fits(kind, widget, state(**told))


@given(JSON)
def test_no_json_raises(value):
    text = json.dumps(value)
    if fits("dataframe", TABLE, state(string_value=text)):
        assert all(0 <= row < ROWS for row in value["selection"].get("rows", []))
    assert fits("bidi_component", BOARD, state(json_trigger_value=text)) in (True, False)


def test_a_boards_events_have_an_id_of_their_own():
    assert state_id("bidi_component", BOARD) == EVENTS.format("W")
    assert state_id("button", drawn("button")) == "W"
    assert state_id("button", drawn("button", id="")) == ""
    assert state_id("camera_input", drawn("camera_input")) == ""


KINDS = {
    field.message_type.full_name: field.name
    for holder in (Element, Block)
    for field in holder.DESCRIPTOR.fields
    if field.message_type
}


@pytest.mark.parametrize("path", ["", *(path for path, page in PAGES.items() if not page.first)])
def test_every_widget_of_a_page_can_be_used(open_app, path):
    app = open_app(page=path, dataset="moons", preprocessing="none", hidden_sizes="[4]")
    registered = app.test.session_state._state._state._new_widget_state.widget_metadata
    expected = {name: row.value_type for name, row in registered.items() if "events" not in name}
    for node in app.test._tree:
        if (name := getattr(getattr(node, "proto", None), "id", "")) in expected:
            drawn = node.proto
            if isinstance(drawn, Block):
                drawn = getattr(drawn, drawn.WhichOneof("type"))
            kind = KINDS[drawn.DESCRIPTOR.full_name]
            assert name == state_id(kind, drawn) or kind == "bidi_component"
            assert expected.pop(name) in (*WIDGETS[kind][0].split(), "json_value")
    assert expected.keys() <= {name for name in registered if "warm_up" in name}
