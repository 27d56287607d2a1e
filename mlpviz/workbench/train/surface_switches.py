"""The buttons that say how surfaces are looked at, and what an address says of it."""

from dataclasses import replace
from typing import NamedTuple

from mlpviz.engine.faults import require_known
from mlpviz.views.surface_look import SurfaceLook
from mlpviz.workbench.protocol import Button

LOOK = "look"  # the action of the buttons


class Switch(NamedTuple):
    """A row of ``SWITCHES``: a button of the surfaces' cards.

    ``field`` is the one of a ``SurfaceLook`` that it switches, ``texts`` are what its parameter in
    an address says where that is off, and on.
    """

    title: str
    field: str
    texts: tuple[str, str]


# By the name of the parameter in an address.
SWITCHES: dict[str, Switch] = {
    "surface": Switch("Flat", "flat", ("smooth", "flat")),
    "points": Switch("Test", "test", ("train", "all")),
}


def written(look: SurfaceLook, name: str) -> str:
    """The text of the parameter ``name``."""
    row = SWITCHES[name]
    return row.texts[getattr(look, row.field)]


def read(look: SurfaceLook, name: str, text: str) -> SurfaceLook:
    """``look`` with the ``text`` of the parameter ``name``. Raises FaultsError for another text."""
    row = SWITCHES[name]
    require_known(text, row.texts, name)
    return replace(look, **{row.field: text == row.texts[True]})


def buttons(look: SurfaceLook, *names: str) -> tuple[Button, ...]:
    """The buttons of a card. Each asks for a state, so that a click that comes twice is one."""
    found = []
    for name in names:
        row = SWITCHES[name]
        on = getattr(look, row.field)
        found.append(Button(LOOK, row.texts[not on], row.title, pressed=on))
    return tuple(found)


def asked(look: SurfaceLook, argument: str) -> SurfaceLook:
    """``look`` after a click on the button with this ``argument``."""
    (name,) = (name for name, row in SWITCHES.items() if argument in row.texts)
    return read(look, name, argument)
