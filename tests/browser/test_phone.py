"""A phone: what trains the run is at the bottom, and one chart at a time is chosen by chips."""

import pytest

from tests.browser.targets import use_fingers

SHOWN = """() => [...document.querySelectorAll('.mlpviz-card')]
  .filter(card => card.checkVisibility()).map(card => card.dataset.figureId)"""
# Which charts the newest frame has brought: the others keep what they drew, or have drawn nothing.
DRAWN = """chart => {
  const seq = document.querySelector('.mlpviz-board')?.dataset.seq;
  const card = document.querySelector(`[data-figure-id='${chart}']`);
  return seq !== undefined && card?.dataset.drawnSeq === seq;
}"""


@pytest.fixture
def phone(visit):
    app = visit(width=390, height=844)
    use_fingers(app)
    yield app
    use_fingers(app, False)


def test_one_chart_chosen_by_chips(phone):
    tabs = phone.page.get_by_role("tablist", name="Charts").get_by_role("tab")
    first, second, third = phone.charts[:3]
    assert tabs.count() == len(phone.charts)
    assert phone.page.evaluate(SHOWN) == [first]
    phone.press("step")
    assert phone.page.evaluate(DRAWN, first)
    assert not phone.page.evaluate(DRAWN, second), "what nobody sees is not drawn"
    tabs.nth(1).click()
    phone.page.wait_for_function(DRAWN, arg=second)
    tabs.nth(1).press("ArrowRight")
    phone.page.wait_for_function(DRAWN, arg=third)
    assert phone.page.evaluate(SHOWN) == [third]
    assert tabs.nth(2).evaluate("tab => tab === document.activeElement && tab.ariaSelected")
    phone.look(width=1280, height=800)
    phone.page.wait_for_function(f"n => ({SHOWN})().length === n", arg=len(phone.charts))


def test_the_transport_is_at_the_bottom_with_its_names(phone):
    assert "(Space)" not in phone.message["text"]
    assert "Press Play" in phone.message["text"]
    for key, name in {"reset": "Reset", "new_weights": "New weights", "pin": "Pin"}.items():
        label = phone.button(key).get_by_text(name, exact=True).bounding_box()
        assert label["width"] > 12
        assert label["y"] > 844 - 110
    phone.press("step")
    assert phone.page.locator(".modebar-container:visible").count() == 0
    assert max(phone.too_wide()) <= 0
