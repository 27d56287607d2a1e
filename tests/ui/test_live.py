"""The part of a page that frames redraw says what the whole page says."""

import pytest

TRANSPORTS = {"": "step", "gradients": "step", "bug-lab": "bug_lab_step", "compare": "compare_race_step"}


@pytest.mark.parametrize("page", TRANSPORTS)
def test_a_step_shows_what_the_whole_page_shows_then(open_app, page):
    app = open_app(page, dataset="xor", hidden_sizes="[3]")
    before = app.payload
    app.press(TRANSPORTS[page])
    stepped = app.payload
    app.redraw()
    assert stepped["header"] != before["header"]
    assert app.payload["header"] == stepped["header"], "the board lags behind the page"
