"""What browser tests wait for: for what answers an action, and never for time."""

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "browser"
# Where nothing is to happen, time has to pass: how often each file waits for it.
SILENT = {"test_pages.py": 3, "test_train_page.py": 2}
# A page is drawn anew in parts: what is found may be gone at the next look, and what throws ends
# the wait. "not" of what is missing would be true.
UNGUARDED = re.compile(r"querySelector\((?:[^()]|\([^()]*\))*\)\s*\.(?!checkVisibility)")
ALWAYS = re.compile(r"querySelector\('(\.stMain|\.stApp)'\)")


def text_of(node, constants):
    """The text of an argument: written there, put together, or a constant of the module."""
    if isinstance(node, ast.Name):
        return constants.get(node.id, "")
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    told = (p.value if isinstance(p, ast.FormattedValue) else p for p in parts)
    return "".join(
        text_of(part, constants) if isinstance(part, ast.Name) else str(getattr(part, "value", ""))
        for part in told
    )


def waits(source):
    """(line, what is waited for) of every wait for a state of the page."""
    tree = ast.parse(source)
    constants = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            constants[node.targets[0].id] = text_of(node.value, constants)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "wait_for_function":
            yield node.lineno, text_of(node.args[0], constants)


def hasty(source):
    """Lines whose wait ends with an error where the page is being drawn anew."""
    return [line for line, script in waits(source) if UNGUARDED.search(ALWAYS.sub("whole", script))]


def called(node):
    """The name that a statement calls, if it is a call alone."""
    call = node.value if isinstance(node, ast.Expr) else None
    return (
        getattr(call.func, "attr", getattr(call.func, "id", ""))
        if isinstance(call, ast.Call)
        else ""
    )


def at_once(source):
    """Lines that look, right after a click, whether something is there: its answer may be to come.

    The frame that is drawn then may be another one's; ``locator.wait_for`` waits for what is meant.
    """
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for before, after in pairwise(body if isinstance(body, list) else []):
            if called(before) in ("press", "click") and isinstance(after, ast.Assert):
                names = {getattr(each, "attr", "") for each in ast.walk(after)}
                if names & {"is_visible", "is_hidden"}:
                    yield after.lineno


def too_soon(source):
    """Lines that wait for rest right after an action: nothing may have been asked for by then.

    ``App.press`` and its like wait for the frame that answers; other actions need a wait of theirs.
    """
    for node in ast.walk(ast.parse(source)):
        body = getattr(node, "body", None)
        for before, after in pairwise(body if isinstance(body, list) else []):
            acts = called(before) in ("press", "click", "fill", "dblclick")
            # Of the app, or a function of the file's.
            own = acts and isinstance(getattr(before.value.func, "value", None), ast.Name | None)
            if acts and not own and called(after) == "wait_rest":
                yield after.lineno


FILES = sorted(FOLDER.glob("*.py"))


def test_a_wait_goes_on_while_a_part_of_the_page_is_missing():
    found = {path.name: hasty(path.read_text(encoding="utf-8")) for path in FILES}
    assert len(found) > 30
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_what_a_click_brings_is_waited_for():
    found = {path.name: list(at_once(path.read_text(encoding="utf-8"))) for path in FILES}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert list(
        at_once("if a:\n    app.press('pin')\n    assert page.locator('b').is_visible()")
    ) == [3]
    assert not list(at_once("page.click('a')\npage.locator('b').wait_for()"))


def test_rest_is_not_waited_for_before_an_action_is_answered():
    found = {path.name: list(too_soon(path.read_text(encoding="utf-8"))) for path in FILES}
    assert {name: lines for name, lines in found.items() if lines} == {}
    assert list(too_soon("if a:\n    app.board.press('End')\n    app.wait_rest()")) == [3]
    assert not list(too_soon("app.press('step')\napp.wait_rest()"))


def test_no_test_waits_for_time_but_where_nothing_may_happen():
    texts = {path.name: path.read_text(encoding="utf-8") for path in FILES}
    found = {name: text.count("wait_for_timeout") for name, text in texts.items()}
    assert {name: times for name, times in found.items() if times} == SILENT


@pytest.mark.parametrize(
    "script",
    [
        """page.wait_for_function("() => document.querySelector('dd').textContent === '1'")""",
        """page.wait_for_function("() => !document.querySelector('[a=\\"b\\"]').innerText")""",
        """A = "() => document.querySelector('a').b"\npage.wait_for_function(A)""",
        """A = "document.querySelector('a').b"\npage.wait_for_function(f"() => {A}")""",
        """page.wait_for_function("() => document.querySelector("\n"'a').b")""",
    ],
)
def test_the_look_at_waits_finds_those_that_throw(script):
    assert len(hasty(script)) == 1


def test_and_leaves_alone_what_waits_on():
    assert not hasty("""page.wait_for_function("() => document.querySelector('a')?.b === 1")""")
    assert not hasty("""page.wait_for_function("() => document.querySelector('.stMain').b")""")
    assert not hasty("""page.evaluate("() => document.querySelector('a').b")""")
