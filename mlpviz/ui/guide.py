"""The guide: what to look at in a run that came from a preset, beside its charts."""

from functools import partial

import streamlit as st

from mlpviz.presets import PRESETS, Preset
from mlpviz.ui import opening, state
from mlpviz.ui.heading import heading
from mlpviz.ui.lesson import lesson
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.presets.preset_html import answer, bar, facts, note, paragraph
from mlpviz.workbench.session import Session

GUIDE = "guide"  # key of its container


def heading_with_guide(path: str, current: Session) -> None:
    """The heading of the page ``path``, in its line the guide; below it what a lesson's link says.

    To be drawn outside the fragment of the frames: it changes with the run alone.
    """
    heading(path, beside=partial(_guide, current))
    lesson(current)


def _guide(current: Session) -> None:
    """A preset's title and question; all of it beside the charts (``frontend/guide.js``)."""
    if current.preset is not None and current.lesson.guide and not current.lesson.say:
        _panel(current, current.preset)


def _panel(current: Session, name: str) -> None:
    preset = PRESETS[name]
    with st.container(key=GUIDE):
        st.html(bar(name, preset))
        with st.container(key="guide_body"):
            _body(current, name, preset)


def _body(current: Session, name: str, preset: Preset) -> None:
    told = answer(preset) if current.lesson.answers else ""
    st.html(paragraph(preset.look_at) + told + note(preset.stand_in) + note(facts(preset)))
    if preset.mistakes and current.lesson.answers:
        with st.expander("What its author got wrong", key="guide_wrong"):
            mistakes(name, "guide")
    if preset.variants:
        _variants(name, preset)
    if state.embedded():  # there is no way back
        return
    with st.container(horizontal=True):
        if current.page != PAGES[preset.page]:
            st.button(
                f"Go to {PAGES[preset.page].title}",
                key="guide_page",
                on_click=current.go_to,
                args=(preset.page,),
            )
        st.button("All presets", key="guide_all", on_click=current.go_to, args=("presets",))
        st.button(
            "Close the guide",
            key="guide_close",
            icon=":material/close:",
            on_click=opening.close_guide,
        )


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
                        PAGES["bug-lab"].title,
                        key=f"{prefix}_case_{i}",
                        type="tertiary",
                        icon=PAGES["bug-lab"].icon,
                        on_click=opening.open_case,
                        args=(name, mistake.case),
                    )


def race_button(name: str, key: str) -> None:
    """All variants of a preset at once."""
    st.button(
        f"Race all {len(PRESETS[name].variants)}",
        key=key,
        icon=PAGES["compare"].icon,
        on_click=opening.race,
        args=(name,),
    )


def _variants(name: str, preset: Preset) -> None:
    """The preset's variants, each one click away."""
    st.html("<strong>Variants, all from the same initial weights</strong>")
    with st.container(horizontal=True):
        for title in preset.variants:
            st.button(
                title,
                key=f"guide_variant_{title}",
                on_click=opening.open_preset,
                args=(name, title),
            )
        race_button(name, "guide_race")
