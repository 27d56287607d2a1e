"""What a change consists of, and which changes are tried at all."""

import pytest

from mlpviz import RunConfig
from mlpviz.cures.candidates import candidate, changed, parts, together, without_rate
from mlpviz.cures.data import Runs
from mlpviz.cures.general import GENERAL, everything
from mlpviz.cures.trial import Trial
from mlpviz.diagnosis import Action
from mlpviz.run import Trainer

CONFIG = RunConfig(dataset="moons", hidden_sizes=(4,), activation="sigmoid", lr=0.2)
RUNS = Runs(Trainer(CONFIG))


def test_choices_that_belong_together_are_one_part():
    changes = {"lr": 1.0, "initializer": "zeros", "bias_std": 0.0, "output": "tanh", "loss": "mse"}
    assert parts(changes) == (
        {"initializer": "zeros", "bias_std": 0.0},
        {"output": "tanh", "loss": "mse"},
        {"lr": 1.0},
    )


def test_what_is_so_already_is_no_change():
    assert changed(CONFIG, {"lr": 0.2, "l2": 0.1}) == {"l2": 0.1}
    assert candidate(RUNS, CONFIG, {"lr": 0.2}) is None


def test_what_does_not_fit_is_not_tried(monkeypatch):
    assert candidate(RUNS, CONFIG, {"loss": "binary_cross_entropy"}) is None
    assert candidate(RUNS, CONFIG, {"hidden_sizes": (64, 64)}) is not None
    monkeypatch.setenv("MLPVIZ_RUN_BYTES", "10K")
    assert candidate(RUNS, CONFIG, {"hidden_sizes": (64, 64)}) is None


def test_two_changes_at_once():
    assert together({"l2": 0.0, "lr": 1.0}, {"bias": True, "lr": 2.0}) == {"l2": 0.0, "bias": True}
    assert together({"l2": 0.0}, {"l2": 0.1}) is None
    assert together({"l2": 0.0, "bias": True}, {"bias": True}) is None
    assert without_rate({"lr": 1.0, "bias": True}) == {"bias": True}


SICK = [
    CONFIG,
    RunConfig(hidden_sizes=()),
    RunConfig(hidden_sizes=(3, 4, 5), activation=("tanh", "relu", "sigmoid"), l2=0.3, bias=False),
    RunConfig(dataset="diabetes", output="sigmoid", optimizer="momentum"),
    RunConfig(dataset="xor", output="tanh", loss="mse", target_scale=0.9, dtype="float32"),
]


@pytest.mark.parametrize("config", SICK)
def test_every_row_gives_legal_choices(config):
    for row in GENERAL.values():
        for changes in row.changes(config):
            assert set(changes) <= set(RunConfig.model_fields)
            if not isinstance(config.activation, tuple):
                config.changed(**changes)


@pytest.mark.parametrize("config", SICK)
def test_all_that_is_usual_goes_together(config):
    usual = config.changed(**everything(config))
    assert usual.l2 == 0.0
    assert usual.bias
    assert usual.optimizer == "adam"
    assert len(usual.hidden_sizes) == 2
    assert set(usual.activations) <= {"tanh", "relu"}


def test_a_trial_that_stops_early_ends_and_still_counts():
    config = RunConfig(
        dataset="moons", dataset_options={"n_samples": 60}, hidden_sizes=(4,), lr=0.5, patience=1
    )
    runs = Runs(Trainer(config))
    trial = Trial(Action("as it is", {}), config, runs)
    for _ in range(2):
        for _ in trial.train(500):
            pass
    assert trial.stopped
    assert 0 < trial.epochs < 500


def test_what_keeps_a_network_from_learning_by_heart_is_tried():
    config = RunConfig(dataset="moons", hidden_sizes=(4,), dropout=0.3)
    assert list(GENERAL["dropout"].changes(config)) == [{"dropout": 0.5}]
    assert not list(GENERAL["dropout"].changes(config.changed(hidden_sizes=())))
    assert list(GENERAL["early stopping"].changes(config)) == [{"patience": 10}, {"patience": 30}]
    assert not list(GENERAL["early stopping"].changes(config.changed(patience=5)))
