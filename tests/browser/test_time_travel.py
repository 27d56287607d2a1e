"""Earlier epochs, branches, pinned runs and cures, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.browser.app import ONE_CHART

MOONS = {"dataset": "moons", "hidden_sizes": "[4]", "optimizer": "adam", "lr": "0.03"}


@pytest.fixture
def trained(visit):
    """A small run after a few epochs, paused."""
    app = visit(**ONE_CHART, **MOONS)
    app.play()
    app.wait_epoch(8)
    app.pause()
    return app


def shown(app) -> int:
    """The epoch that the slider is at."""
    words = app.page.locator(".mlpviz-epoch").inner_text()
    return int(words.split()[1])


def click(app, action: str) -> None:
    """Click the first button of the board that does this, and wait for the frame that answers."""
    before = app.seq
    app.page.locator(f"[data-action={action}]:visible").first.click()
    app.wait_after(before)


def drag(app, share: float) -> None:
    """Drag the slider from its end to this share of its length, over everything between."""
    box = app.page.get_by_role("slider", name="Epoch shown").bounding_box()
    middle = box["y"] + box["height"] / 2
    app.page.mouse.move(box["x"] + box["width"] - 8, middle)
    app.page.mouse.down()
    app.page.mouse.move(box["x"] + share * box["width"], middle, steps=8)
    app.page.mouse.up()


def focused(app) -> str:
    """Label or else class of the element that has the focus."""
    return app.page.evaluate(
        "() => document.activeElement.ariaLabel ?? document.activeElement.className"
    )


def wait_shown(app, epoch: int) -> None:
    app.page.wait_for_function(
        "epoch => +document.querySelector('.mlpviz-metrics dd')?.textContent === epoch", arg=epoch
    )


def test_scrub_branch_and_compare(trained):
    app, newest = trained, trained.epoch
    charts = ["curves", "decision", "network", "weights", "gradients"]
    before = {chart: app.figure(chart) for chart in charts}
    app.page.evaluate("() => document.querySelector('.stMain').scrollTo(0, 0)")
    drag(app, 0.5)
    epoch = shown(app)
    assert 0 < epoch < newest
    wait_shown(app, epoch)
    assert "goes another way" in app.message["text"]
    for chart in charts:
        assert app.figure(chart) != before[chart]
    # Arrows and buttons go by single epochs, and the keys of the transport still work.
    app.page.get_by_role("slider", name="Epoch shown").focus()
    app.page.keyboard.press("ArrowLeft")
    wait_shown(app, epoch - 1)
    app.page.get_by_role("button", name="Later epoch").click()
    wait_shown(app, epoch)
    click(app, "branch")
    assert app.epoch == epoch == shown(app)
    assert app.page.locator(".mlpviz-runs tbody tr").count() == 2
    # Buttons that vanish or can go no further don't drop the focus.
    assert focused(app) == "Epoch shown"
    app.page.keyboard.press("Home")
    wait_shown(app, 0)
    app.page.keyboard.press("ArrowRight")
    wait_shown(app, 1)
    earlier = app.page.get_by_role("button", name="Earlier epoch")
    earlier.press("Enter")
    wait_shown(app, 0)
    earlier.press("Enter")
    assert earlier.get_attribute("aria-disabled") == "true"
    assert focused(app) == "Earlier epoch"
    assert shown(app) == 0
    app.open_sidebar()
    rate = app.slider("Learning rate")
    rate.focus()
    for _ in range(6):
        rate.press("ArrowRight")
    for _ in range(2):
        app.press("step")
    app.page.locator(".mlpviz-runs summary").click()
    names = app.page.locator(".mlpviz-runs tbody th").all_inner_texts()
    assert len(set(names)) == 2
    assert names[1] == "● lr 0.03"
    assert f"branch {epoch}" in app.figure("curves")
    buttons = app.page.locator(".mlpviz-runs button")
    labels = buttons.evaluate_all("nodes => nodes.map(node => node.ariaLabel)")
    assert labels == ["Open: ● lr 0.03", "Unpin: ● lr 0.03"]
    click(app, "unpin")
    app.page.locator(".mlpviz-runs").wait_for(state="hidden")
    assert focused(app) == "mlpviz-message"
    # Reset in the moment of a move of the slider: nobody wants that epoch any more.
    app.page.evaluate(
        """() => {
          const slider = document.querySelector('.mlpviz-timeline input');
          slider.value = 0;
          slider.dispatchEvent(new Event('input'));
          document.querySelector('.st-key-reset button').click();
        }"""
    )
    app.page.wait_for_function("() => document.querySelector('.mlpviz-timeline input')?.disabled")
    app.play()
    app.wait_epoch(8)
    assert app.playing
    # Figures in the message are not read out with every frame.
    words = app.page.locator(".mlpviz-words")
    assert words.get_attribute("aria-live") == "off"
    app.pause()
    assert words.get_attribute("aria-live") == "polite"


def test_pins_on_a_phone(visit):
    app = visit(width=390, height=844, **MOONS)
    app.press("step")
    loss = app.metrics["Train loss"]
    app.press("pin")
    app.press("new_weights")
    app.press("step")
    app.press("step")
    assert app.metrics["Train loss"] != loss
    app.page.locator(".mlpviz-runs summary").click()
    assert app.page.locator(".mlpviz-runs tbody th").all_inner_texts() == ["seed 1", "● seed 0"]
    assert app.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    click(app, "open_pin")
    assert (app.epoch, app.metrics["Train loss"]) == (1, loss), "where it was pinned"
    app.page.wait_for_function("() => location.search.includes('seed=0')")


def test_cures_are_tried_and_one_click_away(visit):
    app = visit(**ONE_CHART, **MOONS, initializer="zeros")
    app.press("step")
    assert app.message["kind"] == "warning"
    click(app, "try_cures")
    app.wait_paused()
    outcome = app.page.get_by_role("status").filter(has_text="were tried")
    assert outcome.get_attribute("aria-live") == "polite"
    assert focused(app) == "mlpviz-message"
    click(app, "cure")
    assert app.message["kind"] == "info"
    assert focused(app) == "mlpviz-message"
    assert app.page.locator(".mlpviz-runs tbody tr").count() == 2
    app.page.wait_for_function("() => !location.search.includes('init=zeros')")


def test_pins_survive_a_reload_and_end_with_another_link(visit):
    app = visit(**ONE_CHART, v=1, data="moons", layers="2")
    app.press("step")
    app.press("pin")
    app.press("step")
    loss = app.metrics["Train loss"]
    app.press("pin")
    app.page.wait_for_function("() => sessionStorage.getItem('mlpviz-pins')?.includes('[0, 1, 2]')")
    app.page.reload()
    app.wait_board()
    table = app.page.locator(".mlpviz-runs summary")
    expect(table).to_have_text("2 pinned")
    table.click()
    app.page.get_by_role("button", name="Open: ").nth(1).click()
    app.wait_epoch(2)
    assert app.metrics["Train loss"] == loss
    app.open(v=1, data="moons", layers="2")
    app.page.wait_for_function("() => sessionStorage.getItem('mlpviz-pins') === null")
    assert not table.is_visible()
