"""The run downloaded from the app, and opened again as a page of its own."""

from tests.browser.axe import violations


def test_the_run_is_downloaded_as_a_page(visit, context, tmp_path):
    app = visit(data="moons", v=1)
    app.press("step")
    app.wait_epoch(1)
    app.press("take_away")
    dialog = app.page.get_by_role("dialog")
    app.pick(dialog.get_by_role("combobox"), "One page with all charts", exact=False)
    dialog.get_by_text("Download mlpviz-moons-epoch-1.html").wait_for()
    assert violations(app, "[role=dialog]") == []
    with app.page.expect_download() as download:
        app.button("take_away_file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    page = context.new_page()
    try:
        page.goto(path.as_uri())
        page.wait_for_selector(".mlpviz-board[data-seq]")
        assert page.locator(".mlpviz-epoch").inner_text() == "Epoch 1 of 1"
        told = page.locator(".mlpviz-metrics dd").all_inner_texts()
    finally:
        page.close()
    dialog.get_by_role("button", name="Close").click()
    assert told == list(app.metrics.values())
