"""The learning-rate range test as a visitor uses it."""

import json

from tests.browser.axe import violations


def test_from_run_to_the_suggestion_in_use(visit):
    app = visit("compare", dataset="iris", hidden_sizes="[6]", lr="0.001")
    app.page.get_by_text("Learning-rate range", exact=True).click()
    app.button("compare_range_run").wait_for()
    app.button("compare_range_run").click()
    app.button("compare_range_use").wait_for()
    data, headings, shapes, *_ = json.loads(app.figure("lr_range"))
    (star,) = [trace for trace in data if trace["name"] == "suggested"]
    suggested = star["x"][0]
    assert 0.001 < suggested < 10
    assert [shape["x0"] for shape in shapes] == [suggested, 0.001]
    assert "now 0.001" in headings[0]["text"]
    assert violations(app) == []

    app.button("compare_range_use").click()
    app.page.wait_for_function(
        "() => !document.querySelector('.st-key-compare_range_use')"
        " && document.querySelector('.mlpviz-message')?.textContent.includes('has it now')"
    )
    assert app.metrics["Now"] == app.metrics["Suggested"] == f"{suggested:.2g}"
    app.open_sidebar()
    slider = app.page.get_by_role("slider", name="Learning rate")
    assert slider.get_attribute("aria-valuetext") == app.metrics["Now"]
    app.page.get_by_role("link", name="Train", exact=True).first.click()
    app.page.wait_for_function("() => document.querySelector('[data-figure-id=curves]')")
    assert app.query()["lr"] == f"{suggested:.2g}"
