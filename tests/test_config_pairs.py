"""``RunConfig``: which outputs, losses and data go together, and what a trainer takes of it."""

import math

import numpy as np
import pytest

from mlpviz import DATASETS, RunConfig, Trainer
from mlpviz.rules import MAX_PARAMETERS, legal_losses, legal_outputs, n_parameters
from tests.config_faults import faults_of

LEGAL_PAIRS = {
    "classification": {
        "identity": {"mse", "huber", "mae"},
        "tanh": {"mse", "huber", "mae"},
        "sigmoid": {"mse", "huber", "mae", "binary_cross_entropy"},
        "softmax": {"cross_entropy"},
    },
    "regression": {
        "identity": {"mse", "huber", "mae"},
        "tanh": {"mse", "huber", "mae"},
        "sigmoid": {"mse", "huber", "mae"},
    },
}


# What goes together


PROMISED_OUTPUTS = sorted(LEGAL_PAIRS["classification"])
PROMISED_LOSSES = sorted(set().union(*LEGAL_PAIRS["classification"].values()))


@pytest.mark.parametrize("task", LEGAL_PAIRS)
def test_legal_pairs(task):
    pairs = {
        output: {loss for loss in legal_losses(output, task) if loss in PROMISED_LOSSES}
        for output in legal_outputs(task)
        if output in PROMISED_OUTPUTS
    }
    assert pairs == LEGAL_PAIRS[task]


@pytest.mark.parametrize("dataset", ["digits", "moons", "sine"])
@pytest.mark.parametrize("output", PROMISED_OUTPUTS)
@pytest.mark.parametrize("loss", PROMISED_LOSSES)
def test_a_pair_that_does_not_go_together_names_those_that_do(dataset, output, loss):
    choices = {"dataset": dataset, "preprocessing": "none", "output": output, "loss": loss}
    legal = LEGAL_PAIRS[DATASETS[dataset].task]
    if loss in legal.get(output, ()):
        assert RunConfig(**choices).loss == loss
        return
    faults = faults_of(**choices)
    if output not in legal:
        fault = next(fault for fault in faults if fault.field == "output")
        for name in legal:
            assert name in fault.message
    else:
        (fault,) = faults
        assert fault.field == "loss"
        for name in legal[output]:
            assert name in fault.message


TRIALS = [
    (dataset, output, loss)
    for dataset, spec in DATASETS.items()
    for output in legal_outputs(spec.task)
    for loss in legal_losses(output, spec.task)
]


@pytest.mark.parametrize(("dataset", "output", "loss"), TRIALS, ids="-".join)
def test_every_legal_combination_trains(dataset, output, loss):
    spec = DATASETS[dataset]
    config = RunConfig(
        dataset=dataset,
        dataset_options={"n_train": 100, "n_test": 50} if dataset == "mnist" else {},
        preprocessing=spec.preprocessing,
        hidden_sizes=(4,),
        output=output,
        loss=loss,
        target_scale=0.9 if spec.n_classes else 1.0,
        lr=0.01,
        batch_size=64,
    )
    trainer = Trainer(config)
    record = trainer.step_epoch()
    assert trainer.network.sizes == config.sizes
    assert math.isfinite(record.train_loss)
    assert math.isfinite(record.test_loss)
    if spec.n_classes:
        assert 0 <= record.train_accuracy <= 1
        assert record.train_r2 is None
        assert len(record.predicted_share_test) == spec.n_classes
    else:
        assert record.train_accuracy is None
        assert record.train_r2 <= 1


def test_one_sigmoid_unit_decides_halfway_to_the_scaled_target():
    base = RunConfig(
        dataset="two_gaussians",
        preprocessing="none",
        output="sigmoid",
        loss="binary_cross_entropy",
        hidden_sizes=(),
        lr=0.5,
        target_scale=0.5,
    )
    trainer = Trainer(base)
    list(trainer.run(60))
    output = trainer.network.forward(trainer.train_split.X)[:, 0]
    labels = trainer.dataset.labels_train
    record = trainer.history.newest
    assert record.train_accuracy == np.mean((output > 0.25) == labels) > 0.95
    assert np.mean((output > 0.5) == labels) < record.train_accuracy - 0.1


@pytest.mark.parametrize("choices", [{"lr": 1e-12}, {"lr": 1e9}, {"batch_size": 10**9}])
def test_what_the_config_allows_the_trainer_takes(choices):
    config = RunConfig(dataset="moons", preprocessing="none", **choices)
    trainer = Trainer(config)
    trainer.change(**choices)
    for name, value in choices.items():
        assert getattr(trainer, name) == value


@pytest.mark.parametrize("choices", [{"lr": 1e-13}, {"lr": 2e9}, {"batch_size": 10**9 + 1}])
def test_what_the_trainer_refuses_the_config_refuses(choices):
    (fault,) = faults_of(dataset="moons", preprocessing="none", **choices)
    assert fault.field == next(iter(choices))


def test_target_scale_is_for_classes():
    choices = {"preprocessing": "none", "output": "identity", "loss": "mse", "target_scale": 0.9}
    (fault,) = faults_of(dataset="sine", **choices)
    assert fault.field == "target_scale"
    assert RunConfig(dataset="moons", **choices).target_scale == 0.9


def test_too_many_parameters_are_refused():
    (fault,) = faults_of(hidden_sizes=(4096, 4096, 4096))
    assert fault.field == "hidden_sizes"
    assert f"{MAX_PARAMETERS:,}" in fault.message


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("hidden", [(), (3,), (5, 4)])
def test_n_parameters_counts_what_the_network_has(bias, hidden):
    config = RunConfig(dataset="iris", preprocessing="none", hidden_sizes=hidden, bias=bias)
    network = Trainer(config).network
    assert n_parameters(config.sizes, bias) == network.n_parameters
    assert config.activations == network.activations == ("tanh",) * len(hidden)
