"""``Remembered``: what was computed from an array that never changes, as long as it lives."""

import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from mlpviz.arrays import Array

T = TypeVar("T")


class Remembered(Generic[T]):
    """Results by array: by the array itself, not by its values, which would have to be compared.

    A result goes with its array: when the history drops a snapshot, forgets one, or is dropped with
    its run, what was computed of it goes too, and an epoch that is trained anew has a new array.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[weakref.ref[Array], T]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, array: Array, compute: Callable[[Array], T]) -> T:
        """``compute(array)``, or what it was when it was asked before. ``array`` is read-only."""
        key = id(array)
        if key not in self._kept:
            result = compute(array)
            # The callback comes before another array can get the same id.
            forget = weakref.ref(array, lambda _: self._kept.pop(key, None))
            self._kept[key] = forget, result
        return self._kept[key][1]
