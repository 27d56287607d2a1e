"""A loop's diagnosis is that of our own trainer, where all is logged of the very same run."""

import warnings

import numpy as np
import pytest

from mlpviz import History, Recorder, RunConfig, Trainer
from mlpviz.diagnosis import RULES
from mlpviz.engine.faults import FaultsError

TINY = {"initializer": "normal", "initializer_options": {"std": 1e-6}}
SICK = {
    "collapsed": {
        "dataset": "digits",
        "preprocessing": "none",
        "hidden_sizes": (8,),
        "activation": "tanh",
        "output": "tanh",
        "loss": "mse",
        "target_scale": 0.9,
        "lr": 7e-6,
        **TINY,
    },
    "diverging": {"dataset": "moons", "hidden_sizes": (8,), "lr": 60.0},
    "regression": {"dataset": "sine", "hidden_sizes": (8,), "lr": 30.0},
    "too slow": {"dataset": "moons", "hidden_sizes": (8,), "lr": 1e-4},
    "dead": {
        "dataset": "moons",
        "hidden_sizes": (16,),
        "activation": "relu",
        "lr": 0.01,
        "bias_std": 30.0,
    },
    "l2": {"dataset": "spiral", "hidden_sizes": (8,), "l2": 1.0, "lr": 0.05},
    "healthy": {"dataset": "moons", "hidden_sizes": (8,), "lr": 0.3},
}


class Watched:
    """A trainer of ours and a recorder that is told all of it, as of anyone's loop."""

    def __init__(self, config, **told):
        self.trainer = trainer = Trainer(config)
        names = trainer.dataset.class_names
        known = {
            "task": "classification" if names else "regression",
            "class_names": names,
            "activation": config.activations,
            "output": config.output,
            "loss": config.loss,
            "l2": config.l2,
            "optimizer": config.optimizer,
            "train": (trainer.train_split.X, trainer.train_split.Y),
            "test": (trainer.test_split.X, trainer.test_split.Y),
        }
        self.viewer = trainer.network.copy()
        self.rec = Recorder(trainer.network.params, **known | told)
        self.log()

    def outputs(self, split):
        hidden = self.viewer.forward(split.X)
        return hidden.copy(), [a.copy() for a in self.viewer.a[:-1]]

    def log(self):
        trainer, record = self.trainer, self.trainer.history.newest
        np.copyto(self.viewer.flat, trainer.network.flat)
        test, _ = self.outputs(trainer.test_split)
        train, hidden = self.outputs(trainer.train_split)
        self.rec.log(
            record.train_loss,
            grads=trainer.network.grads if record.epoch else None,
            test_loss=record.test_loss,
            outputs=train,
            test_outputs=test,
            hidden=hidden,
            lr=record.lr,
            steps=1,
            epoch=record.epoch,
        )

    def train(self, epochs):
        for _ in range(epochs):
            self.trainer.step_epoch()
            self.log()
        return self


def config_of(name):
    return RunConfig(**{"batch_size": None, "optimizer": "sgd"} | SICK[name])


@pytest.mark.parametrize("name", SICK)
def test_all_that_is_logged_of_a_run_is_diagnosed_as_the_run_itself(name):
    watched = Watched(config_of(name))
    for epochs in (3, 22, 20):
        watched.train(epochs)
        ours, theirs = watched.trainer.diagnose(), watched.rec.diagnose()
        assert [(d.kind, d.title, d.sentence) for d in theirs] == [
            (d.kind, d.title, d.sentence) for d in ours
        ]
    assert bool(theirs) == (name != "healthy")
    assert not any(d.actions for d in theirs)
    assert watched.rec.missing() == {}


def test_what_is_measured_of_a_run_is_what_the_run_measures():
    watched = Watched(config_of("healthy")).train(4)
    for ours, theirs in zip(watched.trainer.history, watched.rec.history, strict=True):
        assert theirs.train_accuracy == ours.train_accuracy
        assert theirs.test_accuracy == ours.test_accuracy
        assert theirs.dead_share == ours.dead_share
        for field in ("param_norm", "grad_norm", "update_norm"):
            own, logged = getattr(ours, field), getattr(theirs, field)
            assert logged == pytest.approx(own, rel=1e-9, nan_ok=True)
        np.testing.assert_allclose(theirs.predicted_share_test, ours.predicted_share_test)


