"""The Compare page's race: its choices, its transport, its board."""

from dataclasses import replace

import streamlit as st

from mlpviz.comparison import VARIED
from mlpviz.comparison.result import Split
from mlpviz.comparison.varied import MOST
from mlpviz.ui import state
from mlpviz.ui.board import board
from mlpviz.ui.compare import race_callbacks
from mlpviz.ui.controls import log_switch, play_button, reset_button
from mlpviz.ui.heading import HEADING
from mlpviz.ui.markup import plain
from mlpviz.ui.number_field import number_field, refusal
from mlpviz.ui.share_button import share_button
from mlpviz.words import percent, whole
from mlpviz.workbench.compare.plan import GIVEN, chosen, fields, in_order, offered, text_of
from mlpviz.workbench.compare.race_status import message, metrics, table
from mlpviz.workbench.compare.session import EPOCHS, Compare
from mlpviz.workbench.compare.views import Scene, race_figures
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.presets.preset_html import note
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.session import Session

SHORTCUTS = {" ": "compare_race_play"}
LONGEST = 200  # characters of typed values
ABOUT_GIVEN = "The runs of the preset, whatever the sidebar says."
SPLITS: dict[Split, str] = {"test": "Test", "train": "Training"}


def choice(current: Session) -> None:
    """What to vary, for how many epochs, and which values."""
    own, widget = current.compare, "compare_race_field"
    names = [*([GIVEN] if own.given else []), *fields(current.config, own.varied)]
    with st.container(horizontal=True, vertical_alignment="center", key="compare_vary"):
        _word("Vary")
        st.selectbox(
            "Vary",
            names,
            names.index(own.varied),
            format_func=lambda name: "As in the preset" if name == GIVEN else VARIED[name].title,
            label_visibility="collapsed",
            width=190,
            **state.choice(widget, own.varied, race_callbacks.choose_field, widget),
        )
        _word("for")
        number_field(
            "compare_race_epochs",
            EPOCHS,
            own.epochs,
            race_callbacks.choose_epochs,
            label_visibility="collapsed",
            width=90,
            tells=False,
        )
        _word("epochs")
    refusal("compare_race_epochs")
    _values(current, own)


def _word(text: str) -> None:
    """A word between two controls, which have labels of their own for those who do not see it."""
    st.html(f'<span aria-hidden="true">{text}</span>', width="content")


def _values(current: Session, own: Compare) -> None:
    """The values to race, at most six: each a chip to add or remove; numbers may be typed."""
    field, name = own.varied, f"compare_race_values_{own.varied}"
    given = field == GIVEN
    texts = own.values.get(field)
    options = list(own.given) if given else offered(current.config, field)
    if given:
        values = options if texts is None else texts
    else:
        values = chosen(current.config, field, texts)
    about = ABOUT_GIVEN if given else VARIED[field].help
    with st.container(horizontal=True, vertical_alignment="center", key="compare_values"):
        st.pills(
            "Values",
            in_order([*options, *values]),
            selection_mode="multi",
            default=values,
            format_func=lambda text: text if given else text_of(field, text),
            label_visibility="collapsed",
            **state.choice(name, values, race_callbacks.choose_values, name, field),
        )
        if not given and VARIED[field].typed:
            add = "compare_race_add"
            st.text_input(
                "Further values",
                max_chars=LONGEST,
                placeholder="Type others",
                label_visibility="collapsed",
                width=130,
                **state.choice(add, "", race_callbacks.add_values, add, field, values),
            )
        st.html(note(f"{about} At most {whole(MOST)} runs."))


def draw(current: Session) -> None:
    """Transport, progress and board of the race."""
    own = current.compare
    race, planned = race_callbacks.present_race()
    if own.problem is not None:
        st.error(plain(own.problem))
    _transport(current)
    comparison = None if race is None else race.comparison()
    stale = own.planned is not None and planned != own.planned
    payload = Payload(
        page=PAGES["compare"],
        seq=current.seq,
        playing=own.playing,
        revision=f"race {own.number}",
        message=message(
            planned,
            race,
            comparison,
            playing=own.playing,
            stale=stale,
            error=current.error,
            answers=current.lesson.answers,
        ),
        figures=(),
        shortcuts=SHORTCUTS,
        exits=(HEADING,),
        saved_as="mlpviz-compare-{}",
        autoplay=current.autoplay,
    )
    if race is not None and comparison is not None:
        split: Split = "train" if state.get("compare_race_split") == "train" else "test"
        scene = Scene(comparison, race.epochs, split, bool(state.get("compare_race_log")))
        payload = replace(
            payload,
            header=metrics(race, comparison),
            figures=race_figures(scene, current.visible),
            table=table(race, comparison, leaves=not state.embedded()),  # else no way back
        )
    with st.container(key="compare_race_board"):
        board(
            payload,
            race_callbacks.go_on,
            actions=race_callbacks.ACTIONS,
            offers=planned.offers,
            key="compare_race",
        )


def _transport(current: Session) -> None:
    """Start, Reset, Share, and what the curves show."""
    own = current.compare
    begun = own.race is not None and own.race.begun and not own.race.done
    title = "Pause" if own.playing else "Go on" if begun else "Start"
    with st.container(horizontal=True, vertical_alignment="center", key="transport"):
        play_button(
            "compare_race_play",
            own.playing,
            race_callbacks.play,
            "Train all runs side by side (Space)",
            title=title,
            disabled=own.race is None,
        )
        reset_button(
            "compare_race_reset",
            race_callbacks.reset,
            "Back to the start, with the present choices",
        )
        share_button(current)
        st.segmented_control(
            "Curves of",
            list(SPLITS),
            default="test",
            required=True,
            format_func=lambda split: SPLITS[split],
            key="compare_race_split",
            help="Which data the curves are of.",
            label_visibility="collapsed",
        )
        log_switch("compare_race_log")
        if own.race is not None:
            share = own.race.progress
            with st.container(key="compare_race_progress", width=180):
                st.progress(share, text=f"Race: {percent(share, 0)}")
