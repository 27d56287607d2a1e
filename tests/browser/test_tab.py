"""A page is handed on from test to test only as it was at first."""

from tests.browser.app import ONE_CHART
from tests.browser.tab import Tab

SMALL = {"dataset": "iris", "preprocessing": "standardize", "hidden_sizes": "[4]"}
ADDRESS = ("", tuple(SMALL.items()), *ONE_CHART.values(), "light")


def test_reset_and_history_bring_a_page_back_and_any_other_is_opened_anew(visit):
    app = visit(**ONE_CHART)
    tab = Tab(app)

    def is_the_same_page():
        """Whether opening the address once more leaves what is open, which gets a mark."""
        app.page.evaluate("() => (window.mark = 'mine')")
        tab.open(ADDRESS, again=True)
        assert (app.epoch, app.playing) == (0, False)
        assert app.query()["seed"] == "0"
        return app.page.evaluate("() => window.mark === 'mine'")

    assert not is_the_same_page(), "another address"
    assert is_the_same_page()
    app.press("step")
    app.set_log()
    app.card("curves").locator(".mlpviz-about").click()
    assert is_the_same_page()
    assert app.axis("yaxis")["type"] == "linear"
    app.press("new_weights")
    assert is_the_same_page(), "other weights, by another address"
    app.open_more()
    assert not is_the_same_page(), "what no address tells"
    app.play()
    tab.rest()
    assert not is_the_same_page(), "it was left, as it played"
