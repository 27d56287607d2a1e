"""What can be wrong with a request, as plain records and one exception that lists them all."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import Any, Self, TypeVar

from mlpviz.words import listed, whole

Row = TypeVar("Row")


SHORTEST = 2  # letters that are enough to look for names that begin with them, or hold them
LONGEST = 100  # letters of what may be a name
MOST = 3  # names that are suggested
MOST_TOLD = 10  # faults that a message tells of, and the characters that it has for each
LONGEST_TOLD = 600
NOTHING = ("none", "identity")  # names of rows that may be what None was meant for


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
    exception's text is their messages, one a line, as ``told`` has them.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(told(self.faults)))

    def __reduce__(self) -> tuple[type[Self], tuple[tuple[Fault, ...]]]:
        """Rebuild from the faults: the default would pass the text to ``__init__``."""
        return type(self), (self.faults,)


def told(faults: Collection[Fault]) -> list[str]:
    """The messages of ``faults`` as people are told them: ten at most, none of them endless."""
    messages = [_cut(str(fault), LONGEST_TOLD) for fault in islice(faults, MOST_TOLD)]
    more = len(faults) - len(messages)
    return [*messages, f"And {whole(more)} more."] if more else messages


def show(value: object, limit: int = 60) -> str:
    """``repr(value)`` on one line, cut to ``limit`` characters so that a message stays readable."""
    return _cut(re.sub(r"\s*\n\s*", " ", repr(_start(value, limit))), limit)


def _cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 3] + "..."


def _start(value: Any, limit: int, depth: int = 3) -> Any:
    """As much of a text or a collection as its first ``limit`` characters can show."""
    if type(value) in (str, bytes):
        return value[: limit + 1]
    if type(value) in (list, tuple) and depth:
        return type(value)(_start(item, limit, depth - 1) for item in value[: limit + 1])
    if type(value) is dict and depth:
        first = islice(value.items(), limit + 1)
        return {_start(name, limit, 0): _start(item, limit, depth - 1) for name, item in first}
    return value


def unknown(field: str, value: object, legal: Iterable[str]) -> Fault:
    """The fault of a name that is not in a table: lists the names, and those likely meant first.

    If ``legal`` is the table itself, the titles of its rows count as names too, and what they are
    called ``elsewhere``.
    """
    names, meant = list(legal), suggestions(value, legal)
    hint = f" Did you mean {listed(map(repr, meant), 'or')}?" if meant else ""
    listing = ", ".join(names) if names else "none"
    return Fault(field, value, f"{field} = {show(value)} is unknown.{hint} Legal: {listing}.")


def suggestions(value: object, legal: Iterable[str]) -> list[str]:
    """The names in ``legal`` that ``value`` most likely stands for, at most three; often none.

    In this order: the same but for case and separators, or a row's title, or what it is called
    ``elsewhere``; one that begins with it, or that it begins with; one that contains it; the
    closest spelling.
    """
    if value is None:
        return [name for name in legal if name in NOTHING]
    wanted = _bare(value) if isinstance(value, str) and len(value) <= LONGEST else ""
    if not wanted:
        return []
    bare = {name: _bare(name) for name in legal}
    titles = {
        _bare(other): name
        for name, row in (legal.items() if isinstance(legal, Mapping) else ())
        for other in (getattr(row, "title", None), *getattr(row, "elsewhere", ()))
        if isinstance(other, str)
    }
    same = [name for name, text in bare.items() if text == wanted]
    if same or wanted in titles:
        return same or [titles[wanted]]
    if len(wanted) >= SHORTEST:
        shorter = [n for n, text in bare.items() if len(text) > 2 and wanted.startswith(text)]
        for found in (
            [name for name, text in bare.items() if text.startswith(wanted)],
            sorted(shorter, key=len)[-1:],
            [name for name, text in bare.items() if wanted in text],
        ):
            if 0 < len(found) <= MOST:
                return found
    spelt = titles | {text: name for name, text in bare.items()}
    return [spelt[text] for text in get_close_matches(wanted, spelt, n=1)]


def _bare(name: str) -> str:
    """A name without case, spaces, dashes and underscores."""
    return "".join(filter(str.isalnum, name.casefold()))


def require_known(name: str, table: Collection[str], field: str) -> None:
    """Raise FaultsError, listing the legal names, if ``name`` is not in ``table``."""
    if not isinstance(name, str) or name not in table:
        raise FaultsError([unknown(field, name, table)])


class UnknownNameError(FaultsError, KeyError):
    """A public table has no row of that name; the text lists the names and suggests some."""

    __str__ = Exception.__str__  # KeyError would show the text's repr


class Table(dict[str, Row]):
    """A public table, by name: a row that it lacks is answered with what was likely meant."""

    def __init__(self, field: str, rows: Mapping[str, Row]) -> None:
        super().__init__(rows)
        self.field = field

    def __missing__(self, name: str) -> Row:
        raise UnknownNameError([unknown(self.field, name, self)])

    def __reduce__(self) -> tuple[type[Self], tuple[str, dict[str, Row]]]:
        return type(self), (self.field, dict(self))
