"""What the bug lab draws around its board: the choice of a bug, its maths, the challenge."""

from collections.abc import Sequence

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.gradcheck.bugs import BUGS
from mlpviz.gradcheck.bugs.bug import Bug
from mlpviz.ui.bug_lab import twins_callbacks
from mlpviz.ui.controls import fast_switch, log_switch, play_button, reset_button, step_button
from mlpviz.words import SIGNS
from mlpviz.workbench.bug_lab.challenge import HIGHEST, Challenge, candidates
from mlpviz.workbench.bug_lab.fitting import difference, fitting, reasons
from mlpviz.workbench.bug_lab.session import BugLab
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.train.pins import MAX_PINS, Pin, free_number

KEPT = "Your present run stays on the Train page as a pin, where Open brings its choices back."
NO_ROOM = (
    f"{MAX_PINS} runs are pinned already, so your present run is not kept: unpin one on the Train "
    "page first if you want it to be."
)


def bug_choice(own: BugLab, config: RunConfig, samples: int) -> None:
    """The choice of the bug: first those that can show, then the others with the reason why not."""
    why = reasons(config, samples)
    options = sorted(BUGS, key=lambda name: why[name] is not None)
    # A selectbox knows its options by their labels: other labels make another widget of it.
    key = f"bug_lab_bug~{hash(tuple(why.items()))}"
    st.selectbox(
        "Bug",
        options,
        options.index(own.bug),
        format_func=lambda name: BUGS[name].title + (f" ({why[name]})" if why[name] else ""),
        key=key,
        on_change=twins_callbacks.choose_bug,
        args=(key,),
        help="The mistake in the buggy twin's backward pass. In brackets: what it needs to show.",
        label_visibility="collapsed",
    )


def bug_card(bug: Bug) -> None:
    """What a bug is: one line, the wrong maths beside the right, and the lesson."""
    with st.container(border=True, key="bug_lab_card", gap="xsmall"):
        explanation(bug)


def explanation(bug: Bug) -> None:
    """One line, the wrong maths and the right, side by side where there is room, the lesson."""
    st.markdown(f"**{bug.help}**")
    for column, mark, line in zip(
        st.columns(2), (SIGNS["fail"], SIGNS["pass"]), (bug.wrong, bug.right), strict=True
    ):
        column.markdown(rf"{mark} $\displaystyle {line}$")
    st.markdown(bug.lesson)


def cure(bug: str, config: RunConfig, pins: Sequence[Pin]) -> None:
    """One click to a network in which a bug can show that cannot with the present choices."""
    better = fitting(config, bug)
    if better is None:
        return
    kept = KEPT if free_number(pins) is not None else NO_ROOM
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            f"Use a network where it shows: {difference(config, better)}",
            key="bug_lab_cure",
            icon=":material/build:",
            on_click=twins_callbacks.make_it_show,
            args=(bug,),
            help="Changes the choices in the sidebar and starts both twins anew.",
        )
        st.markdown(f":small[{kept}]")


def transport(own: BugLab) -> None:
    """Play, Step, Reset for both twins."""
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
        fast_switch("bug_lab_fast")
        log_switch("bug_lab_log")


def challenge_choice(challenge: Challenge) -> None:
    """Number of the challenge, score, and the way to the next one."""
    key = f"bug_lab_challenge~{challenge.number}"
    st.number_input(
        "Challenge",
        1,
        HIGHEST,
        challenge.number,
        key=key,
        on_change=twins_callbacks.choose_challenge_number,
        args=(key,),
        width=160,
        help="With the same choices in the sidebar, the same number hides the same bug: pass on "
        "the number and the page's address.",
    )


def guess_card(own: BugLab, config: RunConfig, twins: Twins) -> None:
    """The learner's guess; then whether it was right, and why."""
    challenge = own.challenge
    with st.container(border=True, key="bug_lab_card", gap="xsmall"):
        if challenge.guess is None:
            _question(challenge, config, len(twins.healthy.train.X))
            if challenge.hint and twins.checks is not None:
                st.info(twins.checks.reading, icon=":material/lightbulb:")
        else:
            _answer(challenge, twins)


def _question(challenge: Challenge, config: RunConfig, samples: int) -> None:
    names = candidates(reasons(config, samples))
    key = f"bug_lab_guess~{challenge.number}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Which bug is it?",
            names,
            None,
            format_func=lambda name: BUGS[name].title,
            key=key,
            placeholder="Choose one",
            help="All bugs that can show with these choices, the hidden one among them.",
            width=360,
        )
        st.button(
            "Guess",
            key="bug_lab_guess_button",
            icon=":material/check:",
            disabled=chosen is None,
            on_click=twins_callbacks.guess,
            args=(key, challenge.number),
            help="The first guess counts.",
        )
        st.button(
            "Hint",
            key="bug_lab_hint",
            icon=":material/lightbulb:",
            on_click=twins_callbacks.hint,
            help="What the pattern of the errors says.",
        )
        st.markdown(_score(challenge))


def _answer(challenge: Challenge, twins: Twins) -> None:
    hidden = BUGS[challenge.hidden]
    guess = BUGS[challenge.guess or challenge.hidden].title
    if challenge.guess == challenge.hidden:
        st.success(f"Right: {hidden.title}.", icon=":material/check:")
    elif challenge.solved:
        st.success(
            f"Right. The bug is “{hidden.title}”, and with this network nothing tells it from "
            f"“{guess}”.",
            icon=":material/check:",
        )
    else:
        st.error(f"Not “{guess}”. It is “{hidden.title}”.", icon=":material/close:")
    if twins.checks is not None:
        st.markdown(f"What points to it: {twins.checks.reading}")
    explanation(hidden)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Next",
            key="bug_lab_next",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=twins_callbacks.choose_challenge,
            args=(challenge.number % HIGHEST + 1,),
            help="The next challenge",
        )
        st.markdown(_score(challenge))


def _score(challenge: Challenge) -> str:
    right, asked = challenge.score
    return f"{right} right of {asked}" if asked else ""