def test_the_loss_is_recognised_and_a_plain_step_is():
    watched = Watched(config_of("collapsed"), loss="", output="", optimizer="").train(2)
    loop = watched.rec.loop
    assert (loop.loss, loop.output, loop.loss_scale, loop.steps) == ("mse", "tanh", 1.0, 1.0)


def test_a_step_along_the_gradient_is_recognised_as_one_step():
    W = np.ones((3, 1))
    rec = Recorder([W], task="regression")
    gradient = np.full((3, 1), 0.5)
    W -= 0.1 * gradient
    rec.log(1.0, grads=[gradient], lr=0.1)
    assert (rec.loop.steps, rec.loop.optimizer) == (1.0, "sgd")
    assert rec.history.newest.update_norm["W1"] == pytest.approx(0.05 * 3**0.5)


def test_what_is_not_logged_removes_only_the_rules_that_need_it():
    W = np.ones((2, 3))
    rec = Recorder({"W": W}, n_classes=3)
    for loss in (1.0, 2.0, 4.0, 8.0):
        W += 1.0
        rec.log(loss)
    missing = rec.missing()
    assert [d.kind for d in rec.diagnose()] == ["diverged"]
    known = {"symmetric_units", "diverged"}  # of which parameters and losses tell
    assert missing.keys() == {kind for kind, rule in RULES.items() if rule.needs} - known
    assert "log(grads=...)" in missing["diverging_soon"]
    assert rec.diagnose()[0].sentence.endswith("lower the learning rate.")  # which is not known


def test_a_loss_that_is_no_number_is_told_with_the_epoch_and_the_last_good_one():
    W = np.ones((2, 3))
    rec = Recorder([W], n_classes=3)
    for loss in (1.0, 0.5, np.nan, np.nan):
        W += 0.1
        rec.log(loss, lr=3.0)
    (found,) = rec.diagnose()
    assert "nan since epoch 3" in found.sentence
    assert "0.5 at epoch 2" in found.sentence
    assert "(now 3)" in found.sentence


def test_messages_use_the_names_of_the_loop():
    rng = np.random.default_rng(0)
    params = {"hidden.kernel": rng.normal(size=(2, 4)), "out.kernel": rng.normal(size=(4, 2))}
    rec = Recorder(params, n_classes=2, loss="cross_entropy", output="softmax")
    X, y = rng.normal(size=(40, 2)), np.arange(40) % 2
    for epoch in range(25):
        for W in params.values():
            W += rng.normal(size=W.shape) * np.linalg.norm(W)
        z = np.tanh(X @ params["hidden.kernel"]) @ params["out.kernel"]
        rec.log(50.0 + epoch % 3, outputs=z, labels=y, steps=1, lr=1.0)
    sentences = " ".join(d.sentence for d in rec.diagnose())
    assert "out.kernel" in sentences
    assert "W2" not in sentences


def test_advice_is_in_words():
    watched = Watched(config_of("too slow")).train(25)
    found = watched.rec.diagnose()[0]
    assert found.kind == "learning_rate_too_small"
    assert found.advice
    assert found.advice[0].startswith("Use a learning rate of ")


def test_parameters_that_the_loop_makes_anew_have_to_be_handed_in():
    W = np.ones((2, 1))
    rec = Recorder({"W": W}, task="regression")
    rec.log(2.0)
    with pytest.warns(UserWarning, match=r"rec\.log\(params="):
        rec.log(1.0)
    rec = Recorder({"W": W}, task="regression")
    for epoch in range(3):
        W = W - 0.1
        rec.log(2.0 - epoch, params={"W": W})
    assert rec.history.newest.param_norm["W1"] == pytest.approx(0.7 * 2**0.5)


def test_memory_is_bounded_and_the_newest_epoch_is_always_kept():
    W = np.ones((100, 10))
    rec = Recorder([W], n_classes=10, history=History(max_records=100, snapshot_bytes=10**5))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for epoch in range(1, 1000):
            rec.log(1.0 / epoch)
    assert len(rec.history) <= 101
    assert len(rec.kept_epochs) <= 12
    assert rec.kept_epochs[-1] == rec.epoch == 999
    assert rec.figure("weights").data


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ({"task": "guessing"}, "task"),
        ({"class_names": "ab"}, "class_names"),
        ({"class_names": ["a"]}, "two classes"),
        ({"n_classes": 3, "class_names": ["a", "b"]}, "class_names"),
        ({"n_classes": 2, "activation": "rellu"}, "relu"),
        ({"n_classes": 2, "activation": ("relu", "tanh")}, "activation"),
        ({"n_classes": 2, "loss": "mse", "output": "softmax"}, "mse"),
        ({"n_classes": 2, "l2": -1.0}, "l2"),
        ({"n_classes": 2, "train": [1]}, "train"),
        ({"n_classes": 2, "train": (np.ones((3, 2)), [0, 1])}, "train"),
        ({"n_classes": 2, "batch_size": 0}, "batch_size"),
    ],
)
def test_what_is_told_wrongly_is_named(told, says):
    params = {"W1": np.ones((2, 3)), "W2": np.ones((3, 2))}
    with pytest.raises(FaultsError, match=says):
        Recorder(params, **told)


