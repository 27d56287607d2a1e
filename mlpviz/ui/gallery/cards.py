"""The gallery's cards, and the parts that they share with the guide."""

import streamlit as st

from mlpviz.presets import PRESETS
from mlpviz.ui.gallery import actions
from mlpviz.ui.gallery.thumbnails import thumbnail
from mlpviz.ui.gallery.warm_ups import WARM_UPS
from mlpviz.ui.gallery.words import head, note, paragraph
from mlpviz.ui.report_view import html_table
from mlpviz.ui.words import plain


def experiment_card(name: str) -> None:
    """An experiment: what to look at, what its author got wrong, how it begins, and one click."""
    preset = PRESETS[name]
    with st.container(border=True, key=f"preset_{name}", gap="small"):
        st.html(head(preset, thumbnail(name)) + paragraph(preset.look_at) + note(preset.stand_in))
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


def mistakes(name: str, prefix: str) -> None:
    """What a preset's author got wrong, each with the way to its case in the bug lab, if any.

    ``prefix`` is that of the buttons' keys.
    """
    with st.container(key=f"{prefix}_mistakes", gap="xsmall"):
        for i, mistake in enumerate(PRESETS[name].mistakes):
            with st.container(horizontal=True, wrap=False, vertical_alignment="top"):
                st.html(note(mistake.sentence), width="stretch")
                if mistake.case:
                    st.button(
                        "Bug lab",
                        key=f"{prefix}_case_{i}",
                        type="tertiary",
                        icon=":material/bug_report:",
                        on_click=actions.open_case,
                        args=(name, mistake.case),
                    )


def race_button(name: str, key: str) -> None:
    """All variants of a preset at once."""
    st.button(
        f"Race all {len(PRESETS[name].variants)}",
        key=key,
        icon=":material/sports_score:",
        on_click=actions.race,
        args=(name,),
    )


def _open_button(name: str) -> None:
    st.button(
        "Open", key=f"open_{name}", type="primary", on_click=actions.open_preset, args=(name,)
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
        except ImportError as error:
            st.error(f"torch, which this is compared with, cannot be imported: {plain(error)}")
            return
        body = f'<div class="mlpviz-tables">{html_table(table.headings, table.lines)}</div>'
        st.markdown(warm_up.text)
        st.html(body + paragraph(table.conclusion))
