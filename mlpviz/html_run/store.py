"""``Store``: values of which equal ones are kept once, and named by a number."""

import json
from typing import Any


class Store:
    """Values as JSON, each once; ``add`` gives the place of one."""

    def __init__(self) -> None:
        self._places: dict[str, int] = {}

    def add(self, value: Any) -> int:
        """The place of a value, which is the same for all that are equal to it."""
        return self._places.setdefault(compact(value), len(self._places))

    def as_json(self) -> str:
        """All values as a list, in the order in which each came first."""
        return f"[{','.join(self._places)}]"


def compact(value: Any) -> str:
    """As JSON, without spaces. Raises ValueError for NaN and infinity, which JSON has not."""
    return json.dumps(value, separators=(",", ":"), allow_nan=False)
