"""Views of a recording in which not every epoch has everything."""

import numpy as np
import pytest

from mlpviz import Recorder
from mlpviz.recorder.frame import RecordedFrame, fitting

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(30, 2)), np.arange(30) % 3


def logged(what, epochs=12, **told):
    """A loop that logs ``what(epoch, outputs)``, and its loss."""
    params = [RNG.normal(size=(2, 4)), RNG.normal(size=(4, 3))]
    rec = Recorder(params, n_classes=3, **told)
    for epoch in range(1, epochs + 1):
        for W in params:
            W += 0.01
        outputs = np.tanh(X @ params[0]) @ params[1]
        rec.log(1.0 + epoch, **what(epoch, outputs))
    return rec


def all_of_it(epoch, z):
    grads = [np.ones((2, 4)), np.ones((4, 3))]
    split = {"outputs": z, "labels": Y, "test_outputs": z, "test_labels": Y, "test_loss": 1.0}
    return split | {"grads": grads, "steps": 3, "hidden": [np.tanh(z)], "lr": 0.1}


def now_and_then(epoch, z):
    return all_of_it(epoch, z) if epoch % 3 == 0 else {}


LOGGED = {
    "nothing": (lambda *_: {}, {"network", "curves", "weights", "ridges"}),
    "train alone": (
        lambda _, z: {"outputs": z, "labels": Y},
        {"network", "curves", "weights", "ridges"},
    ),
    "decided classes": (
        lambda _, z: (
            dict.fromkeys(("outputs", "test_outputs"), z.argmax(1))
            | {"labels": Y, "test_labels": Y}
        ),
        {"network", "curves", "weights", "ridges", "shares"},
    ),
    "now and then": (
        now_and_then,
        {"network", "curves", "weights", "ridges", "shares", "predictions", "gradients", "layers"},
    ),
    "all": (
        all_of_it,
        {"network", "curves", "weights", "ridges", "shares", "predictions", "gradients", "layers"},
    ),
}


@pytest.mark.parametrize("name", LOGGED)
def test_the_views_are_those_for_which_all_was_logged(name):
    what, views = LOGGED[name]
    rec = logged(what)
    assert set(rec.views()) == views
    for view in views:
        assert rec.figure(view).data
    for epoch in rec.kept_epochs:
        moment = RecordedFrame(rec, marker=epoch, log=True)
        for row in fitting(rec, epoch).values():
            chart = row.chart(moment)
            assert chart.figure()["data"]
            assert chart.summary()
        rec.diagnose(epoch)


def test_what_is_no_chain_of_layers_is_drawn_without_the_network():
    conv, head = np.ones((2, 3, 3, 3)), RNG.normal(size=(5, 2))
    rec = Recorder({"conv": conv, "head": head, "scale": np.ones(7)}, task="regression")
    for _ in range(3):
        conv += 0.1
        rec.log(1.0)
    assert rec.views() == ("curves", "weights", "ridges")
    assert "conv" in rec.figure("weights").to_json()
