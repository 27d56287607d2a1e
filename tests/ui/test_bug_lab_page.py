"""The Bug lab without a browser: its three modes, and what they do to the twins."""

import json
import re
from html import unescape
from urllib.parse import parse_qsl

import numpy as np
import pytest
from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.workbench import slices
from mlpviz.workbench.bug_lab.curve_lesson import CurveGaps
from mlpviz.workbench.bug_lab.fitting import lines_of
from mlpviz.workbench.bug_lab.session import FIRST_BUG
from mlpviz.workbench.bug_lab.views import LAB_VIEWS
from mlpviz.workbench.train.pins import MAX_PINS

SMALL = {"dataset": "iris", "preprocessing": "standardize", "hidden_sizes": "[4]"}


@pytest.fixture
def bug_lab(open_app):
    """The page on a small problem."""
    return open_app(page="bug-lab", **SMALL)


@pytest.fixture
def open_lab(open_app):
    """The page on a problem of one's choice."""
    return lambda **query: open_app(page="bug-lab", **(SMALL | query))


def twins(app):
    return app.session.bug_lab.twins


def choose(app, bug):
    app.choose("bug_lab_bug", bug)


def texts(app):
    """All text of the page but the board's."""
    nodes = [*app.test.markdown, *app.test.caption, *app.test.info, *app.test.success]
    nodes += [*app.test.error, *app.test.warning]
    return [node.value for node in nodes]


def everything_sent(app):
    """Every text that the browser is told, the board's included."""
    protos = [getattr(node, "proto", None) for node in app.test._tree]
    told = [MessageToDict(proto) for proto in protos if isinstance(proto, Message)]
    return "\n".join(strings([app.payload, told]))


