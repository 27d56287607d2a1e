"""The Bug lab without a browser: a hidden bug, its hints, guesses and links."""

import re
from html import unescape
from urllib.parse import parse_qsl

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import Message

from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.workbench.bug_lab.challenge import mark
from mlpviz.workbench.bug_lab.fitting import lines_of
from mlpviz.workbench.bug_lab.session import FIRST_BUG
from tests.ui.bug_lab.lab import choose, texts, twins


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


def test_a_live_change_that_makes_it_unseen_is_told_without_its_name(open_lab):
    challenge = open_lab(l2="0.01", mode="challenge", challenge=f"1-{mark(1, 'no-l2')}")
    assert hidden(challenge) == "no-l2"
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
