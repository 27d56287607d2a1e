"""The My run page in a real browser: the example, a file, the slider, by keyboard."""

from tests.browser.axe import violations
from tests.ui.test_my_run_page import recording, saved


def upload(app, content, name):
    given = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    app.page.locator("input[type=file]").set_input_files(given)


def test_a_file_is_looked_at_over_time(visit, tmp_path):
    app = visit(dataset="moons")
    app.page.get_by_role("link", name="My run", exact=True).click()
    app.button("my_run_example").wait_for()
    assert violations(app) == []
    app.button("my_run_example").click()
    app.card("curves").wait_for()
    message = app.page.locator(".mlpviz-message")
    message.filter(has_text="dead").wait_for()
    assert app.too_wide() == [0, 0]
    assert violations(app) == []

    slider = app.page.get_by_role("slider")
    slider.press("Home")
    message.filter(has_text="No fault is found at this epoch").wait_for()
    app.page.locator(".mlpviz-epoch").filter(has_text="Epoch 1 of 60").wait_for()

    app.page.get_by_text("A recording of a training loop").click()
    upload(app, b"x" * 50, "holiday.mlpviz")
    alert = app.page.get_by_role("alert").filter(has_text="holiday.mlpviz")
    alert.wait_for()
    upload(app, saved(recording(), tmp_path), "run.mlpviz")
    message.filter(has_text="The training loss has grown").wait_for()
    assert alert.count() == 0
    app.figures()  # those below the window are the new file's, too
