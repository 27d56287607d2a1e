"""Whatever computes with a network does so inside the gate that all visitors pass in turn."""

import threading
import traceback
from pathlib import Path

import pytest

from mlpviz.engine.network import MLP
from mlpviz.workbench.gate import Gate, gate


@pytest.fixture
def outside(monkeypatch):
    """What was computed outside the gate, by the functions that did it."""
    found = []

    def watch(name):
        original = getattr(MLP, name)

        def watched(self, *args, **kwargs):
            if not gate.held:
                callers = (f for f in traceback.extract_stack() if "/mlpviz/" in f.filename)
                where = [f"{Path(f.filename).stem}.{f.name}" for f in callers]
                # what goes on to the end of its step, by itself; what the server begins with
                if where[:1] not in (["slices._do"], ["preload.preload"]):
                    found.append(" > ".join([*where, name]))
            return original(self, *args, **kwargs)

        monkeypatch.setattr(MLP, name, watched)

    watch("_forward_logits")
    watch("__init__")
    return found


def play(app, key, frames=3):
    app.press(key)
    for _ in range(frames):
        app.tick(visible=list(app.figures))
        app.redraw()
    app.press(key)


def train(app):
    app.press("step")
    play(app, "play")
    app.press("pin")
    app.scrub(0)
    app.act("branch", "0")
    app.choose("activation", "relu")
    app.press("reset")


def cures(app):
    app.choose("initializer", "zeros")
    app.press("step")
    app.act("try_cures", "")
    for _ in range(9):
        app.tick()
    app.act("cancel_cures", "")


def gradients(app):
    app.press("step")
    play(app, "play", 2)


def trace(app):
    app.press("step")
    play(app, "play", 2)
    app.scrub(0)
    told = {"sample": 3, "name": "b1", "index": [1], "mean": True, "step": 2}
    app.send("choose", **told, mistake="no-slope", tab="mistake")
    assert app.payload["trace"]["wrong"]["rows"]
    app.send("guess", place="z1:1", typed="0.1")
    assert app.payload["trace"]["guess"]["words"]


def predict(app):
    app.send("look", visible=["input", "answer", "confusion", "change"])
    app.press("step")
    app.press("predict_next")
    app.send("place", figure="input", values=[0.25, 0.5], done=True)
    assert app.metrics["Truth"] == "unknown"
    assert app.session.predict.sample == 1


def bug_lab(app):
    app.press("bug_lab_step")
    play(app, "bug_lab_play")
    app.choose("bug_lab_mode", "challenge")
    app.press("bug_lab_hint")
    app.choose("bug_lab_guess", app.widget("bug_lab_guess").options[0])
    app.press("bug_lab_guess_button")
    app.press("bug_lab_next")
    app.choose("bug_lab_mode", "checkers")


def compare(app):
    play(app, "compare_race_play")
    app.choose("compare_mode", "range")
    app.press("compare_range_run")
    while app.payload["playing"]:
        app.tick(visible=["lr_range"])
        app.redraw()


def presets(app):
    for button, group in {"race_mnist-optimizers": "experiments", "open_xor": "small"}.items():
        app.open("presets")
        app.redraw()
        app.choose("presets_group", group)
        app.test.button(key=button).click().run()
        app.open(app.session.page.path)
    app.press("step")


@pytest.mark.parametrize(
    ("page", "use"),
    [
        ("", train),
        ("", cures),
        ("gradients", gradients),
        ("trace", trace),
        ("predict", predict),
        ("bug-lab", bug_lab),
        ("compare", compare),
        ("", presets),
    ],
)
def test_networks_are_made_run_and_looked_at_inside_the_gate(page, use, outside, open_app):
    app = open_app(page, dataset="moons", hidden_sizes="[4]", batch_size="64")
    use(app)
    assert outside == []


def test_the_watch_would_tell(outside):
    MLP([2, 3, 1]).forward([[0.0, 1.0]])
    assert [each.rpartition(" > ")[2] for each in outside] == ["__init__", "_forward_logits"]
    outside.clear()
    with gate:
        MLP([2, 3, 1])
    assert outside == []


def test_one_visitor_at_a_time_who_may_enter_again():
    own, order = Gate(), []
    inside, leave = threading.Event(), threading.Event()

    def first():
        with own, own:
            order.append("first")
            inside.set()
            leave.wait()
            order.append("first leaves")

    def second():
        inside.wait()
        with own:
            order.append("second")

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    for thread in threads:
        thread.start()
    inside.wait()
    assert own.held
    leave.set()
    for thread in threads:
        thread.join()
    assert order == ["first", "first leaves", "second"]
    assert not own.held
