"""The part of a page that frames redraw says what the whole page says."""

import pytest

STEPS = {"": "step", "gradients": "step", "bug-lab": "bug_lab_step"}


def shown(app):
    """What the board shows, but for the frame's number and work that each frame goes on with."""
    parts = {name: value for name, value in app.payload.items() if name != "seq"}
    return parts | {"figures": [part for part in parts["figures"] if part["id"] != "sweep"]}


@pytest.mark.parametrize("page", STEPS)
def test_a_step_shows_what_the_whole_page_shows_then(open_app, page):
    app = open_app(page, dataset="xor", hidden_sizes="[3]")
    before = shown(app)
    app.press(STEPS[page])
    stepped = shown(app)
    assert stepped != before
    app.redraw()
    assert shown(app) == stepped, "the board lags behind the page"
