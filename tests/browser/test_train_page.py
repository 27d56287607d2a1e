"""The main flow in a real browser: load, choose, step, play, pause, reset, zoom, keys, links."""

from urllib.parse import urlsplit

import pytest

from mlpviz import RunConfig
from mlpviz.ui.board.assets import address, at_once
from mlpviz.workbench.speed import SPEEDS
from tests.browser.app import ONE_CHART

ALL_CHARTS = ["curves", "images", "network", "predictions", "shares", "check"]
ALL_CHARTS += ["weights", "ridges", "gradients", "layers"]


@pytest.fixture
def app(visit_again):
    """The page with the digits."""
    return visit_again(dataset="digits")


# First sight


def test_first_load_shows_an_untrained_network_with_all_charts(app):
    assert app.epoch == 0
    assert not app.playing
    assert sorted(app.charts) == sorted(ALL_CHARTS)
    for figure in app.figures().values():
        assert len(figure) > 200
    loaded = app.page.evaluate("performance.getEntriesByType('resource').map(({ name }) => name)")
    ours = [urlsplit(name).path[1:] for name in loaded if "/mlpviz/" in name]
    assert set(ours) == set(at_once()), "the style sheet, the modules and one plotly.js"
    scripts = [name for name in ours if name.endswith(".js")]
    assert len(scripts) == len(set(scripts)), "what was announced is not loaded a second time"
    plotly = [urlsplit(name).path[1:] for name in loaded if "plotly" in name]
    assert plotly == [address("plotly-cartesian.min.js")]
    page = app.page.request.get(app.server, headers={"accept": "text/html"}).text()
    late = [n for n in loaded if "/static/js/" in n and n.rpartition("/")[2] not in page]
    assert late == [], "these want a row in mlpviz/ui/lazy_scripts.py: KINDS"


def test_play_is_obviously_next(app):
    assert "Press Play" in app.message["text"]
    primary = app.page.locator("button[kind='primary']:visible")
    assert [button.inner_text().split()[-1] for button in primary.all()] == ["Play"]
    in_view = app.button("play").bounding_box()
    assert in_view["y"] + in_view["height"] < 200


def alternatives(app):
    """The words that stand for each chart, when it has been drawn."""
    return {
        chart: app.card(chart).get_by_role("img").first.get_attribute("aria-label")
        for chart in app.charts
    }


def test_step_trains_one_epoch_and_moves_every_chart_and_its_text_alternative(app):
    before, told = app.figures(), alternatives(app)
    assert all(len(text) > 30 for text in told.values())
    metrics = app.metrics
    app.press("step")
    assert app.metrics["Epoch"] == "1"
    assert all(app.metrics[name] != metrics[name] for name in metrics)
    after, now = app.figures(), alternatives(app)
    assert set(after) == set(now) == set(ALL_CHARTS)
    assert [chart for chart in before if after[chart] == before[chart]] == []
    assert [chart for chart in told if now[chart] == told[chart]] == []
    assert app.message["kind"] == "info"


def test_a_dataset_is_chosen_and_a_step_moves_its_charts(app):
    before = app.figures()
    app.choose_dataset("Moons")
    app.page.wait_for_function("() => document.querySelector('[data-figure-id=decision]')")
    assert "images" not in app.charts
    after = app.figures()
    same = [chart for chart in before if after.get(chart) == before[chart]]
    assert same == ["layers"], "only that one has nothing to say before the first step"
    app.page.wait_for_function("() => location.search.includes('data=moons')")
    app.press("step")
    moved = app.figures()
    assert [chart for chart in after if moved[chart] == after[chart]] == []


# Training


@pytest.mark.parametrize("dataset", ["hills", "sine"])
def test_step_moves_every_chart_of_a_regression_too(visit, dataset):
    regression = {"output": "identity", "loss": "mse"}
    app = visit(dataset=dataset, preprocessing="none", hidden_sizes="[4]", **regression)
    before = app.figures()
    app.press("step")
    after = app.figures()
    assert [chart for chart in before if after[chart] == before[chart]] == []


def test_full_speed_makes_several_epochs_a_frame(small):
    small.select("Speed", SPEEDS["full"].title)
    seq, epoch = small.seq, small.epoch
    small.play()
    small.wait_after(seq + 4)
    small.pause()
    assert small.epoch - epoch > small.seq - seq


def test_log_toggle(small):
    small.press("step")
    assert small.axis("yaxis")["type"] == "linear"
    small.set_log()
    assert small.axis("yaxis")["type"] == "log"
    small.set_log()
    assert small.axis("yaxis")["type"] == "linear"


def test_help_of_a_chart(small):
    small.figure("weights")
    card = small.card("weights")
    button, panel = card.locator(".mlpviz-about"), card.locator(".mlpviz-panel")
    for leave in (
        lambda: small.page.keyboard.press("Escape"),
        lambda: small.page.locator(".mlpviz-metrics").click(position={"x": 1, "y": 1}),
        button.click,
        lambda: small.page.mouse.wheel(0, 40),
    ):
        button.click()
        words = panel.locator("p:not(.mlpviz-saves)").all_inner_texts()
        assert all(len(text) > 40 for text in words), words
        assert apart(panel.bounding_box(), card.bounding_box())
        leave()
        panel.wait_for(state="hidden")


