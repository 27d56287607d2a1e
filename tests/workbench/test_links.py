import re
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz import RunConfig
from mlpviz.engine.faults import LONGEST_TOLD, told
from mlpviz.engine.options import Option
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.links import frozen
from mlpviz.links.names import CHOICES, OTHERS
from mlpviz.links.reading import of_mapping, parsed
from mlpviz.run import Trainer
from mlpviz.workbench.bug_lab.challenge import mark
from mlpviz.workbench.first_run import FIRST_RUN
from mlpviz.workbench.lesson import DISPLAY
from mlpviz.workbench.linked_run import asked_run
from mlpviz.workbench.links import (
    PARAMETERS,
    FaultsError,
    address,
    shown_address,
    take,
    whole,
    written,
)
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.session import Session


@pytest.fixture(scope="module")
def visit():
    """A new visitor, always with the same run."""
    config = RunConfig(dataset="moons", hidden_sizes=(2,))
    trainer = Trainer(config)
    return lambda config=config: Session(config, trainer, trainer.network)


def test_every_table_is_of_a_page_and_takes_no_name_of_a_run():
    for path, table in PARAMETERS.items():
        assert path in PAGES
        assert {*table} <= OTHERS.keys(), "links/names.py says what each is"
        assert not {*table} & {*RunConfig.model_fields, *CHOICES, "preset"}
    told = {"v", "preset", "own", "embed", "embed_options"}
    told |= {*DISPLAY}
    assert OTHERS.keys() - told == {name for table in PARAMETERS.values() for name in table}


@pytest.mark.parametrize("path", PAGES)
def test_the_plain_address_is_the_page_as_it_opens(path, visit):
    assert shown_address(path, visit(FIRST_RUN)) == {}
    assert shown_address(path, visit(RunConfig()))["data"] == "digits"
    assert shown_address(path, visit())["data"] == "moons"


@pytest.mark.parametrize("path", PAGES)
def test_a_whole_link_has_the_run_its_preset_and_the_page_s_own(path, visit):
    current = visit(RunConfig())
    current.preset = "moons"
    link = address(path, current)
    assert link.items() >= (current.config.to_query() | {"preset": "moons"}).items()
    assert link.keys() >= frozen.PAGES.get(path, {}).keys() - {
        "checker",
        *frozen.LATER_OF_PAGES,
    }
    assert shown_address(path, current) == link


def test_a_page_opens_by_itself_as_links_say_that_it_did(visit):
    """Or, once it opens otherwise, links that leave a choice out still mean these."""
    assert frozen.PAGES.keys() == PARAMETERS.keys()
    for path, choices in frozen.PAGES.items():
        current = visit()
        assert take(path, current, {"v": "1"}) == []
        assert {**choices, **written(path, current)} == choices


def test_what_a_link_leaves_out_is_no_default_of_today(visit):
    current = visit()
    current.bug_lab.bug, current.bug_lab.samples = "sign", 3
    take("bug-lab", current, {"v": "1"})
    assert (current.bug_lab.bug, current.bug_lab.samples) == ("skips-w2", 16)


CHOSEN = [
    {"mode": "learn", "bug": "sign"},
    {"mode": "challenge"},
    {"samples": "1", "batch_seed": "7"},
    {"mode": "checkers"},
    {"mode": "checkers", "checker": list(BUGGY_CHECKERS)[1]},
]


@pytest.mark.parametrize("query", CHOSEN)
def test_what_was_read_is_what_is_written(query, visit):
    current = visit()
    assert take("bug-lab", current, query) == []
    assert written("bug-lab", current).items() >= query.items()


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
        link = parsed(query)
        asked_run(link)
        assert take(path, visit(), link.query) == [], query
        assert {*dict(parse_qsl(query))} <= {*PARAMETERS[path], *CHOICES, "v", "preset"}


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
    assert written("bug-lab", current) == written("bug-lab", visit())


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
        {"sources": "autograd-complex_step"},
        {"precision": "float32", "h": "0.1"},
    ],
)
def test_the_choices_of_a_gradient_check(query, visit):
    current = visit()
    assert take("gradients", current, query) == []
    assert written("gradients", current) == frozen.PAGES["gradients"] | query


def test_a_preset_has_its_own_check_where_a_link_leaves_it_out(visit):
    current = visit()
    current.preset = "numpy-sigmoid"
    assert take("gradients", current, {"h": "1e-13"}) == []
    assert current.gradients.choices.sources == ("autograd", "central")
    assert written("gradients", current)["sources"] == "autograd-central"
    assert take("gradients", current, {"sources": "central-complex_step"}) == []
    assert written("gradients", current)["sources"] == "central-complex_step"
    assert written("gradients", current)["h"] == "1e-13"


def test_a_step_keeps_all_its_digits(visit):
    current = visit()
    assert take("gradients", current, {"h": "0.00012345678901234567"}) == []
    assert float(written("gradients", current)["h"]) == 0.00012345678901234567


def test_a_list_is_refused_by_its_length_and_a_value_is_not_repeated(visit):
    for query in ({"sources": "x-" * 900}, {"challenge": "7-" + "x" * 3000}):
        page = "gradients" if "sources" in query else "bug-lab"
        (fault,) = take(page, visit(), query)
        assert len(str(fault)) < 300


ANY = st.text(max_size=30) | st.sampled_from(
    ["1^1e9", "(-1)^.5", "-1^.5", "1e999", "9^99999999", "1" * 400, "-" * 400, "7-", "x-y", "null"]
)


@settings(max_examples=100)
@given(st.dictionaries(st.sampled_from([*OTHERS, "lr", "data", "sources"]), ANY, max_size=6))
def test_any_text_of_a_page_s_own_gives_listed_faults(visit, query):
    link = of_mapping({"v": "1"} | {name: text for name, text in query.items() if name != "v"})
    asked = asked_run(link)
    assert RunConfig.from_query(asked.config.to_query()) == asked.config
    for path in PAGES:
        current = visit()
        faults = take(path, current, link.query)
        assert all(len(text) <= LONGEST_TOLD for text in told(faults))
        assert take(path, current, written(path, current)) == []
