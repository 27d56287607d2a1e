"""The challenge's number, question, hints and answer."""

from html import escape
from urllib.parse import urlencode

import streamlit as st

from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.ui.address import address
from mlpviz.ui.bug_lab import twins_callbacks
from mlpviz.ui.bug_lab.cards import explanation
from mlpviz.ui.markup import plain
from mlpviz.ui.number_field import number_field
from mlpviz.workbench.bug_lab.challenge import HIGHEST, NUMBER, Challenge, candidates
from mlpviz.workbench.bug_lab.hints import HINTS, told, total
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.session import Session

HAND_ON = "The address of this page opens this very challenge, without the answer."
WORTH = f"A right first guess is worth {len(HINTS)} points"
COST = ", each hint costs one"


def challenge_choice(challenge: Challenge) -> None:
    """Number of the challenge."""
    with st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.markdown("Challenge", width="content")
        with st.container(width=140, gap=None):
            number_field(
                "bug_lab_challenge",
                NUMBER,
                challenge.number,
                twins_callbacks.choose_challenge,
                title="Challenge",
                label_visibility="collapsed",
                help=HAND_ON,
            )


def guess_card(current: Session, twins: Twins) -> None:
    """The learner's guess; then whether it was right, and why."""
    challenge = current.bug_lab.challenge
    with st.container(border=True, key="bug_lab_card", gap="xsmall"):
        if challenge.guess is None:
            _question(current, challenge)
            worth = f"{WORTH}{COST if current.lesson.answers else ''}."
            for words in told(twins, challenge.hints):
                st.info(plain(words), icon=":material/lightbulb:")
            link = escape(f"?{urlencode(address())}")
            st.html(
                f'<p class="mlpviz-note">{worth} To hand it on: '
                f'<a href="{link}" target="_blank">a link to this challenge</a>, in which the '
                "answer cannot be read.</p>"
            )
        else:
            _answer(challenge, twins, answers=current.lesson.answers)


def _question(current: Session, challenge: Challenge) -> None:
    names = candidates(current.bug_lab.reasons(current.config, current.trainer.dataset))
    key = f"bug_lab_guess~{challenge.number}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Which bug is it?",
            names,
            None,
            format_func=lambda name: MISTAKES[name].title,
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
        if current.lesson.answers:
            _hint_button(challenge)
        st.markdown(total([*challenge.answers.values()]))


def _hint_button(challenge: Challenge) -> None:
    left = HINTS[challenge.hints :]
    st.button(
        f"Hint: {left[0].title} (-1 point)" if left else "No more hints",
        key="bug_lab_hint",
        icon=":material/lightbulb:",
        disabled=not left,
        on_click=twins_callbacks.hint,
        args=(challenge.number, challenge.hints),
        help="Each hint says more than the one before; the last one is the name.",
    )


def _answer(challenge: Challenge, twins: Twins, *, answers: bool) -> None:
    """Whether the guess was right; with ``answers`` also what it should have been, and why."""
    hidden = MISTAKES[challenge.hidden]
    guess = MISTAKES[challenge.guess or challenge.hidden].title
    if challenge.guess == challenge.hidden:
        st.success(f"Right: {hidden.title}.", icon=":material/check:")
    elif challenge.solved and not answers:
        st.success(f"Right: “{guess}” gives these very numbers.", icon=":material/check:")
    elif challenge.solved:
        st.success(
            f"Right. The bug is “{hidden.title}”, and with this network nothing tells it from "
            f"“{guess}”.",
            icon=":material/check:",
        )
    else:
        which = f" It is “{hidden.title}”." if answers else ""
        st.error(f"Not “{guess}”.{which}", icon=":material/close:")
    if answers and twins.checks is not None:
        st.markdown(plain(f"What points to it: {twins.checks.reading}"))
    if answers:
        explanation(challenge.hidden, twins.config)
    with st.container(horizontal=True, vertical_alignment="center"):
        if not (answers or challenge.solved):
            st.button(
                "Guess again",
                key="bug_lab_again",
                on_click=twins_callbacks.guess_again,
                args=(challenge.number,),
                help="It is for practice: the first guess counts.",
            )
        st.button(
            "Next",
            key="bug_lab_next",
            type="primary",
            icon=":material/arrow_forward:",
            on_click=twins_callbacks.choose_challenge,
            args=(challenge.number % HIGHEST + 1,),
            help="The next challenge",
        )
        st.markdown(total([*challenge.answers.values()]))
