"""What a link opens: a run, a visitor of its own, or an explanation."""

from tests.browser.app import ONE_CHART

SMALL = {"dataset": "iris", "preprocessing": "standardize", "hidden_sizes": "[4]"}


def test_two_tabs_are_two_runs(visit):
    first, second = (visit(**ONE_CHART, **SMALL) for _ in range(2))
    first.press("step")
    first.press("step")
    second.press("step")
    assert (first.epoch, second.epoch) == (2, 1)


def test_a_link_opens_the_run_and_follows_the_choices(visit):
    moons = {"dataset": "moons", "preprocessing": "none", "hidden_sizes": "[3,2]"}
    app = visit(**ONE_CHART, **moons, lr="0.5", seed="7")
    assert "decision" in app.charts
    weights = app.figure("weights")
    app.tab("Network")
    app.select("Activation", "relu")
    app.page.wait_for_function("() => location.search.includes('act=relu')")
    assert app.query()["lr"] == "0.5"
    app.select("Activation", "tanh")
    app.open(**app.query())
    assert app.figure("weights") == weights


def test_a_damaged_link_says_so_and_holds_no_markup(visit):
    app = visit(**ONE_CHART, dataset="<img src=x onerror=alert(1)>", lr="fast")
    told = app.page.get_by_test_id("stAlert")
    for words in ("link", "dataset = '<img src=x onerror=alert(1)>'", "lr = 'fast'"):
        assert words in told.inner_text()
    assert told.locator("img").count() == 0
    assert "lr=fast" in app.page.url, "it stays, until a choice is made"
    app.press("step")
    assert app.epoch == 1
    app.button("link_notice_close").click()
    told.wait_for(state="detached")


def test_divergence_is_told_and_the_run_kept(visit):
    diabetes = {"dataset": "diabetes", "preprocessing": "none", "output": "identity", "loss": "mse"}
    app = visit(**ONE_CHART, **diabetes, lr="1e9")
    app.play()
    app.wait_paused()
    assert app.message["kind"] == "error"
    assert "not finite" in app.message["text"]
    assert app.button("play").inner_text().endswith("Play")
    app.press("reset")
    assert app.epoch == 0
    assert app.message["kind"] == "info"
