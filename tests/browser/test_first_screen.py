"""The first screen of the Train page: what is promised is whole on it, without holes, and rests."""

from mlpviz import PRESETS

# Sick at once, and small: a message comes soon, and cures are found soon.
SICK = {"v": 1, "data": "moons", "layers": "4", "prep": "none", "init": "zeros"}
PROMISED = {"network", "curves", "check", "weights", "predictions"}
INPUTS = {"decision", "prediction", "fit", "images"}

# Cards that are whole in the window, and whether every row of cards is as wide as the grid.
SCREEN = """() => {
  const grid = document.querySelector('.mlpviz-grid').getBoundingClientRect();
  const rows = {};
  const whole = [];
  for (const card of document.querySelectorAll('.mlpviz-card')) {
    const { top, bottom, width } = card.getBoundingClientRect();
    (rows[Math.round(top)] ??= []).push(width);
    if (top >= 0 && bottom <= innerHeight) whole.push(card.dataset.figureId);
  }
  const gap = parseFloat(getComputedStyle(document.querySelector('.mlpviz-grid')).columnGap);
  const holes = Object.values(rows).filter(widths =>
    Math.abs(widths.reduce((a, b) => a + b + gap, -gap) - grid.width) > 1).length;
  return { whole, holes };
}"""

# Everything that moves from here on, by how much, with the names of what does.
SHIFTS = """async () => {
  await document.fonts.ready;
  window.shifts = [];
  const told = ({ value, sources }) => [value, sources.map(({ node }) => node?.className)];
  new PerformanceObserver(list => window.shifts.push(...list.getEntries().map(told)))
    .observe({ type: 'layout-shift' });
}"""


def test_of_each_preset_the_four_views_the_network_and_its_inputs_are_whole(visit):
    names = [name for name, preset in PRESETS.items() if preset.page == "train"]
    app = visit(preset=names[-1])
    for name in names:
        app.follow(preset=name)
        app.page.wait_for_selector(f".mlpviz-guide-bar[data-preset='{name}']")
        screen = app.page.evaluate(SCREEN)
        promised = PROMISED | (INPUTS & set(app.charts))
        assert set(screen["whole"]) == promised, name
        assert screen["holes"] == 0, name


def test_no_row_has_a_hole(visit):
    app = visit(width=1280, height=900)
    wide = "([width, all]) => (document.querySelector('.stMain')?.clientWidth === width) === all"
    for width in (1280, 1440, 1920):
        app.look(width=width, height=900)
        app.page.wait_for_function(wide, arg=[width, False])
        assert app.page.evaluate(SCREEN)["holes"] == 0, width
        app.page.get_by_test_id("stSidebarCollapseButton").get_by_role("button").click()
        app.page.wait_for_function(wide, arg=[width, True])
        assert app.page.evaluate(SCREEN)["holes"] == 0, width
        app.page.get_by_test_id("stExpandSidebarButton").click()


def watch_shifts(app):
    """Note what moves from here on, when all of the page is there."""
    app.wait_rest()
    app.page.evaluate(SHIFTS)


def test_nothing_moves_while_it_plays_and_messages_come_and_go(visit):
    app = visit(**SICK)
    watch_shifts(app)
    app.page.keyboard.press("Space")
    app.wait_epoch(12)
    app.page.keyboard.press("Space")
    app.wait_paused()
    assert app.message["kind"] == "warning"
    app.page.keyboard.press("s")
    app.wait_epoch(13)
    app.press("pin")
    app.page.locator(".mlpviz-runs").wait_for()
    app.page.locator("[data-action=try_cures]").click()
    app.page.locator("[data-action=cure]").first.wait_for()
    assert app.page.evaluate("() => window.shifts") == []


def test_nothing_moves_on_gradients_while_it_plays_and_rests(visit):
    app = visit("gradients", preset="cifar-relu", epochs=2)
    app.page.locator(".mlpviz-verdict").wait_for()
    watch_shifts(app)
    app.play()
    app.page.get_by_text("Play has stopped at epoch 2").wait_for()
    app.wait_rest()
    assert app.page.evaluate("() => window.shifts") == []
