"""``TriedActions``: the actions of a diagnosis, tried when somebody first looks at them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, overload

from mlpviz.cures.cure import Cure, Cures
from mlpviz.diagnosis import Action, Diagnosis

ABOUT = 0.05  # of a score: what a message proposes comes first if it reaches nearly as much


class Search:
    """The cures of one moment, searched for once, when the first of its messages is asked."""

    def __init__(self, search: Callable[[], Cures]) -> None:
        self._search = search
        self.known: Cures | None = None

    def cures(self) -> Cures:
        """The result; the first call takes its time."""
        if self.known is None:
            self.known = self._search()
        return self.known


class TriedActions(Sequence[Action]):
    """The cures of one message, best first: a sequence that is filled at the first look at it.

    Length, items, comparison and pickling are looks; ``repr`` is none.
    """

    def __init__(self, search: Search, chosen: Callable[[Cures], tuple[Cure, ...]]) -> None:
        self._search, self._chosen = search, chosen

    @cached_property
    def _items(self) -> tuple[Cure, ...]:
        return self._chosen(self._search.cures())

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, index: int) -> Action: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Action, ...]: ...

    def __getitem__(self, index: int | slice) -> Action | tuple[Action, ...]:
        return self._items[index]

    def __iter__(self) -> Iterator[Action]:
        return iter(self._items)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, TriedActions | tuple):
            return NotImplemented
        return self._items == tuple(other)

    __hash__ = None  # type: ignore[assignment]  # the changes of an action are a dict

    def __reduce__(self) -> tuple[Any, ...]:
        return tuple, (self._items,)

    def __repr__(self) -> str:
        known = self._search.known is not None
        return repr(self._items) if known else "<actions, tried when they are looked at>"


def with_cures(found: Sequence[Diagnosis], search: Callable[[], Cures]) -> tuple[Diagnosis, ...]:
    """``found`` with what was tried as their actions, by a ``search`` that they share."""
    shared = Search(search)

    def chosen(place: int) -> Callable[[Cures], tuple[Cure, ...]]:
        return lambda cures: belonging(cures, found, place)

    return tuple(
        replace(diagnosis, actions=TriedActions(shared, chosen(place)))
        for place, diagnosis in enumerate(found)
    )


def belonging(cures: Sequence[Cure], found: Sequence[Diagnosis], place: int) -> tuple[Cure, ...]:
    """The ``cures`` of the message at ``place`` among ``found``, whose actions are proposals.

    Those that have something in them that it proposes. The first message has those of nobody, too:
    behind its own, unless they reach clearly more. It has all where nothing of its own has helped.
    """
    own = tuple(cure for cure in cures if _proposed(cure, found[place]))
    if place:
        return own
    nobodys = tuple(c for c in cures if not any(_proposed(c, message) for message in found))
    if not own and not nobodys:
        return tuple(cures)
    if own and nobodys and nobodys[0].reached <= own[0].reached + ABOUT:
        return (*own, *nobodys)
    return tuple(cure for cure in cures if cure in own or cure in nobodys)


def _proposed(cure: Cure, diagnosis: Diagnosis) -> bool:
    proposed = [item for action in diagnosis.actions for item in action.changes.items()]
    return any(item in proposed for item in cure.changes.items())
