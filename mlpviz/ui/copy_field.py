"""A text to be copied: a field, and a button that says "Copied"."""

from pathlib import Path

import streamlit as st

_mount = st.components.v2.component(
    "mlpviz_copy_field",
    js=(Path(__file__).parent / "copy_field.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def copy_field(label: str, text: str, *, key: str, lines: int = 1) -> None:
    """Draw ``text`` in a field of so many ``lines`` that cannot be edited, and the button."""
    _mount(key=key, data={"label": label, "text": text, "lines": lines})
