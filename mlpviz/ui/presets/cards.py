"""The cards of the presets."""

import streamlit as st

from mlpviz.gradcheck.missing_torch import MISSING, MissingTorchError, has_torch
from mlpviz.presets import PRESETS
from mlpviz.ui import opening, state
from mlpviz.ui.guide import mistakes, race_button
from mlpviz.ui.markup import plain
from mlpviz.ui.report_view import html_table
from mlpviz.workbench.presets.preset_html import head, note, paragraph
from mlpviz.workbench.presets.thumbnails import thumbnail
from mlpviz.workbench.presets.warm_ups import WARM_UPS


def experiment_card(name: str) -> None:
    """An experiment: what to look at, what its author got wrong, how it begins, and one click."""
    preset = PRESETS[name]
    with st.container(border=True, key=f"preset_{name}", gap="small"):
        st.html(head(preset, thumbnail(name)) + paragraph(preset.look_at) + note(preset.stand_in))
        if state.session().lesson.answers:
            with st.expander("What its author got wrong"):
                mistakes(name, f"card_{name}")
        if preset.warm_up:
            _warm_up(preset.warm_up)
        with st.container(horizontal=True):
            _open_button(name)
            if preset.variants:
                race_button(name, f"race_{name}")


def small_card(name: str) -> None:
    """A small problem: its question, its data, and one click."""
    with st.container(border=True, key=f"preset_{name}", gap="small"):
        st.html(head(PRESETS[name], thumbnail(name)))
        _open_button(name)


def _open_button(name: str) -> None:
    st.button(
        "Open", key=f"open_{name}", type="primary", on_click=opening.open_preset, args=(name,)
    )


def _warm_up(name: str) -> None:
    """A small computation, done when it is unfolded: one of them imports torch."""
    warm_up = WARM_UPS[name]
    unfolded = st.expander(
        warm_up.title, key=f"warm_up_{name}".replace(" ", "_"), on_change="rerun"
    )
    if not unfolded.open:
        return
    with unfolded:
        try:
            with st.spinner("Computing"):
                table = warm_up.compute()
        except MissingTorchError as error:
            st.info(plain(error) if has_torch() else MISSING)
            return
        body = f'<div class="mlpviz-tables">{html_table(table.headings, table.lines)}</div>'
        st.markdown(warm_up.text)
        st.html(body + paragraph(table.conclusion))
