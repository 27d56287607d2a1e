"""The My run page: a file of a run, its charts over time, and what is wrong with it."""

from html import escape

import streamlit as st

from mlpviz.ui import state
from mlpviz.ui.board import board
from mlpviz.ui.file_field import file_field, most_bytes, uploaded
from mlpviz.ui.heading import HEADING, heading
from mlpviz.ui.live import live
from mlpviz.ui.markup import plain
from mlpviz.ui.refusal import own_problem
from mlpviz.words import megabytes
from mlpviz.workbench.gate import gate
from mlpviz.workbench.my_run.opened import Opened
from mlpviz.workbench.my_run.session import MyRun
from mlpviz.workbench.my_run.status import figures, message, metrics, timeline
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import Payload
from mlpviz.workbench.session import Session

PAGE = PAGES["my-run"]
UPLOAD = "my_run_file"
LABEL = "A file that rec.save(path) or trainer.save(path) wrote"
NOTHING_RUNS = (
    "Numbers and names, no program: nothing of it is executed, and it is forgotten when you leave."
)


def page() -> None:
    """Draw the page. Later changes redraw only the fragment."""
    heading(PAGE.path)
    own_problem()
    _my_run()


@live(PAGE.path)
def _my_run(current: Session) -> None:
    """The file, and what is seen of it."""
    own = current.my_run
    _file(own)
    if own.problem is not None:
        st.error(plain(own.problem))
    if own.run is not None:
        _board(current, own, own.run)


def _file(own: MyRun) -> None:
    """Where a file is uploaded, and an example to look at without one."""
    with st.expander(_title(own), expanded=not own.name, key=f"my_run_open_{own.file}"):
        file_field(LABEL, UPLOAD, _take)
        note = f"{NOTHING_RUNS} At most {megabytes(most_bytes())}."
        st.html(f'<p class="mlpviz-note">{escape(note)}</p>')
        with st.container(horizontal=True, key="my_run_ways"):
            st.button("Look at an example", key="my_run_example", on_click=_example)
            if own.name:
                st.button("Close the file", key="my_run_close", on_click=_close)


def _title(own: MyRun) -> str:
    """What is open; a file is called whatever its owner likes."""
    if not own.name:
        return "Open a file"
    return plain(f"{own.run.what}: {own.name}" if own.run is not None else own.name)


def _board(current: Session, own: MyRun, run: Opened) -> None:
    with gate:
        told = message(run, own.shown)
    payload = Payload(
        page=PAGE,
        seq=current.seq,
        playing=False,
        revision=f"my-run {own.file}",
        header=metrics(run, own.shown),
        timeline=timeline(run, own.shown),
        message=told,
        figures=figures(run, own.shown, current.visible),
        exits=(HEADING,),
        saved_as=f"mlpviz-my-run-epoch-{own.shown}-{{}}",
    )
    board(payload, lambda: None, on_scrub=_scrub)


def _scrub(epoch: int) -> None:
    """Callback: the slider was moved."""
    current = state.session()
    current.my_run.look_at(epoch)
    current.redraw()


def _take() -> None:
    """Callback: a file was uploaded, or removed."""
    file, own = uploaded(UPLOAD), state.session().my_run
    if file is None or file.refused:
        own.clear()
        own.problem = file.refused if file is not None else None
    else:
        with gate:
            own.take(file.name, file.content)
    _redraw()


def _example() -> None:
    """Callback: open the example."""
    with gate:
        state.session().my_run.take_example()
    _redraw()


def _close() -> None:
    """Callback: forget the file."""
    state.session().my_run.close()
    _redraw()


def _redraw() -> None:
    """The board may show other cards."""
    state.session().visible = None
    state.session().redraw()
