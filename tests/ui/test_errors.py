"""What raises in the app is told on the page, without details."""

import logging
import re
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from streamlit.runtime.scriptrunner import RerunData, RerunException
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from mlpviz import logs
from mlpviz.ui import errors, navigation, training
from mlpviz.ui.train import page
from tests.ui.asgi import ask

SMALL = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[4]"}


@pytest.fixture(autouse=True)
def as_served(monkeypatch):
    """``AppTest`` with what ``app.py`` tells its server to do about errors."""
    real = LocalScriptRunner.__init__

    def begin(self, *args, **more):
        real(self, *args, **more)
        self._on_script_error = errors.tell

    monkeypatch.setattr(LocalScriptRunner, "__init__", begin)


def boom(*_, **__):
    raise RuntimeError("the planted words")


def told(app):
    """The id that the page tells, where it tells of one error and of nothing in it."""
    (error,) = app.test.error
    assert "planted" not in error.value
    assert "Reload the page to go on: its address holds your run." in error.value
    return re.search(r"under `([0-9a-f]{6})`", error.value)[1]


def logged(caplog):
    """The id under which the log has the one error that it has."""
    (error,) = [record.exc_info[1] for record in caplog.records if record.exc_info]
    return logs.error_id(error)


@pytest.fixture
def streamlits_records(caplog, monkeypatch):
    """What Streamlit logs reaches ``caplog``, as it reaches the server's log."""
    monkeypatch.setattr(logging.getLogger("streamlit.error_util"), "propagate", True)
    return caplog


@pytest.mark.parametrize(
    "plant",
    [
        lambda patch: patch.setitem(navigation.DRAW, "train", boom),
        lambda patch: patch.setattr(page, "transport", boom),
    ],
    ids=["page", "part"],
)
def test_an_error_while_a_page_is_drawn(open_app, monkeypatch, streamlits_records, plant):
    app = open_app(**SMALL)
    plant(monkeypatch)
    app.redraw()
    assert told(app) == logged(streamlits_records)


def test_an_error_in_a_callback(open_app, monkeypatch, streamlits_records):
    monkeypatch.setattr(training, "step", boom)
    app = open_app(**SMALL)
    app.test.button(key="step").click().run()
    assert not app.test.exception
    assert told(app) == logged(streamlits_records)
    app.redraw()
    assert not app.test.error


def test_a_click_that_comes_meanwhile_is_answered_afterwards(monkeypatch):
    asked, shown, requested = RerunException(RerunData()), [], []

    def show(text, **_):
        shown.append(text)
        if len(shown) == 1:  # Streamlit looks for clicks whenever something is drawn
            raise asked

    requests = SimpleNamespace(request_rerun=requested.append)
    context = SimpleNamespace(script_requests=requests)
    monkeypatch.setattr(errors.st, "error", show)
    monkeypatch.setattr(errors, "get_script_run_ctx", lambda: context)
    assert errors.tell(RuntimeError())
    assert len(shown) == 2
    assert requested == [asked.rerun_data]


def test_an_error_of_the_server_itself():
    async def fail(_):
        boom()

    app = Starlette(routes=[Route("/", fail)], exception_handlers={Exception: errors.answer})
    with pytest.raises(RuntimeError) as raised:  # as the server gets it, which logs it
        ask(app)
    told = errors.answer(None, raised.value)
    assert logs.error_id(raised.value) in told.body.decode()
    assert told.headers["x-content-type-options"] == "nosniff"


def test_the_log_knows_whom_a_page_is_drawn_for(open_app, monkeypatch):
    seen = []
    real = page.transport
    monkeypatch.setattr(
        page, "transport", lambda *a, **m: (seen.append(errors.who()), real(*a, **m))
    )
    open_app(**SMALL)
    assert seen == [logs.Who(logs.pseudonym("test session id"), "train")]
    assert errors.who() == logs.Who()


def test_loggers_that_streamlit_makes_later_write_there_too():
    from streamlit.logger import get_logger

    with errors.log():
        logger = get_logger("streamlit.made_by_a_test")
        assert (logger.handlers, logger.propagate) == ([], True)