@pytest.mark.parametrize("params", [None, {}, [], "W", [np.ones((0, 2))], [["a"]], {"W": 3}])
def test_what_are_no_parameters_is_named(params):
    with pytest.raises(FaultsError, match="must be a dict or a list of NumPy arrays"):
        Recorder(params, n_classes=2)


@pytest.mark.parametrize(
    ("logged", "says"),
    [
        ({"loss": "low"}, "loss"),
        ({"grads": [np.ones((2, 2))]}, "grads"),
        ({"outputs": np.ones((4, 2)), "labels": [0, 1]}, "outputs"),
        ({"outputs": np.ones((2, 3)), "labels": [0, 3]}, r"labels = .* holds class 3"),
        ({"outputs": [0, 5], "labels": [0, 1]}, "outputs"),
        ({"outputs": "many", "labels": [0]}, "outputs"),
        ({"labels": [0.5, 1.0]}, "labels"),
        ({"steps": 0}, "steps"),
        ({"epoch": -1}, "epoch"),
        ({"hidden": [np.ones((2, 2))] * 3}, "hidden"),
        ({"params": {"W1": np.ones((3, 3))}}, "params"),
    ],
)
def test_what_cannot_be_logged_is_named_and_nothing_is_recorded(logged, says):
    params = {"W1": np.ones((2, 3)), "W2": np.ones((3, 3))}
    rec = Recorder(params, n_classes=3, activation="tanh")
    with pytest.raises(FaultsError, match=says):
        rec.log(**{"loss": 1.0} | logged)
    assert len(rec.history) == 0
    rec.log(1.0)
    with pytest.raises(FaultsError, match="not after 1"):
        rec.log(1.0, epoch=1)


def test_before_the_first_log_it_says_how_to_log():
    rec = Recorder([np.ones((2, 2))], n_classes=2)
    for ask in (rec.diagnose, rec.missing, rec.views, lambda: rec.save("x.mlpviz")):
        with pytest.raises(FaultsError, match="nothing has been logged"):
            ask()


def test_epochs_may_be_left_out():
    W = np.ones((2, 3))
    rec = Recorder([W], n_classes=3)
    for epoch in (1, 10, 37, 1000):
        W += 1.0
        rec.log(float(epoch), epoch=epoch)
    assert [d.kind for d in rec.diagnose()] == ["diverged"]
    assert rec.diagnose(1) == ()


def test_a_loss_that_is_not_logged_is_not_one_that_is_not_finite():
    rec = Recorder([np.ones((2, 3))])
    rec.log(outputs=np.eye(3), labels=[0, 1, 2])
    assert rec.diagnose() == ()
    assert rec.missing()["diverged"] == ("log(loss)",)
    for _ in range(2):
        rec.log(float("nan"))
    assert [found.kind for found in rec.diagnose()] == ["diverged"]
    assert "diverged" not in rec.missing()


@pytest.mark.parametrize(
    ("params", "classes"),
    [
        ({"W1": np.ones((4, 6)), "b1": np.ones(6), "W2": np.ones((6, 3)), "b2": np.ones(3)}, 3),
        ([np.ones((4, 1)), np.ones(1)], 2),
        ({"conv": np.ones((5, 3, 2, 2)), "W": np.ones((7, 5)), "b": np.ones(7)}, 7),
    ],
)
def test_classes_that_nobody_names_are_as_many_as_there_are_outputs(params, classes):
    rec = Recorder(params)
    assert rec.class_names == tuple(map(str, range(classes)))
    rec.log(1.0, labels=[0, 1], outputs=np.eye(max(2, classes))[:2])
    with pytest.raises(FaultsError, match="n_classes"):
        Recorder({"conv": np.ones((5, 3, 2, 2))})
