"""How a record is written: as a line of text, or as one JSON object."""

import json
import logging
from datetime import UTC, datetime

from mlpviz.logs.clean import TIMES, clean, cut
from mlpviz.logs.exceptions import error_id, trace
from mlpviz.logs.who import Asking
from mlpviz.profiles import limits

Fields = dict[str, str | list[str]]


def fields(record: logging.LogRecord) -> Fields:
    """What a line tells: time, level, event, logger, session, page, error, traceback.

    ``error`` is the id of an exception, which the page shows too. What there is not is left out.
    """
    most = limits().log_value
    who = Asking.current()
    error = record.exc_info[1] if record.exc_info else None
    told: Fields = {
        "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        "event": clean(cut(_event(record, most), TIMES * most)),
        "logger": record.name,
        "session": who.session,
        "page": who.page,
        "error": "" if error is None else error_id(error),
        "traceback": [] if error is None else trace(error, most),
    }
    return {name: value for name, value in told.items() if value}


def _event(record: logging.LogRecord, most: float) -> str:
    """What the record says, with texts in it cut."""
    args = record.args
    if isinstance(args, tuple):
        args = tuple(cut(value, most) if isinstance(value, str) else value for value in args)
    try:
        return str(record.msg) % args if args else str(record.msg)
    except Exception:  # an object that cannot be written, or too many of them
        return str(record.msg) if isinstance(record.msg, str) else type(record.msg).__name__


class Json(logging.Formatter):
    """One JSON object a line, for programs that read logs."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        return json.dumps(fields(record), ensure_ascii=False)


class Text(logging.Formatter):
    """One line for people, and those of a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The lines of a record."""
        told = fields(record)
        place = " ".join(str(told[name]) for name in ("session", "page") if name in told)
        id_ = f"[{told['error']}]" if "error" in told else ""
        head = [str(told["time"]), str(told["level"]), place]
        line = " ".join(part for part in (*head, str(told["event"]), id_) if part)
        return "\n  ".join([line, *told.get("traceback", [])])
