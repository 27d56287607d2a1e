"""The page of a failing check, opened from the disk: it draws its heatmaps and asks for nothing."""

from types import SimpleNamespace

import numpy as np

from mlpviz import check_gradients
from mlpviz.data.assets import asset_path
from mlpviz.gradcheck.report_page import report_page
from tests.browser.test_accessibility import violations


def test_a_report_on_disk_draws_its_heatmaps_without_network(context, tmp_path):
    W, b = np.array([[1.0, -2.0], [0.5, 3.0]]), np.array([1.0, 2.0, 3.0])
    report = check_gradients(
        lambda: np.sum(W**2) + np.sum(b**2), {"W": W, "b": b}, {"W": W, "b": b}
    )
    plotly = asset_path("plotly/plotly-cartesian.min.js").read_text(encoding="utf-8")
    path = tmp_path / "report.html"
    path.write_text(report_page(report, "test_net.py::test_b", plotly), encoding="utf-8")
    page = context.new_page()
    said, asked = [], []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    try:
        page.goto(path.as_uri())
        for place in ("heatmap-0", "heatmap-1"):
            page.locator(f"#{place} .heatmaplayer image").wait_for(state="attached")
        assert page.locator(".heatmaplayer image").count() == 2
        assert violations(SimpleNamespace(page=page)) == []
        assert page.locator("h2").all_inner_texts() == ["W", "b"]
    finally:
        page.close()
    assert said == []
    assert asked == [path.as_uri()]
