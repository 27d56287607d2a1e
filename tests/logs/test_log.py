import io
import json
import logging
import threading
import warnings
from datetime import datetime

import pytest

from mlpviz import logs
from mlpviz.logs import limiter
from mlpviz.logs.kept import LogError

OTHERS = logging.getLogger("streamlit.of_a_test")


def test_a_line_is_an_object(begin):
    lines = begin()
    logging.getLogger("mlpviz").info("%s has come", "somebody")
    (line,) = lines()
    assert datetime.fromisoformat(line.pop("time")).tzinfo is not None
    assert line == {"level": "info", "event": "somebody has come", "logger": "mlpviz"}


def test_it_says_who_and_where(begin):
    lines = begin()
    logs.Asking.current = staticmethod(lambda: logs.Who("3f9a2c", "train"))
    logging.getLogger("mlpviz").warning("so")
    (line,) = lines()
    assert (line["session"], line["page"]) == ("3f9a2c", "train")


def test_a_task_knows_for_whom_it_works(begin):
    lines = begin()
    token = logs.sender.set(logs.Who("3f9a2c"))
    logging.getLogger("mlpviz").warning("so")
    logs.sender.reset(token)
    logging.getLogger("mlpviz").warning("so")
    assert [line.get("session") for line in lines()] == ["3f9a2c", None]


def raised(message, cause=None):
    try:
        raise RuntimeError(message) from cause
    except RuntimeError as error:
        return error


def test_an_exception_has_the_id_that_the_page_shows(begin):
    lines = begin()
    error = raised("no such thing", cause=raised("the first"))
    OTHERS.error("it failed", exc_info=error)
    (line,) = lines()
    assert line["error"] == logs.error_id(error) != logs.error_id(raised("another"))
    assert len(line["error"]) == 6
    head, *frames = line["traceback"]
    assert head == "Traceback, the last call last:"
    assert [f for f in frames if "Error" in f and "raise" not in f] == [
        "RuntimeError: the first",
        "RuntimeError: no such thing",
    ]
    assert any(f.startswith("test_log.py:") and "in" not in f.split()[0] for f in frames)


NAME, OWN = "a secret name", "words of its own"


@pytest.mark.parametrize(("hosted", "told"), [(True, False), (False, True)])
def test_what_is_said_of_an_uploaded_file_stays_out_of_a_strangers_log(begin, hosted, told):
    """Whatever the page that takes files raises may have the names or numbers in one."""
    lines = begin(hosted=hosted)
    place = "/srv/mlpviz/workbench/check_my_code/saved.py"
    try:
        exec(compile("{}[NAME]", place, "exec"), {"NAME": NAME})
    except KeyError as error:
        OTHERS.error("failed", exc_info=error)
        OTHERS.error("failed", exc_info=raised(OWN, cause=error))
    text = str(lines())
    assert (NAME in text, OWN in text) == (told, told)
    assert text.count("KeyError") == 2
    assert "mlpviz/workbench/check_my_code/saved.py:1" in text


def test_values_are_cut_wherever_they_stand(begin):
    lines = begin(log_value=200)
    huge = "x" * 5_000_000
    OTHERS.warning("an %s and a %s of %d", huge, huge, 3)
    OTHERS.warning(huge)
    OTHERS.warning("%s", {"a": huge})
    OTHERS.error("failed", exc_info=raised(huge))
    OTHERS.error("failed", exc_info=KeyError(huge))
    for line in lines():
        assert len(json.dumps(line)) < 5_000
    assert lines()[0]["event"].endswith(" of 3")


def test_a_deep_recursion_is_cut_too(begin):
    lines = begin()

    def down():
        down()

    try:
        down()
    except RecursionError as error:
        OTHERS.error("failed", exc_info=error)
    assert len(lines()[0]["traceback"]) == 14


def test_a_circle_of_causes_ends(begin):
    lines = begin()
    first, second = raised("first"), raised("second")
    first.__cause__, second.__cause__ = second, first
    OTHERS.error("failed", exc_info=first)
    assert lines()[0]["error"] == logs.error_id(first)


class MuteError(Exception):
    def __str__(self):
        raise ValueError


class Unwritable:
    def __str__(self):
        raise ValueError


def test_what_cannot_be_written_costs_no_line(begin):
    lines = begin()
    OTHERS.warning("%d", "no number")
    OTHERS.warning("%s %s", "too few")
    OTHERS.warning("%s", Unwritable())
    OTHERS.warning(Unwritable())
    OTHERS.error("failed", exc_info=MuteError())
    assert [line["event"] for line in lines()] == ["%d", "%s %s", "%s", "Unwritable", "failed"]
    assert lines()[-1]["traceback"][-1] == "MuteError: (it cannot say what)"


FORGED = 'me\n{"time": "now", "level": "error", "event": "stolen"}\r\n\x1b[2J'


def test_no_value_forges_a_line(begin):
    lines = begin()
    OTHERS.warning("name %s", FORGED)
    OTHERS.warning(FORGED)
    OTHERS.error("failed", exc_info=raised(FORGED))
    assert [line["level"] for line in lines()] == ["warning", "warning", "error"]


