"""The My run page without a browser: files, the slider, what is said."""

import numpy as np
import pytest

from mlpviz import Recorder, RunConfig, Trainer
from mlpviz.workbench.my_run.status import NOTHING

PLOTLYS = ("data", "layout")  # what renders markup; the rest of a card is set as text


@pytest.fixture
def page(open_app):
    return open_app(page="my-run")


def upload(page, content, name="run.mlpviz"):
    page.choose("my_run_file", (name, content, "application/octet-stream"))
    page.redraw()


def saved(run, folder):
    run.save(folder / "x.mlpviz")
    return (folder / "x.mlpviz").read_bytes()


def recording(names=("no", "yes"), epochs=6):
    rng = np.random.default_rng(0)
    W, X, y = rng.normal(size=(2, 2)), rng.normal(size=(20, 2)), np.arange(20) % 2
    rec = Recorder({"W": W}, class_names=list(names), loss="cross_entropy", output="softmax")
    for epoch in range(epochs):
        W += 0.1
        outputs = {"outputs": X @ W, "labels": y, "test_outputs": X @ W, "test_labels": y}
        rec.log(1.0 * 3.0**epoch, test_loss=2.0, lr=0.5, **outputs)
    return rec


def errors(page):
    return [node.value.replace("\\", "") for node in page.test.error]


def test_without_a_file_there_is_an_example(page):
    assert page.session.my_run.run is None
    page.press("my_run_example")
    assert page.payload["page"]["path"] == "my-run"
    assert list(page.figures)[:2] == ["network", "curves"]
    kind, text = page.said
    assert kind == "warning"
    assert "dead" in text
    assert "Worth trying: " in text
    assert page.figures["network"]["diagram"]["locked"]
    assert page.figures["network"]["diagram"]["fixed"]


def test_the_slider_goes_to_what_is_kept_and_the_diagnosis_is_of_that_epoch(page):
    page.press("my_run_example")
    assert page.payload["timeline"]["newest"] == 60
    page.scrub(2)
    assert page.payload["timeline"]["shown"] == 2
    assert page.said == ("info", NOTHING)
    assert page.payload["header"][0] == {"label": "Epoch", "value": "2"}
    page.scrub(0)  # nothing was logged then
    assert page.payload["timeline"]["shown"] == page.payload["timeline"]["kept"][0] == 1


def test_a_recording_is_opened_and_closed(page, tmp_path):
    upload(page, saved(recording(), tmp_path))
    assert errors(page) == []
    assert page.said[0] == "warning"
    assert "The training loss has grown from 1 to 243" in page.said[1]
    assert set(page.figures) == {"network", "curves", "weights", "predictions", "shares", "ridges"}
    page.press("my_run_close")
    assert not page.has("my_run_close")
    assert page.session.my_run.run is None


def test_a_run_of_ours_has_all_its_views_and_is_only_looked_at(page, tmp_path):
    trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(3,)))
    trainer.train(3)
    upload(page, saved(trainer, tmp_path))
    assert errors(page) == []
    assert {"decision", "check", "layers"} <= set(page.figures)
    assert page.figures["network"]["diagram"]["locked"]
    page.scrub(1)
    assert page.payload["timeline"]["shown"] == 1
    assert page.session.trainer.epoch == 0  # the visitor's own run is another one


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"\x89PNG\r\n\x1a\n", b"PK\x03\x04"])
def test_what_is_no_run_is_told_in_words(page, content):
    upload(page, content, "holiday*.mlpviz")
    (error,) = errors(page)
    assert "holiday*.mlpviz" in error
    assert "is no file of a run" in error
    assert "trainer.save(path) write one" in error
    assert "Error" not in error, "no words of Python's"
    page.press("my_run_example")
    assert errors(page) == []


def test_names_in_a_file_are_text(page, tmp_path):
    names = ["<img src=x onerror=alert(1)>", "[a](https://example.org)"]
    upload(page, saved(recording(names), tmp_path))
    assert errors(page) == []
    plotly = [str(figure.get(part)) for figure in page.figures.values() for part in PLOTLYS]
    assert "<img" not in "".join(plotly)
    assert "onerror" in "".join(plotly)


def test_a_hosted_page_refuses_runs_that_it_would_not_train(open_app, tmp_path, monkeypatch):
    trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(300, 300)))
    content = saved(trainer, tmp_path)
    monkeypatch.setenv("MLPVIZ_RUN_BYTES", "1M")
    page = open_app(page="my-run")
    upload(page, content)
    assert "1 MB" in errors(page)[0]


def test_the_app_begins_with_the_file_that_is_viewed(open_app, tmp_path, monkeypatch):
    saved(recording(), tmp_path)
    monkeypatch.setenv("MLPVIZ_VIEW", str(tmp_path / "x.mlpviz"))
    own = open_app().session.my_run
    assert (own.name, own.problem) == ("x.mlpviz", None)
    monkeypatch.setenv("MLPVIZ_HOSTED", "yes")
    assert open_app().session.my_run.run is None
