"""``computed``: a property that is computed once for each object, at its first use."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload

T = TypeVar("T")


class computed(Generic[T]):  # noqa: N801  # used as the decorator that it is
    """As ``functools.cached_property``, which before Python 3.12 has a lock for all objects.

    Work that lets others through the gate must not hold a lock that those may want.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self.compute, self.__doc__ = compute, compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> "computed[T]": ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> "computed[T] | T":
        """The value, which from now on stands in the object itself."""
        if instance is None:
            return self
        value = self.compute(instance)
        vars(instance)[self.name] = value
        return value
