"""Your data in a real browser: files and pasted cells, every fault, names that would be markup."""

from mlpviz.ui.markup import JOINER
from tests.browser.axe import violations
from tests.data.tables.files import ODD, ROWS, UNREADABLE, UNUSABLE, csv

EVIL = "http://evil.test"
HOSTILE = (
    f"<img src={EVIL}/x.png>",
    f'<a href="{EVIL}">a</a> <b>bold</b> %{{x}} &lt;',
    f"[l]({EVIL}) ![i]({EVIL}/i.png) **b** $x$ :material/home: :red[r]",
)
FILE = "![i](http:evil.test) **b**.csv"  # no slash: a file's name has none
NAMES = (*HOSTILE[:2], "kind")
TABLE = csv([(a, b, HOSTILE["ab".index(kind)]) for a, b, kind in ROWS], NAMES, sign="\t")


def open_dialog(app):
    app.page.locator("[class*='st-key-your_data'] button:visible").first.click()
    app.page.get_by_role("dialog").wait_for()


def upload(app, name, content):
    """Upload a file; what is said of it is for the test to wait for."""
    dialog = app.page.get_by_role("dialog")
    given = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    dialog.locator("input[type=file]").set_input_files(given)


def begin(app):
    app.button("your_data_begin").click()
    app.page.get_by_role("dialog").wait_for(state="detached")
    app.wait_rest()


def dataset(app):
    return app.page.locator(".stSidebar .st-key-dataset p").first.inner_text().strip()


def test_a_file_becomes_a_run_and_a_reload_has_it_again(visit):
    app = visit()
    open_dialog(app)
    upload(app, "mine.csv", csv())
    app.page.locator(".mlpviz-preview").wait_for()
    assert "40 rows, 3 columns" in app.page.locator(".mlpviz-own-head").inner_text()
    assert violations(app, "[role=dialog]") == []
    begin(app)
    assert dataset(app) == "Dataset: mine.csv"
    assert "data=own" in app.page.url
    app.press("step")
    assert app.epoch == 1
    app.page.reload()
    app.wait_board()
    assert dataset(app) == "Dataset: mine.csv"
    app.button("share").click()
    told = app.page.get_by_role("dialog").filter(has_text="The link does not hold your data")
    told.wait_for()


def test_every_fault_has_its_own_message_and_the_run_stays(visit):
    app = visit()
    app.wait_rest()
    before = dataset(app), app.page.url
    open_dialog(app)
    dialog = app.page.get_by_role("dialog")
    for title, content, words in UNREADABLE.values():
        upload(app, title, content)
        dialog.get_by_role("alert").filter(has_text=words).wait_for()
    for number, (content, words) in enumerate(UNUSABLE.values()):  # each has a name of its own
        upload(app, f"b{number}.csv", content)
        dialog.locator(".mlpviz-own-head").filter(has_text=f"b{number}.csv").wait_for()
        if "51 classes" in words:  # so many that it was not guessed
            app.pick(dialog.get_by_role("combobox", name="Target"), "kind")
        dialog.get_by_role("alert").filter(has_text=words).wait_for()
        assert app.button("your_data_begin").is_disabled()
    for number, (content, words) in enumerate(ODD.values()):
        upload(app, f"c{number}.csv", content)
        dialog.locator(".mlpviz-own-head").filter(has_text=f"c{number}.csv").wait_for()
        dialog.locator("[role=alert], .mlpviz-own-head").filter(has_text=words).wait_for()
        assert app.button("your_data_begin").is_enabled()
    app.page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert (dataset(app), app.page.url) == before


def test_hostile_names_are_shown_as_they_are(visit):
    app = visit()
    open_dialog(app)
    dialog = app.page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Paste").click()
    dialog.locator("textarea").fill(TABLE.decode())
    app.button("your_data_read").click()
    preview = app.page.locator(".mlpviz-preview")
    preview.wait_for()
    for name in NAMES:
        assert name[:39] in preview.inner_text()
    upload(app, FILE, TABLE)
    app.page.locator(".mlpviz-own-head").filter(has_text=FILE).wait_for()
    begin(app)
    assert dataset(app).replace(JOINER, "") == f"Dataset: {FILE}"
    app.press("step")
    app.figures()
    shown = " ".join(app.board.locator("text").all_text_contents())
    assert "<img" in shown  # as text, by a network's inputs
    for page in ("Compare", "Gradients", "Bug lab"):
        app.page.get_by_role("link", name=page, exact=True).click()
        app.wait_board()
        app.wait_rest()
        found = app.page.locator("[src*='evil.test'], [href*='evil.test'], [*|href*='evil.test']")
        assert found.count() == 0
