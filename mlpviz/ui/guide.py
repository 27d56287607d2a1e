"""The guide: what to look at in a run that came from a preset, above its transport."""

import streamlit as st

from mlpviz.presets import PRESETS, Preset
from mlpviz.ui import navigation, state
from mlpviz.ui.gallery import actions
from mlpviz.ui.gallery.cards import mistakes, race_button
from mlpviz.ui.gallery.words import facts, note, paragraph


def guide(current: state.Session) -> None:
    """A slim bar with the preset's title and question, which unfolds; nothing without a preset.

    To be drawn outside the fragment of the frames: it changes with the run alone.
    """
    if current.preset is None:
        return
    preset = PRESETS[current.preset]
    with st.expander(
        f"**{preset.title}** · {preset.question}", key="guide", icon=":material/school:"
    ):
        st.html(paragraph(preset.look_at) + note(preset.stand_in) + note(facts(preset)))
        if preset.mistakes:
            st.html("<strong>What its author got wrong</strong>")
            mistakes(current.preset, "guide")
        if preset.variants:
            _variants(current.preset, preset)
        with st.container(horizontal=True):
            if current.open_page != preset.page:
                st.button(
                    f"Go to {navigation.pages()[preset.page].title}",
                    key="guide_page",
                    on_click=navigation.go_to,
                    args=(preset.page,),
                )
            st.button("All presets", key="guide_all", on_click=navigation.go_to, args=("presets",))
            st.button(
                "Close the guide",
                key="guide_close",
                icon=":material/close:",
                on_click=actions.close_guide,
            )


def _variants(name: str, preset: Preset) -> None:
    """The preset's variants, each one click away."""
    st.html("<strong>Variants, all from the same initial weights</strong>")
    with st.container(horizontal=True):
        for title in preset.variants:
            st.button(
                title,
                key=f"guide_variant_{title}",
                on_click=actions.open_preset,
                args=(name, title),
            )
        race_button(name, "guide_race")