def strings(value):
    """All texts in nested lists and dicts, names included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings([*value, *value.values()])
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


# The first visit


def test_the_first_visit(bug_lab):
    assert bug_lab.payload["playing"] is False
    assert set(bug_lab.figures) == set(LAB_VIEWS)
    assert all(figure["data"] for figure in bug_lab.figures.values())
    assert bug_lab.metrics["Epoch"] == "0"
    assert set(bug_lab.metrics) == {
        "Epoch",
        "Healthy loss",
        "Buggy loss",
        "Healthy accuracy",
        "Buggy accuracy",
    }
    bug = MISTAKES[FIRST_BUG]
    assert any(bug.help in text for text in texts(bug_lab))
    _, wrong, right, _ = lines_of(bug_lab.config, FIRST_BUG)
    for line in (wrong, right):
        assert any(line.maths in text for text in texts(bug_lab))
        assert line.code in [node.value for node in bug_lab.test.code]
    assert bug.lesson in texts(bug_lab)
    assert twins(bug_lab).checks.reading in bug_lab.message["text"]


def test_every_control_has_help_of_one_line(bug_lab):
    for mode in ("learn", "challenge", "checkers"):
        bug_lab.choose("bug_lab_mode", mode)
        controls = [
            node
            for node in bug_lab.test._tree
            if getattr(node, "key", None) and hasattr(getattr(node, "proto", None), "help")
        ]
        clear = ("bug_lab_mode", "bug_lab_table", "heading_way_on")
        named = [node for node in controls if node.key not in clear]
        for node in named:
            assert node.proto.help.strip(), node.key
            assert "\n" not in node.proto.help, node.key


def test_a_link_defines_both_twins(open_lab):
    app = open_lab(lr="0.01", seed="5")
    assert twins(app).healthy.lr == twins(app).buggy.lr == 0.01
    assert twins(app).config == app.config


# The address


def test_the_address_follows_mode_and_bug(bug_lab, open_app):
    assert bug_lab.test.query_params["bug"] == FIRST_BUG
    choose(bug_lab, "no-slope")
    assert bug_lab.test.query_params["bug"] == "no-slope"
    again = open_app(page="bug-lab", **bug_lab.test.query_params)
    assert again.session.bug_lab.bug == twins(again).bug == "no-slope"
    assert again.config == bug_lab.config
    bug_lab.choose("bug_lab_mode", "checkers")
    assert bug_lab.test.query_params["mode"] == "checkers"
    assert "bug" not in bug_lab.test.query_params
    again = open_app(page="bug-lab", **bug_lab.test.query_params)
    assert again.has("bug_lab_checker")


def test_a_link_that_asks_for_what_there_is_not(open_lab):
    app = open_lab(bug="not-transpose", mode="nope")
    assert "This link asks for what there is not" in app.notice
    assert "Did you mean 'not-transposed'?" in app.notice
    assert "mode = 'nope'" in app.notice
    assert app.session.bug_lab.bug == FIRST_BUG
    assert app.test.query_params["bug"] == "not-transpose", "it stays, until a choice is made"
    choose(app, "sign")
    assert app.test.query_params["bug"] == "sign"
    assert not app.notice


def test_what_is_wrong_with_run_and_page_is_told_together(open_lab):
    app = open_lab(lr="fast", bug="nope")
    assert "lr = 'fast'" in app.notice
    assert "bug = 'nope'" in app.notice


def test_buggy_checkers_tell_of_a_wrong_link_too(open_lab):
    app = open_lab(mode="checkers", checker="nope")
    assert any("checker" in text and "nope" in text for text in texts(app))


def test_another_page_has_an_address_of_its_own(bug_lab):
    choose(bug_lab, "sign")
    bug_lab.open("train")
    bug_lab.redraw()
    assert "bug" not in bug_lab.test.query_params


# The way to one's own code


def test_the_heading_leads_to_check_my_code(bug_lab):
    assert any("<h1>Bug lab</h1>" in node.proto.body for node in bug_lab.test.get("html"))
    bug_lab.test.button(key="heading_way_on").click().run()
    bug_lab.no_exception()
    assert bug_lab.session.page.path == "check-my-code"


# Training


def test_step_trains_both_by_one_epoch(bug_lab):
    before = twins(bug_lab).buggy.network.flat.copy()
    bug_lab.press("bug_lab_step")
    assert bug_lab.metrics["Epoch"] == "1"
    assert (twins(bug_lab).healthy.epoch, twins(bug_lab).buggy.epoch) == (1, 1)
    assert not np.array_equal(twins(bug_lab).buggy.network.flat, before)
    assert bug_lab.trainer.epoch == 0, "the Train page's run is another one"


def test_step_changes_every_chart(bug_lab):
    before = bug_lab.figures
    bug_lab.press("bug_lab_step")
    for name, figure in bug_lab.figures.items():
        assert figure["data"] != before[name]["data"], name


def test_play_and_pause(bug_lab):
    bug_lab.press("bug_lab_play")
    assert bug_lab.widget("bug_lab_play").label == "Pause"
    assert bug_lab.payload["playing"] is True
    for epoch in (1, 2, 3):
        bug_lab.tick(visible=["twins"])
        assert bug_lab.metrics["Epoch"] == str(epoch)
    bug_lab.redraw()
    bug_lab.press("bug_lab_play")
    assert bug_lab.payload["playing"] is False
    bug_lab.tick()
    assert bug_lab.metrics["Epoch"] == "3", "a tick after Pause trains nothing"


def test_a_tick_that_comes_twice_trains_once(bug_lab):
    bug_lab.press("bug_lab_play")
    seq = bug_lab.session.seq
    bug_lab.tick(seq)
    bug_lab.tick(seq)
    assert bug_lab.metrics["Epoch"] == "1"


def test_a_tick_only_builds_what_is_on_screen(bug_lab):
    bug_lab.press("bug_lab_play")
    bug_lab.tick(visible=["twins"])
    assert [name for name, figure in bug_lab.figures.items() if "data" in figure] == ["twins"]


def test_reset_goes_back_to_the_same_weights(bug_lab):
    before = twins(bug_lab).buggy.network.flat.copy()
    bug_lab.press("bug_lab_step")
    bug_lab.press("bug_lab_reset")
    assert bug_lab.metrics["Epoch"] == "0"
    np.testing.assert_array_equal(twins(bug_lab).buggy.network.flat, before)


def test_an_epoch_that_takes_long_goes_on_with_the_next_ticks(bug_lab, monkeypatch):
    monkeypatch.setattr(slices, "PATIENCE", 0.0)
    bug_lab.press("bug_lab_step")
    assert bug_lab.payload["playing"] is True, "the board asks for the rest"
    assert "+" in bug_lab.metrics["Epoch"]
    while bug_lab.session.bug_lab.busy:
        bug_lab.tick()
    assert bug_lab.metrics["Epoch"] == "1"


def test_the_learning_rate_acts_at_the_next_step_in_both(bug_lab):
    bug_lab.set_only("lr", 0.01)
    bug_lab.press("bug_lab_step")
    assert twins(bug_lab).healthy.lr == twins(bug_lab).buggy.lr == 0.01


def test_a_structural_change_makes_new_twins(bug_lab):
    bug_lab.press("bug_lab_step")
    bug_lab.choose("hidden_0", 6)
    assert twins(bug_lab).healthy.network.sizes == (4, 6, 3)
    assert bug_lab.metrics["Epoch"] == "0"


def test_a_config_that_is_not_legal_is_told(bug_lab):
    bug_lab.choose("hidden_0", 4096)
    bug_lab.test.button(key="add_layer").click().run()
    assert "at most 5,000,000" in bug_lab.test.error[0].value
    assert bug_lab.message["kind"] != "error", "it is said once"
    assert twins(bug_lab).healthy.network.sizes == (4, 4096, 3)


# The lesson


def test_curves_and_check_are_told_apart(open_lab):
    app = open_lab(dataset="moons", preprocessing="none", hidden_sizes="[8,8]", lr="0.3")
    for _ in range(30):
        app.test.button(key="bug_lab_step").click().run()
    app.redraw()
    healthy, buggy = (
        t.history.newest.test_accuracy for t in (twins(app).healthy, twins(app).buggy)
    )
    assert abs(healthy - buggy) <= 0.02
    assert "After 30 epochs: the buggy twin has loss" in app.message["text"]
    assert CurveGaps.of(twins(app).curves()).sentence in app.message["text"]
    assert "✗" in json.dumps(app.figures["buggy"]["data"], ensure_ascii=False)
    assert "✗" not in json.dumps(app.figures["healthy"]["data"], ensure_ascii=False)


def test_regression_speaks_of_r2(open_lab):
    app = open_lab(dataset="diabetes", output="identity", loss="mse")
    app.press("bug_lab_step")
    assert "Healthy R²" in app.metrics
    assert "test R²" in app.message["text"]


def test_a_bug_that_needs_a_step_says_so(bug_lab):
    choose(bug_lab, "accumulated")
    assert "after the first step" in bug_lab.message["text"]
    bug_lab.press("bug_lab_step")
    assert "adds to what the one before left behind" in bug_lab.message["text"]


def test_l2_on_biases_shows_once_they_are_not_zero(open_lab):
    app = open_lab(l2="0.01")
    choose(app, "l2-on-biases")
    assert "after the first step" in app.message["text"]
    app.press("bug_lab_step")
    assert {row.name for row in twins(app).checks.buggy.failing} == {"b1", "b2"}


def test_a_buggy_twin_that_diverges_is_told_and_the_healthy_one_goes_on(open_lab):
    app = open_lab(
        dataset="plane", preprocessing="none", hidden_sizes="[]", output="identity", loss="mse",
        lr="0.1", dtype="float32",
    )  # fmt: skip
    choose(app, "sign")
    app.choose("speed", "full")
    app.press("bug_lab_play")
    while "buggy" not in twins(app).stopped:
        app.tick(visible=[])
    app.tick(visible=list(LAB_VIEWS))
    assert "The buggy twin stopped in epoch" in app.message["text"]
    assert app.payload["playing"] is True
    assert twins(app).healthy.epoch > twins(app).buggy.epoch
    app.redraw()
    app.press("bug_lab_reset")
    assert twins(app).stopped == {}


def test_both_diverge(open_lab):
    app = open_lab(
        dataset="plane", preprocessing="none", hidden_sizes="[]", output="identity", loss="mse",
        lr="100",
    )  # fmt: skip
    app.choose("speed", "full")
    app.press("bug_lab_play")
    for _ in range(200):
        if not app.session.bug_lab.busy:
            break
        app.tick(visible=[])
    assert app.payload["playing"] is False
    assert app.message["kind"] == "error"
    assert "lower the learning rate" in app.message["text"]


# One for each step of a backward pass, and one that is in a single layer.
OF_EACH_KIND = {min(row.steps.spoilt): name for name, row in MISTAKES.items()}.values()


@pytest.mark.parametrize("bug", OF_EACH_KIND)
def test_every_bug_on_a_network_where_it_shows(open_lab, bug):
    app = open_lab()
    choose(app, bug)
    if app.has("bug_lab_cure"):
        assert app.message["kind"] == "warning"
        assert "needs" in app.message["text"]
        app.press("bug_lab_cure")
        assert not app.has("bug_lab_cure")
    assert app.session.bug_lab.bug == bug
    app.press("bug_lab_step")
    assert twins(app).checks.buggy.verdict == "fail"
    assert twins(app).checks.healthy.passed
    assert twins(app).checks.reading in app.message["text"]


def test_bugs_that_cannot_show_are_listed_with_the_reason(bug_lab):
    labels = bug_lab.widget("bug_lab_bug").options
    assert len(labels) == len(MISTAKES)
    assert "L2 forgotten in the gradient (needs l2 > 0)" in labels
    assert MISTAKES[FIRST_BUG].title in labels


def test_the_cure_for_l2_stays(bug_lab):
    choose(bug_lab, "no-l2")
    bug_lab.press("bug_lab_cure")
    assert bug_lab.config.l2 == 0.001
    bug_lab.press("bug_lab_step")
    assert bug_lab.config.l2 == 0.001
    assert twins(bug_lab).buggy.l2 == 0.001


def test_a_network_where_it_shows_keeps_the_present_run_as_a_pin(bug_lab):
    before = bug_lab.config
    choose(bug_lab, "no-l2")
    assert any("as a pin" in text for text in texts(bug_lab))
    bug_lab.press("bug_lab_cure")
    (pin,) = bug_lab.session.pins
    assert pin.config == before
    bug_lab.open("train")
    bug_lab.redraw()
    bug_lab.act("open_pin", str(pin.number))
    assert bug_lab.config == before


def test_without_room_for_a_pin_it_says_so(bug_lab):
    for run in range(MAX_PINS):
        bug_lab.session.pin((run, 99))
    choose(bug_lab, "no-l2")
    assert any("is not kept" in text for text in texts(bug_lab))
    bug_lab.press("bug_lab_cure")
    assert len(bug_lab.session.pins) == MAX_PINS


def test_a_change_after_which_the_bug_cannot_show(bug_lab):
    bug_lab.test.button(key="remove_0").click().run()
    bug_lab.redraw()
    assert bug_lab.config.hidden_sizes == ()
    assert bug_lab.message["kind"] == "warning"
    assert "needs a hidden layer" in bug_lab.message["text"]
    assert bug_lab.has("bug_lab_cure")
    bug_lab.press("bug_lab_step")


def test_the_table_chooses_the_parameter_of_the_heatmap(bug_lab):
    assert twins(bug_lab).checks.buggy.failing[0].name == "W1"
    assert "W1" in bug_lab.figures["errors"]["alt"]


# The numbers


def numbers(app):
    """The lines of the table of ratios, as lists of texts."""
    bodies = [node.proto.body for node in app.test.get("html")]
    (table,) = (body for body in bodies if "Gradient / reference<" in body)
    lines = re.findall("<tr>(.*?)</tr>", table)[1:]
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in lines]


def test_ratios_tell_n_from_one_over_n(bug_lab):
    choose(bug_lab, "no-mean")
    assert [line[1:] for line in numbers(bug_lab)] == [["16", "0", "15"]] * 4
    choose(bug_lab, "mean-twice")
    assert [line[1:] for line in numbers(bug_lab)] == [["1/16", "0", "0.938"]] * 4


def test_every_element_is_within_reach_of_the_keyboard(bug_lab):
    row = twins(bug_lab).checks.buggy["W1"]
    assert [int(bug_lab.widget(f"bug_lab_axis_{axis}").value) for axis in (0, 1)] == [*row.worst]
    bug_lab.choose("bug_lab_axis_0", 3)
    bug_lab.choose("bug_lab_axis_1", 2)
    bodies = "".join(node.proto.body for node in bug_lab.test.get("html"))
    assert "<strong>W1[3, 2]</strong>" in bodies
    assert f"{row.analytic[3, 2]:.16e}" in bodies
    bug_lab.send("pick", figure="errors", index=[1, 0])
    bug_lab.redraw()
    assert [bug_lab.widget(f"bug_lab_axis_{axis}").value for axis in (0, 1)] == ["1", "0"]
    bug_lab.choose("bug_lab_parameter", "b2")
    assert "b2" in bug_lab.figures["errors"]["alt"]
    assert not bug_lab.has("bug_lab_axis_1")
    worst = twins(bug_lab).checks.buggy["b2"].worst
    assert bug_lab.widget("bug_lab_axis_0").value == str(worst[0])


def test_a_factor_follows_the_number_of_samples(bug_lab, open_app):
    choose(bug_lab, "no-mean")
    bug_lab.press("bug_lab_step")
    bug_lab.choose("bug_lab_samples", 5)
    assert bug_lab.metrics["Epoch"] == "1", "the twins stay"
    assert [line[1] for line in numbers(bug_lab)] == ["5"] * 4
    bug_lab.choose("bug_lab_batch_seed", 3)
    assert bug_lab.test.query_params["samples"] == "5"
    again = open_app(page="bug-lab", **bug_lab.test.query_params)
    assert twins(again).checks.buggy.n == 5
    again.press("bug_lab_step")
    for name in ("W1", "b2"):
        one, other = (twins(app).checks.buggy[name].analytic for app in (bug_lab, again))
        np.testing.assert_array_equal(one, other)


def test_too_few_samples_are_mended_with_one_click(bug_lab):
    choose(bug_lab, "no-mean")
    bug_lab.choose("bug_lab_samples", 1)
    assert bug_lab.message["kind"] == "warning"
    assert "two samples" in bug_lab.message["text"]
    before = bug_lab.config
    bug_lab.press("bug_lab_cure")
    assert bug_lab.message["kind"] == "info"
    assert bug_lab.session.bug_lab.samples == 16
    assert bug_lab.config == before
    assert bug_lab.session.pins == []


# The challenge


@pytest.fixture
def challenge(open_lab):
    """The challenge on a network where most bugs can show."""
    app = open_lab(hidden_sizes="[4,4]", activation="relu", l2="0.01", bias_std="0.3")
    app.choose("bug_lab_mode", "challenge")
    return app


def hidden(app):
    return app.session.bug_lab.challenge.hidden


def test_the_number_decides_on_the_bug(challenge, open_lab):
    first = hidden(challenge)
    challenge.choose("bug_lab_challenge", 7)
    seventh = hidden(challenge)
    challenge.choose("bug_lab_challenge", 1)
    assert hidden(challenge) == first
    challenge.choose("bug_lab_challenge", 7)
    assert hidden(challenge) == seventh
    assert twins(challenge).bug == seventh


def test_nothing_tells_the_name_before_the_answer(challenge):
    options = challenge.widget("bug_lab_guess").options
    names = [name for name in MISTAKES if MISTAKES[name].title in options]
    seen = set()
    for number in range(1, 13):
        challenge.choose("bug_lab_challenge", number)
        seen.add(hidden(challenge))
        for epoch in (0, 1):
            sent = everything_sent(challenge)
            assert twins(challenge).epoch == epoch
            for name in names:
                bug = MISTAKES[name]
                assert sent.count(bug.title) == 1, "among the options"
                lines = lines_of(challenge.config, name)
                for secret in (bug.help, bug.lesson, lines.wrong.code, f"\n{name}\n"):
                    assert secret not in sent
            assert twins(challenge).checks.reading not in sent
            challenge.press("bug_lab_step")
    assert len(seen) == 12


def test_what_is_sent_is_all_that_is_looked_at(bug_lab):
    sent, bug = everything_sent(bug_lab), MISTAKES[FIRST_BUG]
    assert bug.lesson in sent
    assert lines_of(bug_lab.config, FIRST_BUG).wrong.maths in sent
    assert twins(bug_lab).checks.reading in sent


def test_hints_come_in_stages_and_each_costs_a_point(challenge):
    challenge.press("bug_lab_step")
    name = hidden(challenge)
    for place, title in enumerate(("Which parameters", "Which step", "Which kind", "The name")):
        assert f"{title.lower()} (-1 point)" in challenge.widget("bug_lab_hint").label
        secret = [node.value.replace("\\", "") for node in challenge.test.info]
        assert not any(MISTAKES[name].title in text for text in secret)
        challenge.press("bug_lab_hint")
        told = [node.value.replace("\\", "") for node in challenge.test.info]
        assert len(told) == place + 1
        assert told[-1].startswith(f"{title}:")
    assert MISTAKES[name].title in told[-1]
    assert challenge.widget("bug_lab_hint").disabled
    challenge.choose("bug_lab_guess", name)
    challenge.press("bug_lab_guess_button")
    assert "0 of 4 points in 1 challenge" in texts(challenge)


def test_a_challenge_is_handed_on_by_the_address(challenge, open_app):
    challenge.choose("bug_lab_challenge", 7)
    challenge.press("bug_lab_hint")
    query = dict(challenge.test.query_params)
    assert query["mode"] == "challenge"
    assert query["challenge"].startswith("7-")
    assert not any(hidden(challenge) in text for text in query.values())
    (link,) = re.findall('href="[?]([^"]*)"', everything_sent(challenge))
    assert dict(parse_qsl(unescape(link))) == query, "the link that is offered is the address"
    again = open_app(page="bug-lab", **query)
    assert hidden(again) == hidden(challenge)
    assert again.session.bug_lab.challenge.hints == 0
    assert again.test.query_params["challenge"] == query["challenge"]


def test_a_link_hides_the_same_bug_after_a_live_change(challenge, open_app):
    """L2 belongs to what decides which bugs can be drawn; the mark holds on to the one that was."""
    challenge.set_only("l2", 0.0)
    challenge.press("bug_lab_step")
    again = open_app(page="bug-lab", **challenge.test.query_params)
    assert again.config.l2 == 0.0
    assert hidden(again) == hidden(challenge)


def test_a_damaged_link_to_a_challenge_says_so(open_lab):
    app = open_lab(mode="challenge", challenge="7-000000")
    assert "hides no bug" in app.notice
    assert app.session.bug_lab.challenge.number == 1


def test_a_right_guess(challenge):
    challenge.press("bug_lab_step")
    name = hidden(challenge)
    challenge.choose("bug_lab_guess", name)
    challenge.press("bug_lab_guess_button")
    assert any(text.startswith("Right") for text in texts(challenge))
    bug = MISTAKES[name]
    assert bug.lesson in texts(challenge)
    wrong = lines_of(challenge.config, name).wrong
    assert any(wrong.maths in text for text in texts(challenge))
    assert "4 of 4 points in 1 challenge" in texts(challenge)
    challenge.press("bug_lab_next")
    assert challenge.session.bug_lab.challenge.number == 2
    assert hidden(challenge) != name
    assert challenge.metrics["Epoch"] == "0"
    assert challenge.has("bug_lab_guess")


def test_a_wrong_guess(challenge):
    name = hidden(challenge)
    other = next(n for n in ("sign", "labels") if n != name)
    challenge.choose("bug_lab_guess", other)
    challenge.press("bug_lab_guess_button")
    assert any(MISTAKES[name].title in text for text in texts(challenge))
    assert MISTAKES[name].lesson in texts(challenge)
    assert "0 of 4 points in 1 challenge" in texts(challenge)


def test_no_guess_no_answer(challenge):
    assert challenge.widget("bug_lab_guess_button").disabled


def test_a_structural_change_hides_another_bug_of_those_that_can_show(challenge):
    challenge.choose("bias", False)
    name = hidden(challenge)
    config = challenge.config
    assert MISTAKES[name].applies(twins(challenge).network, config.loss, config.l2, 16) is None
    assert "Bias averaged" not in challenge.widget("bug_lab_guess").options


def test_a_live_change_that_makes_it_unseen_is_told_without_its_name(challenge):
    for number in range(1, 80):
        challenge.choose("bug_lab_challenge", number)
        if hidden(challenge) == "no-l2":
            break
    challenge.set_only("l2", 0.0)
    challenge.press("bug_lab_step")
    assert challenge.message["kind"] == "warning"
    assert "L2" not in challenge.message["text"]
    assert "l2" not in challenge.message["text"]


def test_changing_the_mode_pauses_and_keeps_the_choices(bug_lab):
    choose(bug_lab, "sign")
    bug_lab.press("bug_lab_play")
    bug_lab.choose("bug_lab_mode", "challenge")
    assert bug_lab.payload["playing"] is False
    bug_lab.choose("bug_lab_mode", "learn")
    assert bug_lab.session.bug_lab.bug == "sign"
    assert twins(bug_lab).bug == "sign"


# Buggy checkers


@pytest.mark.parametrize("name", BUGGY_CHECKERS)
def test_every_buggy_checker(bug_lab, name):
    bug_lab.choose("bug_lab_mode", "checkers")
    bug_lab.choose("bug_lab_checker", name)
    checker = BUGGY_CHECKERS[name]
    assert checker.lesson in texts(bug_lab)
    code = [block.value for block in bug_lab.test.code]
    assert code == [line.replace("; ", "\n") for line in (checker.wrong, checker.right)]
    bodies = [node.proto.body for node in bug_lab.test.get("html")]
    right, wrong = (body for body in bodies if body.startswith("<table"))
    for table in (right, wrong):
        assert table.count('scope="row"') == 4
    misled = {"condemns": right, "acquits": wrong}[checker.misleads]
    verdicts = [re.findall(r"<td>(.)", row) for row in misled.split("<tr>")[2:]]
    assert any(own != ours for own, _, ours in verdicts), "the checker is wrong somewhere"
    assert "✗ fail" in wrong
    assert "✗ fail" not in right


def test_the_page_survives_leaving_and_coming_back(bug_lab):
    choose(bug_lab, "sign")
    bug_lab.press("bug_lab_step")
    bug_lab.open("")
    bug_lab.redraw()
    assert bug_lab.metrics["Epoch"] == "0"
    assert "curves" in bug_lab.figures
    bug_lab.open("bug-lab")
    bug_lab.redraw()
    assert bug_lab.metrics["Epoch"] == "1"
    assert bug_lab.session.bug_lab.bug == "sign"
    assert bug_lab.widget("bug_lab_bug").value == "sign"
