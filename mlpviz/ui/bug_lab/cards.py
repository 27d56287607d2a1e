"""What the bug lab draws around its board: the choice of a bug, its maths, the challenge."""

from collections.abc import Mapping, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from mlpviz.config import RunConfig
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.ui.bug_lab import twins_callbacks
from mlpviz.ui.controls import (
    log_switch,
    play_button,
    reset_button,
    speed_control,
    step_button,
    stop_control,
)
from mlpviz.ui.share_button import share_button
from mlpviz.words import SIGNS
from mlpviz.workbench.bug_lab.fitting import difference, fitting, lines_of
from mlpviz.workbench.bug_lab.session import BugLab
from mlpviz.workbench.gradients.choices import SAMPLES
from mlpviz.workbench.session import Session
from mlpviz.workbench.train.pins import Pin, free_number

# Above the wrong line and the right one.
SIDES = {
    "wrong": f"{SIGNS['fail']} as it stands",
    "right": f"{SIGNS['pass']} as it should be",
}
KEPT = "Your present run stays on the Train page as a pin, where Open brings its choices back."
NO_ROOM = (
    "As many runs are pinned as may be, so your present run is not kept: unpin one on the Train "
    "page first if you want it to be."
)


def bug_choice(own: BugLab, why: Mapping[str, str | None]) -> None:
    """The choice of the bug: first those that can show, then the others with the reason why not."""
    options = sorted(MISTAKES, key=lambda name: why[name] is not None)
    # A selectbox knows its options by their labels: other labels make another widget of it.
    key = f"bug_lab_bug~{hash(tuple(why.items()))}"
    st.selectbox(
        "Bug",
        options,
        options.index(own.bug),
        format_func=lambda name: MISTAKES[name].title + (f" ({why[name]})" if why[name] else ""),
        key=key,
        on_change=twins_callbacks.choose_bug,
        args=(key,),
        help="The mistake in the buggy twin's backward pass. In brackets: what it needs to show.",
        label_visibility="collapsed",
    )


def bug_card(bug: str, config: RunConfig, *, answers: bool) -> None:
    """What a bug is: one line, the wrong maths beside the right, and the lesson.

    Without ``answers`` the wrong line alone.
    """
    with st.container(border=True, key="bug_lab_card", gap="xsmall"):
        explanation(bug, config, answers=answers)


def explanation(bug: str, config: RunConfig, *, answers: bool = True) -> None:
    """One line, the wrong line and the right, side by side where there is room, the lesson."""
    if answers:
        st.markdown(f"**{MISTAKES[bug].help}**")
    lines = lines_of(config, bug)
    for side, line in zip(sides(answers=answers), (lines.wrong, lines.right), strict=False):
        side.markdown(rf"$\displaystyle {line.maths}$")
        side.code(line.code, language="python", wrap_lines=True)
    if answers:
        st.markdown(MISTAKES[bug].lesson)


def sides(*, answers: bool) -> list[DeltaGenerator]:
    """Places for the wrong line and the right one, side by side where there is room.

    Without ``answers`` for the wrong one alone.
    """
    places = []
    for column, (name, words) in zip(st.columns(2), SIDES.items(), strict=True):
        if name == "right" and not answers:
            continue
        place = column.container(key=f"bug_lab_{name}", gap=None)
        place.markdown(f":small[{words}]")
        places.append(place)
    return places


def cure(bug: str, config: RunConfig, pins: Sequence[Pin]) -> None:
    """One click to a network in which a bug can show that cannot with the present choices."""
    better = fitting(config, bug)
    if better is None:
        return
    kept = KEPT if free_number(pins) is not None else NO_ROOM
    label = f"Use a network where it shows: {difference(config, better)}"
    if better == config:  # it is the check that cannot show it
        label, kept = f"Check more samples: {SAMPLES.default}", ""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            label,
            key="bug_lab_cure",
            icon=":material/build:",
            on_click=twins_callbacks.make_it_show,
            args=(bug,),
            help="Changes as little as is needed for it to show.",
        )
        if kept:
            st.markdown(f":small[{kept}]")


def transport(current: Session) -> None:
    """Play, Step, Reset for both twins, Share; then Speed, Stop, Log loss."""
    own = current.bug_lab
    with st.container(horizontal=True, vertical_alignment="center", key="transport"):
        play_button(
            "bug_lab_play",
            own.busy,
            twins_callbacks.play,
            "Train both twins epoch after epoch (Space)",
        )
        step_button("bug_lab_step", twins_callbacks.step, "Train both twins by one epoch (S)")
        reset_button(
            "bug_lab_reset", twins_callbacks.reset, "Back to epoch 0 with the same initial weights"
        )
        share_button(current)
        speed_control(current)
        stop_control(current)
        log_switch("bug_lab_log")
