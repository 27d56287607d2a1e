"""Links without a version: the names of ``RunConfig``, values as JSON, without the defaults."""

import json
from typing import Any

from mlpviz.links.frozen import filled
from mlpviz.links.names import CHOICES, DASH, DOT, FIELDS, FLOAT, ROWS, SHORT


def to_version_1(query: dict[str, str]) -> dict[str, str]:
    """The same link as one of version 1.

    Its choices get their short names, and those that it left out what they were at that time; only
    a preset without any choice stays alone. What cannot be read stays, to be refused later.
    """
    new = {name: text for name, text in query.items() if name not in FIELDS | CHOICES.keys()}
    if "sources" in new:
        new["sources"] = new["sources"].replace(",", DASH)
    chosen: dict[str, str] = {}
    for field, name in SHORT.items():
        if field in query:
            chosen[name] = _text(field, query[field])
    for name, rows in ROWS.items():
        if rows.field in query:
            chosen |= _options(name, query[rows.field])
    return new | (filled(chosen) if chosen or "preset" not in new else {})


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):  # a bare word is a name
        return text


def _text(field: str, text: str) -> str:
    """A value of version 0 as one of version 1, if it is one."""
    match field, _value(text):
        case "dtype", str(name):
            return name.removeprefix(FLOAT)
        case _, str(name):
            return name
        case "batch_size", None:
            return "full"
        case _, bool(answer):
            return "yes" if answer else "no"
        case "hidden_sizes", [*sizes] if all(isinstance(size, int | float) for size in sizes):
            return DASH.join(map(str, sizes)) or "none"
        case "activation", [*names] if all(isinstance(name, str) for name in names):
            return DASH.join(names) + (DASH if len(names) < 2 else "")
    return text


def _options(name: str, text: str) -> dict[str, str]:
    """The options of a row, which were one text; what is no dict stays one."""
    value = _value(text)
    if not isinstance(value, dict):
        return {f"{name}{DOT}": text}
    return {f"{name}{DOT}{option}": json.dumps(number) for option, number in value.items()}
