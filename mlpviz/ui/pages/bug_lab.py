"""The bug lab: a mistake in the backward pass, seen in curves and in the gradient check."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from mlpviz.gradcheck.bugs import BUGS
from mlpviz.ui import lab as lab_package
from mlpviz.ui import state, training
from mlpviz.ui.board import board
from mlpviz.ui.lab import actions, cards
from mlpviz.ui.lab.checkers import checker_card, checker_choice
from mlpviz.ui.lab.twins import Twins
from mlpviz.ui.lab.views import Scene, figures
from mlpviz.ui.lab.words import left_out, message, metrics
from mlpviz.ui.report_view import parameter_table, selected_parameter, verdict_line
from mlpviz.ui.sidebar import sidebar

SHORTCUTS = {" ": "lab_play", "s": "lab_step"}
TABLE = "lab_table"
STYLE = Path(lab_package.__file__).parent / "lab.css"


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


def _choose_bug(current: state.Session) -> None:
    samples = len(current.trainer.train.X)
    cards.bug_choice(current.lab, current.config, samples)


def _learn(current: state.Session) -> None:
    twins = actions.present_twins()
    cards.bug_card(BUGS[current.lab.bug])
    if twins.reason is not None:
        cards.cure(current.lab.bug, current.config)
    _twins(current, twins)


def _choose_challenge(current: state.Session) -> None:
    cards.challenge_choice(current.lab.challenge)


def _challenge(current: state.Session) -> None:
    twins = actions.present_twins()
    cards.guess_card(current.lab, current.config, twins)
    _twins(current, twins)


def _twins(current: state.Session, twins: Twins) -> None:
    """Transport, board and table of both twins."""
    own = current.lab
    cards.transport(own)
    with training.gate:
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


def _choose_checker(current: state.Session) -> None:
    checker_choice(current.lab)


def _checkers(current: state.Session) -> None:
    checker_card(current.lab.checker)


class Mode(NamedTuple):
    """One row of ``MODES``: what is to be chosen in it, and what it shows."""

    title: str
    choice: Callable[[state.Session], None]
    draw: Callable[[state.Session], None]


MODES: dict[str, Mode] = {
    "learn": Mode("Learn", _choose_bug, _learn),
    "challenge": Mode("Challenge", _choose_challenge, _challenge),
    "checkers": Mode("Buggy checkers", _choose_checker, _checkers),
}
