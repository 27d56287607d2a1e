"""Exports table: how large each file of a run is and how long it takes; how fast its page is."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from playwright.sync_api import Page, sync_playwright

from benchmarks.browser import CHROMIUM, FLAGS, cores
from benchmarks.table import render
from mlpviz import PRESETS, Trainer
from mlpviz.export import EXPORTS

ROUNDS = 5
EPOCHS = 100
PRESET = "digits-collapse"
SIZE = {"width": 1280, "height": 800}
PAGES = ("digits-collapse", "mnist-tanh", "spiral", "sine")

# Milliseconds until all charts on screen are drawn and shown; the page's clock starts with it.
DRAWN = """
new MutationObserver((_, observer) => {
  if (document.querySelector(".mlpviz-board")?.dataset.seq === undefined) return;
  observer.disconnect();
  requestAnimationFrame(() => setTimeout(() => (window.allCharts = performance.now())));
}).observe(document, { subtree: true, childList: true, attributes: true })
"""
# The slider is moved to other epochs, far apart, each once the last is on screen.
SCRUB = """async () => {
  const slider = document.querySelector(".mlpviz-timeline input");
  const board = document.querySelector(".mlpviz-board");
  const times = [];
  for (let k = 1; k <= 20; k += 1) {
    const [before, started] = [board.dataset.seq, performance.now()];
    slider.value = (37 * k) % slider.max;
    slider.dispatchEvent(new Event("input"));
    while (board.dataset.seq === before) await new Promise((done) => setTimeout(done));
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    times.push(performance.now() - started);
  }
  return times;
}"""


def trained(preset: str) -> Trainer:
    """A preset's run after its epochs."""
    trainer = Trainer(PRESETS[preset].config)
    trainer.train(EPOCHS)
    return trainer


def files(trainer: Trainer, folder: Path) -> list[list[str]]:
    """A row for each export: size, and seconds to write it."""
    rows = []
    for end, row in EXPORTS.items():
        times = []
        for _ in range(ROUNDS):
            started = perf_counter()
            paths = trainer.export(folder / f"run{end}")
            times.append(perf_counter() - started)
        size = sum(path.stat().st_size for path in paths)
        rows.append([f"{end}: {row.help}", f"{size / 1e3:,.0f}", f"{median(times):.3f}"])
    return rows


def opened(page: Page, path: Path) -> float:
    """Seconds until a page of a run shows its charts."""
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_function("() => window.allCharts", timeout=60_000)
    return float(page.evaluate("window.allCharts")) / 1000


def pages(folder: Path) -> list[list[str]]:
    """A row for each preset's page: size, seconds to write and to open it, and to scrub."""
    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM) if CHROMIUM.exists() else None, args=FLAGS
        )
        for preset in PAGES:
            trainer = trained(preset)
            started = perf_counter()
            path = trainer.export_html(folder / f"{preset}.html")
            seconds = perf_counter() - started
            times, scrubs = [], []
            for _ in range(ROUNDS):
                page = browser.new_page(viewport=SIZE)
                page.add_init_script(DRAWN)
                times.append(opened(page, path))
                scrubs += page.evaluate(SCRUB)
                page.close()
            figures = (path.stat().st_size / 1e6, seconds, median(times), median(scrubs) / 1000)
            rows.append([preset, *(f"{figure:.2f}" for figure in figures)])
        browser.close()
    return rows


def main() -> None:
    """Measure and print both tables."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        title = f"Exports of {PRESET} after {EPOCHS} epochs; medians of {ROUNDS}."
        print(render(title, ["file", "kB", "s"], files(trained(PRESET), folder)))
        title = (
            f"Pages of runs of {EPOCHS} epochs, 1280 x 800, headless Chromium on {cores()} cores; "
            f"opening and scrubbing: medians of {ROUNDS} and {20 * ROUNDS}."
        )
        header = ["run", "MB", "written, s", "open with all charts, s", "another epoch, s"]
        print("\n" + render(title, header, pages(folder)))
