import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest

from mlpviz import RunConfig
from mlpviz.engine.options import Option
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.run import Trainer
from mlpviz.workbench.bug_lab.challenge import mark
from mlpviz.workbench.links import PARAMETERS, FaultsError, take, whole, written
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.session import Session


@pytest.fixture(scope="module")
def visit():
    """A new visitor, always with the same run."""
    config = RunConfig(dataset="moons", hidden_sizes=(2,))
    trainer = Trainer(config)
    return lambda: Session(config, trainer, trainer.network)


def test_every_table_is_of_a_page_and_takes_no_name_of_a_run():
    for path, table in PARAMETERS.items():
        assert path in PAGES
        assert not {*table} & {*RunConfig.model_fields, "preset"}


@pytest.mark.parametrize("path", PARAMETERS)
def test_the_plain_address_is_the_page_as_it_opens(path, visit):
    assert written(path, visit()) == {}


CHOICES = [
    {"bug": "sign"},
    {"mode": "challenge"},
    {"samples": "1", "batch_seed": "7"},
    {"mode": "checkers"},
    {"mode": "checkers", "checker": list(BUGGY_CHECKERS)[1]},
]


@pytest.mark.parametrize("query", CHOICES)
def test_what_was_read_is_what_is_written(query, visit):
    current = visit()
    assert take("bug-lab", current, query) == []
    assert written("bug-lab", current) == query


def test_a_challenge_is_opened_by_number_or_by_number_and_mark(visit):
    current = visit()
    challenge = current.bug_lab.challenge
    assert take("bug-lab", current, {"challenge": "12"}) == []
    assert (challenge.number, challenge.linked) == (12, None)
    assert take("bug-lab", current, {"challenge": f"7-{mark(7, 'sign')}"}) == []
    assert (challenge.number, challenge.linked) == (7, "sign")
    for text in ("0", "10000", "x", "7-abcdef", "-", f"8-{mark(7, 'sign')}"):
        (fault,) = take("bug-lab", current, {"challenge": text})
        assert "challenge" in str(fault)
        assert (challenge.number, challenge.linked) == (7, "sign")


def test_the_links_of_the_docs_open_what_they_say(visit):
    text = (Path(__file__).parents[2] / "docs" / "presets.md").read_text("utf-8")
    found = re.findall(r"`/([\w-]+)[?]([^`]+)`", text)
    assert {path for path, _ in found} >= {"bug-lab", "gradients"}
    for path, query in found:
        parameters = dict(parse_qsl(query))
        assert take(path, visit(), parameters) == [], query
        assert {*parameters} <= {*PARAMETERS[path], *RunConfig.model_fields, "preset"}


def test_every_bug_has_a_link(visit):
    for bug in MISTAKES:
        current = visit()
        take("bug-lab", current, {"bug": bug})
        assert current.bug_lab.bug == bug


def test_what_says_nothing_in_the_mode_is_left_out(visit):
    current = visit()
    take("bug-lab", current, {"mode": "challenge", "bug": "sign", "checker": "nan-as-zero"})
    assert "bug" not in written("bug-lab", current), "a challenge is not about it"


def test_all_that_is_wrong_is_told_at_once_and_the_rest_taken(visit):
    current = visit()
    faults = take("bug-lab", current, {"mode": "lern", "bug": "<b>", "checker": "x", "lr": "0.1"})
    told = "\n".join(map(str, faults))
    assert "mode = 'lern' is unknown. Did you mean 'learn'?" in told
    assert "bug = '<b>'" in told
    assert "checker = 'x'" in told
    assert written("bug-lab", current) == {}


COUNT = Option("Count", 3, 1, 9, 1, "How many.")


@pytest.mark.parametrize("text", ["0", "10", "2.5", "many", "true", "[" * 5000, "NaN", "", "1e999"])
def test_a_number_out_of_range_is_refused(text):
    with pytest.raises(FaultsError, match="between 1 and 9"):
        whole("count", text, COUNT)


def test_a_number():
    assert whole("count", "9", COUNT) == 9


@pytest.mark.parametrize(
    "query",
    [
        {"h": "1e-13"},
        {"samples": "1", "batch_seed": "4294967295"},
        {"sources": "autograd,complex_step"},
        {"precision": "float32", "h": "0.1"},
    ],
)
def test_the_choices_of_a_gradient_check(query, visit):
    current = visit()
    assert take("gradients", current, query) == []
    assert written("gradients", current) == query


def test_a_preset_s_own_check_needs_no_words_and_another_one_does(visit):
    current = visit()
    current.preset = "numpy-sigmoid"
    assert take("gradients", current, {"h": "1e-13"}) == []
    assert current.gradients.choices.sources == ("autograd", "central")
    assert written("gradients", current) == {"h": "1e-13"}
    assert take("gradients", current, {"sources": "central,complex_step"}) == []
    assert written("gradients", current) == {"h": "1e-13", "sources": "central,complex_step"}