def test_people_read_text_and_nothing_forges_its_lines_either(begin):
    lines = begin(hosted=False)
    logs.Asking.current = staticmethod(lambda: logs.Who("3f9a2c", "train"))
    OTHERS.warning("name %s", FORGED)
    error = raised(FORGED)
    OTHERS.error("it failed", exc_info=error)
    first, second, *rest = lines()
    id_ = f"[{logs.error_id(error)}]"
    assert first.split()[1:5] == ["warning", "3f9a2c", "train", "name"]
    assert second.split()[1:] == [
        "error",
        "3f9a2c",
        "train",
        "it",
        "failed",
        id_,
    ]
    assert rest[0] == "  Traceback, the last call last:"
    assert all(line.startswith("  ") for line in rest)


def test_loggers_that_wrote_by_themselves_write_here(begin, capfd):
    logger = logging.getLogger("streamlit.with_its_own")
    logger.propagate = False
    logger.addHandler(logging.StreamHandler())
    lines = begin(names=["streamlit"])
    logger.warning("here")
    assert [line["event"] for line in lines()] == ["here"]
    assert capfd.readouterr() == ("", "")


def test_uvicorn_tells_of_itself_and_not_of_visitors(begin):
    lines = begin(names=["uvicorn"])
    news = logging.getLogger("uvicorn.error")
    news.setLevel(logging.INFO)
    news.info('%s - "WebSocket %s" [accepted]', "203.0.113.9", "/_stcore/stream")
    news.info("connection open")
    logging.getLogger("uvicorn.access").error('%s - "GET %s"', "203.0.113.9", "/?seed=7")
    news.info("Application startup complete.")
    news.warning("Invalid HTTP request received.")
    news.error("ASGI callable returned without completing handshake.")
    news.error("Invalid UTF-8 sequence received from client.", exc_info=raised("no text"))
    late = raised("can't handle event type Response when role=SERVER and state=MUST_CLOSE")
    news.error("Exception in ASGI application\n", exc_info=late)
    events = [line["event"] for line in lines()]
    assert events == ["Application startup complete.", "Invalid HTTP request received."]
    news.error("Exception in ASGI application\n", exc_info=raised("Too little data"))
    assert lines()[-1]["traceback"], "which would be an error of ours"


def test_threads_and_warnings_end_here_too(begin):
    lines = begin()
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    warnings.showwarning(UserWarning("old ways"), UserWarning, "old.py", 7)
    ended, warned = lines()
    assert ended["traceback"][-1] == "ZeroDivisionError: division by zero"
    assert "old ways" in warned["event"]


def test_one_visitor_cannot_fill_it(begin, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(limiter.Limiter.__init__, "__defaults__", (lambda: clock[0],))
    lines = begin(log_visitor_lines=20)
    logs.Asking.current = staticmethod(lambda: logs.Who("3f9a2c"))
    for _ in range(2000):
        OTHERS.warning("act %s", "x" * 10_000)
    assert len(lines()) == 20
    clock[0] = 60.0
    logs.Asking.current = staticmethod(logs.nobody)
    OTHERS.warning("later")
    assert [line["event"] for line in lines()[20:]] == [
        "1,980 lines left out: there was no room",
        "later",
    ]


def test_what_was_left_out_is_told_without_another_line(monkeypatch):
    clock, stream = [0.0], io.StringIO()
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    monkeypatch.setenv("MLPVIZ_LOG_LINES", "1")
    monkeypatch.setattr(limiter.Limiter.__init__, "__defaults__", (lambda: clock[0],))
    with logs.kept((), stream) as log:
        for _ in range(3):
            OTHERS.warning("so")
        log.tell_left_out()
        assert len(stream.getvalue().splitlines()) == 1
        clock[0] = 60.0
        log.tell_left_out()
        log.tell_left_out()
    events = [json.loads(line)["event"] for line in stream.getvalue().splitlines()]
    assert events == ["so", "2 lines left out: there was no room"]


def test_a_file_is_followed_by_the_next_and_the_oldest_goes(monkeypatch, tmp_path):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    monkeypatch.setenv("MLPVIZ_LOG_LINES", "inf")
    monkeypatch.setenv("MLPVIZ_LOG_FILE", str(tmp_path / "log"))
    monkeypatch.setenv("MLPVIZ_LOG_FILE_BYTES", "1000")
    with logs.kept():
        for number in range(100):
            OTHERS.warning("line %d", number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["log", "log.1", "log.2", "log.3"]
    assert all((tmp_path / name).stat().st_size <= 1000 for name in files)
    last = (tmp_path / "log").read_text().splitlines()[-1]
    assert json.loads(last)["event"] == "line 99"


def test_a_file_that_cannot_be_written_is_told(monkeypatch, tmp_path):
    monkeypatch.setenv("MLPVIZ_LOG_FILE", str(tmp_path / "no such folder" / "log"))
    with pytest.raises(LogError, match=r"MLPVIZ_LOG_FILE = .*log': No such file.*leave it out"):
        logs.kept().__enter__()


def test_in_the_end_everything_is_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setenv("MLPVIZ_LOG_FILE", str(tmp_path / "log"))
    logger, handler = logging.getLogger("streamlit.with_another"), logging.NullHandler()
    logger.propagate = False
    logger.handlers = [handler]
    before = logging.getLogger().handlers[:], threading.excepthook, warnings.showwarning
    with logs.kept(["streamlit"]):
        assert (logger.handlers, logger.propagate) == ([], True)
        assert logging.getLogger().handlers != before[0]
    assert (logger.handlers, logger.propagate) == ([handler], False)
    assert (logging.getLogger().handlers, threading.excepthook, warnings.showwarning) == before
