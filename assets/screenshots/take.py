"""Take train.png, the first problem after a few epochs: `python take.py [URL of the running app]`.

Needs what `make test` installs.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TARGET = Path(__file__).with_name("train.png")
EPOCHS = 12


def main(url: str) -> None:
    """Open the app, train, and write the picture."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto(url)
        page.wait_for_selector(".mlpviz-board[data-seq]")
        for _ in range(EPOCHS):
            step(page)
        page.mouse.move(1, 799)  # away from the buttons, whose hints would show
        page.wait_for_timeout(1500)  # hints and toolbars fade
        page.screenshot(path=TARGET)
        browser.close()


def step(page: Page) -> None:
    """Press Step and wait until the board has drawn the new epoch."""
    seq = page.locator(".mlpviz-board").get_attribute("data-seq")
    page.locator(".st-key-step button:visible").click()
    page.wait_for_function(
        "seq => document.querySelector('.mlpviz-board').dataset.seq !== seq", arg=seq
    )


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8501")
