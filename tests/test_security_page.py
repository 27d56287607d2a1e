"""docs/security.md: each promise names the tests that prove it, and there are such tests."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
PROMISES = [line.split(" | ") for line in PAGE.splitlines() if line.startswith("| ")][1:]
PROOF = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@cache
def names_in(path):
    """The names of the tests that pytest finds in a file."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    return {node.name for node in functions if node.name.startswith("test_")}


@pytest.mark.parametrize("promise", PROMISES, ids=[promise for promise, *_ in PROMISES])
def test_a_promise_has_proof(promise):
    _, proof = promise
    found = PROOF.findall(proof)
    assert found
    assert PROOF.sub("", proof).strip(" ,|") == "", "nothing else is said to prove it"
    for path, name in found:
        assert name in names_in(path), f"{path} has no {name}"


def test_every_test_of_a_strangers_server_proves_something():
    named = set(PROOF.findall(PAGE))
    for path in (ROOT / "tests" / "hosted").glob("test_*.py"):
        file = path.relative_to(ROOT).as_posix()
        assert any((file, name) in named for name in names_in(file)), f"{file} proves no promise"
