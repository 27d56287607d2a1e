"""The Presets page in a browser: from a card to a run with its guide, on a desk and on a phone."""

from mlpviz.workbench.presets.groups import FIRST, GROUPS

LENGTH = {1280: 1456, 390: 3928}  # px by width, half of what all cards on one page took

HASTY_FOCUS = """async () => {
  const unfolding = document.querySelector('.st-key-preset_cifar-relu details');
  unfolding.querySelector('summary').click();
  const frame = () => new Promise(requestAnimationFrame);
  while (!unfolding.style.overflow) await frame();
  const { overflow } = getComputedStyle(unfolding);
  unfolding.querySelector('[class*=_mistakes] button').focus();
  await frame();
  return [overflow, unfolding.scrollTop];
}"""


def open_gallery(app):
    """Go to the Presets page by its name in the row of pages, or in the sidebar of a phone."""
    opener = app.page.get_by_test_id("stExpandSidebarButton")
    if opener.is_visible():
        opener.click()
    app.page.get_by_role("link", name="Presets", exact=True).click()
    app.page.locator(".st-key-presets_choice").wait_for()


def show(app, group):
    """Choose a group of presets by its title, and wait until its cards alone are there."""
    app.page.locator(".st-key-presets_choice button", has_text=group).first.click()
    app.page.wait_for_function(
        """n => document.querySelectorAll('[class*="st-key-open_"]').length === n""",
        arg=next(len(row.presets) for row in GROUPS.values() if row.title == group),
    )


def open_preset(app, name, title):
    """Click a card's button and wait for the run and its guide."""
    app.page.locator(f".st-key-open_{name} button").click()
    app.page.locator(".mlpviz-guide-bar", has_text=title).wait_for()
    app.wait_board()


def left_and_width(app, selector):
    """Left edge and width of every element that a selector finds."""
    return app.page.evaluate(
        """selector => [...document.querySelectorAll(selector)].map(node => {
          const { left, width } = node.getBoundingClientRect();
          return [Math.round(left), Math.round(width)];
        })""",
        selector,
    )


def sideways(app):
    return app.page.evaluate(
        "() => document.querySelector('.stMain').scrollWidth"
        " - document.querySelector('.stMain').clientWidth"
    )


def test_from_the_gallery_to_a_trained_run_with_its_guide(visit):
    app = visit()
    open_gallery(app)
    app.page.wait_for_function(  # every picture of data is a picture
        """presets => {
          const images = [...document.querySelectorAll('.mlpviz-preset img')];
          return images.length === presets && images.every(image => image.naturalWidth > 0);
        }""",
        arg=len(GROUPS[FIRST].presets),
    )
    show(app, "Experiments")
    open_preset(app, "digits-collapse", "Digits: a loss that falls")
    app.page.wait_for_function("() => location.search.includes('preset=digits-collapse')")
    assert app.query()["lr"] == "0.01"
    assert app.metrics["Train loss"] == "0.81"
    curves = app.card("curves").bounding_box()
    assert curves["y"] + curves["height"] < 800, "the guide leaves the curves on the screen"
    guide = app.page.locator(".st-key-guide")
    guide.get_by_role("button", expanded=False).click()
    guide.get_by_text("What is behind it").click()
    guide.get_by_text("every prediction is one class").wait_for()
    guide.evaluate("node => { node.dataset.mark = 'mine'; }")
    app.press("step")
    assert app.epoch == 1
    assert guide.get_attribute("data-mark") == "mine", "a frame draws no new guide"
    assert guide.get_by_text("every prediction is one class").is_visible()
    app.page.evaluate("() => { window.board = document.querySelector('.mlpviz-board'); }")
    guide.get_by_text("Close the guide").click()
    guide.wait_for(state="detached")
    assert app.page.evaluate("() => window.board.isConnected"), "the board is not made anew"
    app.page.wait_for_function("() => !location.search.includes('preset=')")
    assert app.epoch == 1, "the run goes on"
    open_gallery(app)
    app.page.get_by_role("link", name="Train", exact=True).click()
    app.page.wait_for_function("() => location.search.includes('lr=0.01')")
    assert app.epoch == 1, "and so does its link"


def test_two_quick_clicks_anywhere_on_a_card_open_one_run(visit):
    app = visit()
    open_gallery(app)
    app.page.locator(".st-key-preset_moons").dblclick(position={"x": 20, "y": 60})
    app.page.locator(".mlpviz-guide-bar", has_text="Moons").wait_for()
    app.press("step")
    assert app.epoch == 1
    assert app.query()["data"] == "moons"


def test_cards_fit_every_screen_and_a_mistake_leads_to_the_bug_lab(visit):
    app = visit(on=True)
    open_gallery(app)
    app.page.get_by_test_id("stSidebar").wait_for(state="hidden")
    for group in ("Trouble", "Experiments"):
        show(app, group)
        for width, columns in {1280: {4, 3}, 768: {2}, 390: {1}}.items():
            app.page.set_viewport_size({"width": width, "height": 844})
            app.page.wait_for_function(
                "width => document.querySelector('.stMain').clientWidth === width", arg=width
            )
            cards = left_and_width(app, "[class*=st-key-preset_]")
            assert len({left for left, _ in cards}) in columns
            assert all(left >= 0 and left + size <= width for left, size in cards)
            assert sideways(app) <= 0
            length = app.page.evaluate("() => document.querySelector('.stMain').scrollHeight")
            assert length <= LENGTH.get(width, length)
    # What is clicked while it unfolds would move on under the pointer if it were scrolled inside.
    assert app.page.evaluate(HASTY_FOCUS) == ["clip", 0]
    app.page.locator(".st-key-card_cifar-relu_case_2 button").click()
    app.page.locator(".st-key-bug_lab_card").get_by_text("its result is thrown away").wait_for()


def test_a_sidebar_that_streamlit_keeps_empty_takes_no_room(visit):
    app = visit(on=True)
    open_gallery(app)
    app.page.get_by_test_id("stSidebar").wait_for(state="hidden")
    app.page.evaluate(  # what it keeps where a slow browser gets a quick answer at once
        """() => document.querySelector('.stApp').insertAdjacentHTML('beforeend', `
          <section class="stSidebar" style="width: 300px" id="kept">
            <div data-testid="stSidebarUserContent">
              <div><div class="stVerticalBlock"></div></div>
            </div>
          </section>`)"""
    )
    app.page.locator("#kept").wait_for(state="hidden")
    assert app.page.locator("#kept").bounding_box()["width"] == 0


def test_the_guide_on_a_phone_is_clear_of_the_menu(visit):
    app = visit(on=True, width=390, height=844, preset="mnist-tanh")
    bar = app.page.locator(".mlpviz-guide-bar button")
    bar.wait_for()
    menu = app.page.get_by_test_id("stExpandSidebarButton").bounding_box()
    assert bar.bounding_box()["y"] >= menu["y"] + menu["height"]
    bar.click()
    app.page.locator(".st-key-guide_wrong summary").click()
    app.page.locator(".st-key-guide_case_0 button").wait_for()
    assert sideways(app) <= 0
