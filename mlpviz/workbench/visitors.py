"""``Visitors``: who is here, who waits for a place, who rests, and who has been gone for long."""

import weakref
from collections.abc import Callable
from math import inf
from threading import Lock
from time import monotonic
from typing import NamedTuple

from mlpviz.clock import Clock
from mlpviz.workbench.session import Session

GRACE = 10.0  # seconds: a whole class may lose its network for as long, and is back in its runs


class Look(NamedTuple):
    """What has changed since the last look: who has just gone, and whom to forget."""

    gone: tuple[str, ...]
    forgotten: tuple[str, ...]


class _Visitor:
    """One who has a place, or rests.

    ``gone`` is since when he is gone or rests, if he does, ``touched`` when he last did
    anything, ``session`` what the server keeps for him, ``size`` what his runs took when he went,
    in bytes. ``kept`` is the session of one who rests: his tab keeps it no longer.
    """

    def __init__(self) -> None:
        self.gone: float | None = None
        self.touched = 0.0
        self.size = 0
        self.session: Callable[[], Session | None] = lambda: None
        self.kept: Session | None = None

    def leave(self, now: float) -> None:
        """He goes, or rests: his jobs end."""
        self.gone = now
        if (session := self.session()) is not None:
            session.rest()
            self.size = session.size


class Visitors:
    """Visitors by the id of their tab; ``here(id)`` says whether the tab is connected.

    Methods may be called from any thread.
    """

    def __init__(self, here: Callable[[str], bool], clock: Clock = monotonic) -> None:
        self.here, self._clock = here, clock
        self._lock = Lock()
        self._inside: dict[str, _Visitor] = {}
        self._resting: dict[str, _Visitor] = {}  # who have given their places away
        self._waiting: dict[str, None] = {}  # in the order in which they came

    def __len__(self) -> int:
        """How many are here and have a place."""
        with self._lock:
            return sum(visitor.gone is None for visitor in self._inside.values())

    def admit(self, visitor: str, most: float) -> int:
        """0 if the visitor has a place, one of ``most``; else the number in the row of waiting.

        First come, first served; whoever has a place keeps it while he is here and does not
        `rest`.
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
            own = self._resting.pop(visitor, _Visitor())
            own.gone, own.touched = None, self._clock()
            self._inside[visitor] = own
            return 0

    def touch(self, visitor: str) -> None:
        """A visitor does something himself: he does not rest."""
        with self._lock:
            if visitor in self._inside:
                self._inside[visitor].touched = self._clock()

    def rest(self, patience: float, places: float) -> tuple[str, ...]:
        """Who gives his place to one who waits, as he has done nothing for ``patience`` s.

        Of ``places`` no more become free than there are visitors who wait; who did something last
        goes last. What the server keeps for one who rests is kept as long as there is room for it.
        """
        now = self._clock()
        with self._lock:
            here = {name: self._inside[name].touched for name in self._inside if self.here(name)}
            idle = [name for name in here if now - here[name] >= patience]
            lacking = len(here) + sum(map(self.here, self._waiting)) - places
            found = sorted(idle, key=here.__getitem__)[: int(min(max(lacking, 0), len(idle)))]
            for name in found:
                own = self._resting[name] = self._inside.pop(name)
                own.leave(now)
                own.kept = own.session()
        return tuple(found)

    def rests(self, visitor: str) -> bool:
        """Whether a visitor has given his place away, and does not ask for another yet."""
        with self._lock:
            return visitor in self._resting and visitor not in self._waiting

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

    def rested(self, visitor: str) -> Session | None:
        """The session of one who has rested, if there was room to keep it: once."""
        with self._lock:
            found = self._inside.get(visitor) or self._resting.get(visitor)
            session = None if found is None else found.kept
            if found is not None:
                found.kept = None
            return session

    def look(self, patience: float, most: float = inf) -> Look:
        """Who has gone since the last look, and who ``patience`` seconds ago.

        The jobs of the former end at once; the latter lose their place. So do those who have been
        gone longest where the runs of all who have would take more than ``most`` bytes, but for
        ``GRACE`` seconds and for the latest one; and who has left while waiting for a place, or
        while he rested. Those who rest share these bytes: beyond them, their links are all that
        is left of their runs.
        """
        now = self._clock()
        with self._lock:
            gone = [name for name in self._inside if self._leaves(name, now)]
            forgotten = self._too_long(now, patience, most)
            without = {**self._resting, **self._waiting}
            turned_away = [name for name in without if not self.here(name)]
            for name in forgotten:
                del self._inside[name]
            for name in turned_away:
                self._waiting.pop(name, None)
                self._resting.pop(name, None)
        return Look(tuple(gone), (*forgotten, *turned_away))

    def _leaves(self, name: str, now: float) -> bool:
        """Whether a visitor has gone since the last look; his jobs end then."""
        visitor = self._inside[name]
        if self.here(name):
            visitor.gone = None
        elif visitor.gone is None:
            visitor.leave(now)
            return True
        return False

    def _too_long(self, now: float, patience: float, most: float) -> list[str]:
        """Who has been gone for long, or is one too many; who has been gone longest first.

        Of those who rest, what is too many goes at once.
        """
        known = {**self._inside, **self._resting}
        away = {name: (v.gone, v.size) for name, v in known.items() if v.gone is not None}
        total, found = 0, []
        for place, name in enumerate(sorted(away, key=lambda name: -away[name][0])):
            when, size = away[name]
            total += size
            many = place and total > most and now - when >= GRACE
            if name in self._resting and many:
                known[name].kept, known[name].size = None, 0
            elif name in self._inside and (many or now - when >= patience):
                found.append(name)
        return found[::-1]
