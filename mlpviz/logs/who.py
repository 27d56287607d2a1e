"""``Who``: whom a line of the log is about, by names that lead to nobody."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from hashlib import blake2b
from secrets import token_bytes

_KEY = token_bytes(16)  # another with every start of the server


@dataclass
class Who:
    """``session`` is a visitor's `pseudonym`, ``page`` the path of the page that he has open."""

    session: str = ""
    page: str = ""


# Who sent what is being worked on in this task of the server.
sender: ContextVar[Who] = ContextVar("sender")


def nobody() -> Who:
    """The server itself, unless a task knows for whom it works."""
    return sender.get(Who())


class Asking:
    """``current`` tells whom the line is about that this thread writes; ``ui`` knows better."""

    current: Callable[[], Who] = staticmethod(nobody)


def pseudonym(secret: str) -> str:
    """A short name for what must not be in a log, such as a session's id: six characters.

    The same for the same secret until the server ends, and no way back from it.
    """
    return blake2b(secret.encode("utf-8", "backslashreplace"), key=_KEY, digest_size=3).hexdigest()
