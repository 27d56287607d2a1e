"""What a link opens: a run, a visitor of its own, or an explanation."""

from urllib.parse import quote

from playwright.sync_api import expect

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
    app.open_sidebar()
    app.select("Activation", "relu")
    app.page.wait_for_function("() => location.search.includes('act=relu')")
    assert app.query()["lr"] == "0.5"
    app.select("Activation", "tanh")
    app.open(**app.query())
    assert app.figure("weights") == weights


def test_back_and_forward_go_through_the_choices(visit):
    app = visit(**ONE_CHART, v=1, data="moons", layers="3")
    page = app.page
    shown = []

    def see(name, title):
        page.wait_for_function(f"() => location.search.includes('data={name}&')")
        expect(page.locator(".st-key-dataset strong")).to_have_text(title)
        app.wait_rest()
        shown.append((app.query(), app.figure("curves")))

    see("moons", "Moons")
    app.choose_dataset("Circles")
    see("circles", "Circles")
    app.choose_dataset("Iris")
    see("iris", "Iris")
    page.get_by_role("link", name="Gradients").first.click()
    page.wait_for_function("() => location.pathname.includes('gradients')")
    app.wait_board()
    app.wait_rest()
    for title, go in [
        ("Iris", "back"),
        ("Circles", "back"),
        ("Moons", "back"),
        ("Circles", "forward"),
    ]:
        getattr(page, f"go_{go}")()
        see(title.lower(), title)
    before = shown[:3]
    assert shown[3:] == [before[2], before[1], before[0], before[1]]
    app.open(**app.query())
    assert app.figure("curves") == before[1][1], "the address that is copied is that run's"


def test_a_slider_that_moves_while_it_plays_makes_one_entry(visit):
    app = visit(**ONE_CHART, v=1, data="moons", layers="3")
    app.open_sidebar()
    app.play()
    entries = app.page.evaluate("() => history.length")
    for _ in range(4):
        app.slider("Learning rate").press("ArrowRight")
        app.wait_after(app.seq + 2)
    app.page.wait_for_function("() => !location.search.includes('lr=0.1&')")
    assert app.page.evaluate("() => history.length") == entries + 1


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


# What a link could make of the words about it, if they were read as HTML, Markdown or a direction.
MARKUP = (
    "<img src=x onerror=window.hit=1>",
    "<script>window.hit=1</script><style>*{display:none}</style>",
    "![x](https://evil.example/x.png) [y](javascript:window.hit=1) <https://evil.example>",
    "**b** _i_ ~~s~~ `c` :red[x] :material/home: :cat: $x^2$ | a | b |",
    "a\r\n\r\n# b\n\n- c\n\n---\n\n    d\n\n```\ne\n```\n> f",
    "\u202e\u2067\u200f\x00\u0301 שלום",
)
PARTS = ("data", "prep", "act", "out", "loss", "opt")
HOSTILE = (
    "&".join(["v=1", *(f"{p}={quote(m)}" for p, m in zip(PARTS, MARKUP, strict=True))]),
    "&".join(["v=1", *(f"{quote(m, safe='')}=1&data.{quote(m, safe='')}=1" for m in MARKUP)]),
    "v=1&layers=" + "-".join(["8"] * 10_000),
)
MADE = (
    "[role=img], img, a, script, style, iframe, strong, em, del, code, pre, h1, hr, table, "
    "blockquote, span"
)


def test_whatever_is_in_a_link_stays_text(visit):
    for link in HOSTILE:
        app = visit(path=f"?{link}", **ONE_CHART)
        told = app.page.locator(".st-key-link_notice").get_by_test_id("stAlert")
        assert "This link" in told.inner_text()
        assert [each.inner_html() for each in told.locator(MADE).all()] == []
        assert app.page.evaluate("() => window.hit") is None
        assert app.page.locator("[data-testid=stException]").count() == 0
    app.press("step")
    assert app.epoch == 1


def test_divergence_is_told_and_the_run_kept(visit):
    diabetes = {"dataset": "diabetes", "preprocessing": "none", "output": "identity", "loss": "mse"}
    app = visit(on=True, **ONE_CHART, **diabetes, lr="1e9")
    app.play()
    app.wait_paused()
    assert app.message["kind"] == "error"
    assert "not finite" in app.message["text"]
    assert app.button("play").inner_text().endswith("Play")
    app.press("reset")
    assert app.epoch == 0
    assert app.message["kind"] == "info"
