"""The learning-rate range test on the Compare page."""

import pytest

from mlpviz import learning_rate_range

RUN = {"dataset": "moons", "hidden_sizes": "[4]", "dataset_options": '{"n_samples":80}'}


@pytest.fixture
def page(open_app):
    """The Compare page in this mode."""
    app = open_app("compare", **RUN)
    app.choose("compare_mode", "range")
    return app


def run_to_the_end(app):
    app.press("compare_range_run")
    assert app.payload["playing"]
    while app.session.compare.lr_range.share is not None:
        app.tick(visible=["lr_range"])
    app.redraw()


def test_before_a_test_it_says_what_one_is(page):
    assert "Run trains a copy of the network" in page.message["text"]
    assert page.message["kind"] == "info"
    assert not page.payload["playing"]
    assert not page.has("compare_range_use")
    assert page.figures["lr_range"]["alt"] == "No test has been run yet."


def test_run_shows_progress_and_then_the_result(page):
    weights = page.weights
    page.press("compare_range_run")
    assert page.has("compare_range_cancel")
    assert not page.has("compare_range_run")
    (bar,) = page.test.get("progress")
    assert bar.proto.text.startswith("Testing: ")
    while page.session.compare.lr_range.share is not None:
        page.tick(visible=["lr_range"])
    expected = learning_rate_range(page.config)
    page.redraw()
    assert not page.payload["playing"]
    assert page.said == ("info", str(expected))
    assert page.metrics["Suggested"] == f"{expected.suggested:.2g}"
    assert page.metrics["Steps"] == str(len(expected.lr))
    assert page.figures["lr_range"]["alt"].startswith("Loss at ")
    assert (page.weights == weights).all(), "the visitor's own run is not touched"


def test_a_tick_that_comes_twice_does_nothing(page):
    page.press("compare_range_run")
    seq = page.session.seq
    page.tick(seq=seq)
    now = page.session.seq
    page.tick(seq=seq)
    assert page.session.seq == now == seq + 1


def test_the_suggestion_is_taken_and_starts_the_run_over(page):
    run_to_the_end(page)
    suggested = float(page.metrics["Suggested"])
    run = page.session.run
    assert page.config.lr != suggested
    page.widget("compare_range_use").click().run()
    page.no_exception()
    page.redraw()
    assert page.config.lr == page.trainer.lr == suggested
    assert page.session.run == run + 1
    assert page.metrics["Now"] == page.metrics["Suggested"]
    assert not page.has("compare_range_use")
    assert "The run has it now" in page.message["text"]


def test_a_result_of_earlier_choices_says_so(page):
    run_to_the_end(page)
    page.choose("optimizer", "adam")
    page.redraw()
    assert page.message["kind"] == "warning"
    assert "earlier choices" in page.message["text"]
    assert not page.has("compare_range_use"), "it is no suggestion for this run"
    run_to_the_end(page)
    assert "Suggested learning rate" in page.message["text"]
    assert page.has("compare_range_use")


def test_cancel_ends_it(page):
    page.press("compare_range_run")
    page.widget("compare_range_cancel").click().run()
    page.no_exception()
    page.redraw()
    assert page.has("compare_range_run")
    assert page.session.compare.lr_range.share is None
    assert "Run trains a copy" in page.message["text"]


def test_no_suggestion_is_explained(open_app):
    zeros = {"initializer": "zeros", "activation": "relu", "bias": "false"}
    page = open_app("compare", **RUN, **zeros)
    page.choose("compare_mode", "range")
    run_to_the_end(page)
    assert page.message["kind"] == "warning"
    assert "No learning rate can be suggested" in page.message["text"]
    assert page.metrics["Suggested"] == "none"
    assert not page.has("compare_range_use")
