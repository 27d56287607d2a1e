"""Who is here: what of Streamlit's server says whether a tab is still connected."""

import asyncio
import logging
from collections.abc import Callable
from math import inf
from time import monotonic

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx

from mlpviz.clock import Clock
from mlpviz.limits.memory import give_back, used_bytes
from mlpviz.profiles import limits
from mlpviz.words import counted
from mlpviz.workbench.gate import Leaving
from mlpviz.workbench.pages import TAKE_FILES
from mlpviz.workbench.session import Session
from mlpviz.workbench.visitors import Visitors

PERIOD = 0.5  # seconds between two looks at who has gone
BETWEEN = 5.0  # seconds between two collections: each holds everybody up for some 30 ms
GROWTH = 64_000_000  # bytes of memory more, after which garbage is collected
AGAIN = 3.0  # seconds after which whoever waits looks again

log = logging.getLogger(__name__)


def _here(visitor: str) -> bool:
    return not Runtime.exists() or Runtime.instance().is_active_session(visitor)


visitors = Visitors(_here)


def tab() -> str:
    """The id of the tab that this run of the page is for."""
    context = get_script_run_ctx()
    return "" if context is None else context.session_id


def admitted() -> bool:
    """Whether there is a place for this visitor; else the page says how long the row is.

    Or that its tab rests; what is kept of it then is kept by `visitors`.
    """
    if visitors.rests(tab()):
        st.session_state.pop("session", None)
        _rest()
    elif not visitors.admit(tab(), limits().sessions):
        return True
    else:
        _wait()
    return False


def _rest() -> None:
    """A page for whoever has given his place away."""
    st.markdown("### This tab rests")
    st.markdown(
        "Nobody did anything in it for a while, and others were waiting for a place on this "
        "server. Your run is kept: as you left it while there is room for it, and by its link, in "
        "the address of this page, in any case."
    )
    st.button("Go on", key="go_on", type="primary", on_click=_go_on)


def _go_on() -> None:
    """Callback: ask for a place again; there may be a row of those who wait."""
    visitors.admit(tab(), limits().sessions)


@st.fragment(run_every=AGAIN)
def _wait() -> None:
    """A page for whoever waits; it opens by itself."""
    most = limits().sessions
    place = visitors.admit(tab(), most)
    if not place:
        st.rerun()
    before = f"{counted(place - 1, 'visitor')} before you. " if place > 1 else "You are next. "
    st.markdown("### All places are taken at the moment")
    st.markdown(
        f"This server has room for {counted(int(most), 'visitor')} at a time. {before}"
        "This page opens by itself as soon as there is a place; it looks every few seconds.",
    )


def keep(session: Session) -> None:
    """Remember what the server keeps for this visitor, so that his jobs end when he goes."""
    visitors.keep(tab(), session)


def rested() -> Session | None:
    """What the server has kept for this visitor while his tab rested."""
    return visitors.rested(tab())


def takes_file(visitor: str) -> bool:
    """Whether a page that takes a file, or the dialog that does, is open in this tab."""
    session = visitors.session(visitor)
    if session is None or session.page is None:
        return False
    return session.page.path in TAKE_FILES or session.your_data.opened


def tell_no_room(visitor: str, why: str) -> None:
    """Have the page say why a file that it waits for does not come."""
    session = visitors.session(visitor)
    if session is not None:
        session.no_room = why


def leave_if_gone() -> None:
    """End this run of the page if its visitor has gone.

    ``st.stop`` would not do in a callback, in which it waits for the script to begin.
    """
    if not _here(tab()):
        raise StopException


Leaving.check = leave_if_gone


def _draw_again(visitor: str) -> None:
    """Have the page of a tab drawn, as it was drawn last: nothing else would tell it anything."""
    session = Runtime.instance().get_app_session(visitor)
    if session is not None:
        session.request_rerun(session._client_state)  # without one it would be the first page


class Housekeeping:
    """What the server does while it runs: forget who has gone, and give their memory back.

    ``also`` is called at every look.
    """

    def __init__(self, also: Callable[[], None] = lambda: None, clock: Clock = monotonic) -> None:
        self._collected, self._also, self._clock = used_bytes(), also, clock
        self._due, self._given = False, -inf

    async def run(self) -> None:
        """Look every now and then, for good."""
        while True:
            await asyncio.sleep(PERIOD)
            try:
                await self.keep()
            except Exception:  # whatever it was: who leaves later is to be forgotten, too
                log.exception("housekeeping failed")

    async def keep(self) -> None:
        """Look once, and give memory back if it is time to, and some since the last time."""
        self._also()
        self._due = self.look() or self._due
        if self._due and self._clock() - self._given >= BETWEEN:
            self._due, self._given = False, self._clock()
            await asyncio.to_thread(give_back)
            self._collected = used_bytes()

    def look(self) -> bool:
        """Forget who has been gone for long, have tabs rest that others wait for.

        Returns whether it is time to collect garbage.
        """
        allowed = limits()
        for visitor in visitors.rest(allowed.rest_seconds, allowed.sessions):
            _draw_again(visitor)
        seen = visitors.look(allowed.forget_seconds, allowed.left_bytes)
        for visitor in seen.forgotten:
            Runtime.instance().close_session(visitor)
        used = used_bytes()
        self._collected = min(self._collected, used)
        return bool(seen.forgotten) or used > self._collected + GROWTH
