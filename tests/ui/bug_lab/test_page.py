"""The Bug lab without a browser: its three modes, and what they do to the twins."""

import re

import numpy as np
import pytest

from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.workbench import slices
from mlpviz.workbench.bug_lab.fitting import lines_of
from mlpviz.workbench.bug_lab.session import FIRST_BUG
from mlpviz.workbench.bug_lab.views import LAB_VIEWS
from tests.ui.bug_lab.lab import choose, texts, twins

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
