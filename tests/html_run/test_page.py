"""The HTML file itself; tests/browser/test_html_run.py opens it."""

import gzip
import json
import re
from base64 import b64decode, b64encode
from hashlib import sha256

import pytest

from mlpviz import Dataset, FileError, RunConfig, Trainer
from mlpviz.html_run import page as module
from mlpviz.html_run.frames import Epochs
from mlpviz.html_run.page import packed, run_page, told_epochs

HOSTILE = "</title></script><img src=//evil.example/x onerror=alert(1)>"


def hostile_run(epochs=2):
    X = [[0.0, 1.0], [1.0, 0.0], [0.5, 1.0], [1.0, 1.0]] * 5
    data = Dataset.from_arrays(X, [HOSTILE, "b"] * 10, feature_names=[HOSTILE, "c"], title=HOSTILE)
    trainer = Trainer(RunConfig(dataset=data, hidden_sizes=(2,)), data)
    list(trainer.run(epochs))
    return trainer


def parts(html):
    """The packed scripts and the run, by id."""
    found = re.findall(r'<script type="text/plain" id="([\w-]+)">([^<]*)</script>', html)
    return {name: gzip.decompress(b64decode(text)).decode() for name, text in found}


@pytest.fixture(scope="module")
def html():
    return run_page(hostile_run())


def test_names_from_data_stand_in_it_as_text_alone(html):
    assert "<img" not in html
    assert html.count("</script>") == html.count("<script") == 4
    assert "&lt;img src=//evil.example/x" in html


def test_nothing_runs_but_what_it_brings_and_nothing_is_fetched(html):
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', html)
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert "unsafe" not in rules["script-src"]
    (start,) = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    packed = parts(html)
    for text in (start, packed["plotly"], packed["board-script"]):
        assert b64encode(sha256(text.encode()).digest()).decode() in rules["script-src"]
    assert not re.findall(r'(?:src|href)="', html)


def test_the_run_is_in_it(html):
    run = json.loads(parts(html)["run"])
    assert [frame["epoch"] for frame in run["frames"]] == [0, 1, 2]


def test_the_same_run_gives_the_same_file(html):
    assert run_page(hostile_run()) == html


def test_digits_with_100_epochs_are_within_the_budget():
    """1.5 MB; frames hardly differ in size, so that fewer of them tell."""
    trainer = Trainer(RunConfig(dataset="digits", hidden_sizes=(50,)))
    sizes = []
    for epochs in (4, 4):
        list(trainer.run(epochs))
        sizes.append(len(run_page(trainer)))
    (few, more) = sizes
    assert few + 24 * (more - few) < 1_500_000


def test_what_would_be_too_large_has_fewer_epochs(monkeypatch):
    trainer = hostile_run(8)
    whole = parts(run_page(trainer))["run"]
    monkeypatch.setattr(
        module, "MOST_BYTES", 3 * len(b64encode(gzip.compress(whole.encode()))) // 4
    )
    html = run_page(trainer)
    run = json.loads(parts(html)["run"])
    assert [frame["epoch"] for frame in run["frames"]] == [0, 2, 4, 6, 8]
    assert "5 epochs: every 2 from 0, and epoch 8" in html


@pytest.mark.parametrize(
    ("epochs", "words"),
    [
        (Epochs(1, 0, (0,)), "The untrained network"),
        (Epochs(1, 100, tuple(range(101))), "Every epoch from 0 to 100"),
        (Epochs(64, 1000, (0, 64, 1000)), "3 epochs: every 64 from 0, and epoch 1,000"),
        (Epochs(7, 7, (0, 7)), "Epoch 0 and epoch 7"),
    ],
)
def test_it_says_which_epochs_it_has(epochs, words):
    assert told_epochs(epochs) == words


def test_it_is_written_under_a_name_that_browsers_know(tmp_path):
    trainer = hostile_run()
    path = trainer.export_html(tmp_path / "run.html")
    assert path.read_text(encoding="utf-8") == run_page(trainer)
    with pytest.raises(FileError, match=r"must end with \.html\."):
        trainer.export_html(tmp_path / "run.csv")


def test_what_takes_long_is_told_in_small_steps():
    """Who holds others up lets them through then: packing takes as long as drawing."""
    text, steps = "".join(map(str, range(100_000))), []
    assert gzip.decompress(b64decode(packed(text, steps.append))).decode() == text
    assert len(steps) >= len(text) // 2**17
