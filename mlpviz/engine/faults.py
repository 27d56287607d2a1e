"""What can be wrong with a request, as plain records and one exception that lists them all."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Self


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a request: the field, the value given, and what is allowed."""

    field: str
    value: object
    message: str

    def __str__(self) -> str:
        return self.message


class FaultsError(ValueError):
    """A request cannot be met as asked.

    ``faults`` holds everything that is wrong with it, so that all can be mended in one go; the
    exception's text is their messages, one a line.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Fault, ...]]]:
        """Rebuild from the faults: the default would pass the text to ``__init__``."""
        return type(self), (self.faults,)


def show(value: object, limit: int = 60) -> str:
    """``repr(value)``, cut to ``limit`` characters so that a message stays readable."""
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."


def unknown(field: str, value: object, legal: Iterable[str]) -> Fault:
    """The fault of a name that is not in a table: lists the names, closest match first."""
    names = list(legal)
    close = get_close_matches(value, names, n=1) if isinstance(value, str) else []
    hint = f" Did you mean {close[0]!r}?" if close else ""
    listing = ", ".join(names) if names else "none"
    return Fault(field, value, f"{field} = {show(value)} is unknown.{hint} Legal: {listing}.")


def require_known(name: str, table: Iterable[str], field: str) -> None:
    """Raise FaultsError, listing the legal names, if ``name`` is not in ``table``."""
    if name not in (names := list(table)):
        raise FaultsError([unknown(field, name, names)])
