"""The page "Check my code" keeps its word: its code runs, and prints what the page says it does."""

import contextlib
import io
import re
import tomllib
from functools import partial
from pathlib import Path

import pytest

import mlpviz
from tests.conftest import Clock

PAGE = Path(__file__).resolve().parents[1] / "docs" / "check-my-code.md"
SOURCE = PAGE.read_text("utf-8")
BLOCKS = re.findall(r"^```(python|text)\n(.*?)^```", SOURCE, re.M | re.S)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
RULE = re.compile(r"^-+$", re.M)


@pytest.fixture(scope="module", autouse=True)
def own_seconds():
    """The seconds of a time limit pass by what is done: a slow machine prints the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mlpviz, "check_gradients", partial(mlpviz.check_gradients, clock=Clock()))
        yield


@pytest.fixture(scope="module")
def printed(own_seconds):
    """What every block of code prints, run in order in one namespace; index of block -> text."""
    namespace = {}
    return {block: ran(block, namespace) for block in PYTHON}


def ran(block, namespace):
    """What block number ``block`` prints, run in ``namespace``."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(compile(BLOCKS[block][1], f"{PAGE.name}, block {block}", "exec"), namespace)
    return out.getvalue()


def shown_after(block):
    """What the page shows as printed by block number ``block``."""
    return BLOCKS[block + 1][1] if block + 1 in TEXT else ""


def alike(shown, actual):
    """Same words, same numbers.

    Numbers below 1e-6 are round-off, which differs between machines, and with them the widths of
    columns.
    """
    words = [RULE.sub("---", NUMBER.sub("#", text)).split() for text in (shown, actual)]
    pairs = list(zip(NUMBER.findall(shown), NUMBER.findall(actual), strict=False))
    for a, b in pairs:
        small = abs(float(a)) < 1e-6 and abs(float(b)) < 1e-6
        if not small and float(a) != pytest.approx(float(b), rel=1e-6):
            return False
    return words[0] == words[1]


def steady(text):
    """``text`` without what depends on the machine: time, and which entry is the worst.

    Where everything is off by a billion tolerances, round-off decides which entry is so most.
    """
    text = re.sub(r"(✓ pass|✗ fail|\? unresolved)  +\S+", r"\1 ...", text)
    text = re.sub(r", [\d.]+ (ms|s|min)$", ", 0 ms", text, flags=re.M)
    return re.sub(r"^(\S+)\[[\d, ]+\]: analytic .*$", r"\1[...]", text, flags=re.M)


PYTHON = [i for i, (language, _) in enumerate(BLOCKS) if language == "python"]
TEXT = [i for i, (language, _) in enumerate(BLOCKS) if language == "text"]
# The first code of every section: its text stands once in the page.
CODE = re.compile(r"^```python\n(.*?)^```", re.M | re.S)
CODES = [found[1] for section in SOURCE.split("\n## ") if (found := CODE.search(section))]
FIRST = [BLOCKS.index(("python", code)) for code in CODES]
INSTALL = re.compile(r'# in a clone of mlpviz: pip install (\.|"\.\[(\w+)\]")\n')


def test_the_image_of_the_hosted_demo_takes_the_page_along():
    ignored = (PAGE.parents[1] / ".dockerignore").read_text("utf-8").split()
    assert ignored[0] == "*"
    assert f"!docs/{PAGE.name}" in ignored


def test_the_page_has_code_and_results():
    assert len(PYTHON) >= 10
    assert len(TEXT) >= 8
    assert all(BLOCKS[i - 1][0] == "python" for i in TEXT)


@pytest.mark.parametrize("block", PYTHON)
def test_code_prints_what_the_page_shows(block, printed):
    assert alike(steady(shown_after(block)), steady(printed[block])), printed[block]


@pytest.mark.parametrize("block", FIRST)
def test_every_section_begins_with_the_install_line_and_runs_as_it_stands(block):
    assert INSTALL.match(BLOCKS[block][1])
    alone = ran(block, {})
    assert alike(steady(shown_after(block)), steady(alone)), alone


def test_the_install_lines_name_extras_that_there_are():
    project = tomllib.loads((PAGE.parents[1] / "pyproject.toml").read_text("utf-8"))["project"]
    named = {extra for _, extra in re.findall(r'pip install (\.|"\.\[(\w+)\]")', SOURCE)} - {""}
    assert named == {"torch", "charts"}
    assert named <= project["optional-dependencies"].keys()
    assert len(FIRST) == 6


def test_the_comparison_sees_other_words_and_other_numbers():
    assert alike("W1 fail 0.51 3e-12", "W1 fail 0.51 4e-11")
    assert not alike("W1 fail 0.51", "W1 pass 0.51")
    assert not alike("W1 fail 0.51", "W1 fail 0.52")
    assert not alike("W1 fail 0.51", "W1 fail 1e-12")
    assert not alike("", "fail")


def test_the_page_tells_the_mistake_of_its_first_report(printed):
    first = printed[PYTHON[0]]
    verdicts = dict(re.findall(r"^(W1|b1|W2|b2) .*?(pass|fail|unresolved)", first, re.M))
    assert verdicts == {"W1": "fail", "b1": "fail", "W2": "pass", "b2": "pass"}
