import json

import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.gradcheck.structured.probes import probe_cost
from mlpviz.limits import allowed, estimate_cost, room
from mlpviz.limits.machine import Speed
from mlpviz.ui import presence
from mlpviz.workbench.first_run import FIRST_RUN
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.visitors import Visitors

HOSTILE = {
    "dataset": "spiral3",
    "hidden_sizes": "[64]",
    "batch_size": "null",
}


@pytest.fixture(autouse=True)
def hosted(monkeypatch):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    machine = Speed(2e10, dict.fromkeys(ACTIVATIONS, 2e8))  # no test hangs on this one's speed
    monkeypatch.setattr(allowed, "speed", lambda: machine)
    monkeypatch.setenv("MLPVIZ_RUN_BYTES", "25M")
    monkeypatch.setenv("MLPVIZ_UPDATE_SECONDS", "0.0001")


def test_a_link_to_more_than_is_allowed_opens_the_default_run_and_offers_the_nearest(open_app):
    app = open_app(**HOSTILE)
    kind, text = app.said
    assert kind == "error"
    assert "One update of this run takes about" in text
    assert "and 0.1 ms is the most here" in text
    assert app.config == FIRST_RUN
    first, *_ = app.message["buttons"]
    app.act(first["action"], first["argument"])
    assert app.config.dataset == "spiral3"
    assert app.said[0] == "info"
    app.press("step")
    assert app.trainer.epoch == 1


def test_a_choice_that_is_more_than_is_allowed_leaves_the_run_as_it_is(open_app):
    app = open_app(dataset="mnist")
    before = app.trainer
    app.choose("hidden_0", 4096)
    assert app.trainer is before
    assert "is the most here" in app.said[1]
    assert "is the most here" in app.told("hidden_0")
    assert app.widget("hidden_0").value == "4096"
    assert [button["title"] for button in app.message["buttons"]]


def test_a_live_choice_too(open_app):
    app = open_app(dataset="spiral3", hidden_sizes="[64]", batch_size="16")
    app.set_only("batch_size", "full")
    app.redraw()
    assert (app.config.batch_size, app.widget("batch_size.slider").value) == (16, 16)
    assert app.widget("batch_size").value == "full", "what was typed is not lost"
    assert "One update of this run takes about" in app.told("batch_size")
    assert app.said[0] == "error"
    assert "One update of this run takes about" in app.said[1]
    button, *_ = app.message["buttons"]
    app.act(button["action"], button["argument"])
    assert app.trainer.batch_size == int(button["title"].removeprefix("Batch size ")) > 16


@pytest.mark.parametrize("page", [page for page in PAGES if page != "train"])
def test_every_page_says_so(open_app, page):
    app = open_app(page, **HOSTILE)
    shown = json.dumps(app.payload) if page == "compare" else app.test.error[0].value
    assert "is the most here" in shown.replace("\\", "")


@pytest.mark.parametrize("page", [path for path, row in PAGES.items() if not row.sidebar])
def test_what_is_offered_on_a_page_without_a_run_opens_where_it_is_shown(open_app, page):
    app = open_app(page, **HOSTILE)
    label = app.session.offers[0].label
    app.test.button(key=f"offer_{label}").click().run()
    app.no_exception()
    assert app.config.dataset == "spiral3"
    assert app.session.page == PAGES["train"]
    assert app.said[0] == "info"


def test_twins_count_twice(open_app, monkeypatch):
    monkeypatch.setenv("MLPVIZ_TOGETHER_BYTES", "7M")
    app = open_app("bug-lab", v="1")
    assert "The twins take" in app.test.error[0].value
    assert not app.test.get("bidi_component")
    offered = [button for button in app.test.button if button.label.startswith("At most")]
    assert offered
    offered[0].click().run()
    app.no_exception()
    assert app.test.get("bidi_component")


def test_a_race_that_is_too_large_says_so_and_offers_smaller_networks(open_app, monkeypatch):
    monkeypatch.setenv("MLPVIZ_TOGETHER_BYTES", "12M")
    app = open_app("compare", v="1")
    assert "take" in app.said[1]
    assert "fewer values" in app.said[1]
    button = app.message["buttons"][0]
    app.act(button["action"], button["argument"])
    assert app.said[0] == "info"


def test_a_race_has_no_more_runs_than_are_allowed(open_app, monkeypatch):
    monkeypatch.setenv("MLPVIZ_VARIANTS", "2")
    app = open_app("compare")
    assert "and 2 is the most here" in app.said[1]
    assert len(app.session.compare.race.runners) == 2


def test_a_run_has_no_more_epochs_than_are_allowed(open_app, monkeypatch):
    monkeypatch.setenv("MLPVIZ_EPOCHS", "2")
    app = open_app(dataset="iris")
    for _ in range(3):
        app.press("step")
    assert app.trainer.epoch == 2
    assert "2 epochs, and 2 is the most here" in app.said[1]
    button, *_ = app.message["buttons"]
    app.act(button["action"], button["argument"])
    assert app.trainer.epoch == 0
    app.press("step")
    assert app.trainer.epoch == 1
    assert app.session.error is None


def test_nor_have_twins(open_app, monkeypatch):
    monkeypatch.setenv("MLPVIZ_EPOCHS", "2")
    monkeypatch.setenv("MLPVIZ_UPDATE_SECONDS", "inf")
    app = open_app("bug-lab", dataset="iris")
    for _ in range(3):
        app.press("bug_lab_step")
    assert app.session.bug_lab.twins.common_epoch == 2
    assert "The twins have 2 epochs, and 2 is the most here" in app.test.error[0].value
    app.press("bug_lab_play")
    app.tick()
    assert not app.session.bug_lab.busy
    app.press("offer_Start again")
    assert app.session.bug_lab.twins.common_epoch == 0
    app.press("bug_lab_step")
    assert app.session.bug_lab.twins.common_epoch == 1
    assert app.session.error is None


