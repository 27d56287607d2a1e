"""The bug lab: a mistake in the backward pass, seen in curves and in the gradient check."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from mlpviz.gradcheck.bugs import BUGS
from mlpviz.ui import state, training
from mlpviz.ui.board import board
from mlpviz.ui.bug_lab import actions, cards
from mlpviz.ui.bug_lab.checkers import checker_card, checker_choice
from mlpviz.ui.report_view import parameter_table, selected_parameter, verdict_line
from mlpviz.ui.sidebar import sidebar
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.bug_lab.views import Scene, figures
from mlpviz.workbench.bug_lab.words import left_out, message, metrics
from mlpviz.workbench.session import Session
from mlpviz.workbench.slices import gate

SHORTCUTS = {" ": "lab_play", "s": "lab_step"}
TABLE = "lab_table"
STYLE = Path(__file__).parent / "bug_lab.css"


def page() -> None:
    """Draw the page. Later changes redraw only the fragment."""
    state.enter("bug_lab")
    st.html(STYLE)
    sidebar()
    lab()


@st.fragment(key="lab")
def lab() -> None:
    """Everything but the sidebar, in one fragment: see ``pages.train.live``."""
    current = state.session()
    if current.page != current.drawn_page:
        st.rerun()
    mode = MODES[current.lab.mode]
    with st.container(horizontal=True, vertical_alignment="center", key="lab_choices"):
        st.segmented_control(
            "Mode",
            list(MODES),
            default=current.lab.mode,
            required=True,
            format_func=lambda name: MODES[name].title,
            key="lab_mode",
            on_change=actions.choose_mode,
            args=("lab_mode",),
            label_visibility="collapsed",
        )
        mode.choice(current)
    mode.draw(current)
    state.show_link()


def _choose_bug(current: Session) -> None:
    samples = len(current.trainer.train.X)
    cards.bug_choice(current.lab, current.config, samples)


def _learn(current: Session) -> None:
    twins = actions.present_twins()
    cards.bug_card(BUGS[current.lab.bug])
    if twins.reason is not None:
        cards.cure(current.lab.bug, current.config)
    _twins(current, twins)


def _choose_challenge(current: Session) -> None:
    cards.challenge_choice(current.lab.challenge)


def _challenge(current: Session) -> None:
    twins = actions.present_twins()
    cards.guess_card(current.lab, current.config, twins)
    _twins(current, twins)


def _twins(current: Session, twins: Twins) -> None:
    """Transport, board and table of both twins."""
    own = current.lab
    cards.transport(own)
    with gate:
        twins.check(playing=own.busy)
    report = None if twins.checks is None else twins.checks.buggy
    parameter = None if report is None else selected_parameter(report, TABLE)
    scene = Scene(twins, parameter, bool(state.get("lab_log")))
    payload = {
        "page": "bug-lab",
        "seq": current.seq,
        "playing": own.busy,
        "revision": str(own.run),
        "header": metrics(twins),
        "message": message(
            twins,
            busy=own.busy,
            error=current.error,
            challenge=own.challenge if own.mode == "challenge" else None,
        ),
        "figures": figures(scene, current.visible),
    }
    board(payload, actions.tick, training.look, shortcuts=SHORTCUTS, key="lab_board")
    if report is not None and twins.checks is not None:
        verdict_line(report, before=["Buggy twin", *left_out(twins.checks)])
        parameter_table(report, TABLE)


def _choose_checker(current: Session) -> None:
    checker_choice(current.lab)


def _checkers(current: Session) -> None:
    checker_card(current.lab.checker)


class Mode(NamedTuple):
    """One row of ``MODES``: what is to be chosen in it, and what it shows."""

    title: str
    choice: Callable[[Session], None]
    draw: Callable[[Session], None]


MODES: dict[str, Mode] = {
    "learn": Mode("Learn", _choose_bug, _learn),
    "challenge": Mode("Challenge", _choose_challenge, _challenge),
    "checkers": Mode("Buggy checkers", _choose_checker, _checkers),
}
