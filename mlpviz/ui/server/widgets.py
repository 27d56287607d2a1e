"""What Streamlit's widgets can send: the state that a browser tells of one, held to the widget.

Streamlit takes the word of a browser for it. So does nobody here: a widget's state counts only if a
visitor could have brought it about, on the widget as it was drawn last.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState

from mlpviz.workbench import drawing, events
from mlpviz.workbench.events import is_message

TYPED = 100  # characters of an option that a visitor adds, and options that he chooses at a time
LONGEST = 10_000  # characters that a visitor types, and of a selection
FILES = 20  # at a time
ROWS = 100_000  # of a table
COMPONENTS = {"mlpviz_board": events.EVENTS, drawing.COMPONENT: drawing.EVENTS}  # what they tell
EVENTS = "$$STREAMLIT_INTERNAL_KEY_{}__events"  # Streamlit's id for a component's events

Fits = Callable[[Any, Any], bool]


def _clicked(_: Any, value: bool) -> bool:
    return value


def _switched(_: Any, value: bool) -> bool:
    return value in (True, False)


def _one(widget: Any, value: str) -> bool:
    return value in widget.options or (widget.accept_new_options and len(value) <= TYPED)


def _several(widget: Any, value: Any) -> bool:
    new = widget.accept_new_options
    most = widget.max_selections or (TYPED if new else len(widget.options))
    if len(value.data) > most:
        return False
    typed = [text for text in value.data if len(text) <= TYPED] if new else []
    return _each_once(value.data, [*widget.options, *typed])


def _buttons(widget: Any, value: Any) -> bool:
    names = [name for o in widget.options for name in (o.content, f"{o.content_icon} {o.content}")]
    single = widget.click_mode == widget.SINGLE_SELECT
    return _each_once(value.data, names) and (len(value.data) <= 1 or not single)


def _place(widget: Any, value: Any) -> bool:
    return len(value.data) == len(widget.default) and all(v in widget.options for v in value.data)


def _each_once(chosen: Iterable[str], options: Iterable[str]) -> bool:
    chosen, legal = list(chosen), set(options)
    return len(chosen) == len(set(chosen)) and legal.issuperset(chosen)


def _text(widget: Any, value: str) -> bool:
    return len(value) <= (widget.max_chars or LONGEST)


def _files(widget: Any, value: Any) -> bool:
    files = value.uploaded_file_info
    return len(files) <= (FILES if widget.multiple_files else 1) and all(
        len(file.name) + len(file.file_id) <= LONGEST for file in files
    )


def _selection(widget: Any, value: str) -> bool:
    """Rows, columns and cells of a table, where it lets them be selected."""
    if not widget.selection_mode or len(value) > LONGEST:
        return False
    try:
        told = json.loads(value)
    except (ValueError, RecursionError):
        return False
    if not isinstance(told, dict) or told.keys() != {"selection"}:
        return False
    lists = told["selection"]
    return (
        isinstance(lists, dict)
        and lists.keys() <= {"rows", "columns", "cells"}
        and all(isinstance(some, list) for some in lists.values())
        and all(_is_row(row) for row in lists.get("rows", []))
        and all(isinstance(column, str) for column in lists.get("columns", []))
        and all(_is_cell(cell) for cell in lists.get("cells", []))
    )


def _is_row(value: object) -> bool:
    return type(value) is int and 0 <= value < ROWS


def _is_cell(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and _is_row(value[0])
        and isinstance(value[1], str)
    )


def _dismissed(widget: Any, value: bool) -> bool:
    return value and bool(widget.dismissible)


def _events(widget: Any, value: str) -> bool:
    return is_message(value, COMPONENTS.get(widget.component_name, ()))


# By the name of the element in Streamlit's protocol: the fields that a browser may fill in, and
# whether what is in one can have come from the widget. What has no row here can send nothing.
WIDGETS: Mapping[str, tuple[str, Fits]] = {
    "button": ("trigger_value", _clicked),
    "download_button": ("trigger_value", _clicked),
    "checkbox": ("bool_value", _switched),
    "selectbox": ("string_value", _one),
    "multiselect": ("string_array_value", _several),
    "button_group": ("string_array_value", _buttons),
    "slider": ("string_array_value", _place),  # of named places, st.select_slider
    "text_input": ("string_value", _text),
    "text_area": ("string_value", _text),
    "file_uploader": ("file_uploader_state_value", _files),
    "dataframe": ("string_value", _selection),
    "bidi_component": ("json_trigger_value", _events),
    "expandable": ("bool_value", _switched),
    "popover": ("bool_value", _switched),
    "dialog": ("trigger_value", _dismissed),
}


def fits(kind: str, widget: Any, state: WidgetState) -> bool:
    """Whether ``state`` can come from ``widget``, an element of this ``kind`` as it was drawn.

    Nothing comes from one that is disabled. A state without a value is that of a widget that was
    not used.
    """
    field = state.WhichOneof("value")
    if kind not in WIDGETS or getattr(widget, "disabled", False):
        return False
    expected, right = WIDGETS[kind]
    return field is None or (field in expected.split() and right(widget, getattr(state, field)))


def state_id(kind: str, widget: Any) -> str:
    """The id under which a browser tells the state of a widget; empty if it has none to tell."""
    own = str(getattr(widget, "id", ""))
    if kind not in WIDGETS or not own:
        return ""
    return EVENTS.format(own) if kind == "bidi_component" else own
