"""From page to page: nothing that a board still asks for brings the old page back."""

import pytest

MOONS = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[4]"}
SILENCE = 2_500  # ms, longer than a board waits before it asks once more


def go(app, name, sign):
    """Click a name in the row of pages and wait for its title, and for what is on that page."""
    app.page.get_by_role("link", name=name, exact=True).click()
    app.page.wait_for_function("title => document.title === title", arg=f"{name} · mlpviz")
    app.page.locator(sign).first.wait_for()


@pytest.fixture
def app(visit):
    return visit(on=True, height=560, **MOONS)  # few charts in sight: quick frames


def test_from_page_to_page_while_playing(app):
    app.play()
    app.wait_epoch(1)
    go(app, "Train", ".mlpviz-metrics dd")  # which is open already
    app.wait_epoch(app.epoch + 2)
    assert app.playing
    for _ in range(3):
        go(app, "Gradients", ".mlpviz-verdict")
        go(app, "Train", ".mlpviz-metrics dd")
    epoch = app.epoch
    app.wait_epoch(epoch + 2)
    go(app, "Presets", ".st-key-open_sine button")
    app.page.wait_for_timeout(SILENCE)
    assert app.page.locator(".st-key-open_sine button").is_visible()
    app.page.go_back()
    app.page.locator(".mlpviz-metrics dd").first.wait_for()
    app.wait_epoch(epoch + 3)


def test_a_page_that_is_left_at_once_stays_left(app):
    """A quarter of a second after its first drawing the board tells which views are on screen."""
    for wait in (0, 150, 220, 250, 300):
        go(app, "Presets", ".st-key-open_sine button")
        app.page.wait_for_timeout(600)
        assert app.page.locator(".st-key-open_sine button").is_visible()
        go(app, "Train", ".mlpviz-metrics dd")
        app.page.wait_for_timeout(wait)
