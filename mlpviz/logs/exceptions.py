"""An exception in the log: its id, and the way to where it was raised, without any values."""

import traceback
from pathlib import Path
from secrets import token_hex

from mlpviz.logs.clean import TIMES, clean, cut
from mlpviz.profiles import hosted

FRAMES = 12  # of a traceback, the innermost
HEAD = "Traceback, the last call last:"
CAUSES = 3  # exceptions that led to one another
FILES = "check_my_code"  # the folders of the page that takes strangers' files
SECRET = "(left out: it may hold what a visitor has uploaded)"

_ID = "_mlpviz_error_id"  # an attribute of an exception that is in the log


def error_id(error: BaseException) -> str:
    """The id under which an exception is in the log: six characters, drawn at the first call."""
    id_: str = error.__dict__.setdefault(_ID, token_hex(3))
    return id_


def trace(error: BaseException, most: float) -> list[str]:
    """A heading, the calls that led to ``error``, and what it says: a line each.

    What it says is cut to ``most`` characters, and left out where strangers use the server and it
    may be about a file of theirs. Of exceptions that led to one another, the first comes first.
    """
    chain: list[BaseException] = []
    following: BaseException | None = error
    while following is not None and all(following is not e for e in chain) and len(chain) < CAUSES:
        chain.append(following)
        hidden = following.__suppress_context__
        following = following.__cause__ or (None if hidden else following.__context__)
    secret = hosted() and any(map(_is_of_a_file, chain))
    lines = (line for raised in reversed(chain) for line in _lines(raised, most, secret=secret))
    return [HEAD, *lines]


def _is_of_a_file(error: BaseException) -> bool:
    """Whether the page that takes files had a part in it."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(FILES in Path(frame.f_code.co_filename).parts for frame, _ in frames)


def _lines(error: BaseException, most: float, *, secret: bool) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__, limit=-FRAMES)
    calls = [f"{_short(f.filename)}:{f.lineno} {f.name}: {f.line or ''}" for f in frames]
    return [clean(cut(line, TIMES * most)) for line in (*calls, _said(error, most, secret=secret))]


def _said(error: BaseException, most: float, *, secret: bool) -> str:
    try:
        words = SECRET if secret else str(error)
    except Exception:  # its own fault, which must not hide what has happened
        words = "(it cannot say what)"
    return f"{type(error).__name__}: {cut(words, most)}" if words else type(error).__name__


def _short(file: str) -> str:
    """``/usr/lib/python3/site-packages/streamlit/config.py`` as ``streamlit/config.py``."""
    parts = Path(file).parts
    for root in ("site-packages", "mlpviz"):
        if root in parts[:-1]:
            at = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[at + (root == "site-packages") :])
    return parts[-1] if parts else file
