"""Every page without torch: what is missing is said, and the complex step decides."""

import pytest

from mlpviz.presets import PRESETS
from mlpviz.workbench.pages import PAGES


def words(app):
    return "\n".join(str(node.value) for node in app.test.info)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens(page, open_app, no_torch):
    open_app(page).no_exception()


@pytest.mark.parametrize("sources", ["autograd", "autograd,central"])
def test_the_complex_step_stands_in_for_autograd(sources, open_app, no_torch):
    app = open_app("gradients", sources=sources)
    assert "autograd is missing" in words(app)
    assert "pip install torch" in words(app)
    assert "autograd (missing)" in app.widget("gradients.sources").options
    report = app.session.gradients.check.report
    assert report.passed
    assert "complex_step" in report.sources
    assert "autograd" not in report.sources


def test_nothing_is_said_to_who_did_not_ask(open_app, no_torch):
    assert "autograd" not in words(open_app("gradients"))


def test_where_torch_is_installed_nothing_is_missing(open_app):
    app = open_app("gradients", sources="autograd")
    assert "missing" not in words(app)
    assert "autograd" in app.widget("gradients.sources").options


def test_a_preset_that_asks_for_autograd_is_checked(open_app, no_torch):
    name = next(name for name, row in PRESETS.items() if "autograd" in row.check.get("sources", ()))
    app = open_app("gradients", preset=name)
    assert "autograd is missing" in words(app)
