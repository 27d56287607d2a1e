"""Rows of the tables that the checker has of its own: what it knows of a name independently."""

from collections.abc import Mapping
from typing import TypeVar

Row = TypeVar("Row")


class MissingReferenceError(LookupError):
    """A row was added to the engine, and the checker has nothing to judge it by yet."""


def reference(table: Mapping[str, Row], name: str, file: str) -> Row:
    """The row ``name`` of ``table``, which is in ``file``.

    Raises MissingReferenceError that says where to write it.
    """
    if name not in table:
        raise MissingReferenceError(
            f"{name!r} cannot be checked: there is no independent version of it in {file}. "
            "Add one there; CONTRIBUTING.md says how."
        )
    return table[name]
