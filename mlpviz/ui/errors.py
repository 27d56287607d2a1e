"""What a visitor is told of an error that is ours, and that the server's log has the rest."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from streamlit import logger as streamlit_logger
from streamlit.runtime.scriptrunner import RerunException, get_script_run_ctx
from streamlit.util import calc_hash

from mlpviz import logs
from mlpviz.ui.server.headers import headers_of
from mlpviz.workbench.pages import PAGES

_LOGGERS = ("streamlit", "uvicorn", "websockets")


@contextmanager
def log() -> Iterator[logs.Log]:
    """Have the server's log written, with everything that Streamlit and its server say."""
    own = streamlit_logger.setup_formatter, logs.Asking.current
    streamlit_logger.setup_formatter = logs.take  # it would give each new logger its own handler
    logs.Asking.current = who
    try:
        with logs.kept(_LOGGERS) as kept:
            yield kept
    finally:
        streamlit_logger.setup_formatter, logs.Asking.current = own


def who() -> logs.Who:
    """The visitor and the page for which this thread draws."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None:
        return logs.nobody()
    return logs.Who(logs.pseudonym(context.session_id), _page(context.page_script_hash))


def _page(script_hash: str) -> str:
    """The path of a page by Streamlit's name for it; without one, the page is the first."""
    first = next(path for path, page in PAGES.items() if page.first)
    return next((path for path in PAGES if calc_hash(path) == script_hash), first)


def tell(error: Exception) -> bool:
    """Tell the visitor whose page has raised ``error``; Streamlit has logged it already.

    Returns True: Streamlit's own words are not to be shown.
    """
    try:
        _show(error)
    except RerunException as asked:  # a click has come meanwhile: it is answered afterwards
        _show(error)
        if (context := get_script_run_ctx()) is not None and context.script_requests is not None:
            context.script_requests.request_rerun(asked.rerun_data)
    return True


def _show(error: Exception) -> None:
    st.error(words(error, "`"), icon=":material/error:")


def words(error: BaseException, quote: str = "") -> str:
    """What there is to say, with the id under which the log has the rest, in quotes."""
    return (
        "Something went wrong here, not in your run. Reload the page to go on: its address holds "
        "your run. If it happens again, tell whoever runs this server: their log has the rest "
        f"under {quote}{logs.error_id(error)}{quote}."
    )


def answer(_: Request, error: Exception) -> PlainTextResponse:
    """What is sent where the server itself has failed at a request; no middleware sees it."""
    return PlainTextResponse(words(error), 500, headers_of(page=False))
