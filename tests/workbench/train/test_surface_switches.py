"""How surfaces are looked at: buttons, and parameters of an address."""

import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.views.surface_look import SurfaceLook
from mlpviz.workbench.train.surface_switches import (
    SWITCHES,
    asked,
    buttons,
    read,
    written,
)

USUAL = SurfaceLook()


def test_a_button_asks_for_the_other_state_and_a_second_click_for_the_same():
    flat, points = buttons(USUAL, *SWITCHES)
    assert [(b.title, b.pressed) for b in (flat, points)] == [("Flat", False), ("Test", True)]
    once = asked(USUAL, flat.argument)
    assert once == asked(once, flat.argument) == SurfaceLook(flat=True)
    both = asked(once, points.argument)  # of the same frame
    assert both == SurfaceLook(flat=True, test=False)
    for button in buttons(both, *SWITCHES):
        both = asked(both, button.argument)
    assert both == USUAL


@pytest.mark.parametrize("look", [SurfaceLook(f, t) for f in (False, True) for t in (False, True)])
def test_an_address_has_both(look):
    found = USUAL
    for name in SWITCHES:
        found = read(found, name, written(look, name))
    assert found == look


def test_another_text_is_refused():
    with pytest.raises(FaultsError, match=r"points = 'none' is unknown.* Legal: train, all"):
        read(USUAL, "points", "none")


def test_no_two_states_have_the_same_text():
    texts = [text for row in SWITCHES.values() for text in row.texts]
    assert len(set(texts)) == len(texts)
