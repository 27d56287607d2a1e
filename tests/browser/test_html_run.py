"""One HTML file of a run, opened from the disk by a browser without network."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from mlpviz import PRESETS, Dataset, RunConfig, Trainer
from mlpviz.views.frame import Frame
from mlpviz.views.surface_look import SurfaceLook
from mlpviz.views.table import VIEWS, fitting
from mlpviz.words import loss_number, percent
from tests.browser.app import App
from tests.browser.axe import violations
from tests.browser.saving import look_at_files

EPOCHS = 12
HOSTILE = (
    "</script><img src=https://evil.example/x.png onerror=alert(1)><a href=//evil.example>b</a>"
)
DESK, PHONE = (1280, 800), (390, 844)


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    trainer = Trainer(PRESETS["moons"].config)
    trainer.train(EPOCHS)
    path = trainer.export_html(tmp_path_factory.mktemp("run") / "run.html")
    return SimpleNamespace(trainer=trainer, path=Path(path))


@pytest.fixture
def opened(context, run):
    """``opened(width, height, scheme)`` is the file in a tab; nothing may go wrong in it."""
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.set_default_timeout(90_000)
    page.route("http*://**", lambda route: route.abort())

    def open_it(size=DESK, scheme="light", path=run.path):
        page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
        page.emulate_media(color_scheme=scheme)
        page.goto(path.as_uri())
        tab = HtmlRun(page)
        tab.wait_board()
        return tab

    yield open_it
    page.close()
    assert said == []
    outside = [url for url in asked if not url.startswith(("data:", "blob:", "file:"))]
    assert outside == []


class HtmlRun(App):
    """The page of a run: what the app's page has of a board, without a server."""

    def __init__(self, page):
        self.page = page

    def go(self, epoch):
        self.page.evaluate(
            """epoch => {
              const slider = document.querySelector('.mlpviz-timeline input');
              slider.value = epoch;
              slider.dispatchEvent(new Event('input'));
            }""",
            epoch,
        )
        self.wait_epoch(epoch)

    def wait_epoch(self, epoch):
        self.page.wait_for_function(
            "epoch => document.querySelector('.mlpviz-metrics dd')?.textContent === epoch",
            arg=str(epoch),
        )


def test_numbers_and_charts_at_every_epoch_are_those_of_the_run(opened, run):
    page = opened()
    assert page.charts == list(fitting(run.trainer.dataset))
    assert page.epoch == EPOCHS
    for record in (run.trainer.history[k] for k in (0, 5, 11, EPOCHS)):
        page.go(record.epoch)
        told = page.metrics
        assert told["Train loss"] == loss_number(record.train_loss)
        assert told["Test loss"] == loss_number(record.test_loss)
        assert told["Test accuracy"] == percent(record.test_accuracy)
    page.go(5)
    moment = Frame(run.trainer, run.trainer.network.copy(), log=False, playing=False, marker=5)
    for chart in page.charts:
        page.look_at(chart)
        drawn = page.card(chart).locator(".main-svg[role=img]").get_attribute("aria-label")
        assert drawn == VIEWS[chart].chart(moment).summary()
    losses = page.page.evaluate(
        """() => Array.from(document.querySelector("[data-figure-id='curves'] .mlpviz-plot")
          ._fullData.find(({ y }) => y.length > 2).y)"""
    )
    assert losses == pytest.approx([record.train_loss for record in run.trainer.history])


def test_its_switches_show_what_they_say_at_every_epoch(opened, run):
    page = opened()
    page.go(5)
    for card, switch, pressed in (
        ("curves", "Log", "true"),
        ("decision", "Flat", "true"),
        ("decision", "Test", "false"),
    ):
        page.look_at(card)
        button = page.card(card).get_by_role("button", name=switch, exact=True)
        assert button.get_attribute("aria-pressed") != pressed
        button.click()
        page.card(card).locator(f"button[aria-pressed={pressed}]", has_text=switch).wait_for()
    for epoch in (5, 6):  # the next frame keeps to what was switched
        page.go(epoch)
        moment = Frame(
            run.trainer,
            run.trainer.network.copy(),
            log=True,
            playing=False,
            marker=epoch,
            look=SurfaceLook(flat=True, test=False),
        )
        for card in ("curves", "decision"):
            chart = VIEWS[card].chart(moment)
            page.look_at(card)
            page.page.wait_for_function(
                """([card, alt, type, traces]) => {
                  const place = document.querySelector(`[data-figure-id=${card}]`);
                  const said = place.querySelector(".main-svg[role=img]")?.ariaLabel;
                  const { layout, data } = place.querySelector(".mlpviz-plot");
                  return said === alt && layout.yaxis.type === type && data.length === traces;
                }""",
                arg=[
                    card,
                    chart.summary(),
                    chart.figure()["layout"]["yaxis"].get("type", "linear"),
                    len(chart.figure()["data"]),
                ],
            )


