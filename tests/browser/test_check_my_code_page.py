"""The Check my code page in a real browser: upload, see, click, download."""

import json

from mlpviz.workbench.check_my_code.snippets import notebook
from tests.gradcheck.any_code.test_without_loss import Numbers
from tests.workbench.check_my_code.test_session import content


def upload(app, file, name="gradients.npz"):
    """Upload a file, and wait for what the page says of it."""
    given = {"name": name, "mimeType": "application/octet-stream", "buffer": file}
    app.page.locator("input[type=file]").set_input_files(given)
    app.page.locator(".mlpviz-verdict, .st-key-check_my_code_status [role=alert]").wait_for()


def test_a_file_is_judged_and_looked_into(visit):
    app = visit()
    app.page.get_by_role("link", name="Check my code").click()
    with app.page.expect_download() as download:
        app.button("check_my_code_notebook").click()
    assert download.value.suggested_filename == "gradients.ipynb"
    assert json.loads(download.value.path().read_text("utf-8")) == json.loads(notebook())

    upload(app, content(Numbers())[:900], "cut.npz")
    alert = app.page.locator(".st-key-check_my_code_status")
    assert "cut.npz cannot be used" in alert.inner_text()

    upload(app, content(Numbers(bug="no-slope")))
    app.page.locator(".mlpviz-verdict").wait_for()
    assert "2 of 4 gradients fail: W1 and b1" in app.page.locator(".mlpviz-verdict").inner_text()
    assert app.page.locator(".st-key-check_my_code_lines_0 .katex").count() == 2
    assert app.too_wide() == [0, 0]
    for chart in ("heatmap", "scatter"):
        assert len(app.figure(chart)) > 200
    assert "W1[0, 0]" not in app.page.locator(".mlpviz-element").inner_text()
    app.card("heatmap").locator(".nsewdrag").first.click(position={"x": 5, "y": 5})
    app.page.locator(".mlpviz-element").filter(has_text="W1[0, 0]").wait_for()
