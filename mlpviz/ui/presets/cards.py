"""The cards of the presets."""

import streamlit as st

from mlpviz.gradcheck.missing_torch import MISSING, MissingTorchError, has_torch
from mlpviz.presets import PRESETS
from mlpviz.ui import opening, state
from mlpviz.ui.guide import mistakes, race_button
from mlpviz.ui.markup import plain
from mlpviz.ui.report_view import html_table
from mlpviz.workbench.presets.preset_html import note, paragraph, words
from mlpviz.workbench.presets.thumbnails import thumbnail
from mlpviz.workbench.presets.warm_ups import WARM_UPS


def card(name: str, *, answered: bool) -> None:
    """A preset: its title, which opens it, its question, its data; ``answered``: the answer, too.

    An experiment also has what its author got wrong, how it begins, and its variants.
    """
    preset = PRESETS[name]
    with st.container(border=True, key=f"preset_{name}", gap="xsmall"):
        st.button(
            preset.title,
            key=f"open_{name}",
            type="tertiary",
            on_click=opening.open_preset,
            args=(name,),
        )
        answer = note(preset.answer) if answered and state.session().lesson.answers else ""
        st.html(words(preset, thumbnail(name)) + note(preset.stand_in) + answer)
        if preset.variants:
            race_button(name, f"race_{name}")
        if preset.mistakes and state.session().lesson.answers:
            with st.expander("What its author got wrong"):
                mistakes(name, f"card_{name}")
        if preset.warm_up:
            _warm_up(preset.warm_up)


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
