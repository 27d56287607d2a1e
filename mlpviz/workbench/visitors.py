"""``Visitors``: who is here, who waits for a place, and who has been gone for long."""

import weakref
from collections.abc import Callable
from math import inf
from threading import Lock
from time import monotonic
from typing import NamedTuple

from mlpviz.clock import Clock
from mlpviz.workbench.session import Session


class Look(NamedTuple):
    """What has changed since the last look: who has just gone, and whom to forget."""

    gone: tuple[str, ...]
    forgotten: tuple[str, ...]


class _Visitor:
    """One who has a place: since when he is gone, if he is, and what the server keeps for him."""

    def __init__(self) -> None:
        self.gone: float | None = None
        self.session: Callable[[], Session | None] = lambda: None


class Visitors:
    """Visitors by the id of their tab; ``here(id)`` says whether the tab is connected.

    Methods may be called from any thread.
    """

    def __init__(self, here: Callable[[str], bool], clock: Clock = monotonic) -> None:
        self.here, self._clock = here, clock
        self._lock = Lock()
        self._inside: dict[str, _Visitor] = {}
        self._waiting: dict[str, None] = {}  # in the order in which they came

    def __len__(self) -> int:
        """How many are here and have a place."""
        with self._lock:
            return sum(visitor.gone is None for visitor in self._inside.values())

    def admit(self, visitor: str, most: float) -> int:
        """0 if the visitor has a place, one of ``most``; else the number in the row of waiting.

        First come, first served; whoever has a place keeps it while he is here.
        """
        with self._lock:
            if visitor in self._inside:
                self._inside[visitor].gone = None
                return 0
            self._waiting = {w: None for w in self._waiting if self.here(w)}
            self._waiting.setdefault(visitor)
            place = list(self._waiting).index(visitor)
            taken = sum(map(self.here, self._inside))
            if taken + place >= most:
                return place + 1
            del self._waiting[visitor]
            self._inside[visitor] = _Visitor()
            return 0

    def keep(self, visitor: str, session: Session) -> None:
        """What the server keeps for a visitor who has a place."""
        with self._lock:
            if visitor in self._inside:
                self._inside[visitor].session = weakref.ref(session)

    def session(self, visitor: str) -> Session | None:
        """What is kept for a visitor who has a place, if anything is."""
        with self._lock:
            found = self._inside.get(visitor)
            return None if found is None else found.session()

    def look(self, patience: float, most: float = inf) -> Look:
        """Who has gone since the last look, and who ``patience`` seconds ago.

        The jobs of the former end at once; the latter lose their place. So do those who have been
        gone longest where more than ``most`` have, and who has left while waiting for a place.
        """
        now = self._clock()
        with self._lock:
            gone = [name for name in self._inside if self._leaves(name, now)]
            away = {name: v.gone for name, v in self._inside.items() if v.gone is not None}
            longest = sorted(away, key=away.__getitem__)
            many = max(len(away) - most, 0)
            forgotten = [
                name
                for place, name in enumerate(longest)
                if place < many or now - away[name] >= patience
            ]
            for name in forgotten:
                del self._inside[name]
            turned_away = [name for name in self._waiting if not self.here(name)]
            for name in turned_away:
                del self._waiting[name]
        return Look(tuple(gone), (*forgotten, *turned_away))

    def _leaves(self, name: str, now: float) -> bool:
        """Whether a visitor has gone since the last look; his jobs end then."""
        visitor = self._inside[name]
        if self.here(name):
            visitor.gone = None
        elif visitor.gone is None:
            visitor.gone = now
            if (session := visitor.session()) is not None:
                session.rest()
            return True
        return False
