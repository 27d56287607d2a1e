"""The Gradients page without a browser: choices of a check, and their address."""

import pytest

from mlpviz.ui.markup import plain
from tests.ui.gradients.reading import check, element, finish, table, verdict

# Choices


def test_choices_reach_the_check(page):
    page.choose("gradients.samples", 5)
    page.choose("gradients.h", "1e-3")
    page.choose("gradients.dtype", "float32")
    report = check(page).report
    assert (report.n, report.h, report.dtype) == (5, 1e-3, "float32")
    page.choose("gradients.h", "")
    assert check(page).report.h == 2.0**-8
    before = report.loss
    page.choose("gradients.batch_seed", 9)
    assert check(page).report.loss != before


def test_autograd_is_one_click_away(page):
    page.choose("gradients.sources", ["central", "complex_step", "autograd"])
    finish(page)
    assert check(page).report.sources == ("analytic", "autograd", "central", "complex_step")
    assert len(table(page)) == 6 + 7  # all pairs of four
    assert "autograd" in element(page)


def test_no_source_at_all(page):
    page.choose("gradients.sources", [])
    (error,) = page.test.error
    assert "at least one source" in error.value
    assert "earlier result" in verdict(page)
    page.choose("gradients.sources", ["complex_step"])
    assert len(page.test.error) == 0
    assert check(page).report.h is None


def test_more_samples_than_there_are(page):
    page.choose("gradients.samples", 256)
    n = len(page.trainer.train_split.X)
    assert n < 256
    assert check(page).report.n == n
    assert f"only {n} samples" in page.test.info[0].value


@pytest.mark.parametrize("h", ["1e-13", "0.1"])
def test_a_step_that_is_too_short_or_too_long_raises_no_false_alarm(page, h):
    page.choose("gradients.h", h)
    page.choose("gradients.sources", ["central"])
    assert check(page).report.h == float(h)
    assert not check(page).report.failing


@pytest.mark.parametrize("query", [{}, {"hidden_sizes": "[6,6,6,6,6,6,6,6,6,6,6,6,6,6,6,6]"}])
def test_a_source_that_cannot_judge_is_said_to_be_unable(query, open_page):
    """By a step that is too short, and where sixteen sigmoid layers leave next to no gradient."""
    page = open_page(activation="sigmoid", **query)
    if not query:
        page.choose("gradients.h", "1e-13")
    assert "✓ All" in verdict(page)
    assert "Every gradient agrees with complex step." in verdict(page)
    assert "cannot judge W1" in verdict(page)
    assert table(page)["analytic – central"][0].startswith("?")
    assert not table(page)["analytic – complex"][0].startswith("?")
    assert "mlpviz-unable" in element(page)


def test_a_step_that_is_none_is_refused_with_the_way_out_and_the_present_one_stays(page):
    page.choose("gradients.h", "1e-5")
    page.choose("gradients.h", "abc")
    assert [
        plain("h = 'abc' is not a number: write a number such as 1e-5 or 2^-8, or automatic.")
    ] == [error.value for error in page.test.error]
    assert check(page).report.h == 1e-5
    page.redraw()
    assert page.widget("gradients.h").value == "1e-5"
    page.choose("gradients.h", "2^-10")
    assert len(page.test.error) == 0
    assert check(page).report.h == 2.0**-10


def test_float32_says_what_is_rounded(page):
    assert "rounded to 24 bits" not in verdict(page)
    page.choose("gradients.dtype", "float32")
    assert "weights, samples and every result on the way forward and back" in verdict(page)


# The address


def test_the_choices_are_in_the_address_and_a_link_brings_them_back(page, open_page):
    assert page.test.query_params["h"] == "automatic"
    page.choose("gradients.h", "1e-5")
    page.choose("gradients.samples", 4)
    page.choose("gradients.batch_seed", 7)
    page.choose("gradients.sources", ["central"])
    page.choose("gradients.dtype", "float32")
    page.redraw()
    own = {"h": "1e-5", "samples": "4", "batch_seed": "7", "sources": "central"}
    own |= {"precision": "float32"}
    assert page.test.query_params.items() >= own.items()
    again = open_page(**own)
    assert again.session.gradients.choices == page.session.gradients.choices
    assert check(again).report.h == 1e-5
    again.open("train")
    again.redraw()
    assert not own.keys() & again.test.query_params.keys()


def test_a_link_may_change_a_preset_s_own_choices(open_app):
    page = open_app(page="gradients", preset="numpy-sigmoid", h="1e-13")
    choices = page.session.gradients.choices
    assert (choices.sources, choices.h) == (("autograd", "central"), 1e-13)
    assert "cannot judge" in verdict(page)
    assert page.test.query_params["h"] == "1e-13"
    assert page.test.query_params["sources"] == "autograd-central"


def test_a_link_that_asks_for_what_there_is_not_says_so(open_page):
    page = open_page(h="abc", sources="centrall", samples="0")
    (error,) = page.test.error
    for words in ("'abc' is not a number", "centrall", "samples = 0 is too small"):
        assert plain(words) in error.value
    assert check(page).report.h == 2.0**-8
