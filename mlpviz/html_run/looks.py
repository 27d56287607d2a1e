"""How a view can be looked at in a file, and what its buttons there say: ``choices``."""

from itertools import product
from typing import NamedTuple

from mlpviz.views.frame import LOOK, Frame
from mlpviz.views.surface_look import SurfaceLook
from mlpviz.views.view import View

CURVES = "curves"  # the view whose axis of the loss can be logarithmic
LOG = "log"


class Choice(NamedTuple):
    """A button of a card: its title, and what it switches: ``flat``, ``test`` or ``log``.

    ``on``: whether that is so when the page is opened.
    """

    title: str
    name: str
    on: bool


# By what a view's row calls them; as in the app.
SWITCHES = {
    "surface": Choice("Flat", "flat", LOOK.flat),
    "points": Choice("Test", "test", LOOK.test),
}


def choices(name: str, view: View[Frame]) -> list[Choice]:
    """The buttons of a view's card."""
    log = [Choice("Log", LOG, on=False)] if name == CURVES else []
    return [SWITCHES[switch] for switch in view.switches] + log


def looks(found: list[Choice]) -> list[dict[str, bool]]:
    """All ways to look at a view, by what its buttons switch; the first is that without a click."""
    sides = [(choice.on, not choice.on) for choice in found]
    return [
        {choice.name: on for choice, on in zip(found, states, strict=True)}
        for states in product(*sides)
    ]


def key(look: dict[str, bool]) -> str:
    """What ``host.js`` calls it: a digit for each button."""
    return "".join(str(int(on)) for on in look.values())


def look_at(moment: Frame, look: dict[str, bool]) -> None:
    """Have a moment looked at like that; what it has computed stays."""
    moment.look = SurfaceLook(look.get("flat", LOOK.flat), look.get("test", LOOK.test))
    moment.log = look.get(LOG, False)
