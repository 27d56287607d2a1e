"""docs/recorder.md: its loops run, and the recorder says of each what the page says."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[1] / "docs" / "recorder.md"
BLOCKS = dict(re.findall(r"^```python ?(\w*)\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S))
# The name of a loop on the page, "" for the first: a kind of message, and words of it.
TOLD = {
    "": ("diverged", "lower the learning rate (now 0.1)"),
    "torch": ("weights_blown_up", "Start again with a lower learning rate (now 1)"),
    "relu": ("weights_too_large", "times as large as He's for 64 inputs"),
    "tanh": ("collapsed", "tiny initial weights"),
    "collapse": ("collapsed", "tiny initial weights"),
    "sigmoid": ("plateau", "lengthen the steps (learning rate now 0.001)"),
}


def test_every_loop_of_the_page_is_here():
    assert BLOCKS.keys() == TOLD.keys()


@pytest.mark.parametrize("name", TOLD)
def test_a_loop_runs_and_its_trouble_is_named(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(compile(BLOCKS[name], f"{PAGE.name}: {name}", "exec"), names)
    kind, words = TOLD[name]
    found = {diagnosis.kind: diagnosis.sentence for diagnosis in names["rec"].diagnose()}
    assert words in found[kind]
    assert next(iter(found.values())) in capsys.readouterr().out
