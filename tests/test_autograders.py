"""The page "Autograders" keeps its word: its files run, and print what the page says they do."""

import re
import shlex
from pathlib import Path

import pytest

from tests.test_docs import alike, steady

pytest_plugins = ["pytester"]

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "autograders.md").read_text("utf-8")
BLOCK = re.compile(r"^```(python|sh|text)\n(.*?)^```", re.M | re.S)
PYTHON = re.compile(r"`(\w+\.py)`[^`]*\n\n```python\n(.*?)^```", re.M | re.S)
RUNS = re.findall(r"^```sh\n(pytest .*?)\n```\n\n```text\n(.*?)^```", TEXT, re.M | re.S)
HOME = "/home/you/course"


def plain(text):
    """``text`` without pytest's marks and times, and without what depends on the machine."""
    text = re.sub(r"^E( +|$)", "", text, flags=re.M)
    return steady(re.sub(r" in \d+\.\d+s", " in 0 s", text))


def test_all_of_its_code_is_tested():
    languages = [language for language, _ in BLOCK.findall(TEXT)]
    assert languages.count("python") == len(PYTHON.findall(TEXT)) == 3
    assert languages.count("text") == len(RUNS) == 2


@pytest.mark.parametrize(("command", "shown"), RUNS, ids=["report", "points"])
def test_the_command_prints_what_the_page_shows(command, shown, pytester, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("CI", "BUILD_NUMBER"):  # where pytest cuts no lines
        monkeypatch.delenv(name, raising=False)
    for name, code in PYTHON.findall(TEXT):
        (pytester.path / name).write_text(code, "utf-8")
    _, *arguments = shlex.split(command)
    result = pytester.runpytest_subprocess("-p", "mlpviz.pytest_plugin", *arguments)
    printed = result.stdout.str().replace(str(pytester.path), HOME)
    assert alike(plain(shown), plain(printed)), printed
    for path in re.findall(rf"{HOME}/(\S+\.html)", shown):
        assert (pytester.path / path).is_file()
