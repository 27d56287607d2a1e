"""The Trace page without a browser: what is chosen, and what stands in the address."""

import pytest

SMALL = {"v": "1", "data": "moons", "layers": "4-2", "sample": "3", "weight": "W2-1-0", "at": "5"}


@pytest.fixture
def page(open_app):
    return open_app(page="trace", **SMALL)


CHOSEN = ("sample", "name", "index", "mean", "mistake", "step", "tab")


def choose(page, **changes):
    """Choose something as the browser does: all of it is told."""
    shown = page.payload["trace"]
    told = {name: shown[name] for name in CHOSEN}
    page.send("choose", **(told | changes))


def chosen(page):
    shown = page.payload["trace"]
    return shown["sample"], shown["weight"], shown["mean"], shown["step"]


def test_a_link_opens_its_sample_weight_and_step(page):
    assert chosen(page) == (3, "W2[1, 0]", False, 5)


def test_what_is_chosen_stands_in_the_address(page):
    choose(page, sample=7, name="b1", index=[2], mean=True, step=2, tab="nudge")
    assert chosen(page) == (7, "b1[2]", True, 2)
    query = page.test.query_params
    said = {
        name: "".join(query[name]) for name in ("sample", "weight", "of", "at", "mistake", "tab")
    }
    assert said == {
        "sample": "7",
        "weight": "b1-2",
        "of": "mean",
        "at": "2",
        "mistake": "none",
        "tab": "nudge",
    }
    assert page.payload["trace"]["nudge"]
    choose(page, tab="weight")
    assert "tab" not in page.test.query_params, "what is open at first is not said"


def test_the_slider_shows_the_trace_of_an_earlier_epoch(page):
    first = page.payload["trace"]
    page.press("step")
    later = page.payload["trace"]
    assert later["key"] != first["key"]
    page.scrub(0)
    assert page.payload["trace"]["stages"] == first["stages"]
    assert page.payload["timeline"]["shown"] == 0
    assert "branch" not in page.payload["timeline"], "that is for the Train page"


def test_another_network_keeps_what_it_has_of_the_choices(page):
    page.press("remove_layer") if page.has("remove_layer") else None
    choose(page, name="W2", index=[3, 1])
    page.press("reset")
    assert chosen(page)[1] == "W2[3, 1]"


def test_what_is_not_finite_is_said(page):
    page.trainer.network.params["W1"][...] = float("inf")
    page.session.trace.latest = None
    page.redraw()
    assert "trace" not in page.payload
    assert page.notice


def test_a_guess_is_judged_and_a_slip_is_named(page):
    asked = page.payload["trace"]["stages"][-3]["asked"]  # d1, below the gradients and the update
    line = page.payload["trace"]["stages"][-3]["lines"][1]
    right = line["parts"][-1]["text"].strip("()")
    for typed, is_right, words in ((right, True, "Right"), ("x", False, "Write it as a number")):
        page.send("guess", place=asked["place"], typed=typed)
        guess = page.payload["trace"]["guess"]
        assert (guess["right"], words in guess["words"]) == (is_right, True)
    page.send("guess", place=asked["place"], typed=str(-float(right)))
    assert "slip" in page.payload["trace"]["guess"]["words"]
    choose(page, sample=4)
    assert "guess" not in page.payload["trace"]


def test_ways_lead_to_the_check_and_to_the_bug_lab_and_back(page):
    choose(page, mistake="no-slope")
    page.act("train_mistake", "no-slope")
    assert page.session.page.path == "bug-lab"
    assert page.session.bug_lab.bug == "no-slope"
    page.open("gradients")
    page.redraw()
    page.press("trace_this_button")
    assert page.session.page.path == "trace"
    assert page.session.trace.choices.mean
    shown = page.payload["trace"]
    assert shown["stages"][shown["step"] - 1]["title"] == "dW"
