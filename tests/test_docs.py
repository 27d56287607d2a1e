"""The page "Check my code" keeps its word: its code runs, and prints what the page says it does."""

import contextlib
import io
import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "check-my-code.md"
BLOCKS = re.findall(r"^```(python|text)\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
RULE = re.compile(r"^-+$", re.M)


@pytest.fixture(scope="module")
def printed():
    """What every block of code prints, run in order in one namespace; index of block -> text."""
    namespace, outputs = {}, {}
    for i, (language, code) in enumerate(BLOCKS):
        if language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(code, f"{PAGE.name}, block {i}", "exec"), namespace)
            outputs[i] = out.getvalue()
    return outputs


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
    """``text`` without what depends on the machine: the time, and which entry is the worst.

    Where everything is off by a billion tolerances, round-off decides which entry is so most.
    """
    text = re.sub(r", [\d.]+ (ms|s|min)$", ", 0 ms", text, flags=re.M)
    return re.sub(r"^(\S+)\[[\d, ]+\]: analytic .*$", r"\1[...]", text, flags=re.M)


PYTHON = [i for i, (language, _) in enumerate(BLOCKS) if language == "python"]
TEXT = [i for i, (language, _) in enumerate(BLOCKS) if language == "text"]


def test_the_page_has_code_and_results():
    assert len(PYTHON) >= 10
    assert len(TEXT) >= 8
    assert all(BLOCKS[i - 1][0] == "python" for i in TEXT)


@pytest.mark.parametrize("block", PYTHON)
def test_code_prints_what_the_page_shows(block, printed):
    follows = block + 1 in TEXT
    shown = BLOCKS[block + 1][1] if follows else ""
    assert alike(steady(shown), steady(printed[block])), printed[block]


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
