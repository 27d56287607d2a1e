"""Where the log goes, and that everybody's does: `kept`."""

import logging
import os
import sys
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from logging.handlers import RotatingFileHandler
from math import inf
from typing import TextIO

from mlpviz.logs.limiter import Limiter
from mlpviz.logs.lines import Json, Text
from mlpviz.logs.who import Asking
from mlpviz.profiles import hosted, limits
from mlpviz.words import counted

FILE = "MLPVIZ_LOG_FILE"  # the environment variable that names a file for the log
OLDER = 3  # files that are kept beside the newest
OURS = logging.getLogger("mlpviz")
# What uvicorn calls errors of ours: sockets that are refused with an answer, texts that are none,
# and an answer to a request of which it has told already that it is no HTTP.
REFUSED = (
    "ASGI callable returned without completing handshake.",
    "Invalid UTF-8 sequence received from client.",
)
REFUSED_ALREADY = "can't handle event type"


class LogError(OSError):
    """The file that MLPVIZ_LOG_FILE names cannot be written."""


class Log(logging.Handler):
    """The one handler of all loggers: what there is room for goes ``to`` another handler."""

    def __init__(self, to: logging.Handler, limiter: Limiter | None = None) -> None:
        super().__init__()
        self._to, self._limiter = to, limiter or Limiter()

    def emit(self, record: logging.LogRecord) -> None:
        """Write the record if there is room for it in this minute."""
        if not is_news(record):
            return
        self.tell_left_out()
        most = limits()
        if self._limiter.admits(
            Asking.current().session,
            error=record.levelno >= logging.ERROR,
            most=most.log_lines,
            visitor_most=most.log_visitor_lines,
        ):
            self._to.handle(record)

    def tell_left_out(self) -> None:
        """Write how many records of the last minute had no room, once it is over."""
        if number := self._limiter.left_out():
            words = f"{counted(number, 'line')} left out: there was no room"
            self._to.handle(OURS.makeRecord(OURS.name, logging.WARNING, "", 0, words, (), None))

    def close(self) -> None:
        """Close what it writes to."""
        self._to.close()
        super().close()


@contextmanager
def kept(names: Iterable[str] = (), stream: TextIO | None = None) -> Iterator[Log]:
    """Have all loggers write through one `Log`, the loggers ``names`` and those below them too.

    It writes to the file that MLPVIZ_LOG_FILE names, a new one after ``log_file_bytes``, else to
    ``stream``, the standard output: JSON on a server that strangers use, text elsewhere. What no
    thread has caught is told there too, and warnings. Raises LogError for a file that cannot be
    written. In the end everything is as it was.
    """
    root, hook = logging.getLogger(), threading.excepthook
    log = Log(_target(stream or sys.stdout))
    before = [(logger, logger.handlers[:], logger.propagate) for logger in (root, *_below(names))]
    for logger, *_ in before:
        take(logger)
    root.addHandler(log)
    level = OURS.level
    OURS.setLevel(logging.INFO)
    logging.captureWarnings(True)
    threading.excepthook = _uncaught
    try:
        yield log
    finally:
        threading.excepthook = hook
        logging.captureWarnings(False)
        OURS.setLevel(level)
        for logger, handlers, propagate in before:
            logger.handlers, logger.propagate = handlers, propagate
        log.close()


def _below(names: Iterable[str]) -> list[logging.Logger]:
    """The loggers of these names, and those below them, as far as there are any."""
    return [
        logger
        for name, logger in logging.Logger.manager.loggerDict.items()
        if isinstance(logger, logging.Logger)
        and any(name == above or name.startswith(f"{above}.") for above in names)
    ]


def take(logger: logging.Logger) -> None:
    """Have a logger with handlers of its own write through ours."""
    logger.handlers.clear()
    logger.propagate = True


def is_news(record: logging.LogRecord) -> bool:
    """Whether a record is more than uvicorn's of who has come, and of what they have sent."""
    if record.name == "uvicorn.access":
        return False
    said = str(record.msg) if record.name == "uvicorn.error" else ""
    if record.levelno <= logging.INFO:
        return not ('"WebSocket' in said or "connection" in said)
    error = str(record.exc_info[1]) if said and record.exc_info else ""
    return not (said in REFUSED or error.startswith(REFUSED_ALREADY))


def _target(stream: TextIO) -> logging.Handler:
    path, size = os.environ.get(FILE, "").strip(), limits().log_file_bytes
    to: logging.Handler
    try:
        to = logging.StreamHandler(stream)
        if path:
            most = 0 if size == inf else int(size)  # 0: never another one
            to = RotatingFileHandler(path, maxBytes=most, backupCount=OLDER, encoding="utf-8")
    except OSError as error:
        raise LogError(
            f"{FILE} = {path!r}: {error.strerror or error}. Name a file in a folder that the "
            "server may write to, or leave it out: then the log goes to the standard output."
        ) from error
    to.setFormatter(Json() if hosted() else Text())
    return to


def _uncaught(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and args.exc_type is not SystemExit:
        OURS.error("a thread has ended", exc_info=args.exc_value)
