"""Zoom and keyboard on the Train page, in a real browser."""


# Zoom


def drag_over_the_loss(app):
    app.look_at("curves")  # a zoom of what an earlier run has drawn ends with it
    app.card("curves").evaluate("node => node.scrollIntoView({ block: 'end' })")
    box = app.card("curves").locator(".nsewdrag").first.bounding_box()
    x, y = box["x"], box["y"]
    app.page.mouse.move(x + 0.2 * box["width"], y + 0.2 * box["height"])
    app.page.mouse.down()
    app.page.mouse.move(x + 0.7 * box["width"], y + 0.8 * box["height"], steps=8)
    app.page.mouse.up()
    return x + 0.5 * box["width"], y + 0.5 * box["height"]


def test_zoom_is_kept_while_playing_until_a_double_click(small):
    small.press("step")
    whole = small.axis("xaxis")["range"]
    middle = drag_over_the_loss(small)
    small.page.wait_for_function(
        "whole => document.querySelector(\"[data-figure-id='curves'] .mlpviz-plot\")"
        "?._fullLayout?.xaxis.range[1] < whole",
        arg=whole[1],
    )
    zoomed = small.axis("xaxis")["range"], small.axis("yaxis")["range"]
    seq = small.seq
    small.play()
    small.wait_after(seq + 5)
    assert (small.axis("xaxis")["range"], small.axis("yaxis")["range"]) == zoomed
    small.wait_epoch(12)
    small.pause()
    assert (small.axis("xaxis")["range"], small.axis("yaxis")["range"]) == zoomed
    small.page.mouse.dblclick(*middle)
    small.page.wait_for_function(
        "epoch => document.querySelector(\"[data-figure-id='curves'] .mlpviz-plot\")"
        "?._fullLayout?.xaxis.range[1] >= epoch",
        arg=small.epoch,
    )


def test_zooming_while_playing(small):
    small.play()
    small.wait_epoch(3)
    drag_over_the_loss(small)
    seq = small.seq
    small.wait_after(seq + 1)
    zoomed = small.axis("yaxis")["range"]
    small.wait_after(small.seq + 5)
    assert small.axis("yaxis")["range"] == zoomed
    assert zoomed[0] > 0, "the drag zoomed in"
    small.pause()


# Keyboard


def test_space_plays_and_pauses_and_s_steps(small):
    small.page.keyboard.press("Space")
    small.wait_epoch(1)
    small.page.keyboard.press("Space")
    small.wait_paused()
    epoch, seq = small.epoch, small.seq
    small.page.keyboard.press("s")
    small.wait_after(seq)
    assert small.epoch == epoch + 1
    small.page.keyboard.press("S")
    small.wait_epoch(epoch + 2)


def test_shortcuts_rest_while_typing(small):
    small.open_more()
    field = small.page.get_by_role("textbox", name="Data seed", exact=True)
    field.click()
    small.page.keyboard.press("s")
    small.page.keyboard.press("Space")
    small.page.keyboard.press("Escape")
    small.set_log()
    assert (small.epoch, small.playing) == (0, False)


def test_shortcuts_rest_with_modifiers(small):
    for keys in ("Control+s", "Alt+s"):
        small.page.keyboard.press(keys)
    small.set_log()
    assert small.epoch == 0


def test_space_on_a_focused_button_presses_that_button_once(small):
    small.button("step").focus()
    small.page.keyboard.press("Space")
    small.wait_epoch(1)
    small.set_log()
    assert (small.epoch, small.playing) == (1, False)


def test_space_plays_after_a_click_on_step(small):
    small.press("step")
    small.page.keyboard.press("Space")
    small.wait_epoch(2)
    small.pause()


def test_everything_can_be_reached_with_the_tab_key(small):
    small.open_more()
    reached = set()
    for _ in range(120):
        small.page.keyboard.press("Tab")
        reached.add(
            small.page.evaluate(
                "() => document.activeElement.ariaLabel || document.activeElement.innerText"
            )
        )
    reached = {name.split("\n")[-1].strip() for name in reached if name}
    assert {"Play", "Step", "Reset", "New weights", "Log loss"} <= reached
    assert {"Moons", "Batch size", "Data seed"} <= reached
    assert {"About Learning curves", "About Weights"} <= reached
