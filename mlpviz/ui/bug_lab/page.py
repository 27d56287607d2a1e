"""The bug lab: a mistake in the backward pass, seen in curves and in the gradient check."""

from pathlib import Path

import streamlit as st

from mlpviz.limits import LimitError
from mlpviz.ui import state
from mlpviz.ui.board import board
from mlpviz.ui.bug_lab import cards, twins_callbacks
from mlpviz.ui.bug_lab.challenge import challenge_choice, guess_card
from mlpviz.ui.bug_lab.numbers import numbers
from mlpviz.ui.bug_lab.trials import checker_card, checker_choice
from mlpviz.ui.heading import HEADING, heading
from mlpviz.ui.lesson import lesson
from mlpviz.ui.live import live
from mlpviz.ui.markup import plain
from mlpviz.ui.modes import Mode, draw_modes
from mlpviz.ui.refusal import own_problem, refusal
from mlpviz.ui.report_view import parameter_table, selected_parameter, verdict_line
from mlpviz.ui.share_button import share_button
from mlpviz.ui.trace_this import TRACE
from mlpviz.workbench.bug_lab.session import MODES as TITLES
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.bug_lab.twins_status import left_out, message, metrics, without
from mlpviz.workbench.bug_lab.views import Scene, figures
from mlpviz.workbench.elements import clicked
from mlpviz.workbench.events import Pick
from mlpviz.workbench.gate import gate
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.session import Session

SHORTCUTS = {" ": "bug_lab_play", "s": "bug_lab_step"}
TABLE = "bug_lab_table"
STYLE = Path(__file__).parent / "bug_lab.css"


def page() -> None:
    """Draw the page. Later changes redraw only the fragment."""
    st.html(STYLE)
    heading("bug-lab")
    lesson(state.session())
    _lab()


@live("bug-lab")
def _lab(current: Session) -> None:
    own_problem()
    with st.container():  # its place stays
        if current.bug_lab.mode != "checkers":
            _present_twins(current)
    draw_modes(current, current.bug_lab, MODES, key="bug_lab", alignment="center")


def _choose_bug(current: Session) -> None:
    own = current.bug_lab
    cards.bug_choice(own, own.reasons(current.config, current.trainer.dataset))


def _learn(current: Session) -> None:
    if (twins := current.bug_lab.twins) is None:
        return
    cards.bug_card(current.bug_lab.bug, current.config, answers=current.lesson.answers)
    if twins.reason is not None:
        cards.cure(current.bug_lab.bug, current.config, current.pins)
    _twins(current, twins)


def _choose_challenge(current: Session) -> None:
    challenge_choice(current.bug_lab.challenge)


def _challenge(current: Session) -> None:
    if (twins := current.bug_lab.twins) is None:
        return
    guess_card(current, twins)
    _twins(current, twins)


def _present_twins(current: Session) -> None:
    """Have the twins for the present choices; say why, if they are not allowed here."""
    try:
        twins_callbacks.present_twins()
    except LimitError as error:
        current.bug_lab.pause()
        refusal(error)


def _twins(current: Session, twins: Twins) -> None:
    """Transport, board and table of both twins."""
    own = current.bug_lab
    cards.transport(current)
    if told := without(current.config):
        st.caption(plain(told))
    with gate:
        twins.check(playing=own.busy)
    report = None if twins.checks is None else twins.checks.buggy
    parameter = None if report is None else selected_parameter(report, TABLE)
    scene = Scene(twins, parameter, bool(state.get("bug_lab_log")))
    payload = Payload(
        page=PAGES["bug-lab"],
        seq=current.seq,
        playing=own.busy,
        wait=current.lesson.wait(playing=own.playing, progress=twins.progress),
        revision=str(own.run),
        header=metrics(twins),
        message=message(
            twins,
            busy=own.busy,
            challenge=own.challenge if own.mode == "challenge" else None,
            lesson=current.lesson,
        ),
        figures=figures(scene, current.visible),
        shortcuts=SHORTCUTS,
        autoplay=current.autoplay,
        saved_as="mlpviz-bug-lab-{}",
        exits=(HEADING, TRACE),
    )
    board(payload, twins_callbacks.go_on, key="bug_lab_board", on_pick=_pick)
    if report is not None and twins.checks is not None:
        verdict_line(report, before=["Buggy twin", *left_out(twins.checks)])
        parameter_table(report, TABLE)
        numbers(own, report, report[selected_parameter(report, TABLE)], TABLE)


def _pick(picked: Pick) -> None:
    """A cell of the heatmap was clicked."""
    own = state.session().bug_lab
    if own.twins is not None and own.twins.checks is not None:
        report = own.twins.checks.buggy
        row = report[selected_parameter(report, TABLE)]
        own.element = clicked(row, picked.index) or own.element


def _choose_checker(current: Session) -> None:
    checker_choice(current.bug_lab)
    share_button(current)


def _checkers(current: Session) -> None:
    checker_card(current.bug_lab.checker, answers=current.lesson.answers)


MODES: dict[str, Mode] = {
    "learn": Mode(TITLES["learn"], _choose_bug, _learn),
    "challenge": Mode(TITLES["challenge"], _choose_challenge, _challenge),
    "checkers": Mode(TITLES["checkers"], _choose_checker, _checkers),
}
