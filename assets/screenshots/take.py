"""Take the pictures of the pages: `python take.py [URL of the running app [names]]`.

Needs what `make test` installs.
"""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent


class Picture(NamedTuple):
    """A page in a window of some height, and what is done before its picture is taken."""

    path: str
    height: int
    prepare: Callable[[Page], None]


def step(button: str, epochs: int) -> Callable[[Page], None]:
    """Press this button so many times; after each the board draws the new epoch."""

    def press(page: Page) -> None:
        for _ in range(epochs):
            click(page, f".st-key-{button} button:visible")

    return press


def click(page: Page, selector: str) -> None:
    """Click something, and wait until the board has drawn what comes of it."""
    seq = page.locator(".mlpviz-board").get_attribute("data-seq")
    page.locator(selector).first.click()
    page.wait_for_function(
        "seq => document.querySelector('.mlpviz-board').dataset.seq !== seq", arg=seq
    )


def play(page: Page, button: str, until: str) -> None:
    """Press this button, wait until an expression is true, and press it again if it still plays."""
    click(page, f".st-key-{button} button:visible")
    page.wait_for_function(f"() => {until}", timeout=300_000)
    if page.locator(".mlpviz-board").get_attribute("data-playing") == "true":
        click(page, f".st-key-{button} button:visible")


def time_travel(page: Page) -> None:
    """Train past the plateau, go back onto it, branch off, and train the branch."""
    epoch = "+document.querySelector('.mlpviz-metrics dd').textContent.split(' ')[0]"
    play(page, "play", f"{epoch} >= 260")
    slider = page.get_by_role("slider", name="Epoch shown")
    slider.fill(str(round(0.3 * int(slider.get_attribute("max") or 0))))
    page.wait_for_function(f"() => {epoch} < 120")
    click(page, "[data-action=branch]")
    rate = page.get_by_role("slider", name="Learning rate")
    rate.focus()
    rate.press("ArrowRight")
    play(page, "play", f"{epoch} >= 200")
    page.locator(".stMain").evaluate("node => node.scrollTo(0, 0)")


def race(page: Page) -> None:
    """Race to the end."""
    play(
        page,
        "compare_race_play",
        "document.querySelector('.mlpviz-board').dataset.playing === 'false'",
    )


def upload(page: Page) -> None:
    """Run the code that the page hands out, and upload the file that it writes."""
    code = page.locator("[role=tabpanel] pre code").first.inner_text()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-c", code], cwd=folder, check=True)
        page.locator("input[type=file]").set_input_files(next(Path(folder).iterdir()))
        page.locator(".mlpviz-verdict").wait_for()
        page.wait_for_timeout(3000)


def share(page: Page) -> None:
    """Open the Share dialog and put a lesson together."""
    page.locator(".st-key-share button:visible").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("A sentence of your own").click()
    words = dialog.get_by_role("textbox", name="Your sentence")
    words.fill("Which is the smallest network that separates the two moons?")
    words.press("Control+Enter")
    hide = dialog.locator(".st-key-share_hide input").first
    for name in ("Data: all of it", "Learning rate"):
        hide.fill(name)
        page.wait_for_timeout(500)
        hide.press("Enter")
        page.wait_for_timeout(1500)
    hide.press("Tab")
    dialog.get_by_text("Plays at once").click()
    page.wait_for_timeout(1500)
    dialog.evaluate("node => node.scrollTo(0, 0)")


def embed(page: Page) -> None:
    """Show the page in a frame of a course page."""
    page.set_viewport_size({"width": 1280, "height": 800})
    course = (
        "<!doctype html><body style='margin: 24px; font: 17px/1.5 Georgia, serif'>"
        "<h1>Week 5: What a hidden unit can do</h1>"
        "<p>Press Play. Which unit bends the line where?</p>"
        f"<iframe src='{page.url}&embed=true' title='mlpviz: Moons, Train'"
        " width='1000' height='600' style='border: 1px solid #ccc'></iframe>"
    )
    page.route("**/course", lambda route: route.fulfill(body=course, content_type="text/html"))
    page.goto(page.url.partition("?")[0] + "course")
    page.wait_for_timeout(6000)
    frame = page.frame_locator("iframe")
    for _ in range(12):
        frame.locator(".st-key-step button:visible").first.click()
        page.wait_for_timeout(700)


def still(page: Page) -> None:
    """Wait until all is drawn."""
    page.wait_for_timeout(3000)


def traced(page: Page) -> None:
    """Wait until the trace is drawn."""
    page.locator(".mlpviz-trace[data-step]").wait_for()
    still(page)


def draw(page: Page) -> None:
    """Train for a while, and draw a three."""
    step("step", 12)(page)
    box = page.locator(".mlpviz-sheet canvas").bounding_box() or {}
    places = [
        (3, 2),
        (5, 1.2),
        (6.8, 2.2),
        (6.6, 3.8),
        (4.8, 4.8),
        (6.8, 5.8),
        (7, 7.6),
        (5, 8.8),
        (3, 7.8),
    ]
    for place, (x, y) in enumerate(places):
        page.mouse.move(
            box["x"] + x / 10 * box["width"], box["y"] + y / 10 * box["height"], steps=6
        )
        if not place:
            page.mouse.down()
    page.mouse.up()


TRACE = "trace?v=1&data="
PICTURES = {
    "train": Picture("", 800, step("step", 12)),
    "time_travel": Picture("?preset=digits-collapse", 800, time_travel),
    "presets": Picture("presets", 800, still),
    "trace": Picture(
        f"{TRACE}moons&layers=4-2&out=sigmoid&loss=binary_cross_entropy&weight=W1-0-1&at=11",
        800,
        traced,
    ),
    "trace_digits": Picture(f"{TRACE}digits&layers=32-16&weight=W1-20-4&at=9", 800, traced),
    "trace_mnist": Picture(f"{TRACE}mnist&layers=50&weight=W1-402-7&at=9", 800, traced),
    "trace_deep": Picture(
        f"{TRACE}moons&layers={'-'.join(['6'] * 15)}&act=sigmoid&weight=W3-2-4&at=40",
        800,
        traced,
    ),
    "compare": Picture("compare", 1100, race),
    "predict": Picture("predict?v=1&data=mnist&layers=32", 940, draw),
    "gradients": Picture("gradients?dataset=moons&hidden_sizes=[8,5]", 1540, step("step", 8)),
    "bug_lab": Picture("bug-lab", 1165, step("bug_lab_step", 12)),
    "share": Picture("?v=1&data=moons&layers=4", 1010, share),
    "embed": Picture("?v=1&data=moons&layers=4-4&lr=0.5", 800, embed),
    "check_my_code": Picture("check-my-code", 1330, upload),
}


def main(url: str, names: list[str]) -> None:
    """Open the pages, or those of these names, and write their pictures beside this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name in names or PICTURES:
            picture = PICTURES[name]
            page = browser.new_page(
                viewport={"width": 1280, "height": picture.height}, color_scheme="light"
            )
            page.goto(f"{url.rstrip('/')}/{picture.path}")
            page.wait_for_timeout(6000)  # everything is laid out
            picture.prepare(page)
            page.mouse.move(1, picture.height - 1)  # away from the buttons, whose hints would show
            page.wait_for_timeout(2500)  # hints and toolbars fade
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    address, *wanted = sys.argv[1:] or ["http://127.0.0.1:8501"]
    main(address, wanted)
