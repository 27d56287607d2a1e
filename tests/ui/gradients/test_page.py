"""The Gradients page without a browser: what is checked, what is shown, what a click selects."""

import pytest

from mlpviz.ui.markup import plain
from tests.ui.gradients.reading import check, element, finish, table, verdict

# The first visit


def test_the_first_visit(page):
    assert check(page).fresh
    assert "✓ All 4 gradients pass" in verdict(page)
    for fact in ("epoch 0", "16 samples", "float64", "h = 0.00391"):
        assert fact in verdict(page)
    assert table(page)["Parameter"] == ["W1", "b1", "W2", "b2"]
    assert set(table(page)["Verdict"]) == {"✓ pass"}
    assert {"analytic – central", "analytic – complex", "central – complex"} <= set(table(page))
    assert "W1[" in element(page)
    assert {name for name, figure in page.figures.items() if figure["data"]} >= {
        "heatmap",
        "history",
        "bars",
    }
    assert page.figures["heatmap"]["pick"] is True


def test_the_sweep_follows_in_slices(page):
    assert page.payload["playing"] is True
    assert "Trying steps" in page.figures["sweep"]["alt"]
    finish(page)
    assert "best at h" in page.figures["sweep"]["alt"]
    assert page.trainer.epoch == 0, "those ticks train nothing"


def test_every_control_has_help_of_one_line(page):
    named = ("gradients.", "parameter", "element")
    controls = [
        node
        for node in page.test._tree
        if str(getattr(node, "key", "")).startswith(named) and hasattr(node.proto, "help")
    ]
    assert len(controls) == 7
    for node in controls:
        assert node.proto.help.strip(), node.key
        assert "\n" not in node.proto.help, node.key


def test_table_heatmap_and_element_show_one_report(page):
    report = check(page).report
    row = report["W1"]
    worst = ", ".join(map(str, row.worst))
    assert f"<strong>W1[{worst}]</strong>" in element(page)
    assert f"The worst element is [{worst}]" in page.figures["heatmap"]["alt"]
    for source in report.sources:
        digits = f"{row.values[source][row.worst]:.16e}"
        assert digits in element(page).replace("<b>", "").replace("</b>", "")
    page.redraw()
    assert check(page).report is report


@pytest.mark.parametrize(
    "query",
    [
        {"hidden_sizes": "[]"},
        {"hidden_sizes": "[3,3,3,3,3,3,3,3,3,3,3,3,3,3,3,3]"},
        {"bias": "false"},
        {"dtype": "float32"},
        {"hidden_sizes": "[6,5]", "activation": "relu"},
        {"dataset": "hills", "output": "identity", "loss": "mse", "preprocessing": "none"},
        {"output": "sigmoid", "loss": "binary_cross_entropy"},
    ],
    ids=lambda query: " ".join(query.values()),
)
def test_every_kind_of_network(query, open_page):
    page = open_page(**query)
    page.press("step")
    finish(page)
    assert check(page).fresh
    assert not check(page).report.failing
    assert check(page).problem is None
    assert table(page)["Parameter"] == list(page.trainer.network.params)


def test_mnist_784_by_50(open_page):
    page = open_page(dataset="mnist", hidden_sizes="[50]")
    page.press("step")
    assert table(page)["Shape"][0] == "784×50"
    assert check(page).report.passed


# Training


def test_a_step_is_checked_at_its_weights(page):
    before = check(page).report
    page.press("step")
    assert check(page).epoch == 1
    assert check(page).report is not before
    assert "epoch 1 " in verdict(page)


def test_playing_trains_and_checks(page):
    page.press("play")
    for epoch in (1, 2, 3):
        page.tick(visible=["heatmap", "history"])
        assert page.trainer.epoch == epoch
        assert page.payload["playing"] is True
    assert {name for name, figure in page.figures.items() if "data" in figure} == {
        "heatmap",
        "history",
    }
    assert "4 epochs" in page.figures["history"]["alt"]
    assert "of an epoch" in page.figures["history"]["alt"]
    page.redraw()
    page.press("play")
    finish(page)
    assert page.trainer.epoch == 3
    assert check(page).fresh


def test_reset_forgets_the_report_of_later_weights(page):
    page.press("step")
    page.press("reset")
    assert (check(page).epoch, check(page).fresh) == (0, True)


def test_training_on_this_page_and_on_the_other_is_the_same_run(page):
    page.press("step")
    page.open("train")
    page.redraw()
    assert page.metrics["Epoch"] == "1"
    page.press("step")
    page.open("gradients")
    page.redraw()
    assert "epoch 2 " in verdict(page)


def test_choices_of_the_check_survive_another_page(page):
    page.choose("gradients.samples", 3)
    page.open("train")
    page.redraw()
    page.open("gradients")
    page.redraw()
    assert page.widget("gradients.samples").value == "3"
    assert check(page).report.n == 3


def test_a_change_in_the_sidebar_checks_the_new_network(page):
    page.choose("hidden_0", 7)
    assert table(page)["Shape"][0] == "4×7"
    assert check(page).fresh


def test_a_run_that_explodes_says_so(open_page):
    page = open_page(lr="1000000000", loss="mse", output="identity", target_scale="1.0")
    for _ in range(40):
        if page.session.failure:
            break
        page.press("step")
    assert page.session.failure
    assert [error.value for error in page.test.error] == [plain(page.session.failure)]
