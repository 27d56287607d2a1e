"""The Compare page's learning-rate range test: run it, look at it, take its suggestion."""

from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from mlpviz import charts
from mlpviz.charts import Chart
from mlpviz.lr_range import HIGH, LOW, STEPS, RangeTest
from mlpviz.ui import state
from mlpviz.ui.board import board
from mlpviz.words import as_chosen, number, percent, rounded, whole
from mlpviz.workbench.cards import View, cards
from mlpviz.workbench.compare.lr_range import LrRange
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Message, Metric, Payload, header
from mlpviz.workbench.session import Session
from mlpviz.workbench.slices import gate

SHORTCUTS = {" ": "range_run"}
EXPLANATION = (
    f"Which learning rate? Run trains a copy of the network from its initial weights for "
    f"{STEPS.default} steps, each with a larger learning rate than the one before, from "
    f"{number(LOW)} to {number(HIGH)}. Too small: the loss rests. Good: it falls. Too large: it "
    "rises. Your own run is not touched."
)
STALE = "This result is of earlier choices: the sidebar has changed since. Run it again."


def choice(_current: Session) -> None:
    """There is nothing to choose: the test is of the run in the sidebar."""


def draw(current: Session) -> None:
    """Buttons, progress, and the board with the result."""
    test = current.comparing.lr_range
    found = test.result
    fresh = test.fresh(current.config)
    _transport(current, found if fresh else None)
    if found is not None:  # the learning rate may have changed since
        found = replace(found, present=current.config.lr)
    payload = Payload(
        page=PAGES["compare"],
        seq=current.seq,
        playing=test.share is not None,
        revision="range",
        header=() if found is None else _header(found),
        message=_message(current, test, found, fresh),
        figures=cards(VIEWS, Moment(found), current.visible),
        shortcuts=SHORTCUTS,
    )
    with st.container(key="range_board"):
        board(payload, _go_on, key="range_mount")


def _transport(current: Session, found: RangeTest | None) -> None:
    """Run or Cancel, and a button that takes the suggestion."""
    share = current.comparing.lr_range.share
    with st.container(horizontal=True, vertical_alignment="center", key="transport"):
        if share is None:
            st.button(
                "Run",
                key="range_run",
                type="primary",
                icon=":material/play_arrow:",
                on_click=_run,
                help="Test learning rates with the choices in the sidebar (Space)",
            )
        else:
            st.button("Cancel", key="range_cancel", icon=":material/close:", on_click=_cancel)
            st.progress(min(share, 1.0), text=f"Testing: {percent(share, 0)}", width=180)
        lr = None if found is None or found.suggested is None else rounded(found.suggested, 2)
        if lr is not None and lr != current.config.lr:
            st.button(
                f"Use learning rate {as_chosen(lr)}",
                key="range_use",
                icon=":material/check:",
                on_click=_use,
                args=(lr,),
                help="Sets it in the sidebar and starts the run over",
            )


def _header(found: RangeTest) -> tuple[Metric, ...]:
    facts = {
        "Suggested": "none" if found.suggested is None else number(found.suggested, 2),
        "Now": as_chosen(found.present),
        "Diverged at": "not" if found.diverged_at is None else number(found.diverged_at, 2),
        "Steps": whole(len(found.lr)),
    }
    return header(facts)


def _message(current: Session, test: LrRange, found: RangeTest | None, fresh: bool) -> Message:
    problem = test.problem or current.error
    if problem is not None:
        return Message("error", problem)
    if found is None:
        return Message("info", EXPLANATION)
    if not fresh:
        return Message("warning", STALE)
    words = str(found)
    if found.suggested is not None and rounded(found.suggested, 2) == current.config.lr:
        words += " The run has it now: go to the Train page and press Play."
    return Message("info" if found.suggested is not None else "warning", words)


def _run() -> None:
    """Callback: begin a test of the present choices."""
    state.take_live()
    current = state.session()
    current.error = None
    current.comparing.lr_range.ask(current.config, current.trainer.dataset)
    current.redraw()


def _cancel() -> None:
    """Callback: end the test under way."""
    current = state.session()
    current.comparing.lr_range.drop()
    current.redraw()


def _use(lr: float) -> None:
    """Callback: start the run over with this learning rate."""
    if state.choices()["lr"] != lr:
        state.session().pause()
        state.rebuild(state.choices() | {"lr": lr})


def _go_on() -> None:
    """The board asks for the next frame: with a slice of the test under way."""
    with gate:
        state.session().comparing.lr_range.advance()


class Moment(NamedTuple):
    """What the chart shows: the latest result."""

    found: RangeTest | None


def _chart(moment: Moment) -> Chart:
    if moment.found is None:
        return charts.Note("No test has been run yet.")
    return moment.found.curve


VIEWS: dict[str, View[Moment]] = {
    "lr_range": View(
        "Loss against learning rate",
        "Each point is the loss of one batch before its step, the line their average. The learning "
        "rate grows from left to right while the network trains. The star is the suggestion; the "
        "dotted line is the learning rate in use. A cross: there training diverged.",
        _chart,
        wide=True,
    )
}
