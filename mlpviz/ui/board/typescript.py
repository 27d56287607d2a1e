"""The board protocol as types for JavaScript: ``python -m mlpviz.ui.board.typescript`` writes them.

The types come from the dataclasses of ``workbench/protocol.py`` and ``events.py``, where they are
described; what may be None there is optional here, as it is left out of the payload.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from mlpviz.workbench.drawing import Panel, Train
from mlpviz.workbench.events import Event
from mlpviz.workbench.protocol import Payload

TARGET = Path(__file__).parent / "frontend" / "protocol.d.ts"
OF_DRAWING = TARGET.parent / "drawing" / "protocol.d.ts"
HEAD = "// Written by `python -m mlpviz.ui.board.typescript`; described in mlpviz/workbench.\n"
PLAIN = {str: "string", int: "number", float: "number", bool: "boolean", Any: "any"}


def declarations() -> str:
    """All of the protocol as TypeScript: the payload with its parts, then the events by name."""
    found: dict[str, str] = {}
    _declare(Payload, found)
    events = get_args(Event)
    for event in events:
        _declare(event, found)
    names = "".join(f"  {event.__name__.lower()}: {event.__name__};\n" for event in events)
    return HEAD + "".join(found.values()) + f"\nexport interface Events {{\n{names}}}\n"


def of_drawing() -> str:
    """The same of the drawing panel: what it is told, and its one event."""
    found: dict[str, str] = {}
    for row in (Panel, Train):
        _declare(row, found)
    return HEAD + "".join(found.values())


def _declare(row: type, found: dict[str, str]) -> None:
    """Add the interface of a dataclass, after those that it needs."""
    hints, lines = get_type_hints(row), []
    for field in fields(row):
        options = get_args(hints[field.name])
        optional = isinstance(hints[field.name], UnionType) and NoneType in options
        kind = options[0] if optional else hints[field.name]
        lines.append(f"  {field.name}{'?' if optional else ''}: {_type(kind, found)};\n")
    found[row.__name__] = f"\nexport interface {row.__name__} {{\n{''.join(lines)}}}\n"


def _type(kind: Any, found: dict[str, str]) -> str:
    """The TypeScript of a Python type. Raises KeyError for one that no payload has yet."""
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in found:
            _declare(kind, found)
        return kind.__name__
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return " | ".join(f'"{part}"' for part in parts)
    if origin in (tuple, list):
        return f"{_type(parts[0], found)}[]"
    if origin in (dict, Mapping):
        return f"Record<{', '.join(_type(part, found) for part in parts)}>"
    return PLAIN[kind]


if __name__ == "__main__":
    TARGET.write_text(declarations(), encoding="utf-8")
    OF_DRAWING.write_text(of_drawing(), encoding="utf-8")