def test_names_from_data_are_text_in_it(opened, tmp_path):
    X = [[0.0, 1.0], [1.0, 0.0], [0.5, 1.0], [1.0, 1.0]] * 5
    data = Dataset.from_arrays(X, [HOSTILE, "b"] * 10, feature_names=[HOSTILE, "c"], title=HOSTILE)
    trainer = Trainer(RunConfig(dataset=data, hidden_sizes=(2,)), data)
    trainer.train(2)
    page = opened(path=trainer.export_html(tmp_path / "hostile.html"))
    assert page.page.locator("h1").inner_text() == f"{HOSTILE}: a network of 2-2-2"
    for chart in page.charts:
        page.look_at(chart)
    page.go(1)
    assert (
        page.page.evaluate("() => document.querySelectorAll('[src*=evil], [onerror]').length") == 0
    )


def test_it_plays_to_the_end_and_begins_anew(opened):
    page = opened()
    page.page.evaluate(
        """() => {
          window.seen = [];
          const look = new MutationObserver(() => {
            const now = document.querySelector('.mlpviz-metrics dd').textContent;
            if (now !== window.seen.at(-1)) window.seen.push(now);
          });
          look.observe(document.querySelector('.mlpviz-metrics'),
            { subtree: true, childList: true, characterData: true });
        }"""
    )
    page.page.locator(".st-key-play button").click()
    page.page.wait_for_function("newest => window.seen.at(-1) === newest", arg=str(EPOCHS))
    page.page.wait_for_selector(".mlpviz-board[data-playing=false]")
    assert page.page.evaluate("() => window.seen") == [str(k) for k in range(EPOCHS + 1)]
    assert page.page.locator(".st-key-play button").inner_text() == "Play"


def test_it_pauses_where_it_is_scrubbed_to(opened):
    page = opened()
    page.go(2)
    page.page.locator(".st-key-play button").click()
    page.go(7)
    assert not page.playing
    page.page.get_by_role("button", name="Earlier epoch").click()
    page.wait_epoch(6)
    assert page.page.locator(".mlpviz-epoch").inner_text() == f"Epoch 6 of {EPOCHS}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_it_is_accessible_and_fits(opened, size, scheme):
    page = opened(size, scheme)
    page.page.get_by_text("Every epoch from 0").click()
    assert violations(page) == []
    page.page.locator(".mlpviz-about").first.click()
    assert violations(page, ".mlpviz-panel:popover-open") == []
    page.page.keyboard.press("Escape")
    assert (
        page.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        == 0
    )
    background = page.page.evaluate("() => getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 22, 20)"}[scheme]
    if size == PHONE:
        page.look_at("weights")
        assert page.page.locator(".mlpviz-card:visible").count() == 1


def test_there_is_nothing_in_it_that_would_train(opened):
    page = opened()
    page.go(3)
    for name in ("Branch", "Set", "Try cures", "Step"):
        assert page.page.get_by_role("button", name=name, exact=True).count() == 0
    page.card("network").get_by_role("button", name="Weights and biases as numbers").click()
    page.card("network").get_by_role("textbox").wait_for()


def test_its_charts_can_be_saved(opened):
    page = opened(scheme="dark")
    page.go(7)
    look_at_files(page, "network", "mlpviz-moons-network-epoch-7", (23, 22, 20))
    look_at_files(page, "weights", "mlpviz-moons-weights-epoch-7", (23, 22, 20))
