"""Take the pictures of the pages: `python take.py [URL of the running app]`.

Needs what `make test` installs.
"""

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Page, sync_playwright

FOLDER = Path(__file__).parent


class Picture(NamedTuple):
    """One page after some epochs, in a window of some height; ``button`` steps its run."""

    path: str
    button: str
    epochs: int
    height: int


PICTURES = {
    "train": Picture("", "step", 12, 800),
    "gradients": Picture("gradients?dataset=moons&hidden_sizes=8,5", "step", 8, 1240),
    "bug_lab": Picture("bug-lab", "lab_step", 12, 1330),
}


def main(url: str) -> None:
    """Open every page, train, and write its picture beside this file."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name, picture in PICTURES.items():
            page = browser.new_page(
                viewport={"width": 1280, "height": picture.height}, color_scheme="light"
            )
            page.goto(f"{url.rstrip('/')}/{picture.path}")
            page.wait_for_selector(".mlpviz-board[data-seq]")
            page.wait_for_timeout(3000)  # everything is laid out
            for _ in range(picture.epochs):
                step(page, picture.button)
            page.mouse.move(1, picture.height - 1)  # away from the buttons, whose hints would show
            page.wait_for_timeout(2500)  # hints and toolbars fade
            page.screenshot(path=FOLDER / f"{name}.png")
            page.close()
        browser.close()


def step(page: Page, button: str) -> None:
    """Press Step and wait until the board has drawn the new epoch."""
    seq = page.locator(".mlpviz-board").get_attribute("data-seq")
    page.locator(f".st-key-{button} button:visible").click()
    page.wait_for_function(
        "seq => document.querySelector('.mlpviz-board').dataset.seq !== seq", arg=seq
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8501")