def test_a_shorter_race_than_was_asked_for_is_told(open_app, monkeypatch):
    monkeypatch.setenv("MLPVIZ_EPOCHS", "2")
    app = open_app("compare", dataset="iris")
    assert "This race has 20 epochs, and 2 is the most here." in app.said[1]
    assert app.session.compare.race.epochs == 2


def test_no_more_runs_are_pinned_than_are_allowed(open_app, monkeypatch):
    monkeypatch.setenv("MLPVIZ_PINS", "1")
    app = open_app(dataset="iris")
    app.press("step")
    app.press("pin")
    app.press("step")
    assert app.widget("pin").disabled
    assert "No more than 1 run can be pinned" in app.widget("pin").help
    assert len(app.session.pins) == 1


def test_a_check_takes_no_more_samples_than_are_allowed(open_app, monkeypatch):
    app = open_app("gradients", dataset="iris")
    products = probe_cost(app.trainer.network.sizes, 5)
    monkeypatch.setenv("MLPVIZ_CHECK_PRODUCTS", str(products))
    app.redraw()
    assert "products, and" in app.test.error[0].value
    assert app.session.gradients.check.report is not None, "the latest one stays"
    app.test.button(key="gradients_fewer").click().run()
    app.no_exception()
    assert app.session.gradients.choices.samples == 5
    assert not app.test.error
    assert app.session.gradients.check.report.n == 5


def test_whoever_finds_all_places_taken_waits_and_is_told_so(open_app, monkeypatch):
    own = Visitors(lambda _: True)
    own.admit("somebody", 1)
    monkeypatch.setattr(presence, "visitors", own)
    monkeypatch.setenv("MLPVIZ_SESSIONS", "1")
    monkeypatch.setattr(presence, "tab", lambda: "me")
    app = open_app()
    assert "session" not in app.test.session_state
    words = [node.value for node in app.test.markdown]
    assert words[0] == "### All places are taken at the moment"
    assert "room for 1 visitor at a time. You are next." in words[1]
    monkeypatch.setenv("MLPVIZ_SESSIONS", "2")
    app.redraw()
    assert app.message["kind"] == "info"


def test_a_tab_that_rests_comes_back_to_its_run_with_one_click(open_app, monkeypatch):
    own = Visitors(lambda _: True, lambda: 0.0)
    monkeypatch.setattr(presence, "visitors", own)
    monkeypatch.setenv("MLPVIZ_SESSIONS", "1")
    monkeypatch.setattr(presence, "tab", lambda: "me")
    app = open_app(dataset="iris")
    app.press("step")
    trainer = app.trainer
    own.admit("somebody", 1)
    assert own.rest(0.0, 1) == ("me",)
    app.redraw()
    assert "session" not in app.test.session_state
    assert app.test.markdown[0].value == "### This tab rests"
    app.test.button(key="go_on").click().run()
    assert app.test.markdown[0].value == "### All places are taken at the moment"
    own.here = {"me"}.__contains__
    app.redraw()
    assert app.trainer is trainer
    assert app.metrics["Epoch"] == "1"
    assert app.payload["figures"][0]["data"], "drawn anew"


def test_a_full_server_refuses_heavy_runs_kindly(open_app, monkeypatch):
    monkeypatch.setattr(room, "memory", lambda: room.Memory(10**12, 10**12))
    monkeypatch.setenv("MLPVIZ_RUN_BYTES", "inf")
    monkeypatch.setenv("MLPVIZ_UPDATE_SECONDS", "inf")
    app = open_app(dataset="iris", hidden_sizes="[1000,500]")
    assert "no room for this run at the moment" in app.said[1]
    assert app.message["buttons"][0]["title"] == "Try again"
    app.press("step")  # the default run, a light one
    assert app.trainer.epoch == 1


def test_jobs_end_when_their_visitor_leaves(open_app):
    app = open_app("gradients", dataset="iris")
    test = app.session.compare.lr_range
    test.ask(app.config, app.trainer.dataset)
    test.go_on(0.0)
    thread = test.job._thread
    app.session.rest()
    thread.join(60)
    assert not thread.is_alive()
    assert test.job.given_up


def test_the_buffers_of_whoever_left_are_free_and_his_run_goes_on(open_app):
    app, twin = open_app(dataset="iris"), open_app(dataset="iris")
    for page in ("bug-lab", "compare", "train"):
        app.open(page)
        app.redraw()
    for each in (app, twin):
        each.press("step")
    own = app.session
    networks = [own.viewer, own.trainer.network, own.bug_lab.twins.healthy.network]
    networks += [runner.trainer.network for runner in own.compare.race.runners]
    assert own.trainer.network._buffers
    own.rest()
    assert not any(network._buffers for network in networks), "they take most of a session"
    for each in (app, twin):
        each.press("step")
    assert app.trainer.epoch == 2
    assert (app.weights == twin.weights).all()


def test_all_runs_that_the_server_keeps_for_a_visitor_count(open_app):
    app = open_app(dataset="iris", hidden_sizes="[8]")
    own = app.session
    run = estimate_cost(own.config).memory
    assert own.size == run
    app.open("bug-lab")
    app.redraw()
    twins = own.size - run
    assert twins == 2 * estimate_cost(own.config, light=True).memory
    app.open("compare")
    app.redraw()
    assert own.size == run + twins + own.compare.planned.size
    assert own.compare.planned.size > 0