def apart(one, other):
    """Whether two boxes share no place."""
    return any(
        one[start] + one[size] <= other[start] or other[start] + other[size] <= one[start]
        for start, size in (("x", "width"), ("y", "height"))
    )


def test_a_chart_is_one_stop_of_the_keyboard(small):
    small.figure("weights")
    focused = "() => document.activeElement.getAttribute('aria-label')"
    small.card("weights").locator(".mlpviz-about").focus()
    assert small.page.evaluate(focused) == "About Weights"
    small.page.keyboard.press("ArrowLeft")
    assert small.page.evaluate(focused) == "Save as SVG"
    small.page.keyboard.press("ArrowRight")
    assert small.page.evaluate(focused) == "About Weights"
    stops = small.page.evaluate(
        """() => [...document.querySelectorAll('.mlpviz-card')].map(card =>
          [...card.querySelectorAll('*')].filter(node => node.tabIndex >= 0
            && node.checkVisibility({ visibilityProperty: true })).length)"""
    )
    assert set(stops) == {1}


def test_the_board_is_never_rebuilt_while_playing(small):
    small.figure("network")
    small.page.evaluate(
        """() => {
          window.nodes = ['.mlpviz-board', '[data-figure-id=curves]',
            '[data-figure-id=curves] .main-svg', '[data-figure-id=network] .main-svg']
            .map(place => [place, document.querySelector(place)]);
        }"""
    )
    small.play()
    small.wait_epoch(5)
    small.pause()
    small.press("step")
    small.press("reset")
    assert (
        small.page.evaluate(
            "() => window.nodes.map(([place, node]) => document.querySelector(place) === node)"
        )
        == [True] * 4
    )


def test_a_hidden_tab_stops_training(small):
    show = """hidden => {
      Object.defineProperty(document, 'hidden', { get: () => hidden, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }"""
    small.play()
    small.wait_epoch(2)
    small.page.evaluate(show, True)
    resting = small.epoch
    while True:  # a frame that was under way may still come
        small.page.wait_for_timeout(1000)
        if small.epoch == resting:
            break
        resting = small.epoch
    small.page.wait_for_timeout(2500)  # longer than the board waits before it asks again
    assert small.epoch == resting
    assert small.playing
    small.page.evaluate(show, False)
    small.wait_epoch(resting + 2)
    small.pause()


# What leaves the page with other choices, so that the next test opens it anew


def test_reset_brings_the_same_weights_back_and_new_weights_others(small):
    untrained = small.figure("weights")
    small.press("step")
    assert small.figure("weights") != untrained
    small.press("reset")
    assert small.epoch == 0
    assert small.figure("weights") == untrained
    small.press("new_weights")
    assert small.epoch == 0
    assert small.figure("weights") != untrained
    assert small.query()["seed"] == "1"


def test_play_changes_rate_on_the_fly_and_pauses(small):
    small.open_sidebar()
    small.play()
    small.wait_epoch(3)
    rate = small.slider("Learning rate")
    rate.focus()
    rate.press("Home")  # 1e-6: from now on the loss stands still
    small.wait_after(small.seq + 2)
    first = small.metrics
    small.wait_epoch(small.epoch + 3)
    second = small.metrics
    assert second["Train loss"] == first["Train loss"]
    assert int(second["Epoch"]) >= int(first["Epoch"]) + 3, "the run went on, no rebuild"

    epoch = small.pause()
    small.set_log()
    assert small.epoch == epoch, "nothing is trained after Pause"
    assert small.button("play").inner_text().endswith("Play")


def test_a_structural_change_while_playing_starts_over_and_plays_on(small):
    small.open_sidebar()
    small.page.evaluate("() => (window.board = document.querySelector('.mlpviz-board'))")
    small.play()
    small.wait_epoch(8)
    small.pick(small.page.get_by_role("combobox", name="Activation", exact=True), "relu")
    small.page.wait_for_function("() => location.search.includes('act=relu')")
    small.wait_epoch(2)
    small.pause()
    before = small.epoch
    small.press("step")
    assert small.epoch == before + 1
    assert small.query()["act"] == "relu"
    figure = small.figure("network")
    assert "relu" in figure
    assert "tanh" not in figure
    assert small.page.evaluate("() => window.board === document.querySelector('.mlpviz-board')"), (
        "the board was not rebuilt"
    )


def test_datasets_with_other_options_are_chosen_while_it_plays(visit):
    app = visit(**ONE_CHART, v=1, data="moons", layers="2")
    app.play()
    app.wait_epoch(2)
    for title, name in [
        ("Iris", "iris"),
        ("Random pixels", "random_pixels"),
        ("One sample", "one_sample"),
        ("Circles", "circles"),
    ]:
        app.choose_dataset(title)
        app.page.wait_for_function(f"() => location.search.includes('data={name}&')")
        app.wait_after(app.seq + 4)  # what still tells of the one before comes with these frames
        assert app.message["kind"] != "error", app.message
        assert app.playing
        config = RunConfig.from_query(app.query())
        assert (config.dataset, config.dataset_options) == (name, {})
