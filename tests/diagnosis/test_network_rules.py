"""Rules about the network and the run: what they say, and where they have to be silent."""

import dataclasses

import numpy as np
import pytest

from mlpviz import NonFiniteError, RunConfig, Trainer
from mlpviz.diagnosis import RULES, DataFacts, diagnose
from mlpviz.diagnosis.facts import Facts
from mlpviz.diagnosis.outputs import outputs, wrong_and_flat
from mlpviz.diagnosis.units import lone_unit
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.nonfinite import Origin
from mlpviz.engine.optimizers import OPTIMIZERS

LARGE = {"initializer": "normal", "initializer_options": {"std": 1.0}}
SMALL_XOR = {"dataset": "xor", "activation": "sigmoid", "batch_size": None, "lr": 1.0}


def kinds(run):
    return {diagnosis.kind: diagnosis for diagnosis in run.found}


def at_start(watch, **choices):
    return kinds(watch(RunConfig(**choices), 0))


def test_weights_that_are_too_large_are_told_before_the_first_step(watch):
    (diagnosis,) = at_start(watch, activation="relu", **LARGE).values()
    assert diagnosis.kind == "weights_too_large"
    assert "where the best constant output has 2.302" in diagnosis.sentence
    assert "5.7 times as large as He's for 64 inputs" in diagnosis.sentence
    assert at_start(watch, activation="relu", initializer="he_uniform") == {}


def test_so_are_biases_and_factors_that_multiply(watch):
    biases = at_start(watch, activation="relu", bias_std=30.0)["weights_too_large"]
    assert biases.title == "The initial biases are too large"
    deep = {"hidden_sizes": (32,) * 8, "activation": "relu", "initializer": "normal"}
    factors = at_start(watch, **deep, initializer_options={"std": 0.5})["weights_too_large"]
    assert "2 times the size that suits it, and from layer to layer" in factors.sentence
    assert at_start(watch, **deep, initializer_options={"std": 0.25}) == {}


def test_large_weights_are_no_matter_where_the_run_gets_on(watch):
    run = watch(RunConfig(activation="tanh", **LARGE), 12)
    assert run.kinds[12] == ()


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_steps_are_too_short_whatever_is_usual_for_the_optimiser(watch, optimizer):
    lr = OPTIMIZERS[optimizer].usual_lr / 300.0
    run = watch(RunConfig(optimizer=optimizer, lr=lr), 8)
    diagnosis = kinds(run)["learning_rate_too_small"]
    first, last = (run.trainer.history[epoch].train_loss for epoch in (0, 8))
    assert f"fell from {first:.4g} to {last:.4g} in 8 epochs" in diagnosis.sentence
    assert all(action.changes["lr"] > 2.9 * lr for action in diagnosis.actions)


def test_a_run_that_has_come_to_rest_does_not_take_short_steps(watch):
    """Its steps are as short, in as straight a line, but it has fallen far faster before."""
    noisy = {"dataset": "moons", "dataset_options": {"noise": 0.5}, "hidden_sizes": (8,)}
    run = watch(RunConfig(**noisy, lr=0.1), 60)
    assert run.kinds[60] == ()


def test_a_plateau_is_told_as_one_and_ends(watch):
    run = watch(RunConfig(**SMALL_XOR, hidden_sizes=(4,), seed=1), 45)
    assert "too_few_units" not in {kind for seen in run.kinds.values() for kind in seen}
    told = next(d for d in run.found if d.kind == "plateau")
    assert "may be a plateau that ends" in told.sentence
    assert "Wait, or lengthen the steps" in told.sentence
    assert run.trainer.history.newest.train_loss < run.trainer.history[0].train_loss


def test_nothing_is_said_to_keep_a_run_on_a_plateau_that_something_keeps_there(watch):
    run = watch(RunConfig(**SMALL_XOR | {"activation": "tanh"}, hidden_sizes=(8,), bias=False), 25)
    assert "no_bias" in kinds(run)
    assert "plateau" not in kinds(run)
    assert "there are no biases" in kinds(run)["collapsed"].sentence


def test_one_unit_is_enough_for_what_a_line_can_do(watch):
    run = watch(RunConfig(dataset="two_gaussians", hidden_sizes=(1,), lr=1e-3, batch_size=8), 25)
    assert "too_few_units" not in kinds(run)


def test_hidden_layers_without_a_bend_are_one_linear_layer(watch):
    run = watch(RunConfig(dataset="circles", activation="identity", hidden_sizes=(16, 16)), 5)
    diagnosis = kinds(run)["linear_network"]
    assert "identity as activation" in diagnosis.sentence
    assert diagnosis.evidence["neighbours"] > 0.95
    assert diagnosis.actions[0].changes["activation"] == "tanh"


def test_units_killed_by_small_weights_are_not_blamed_on_the_steps():
    config = RunConfig(
        dataset="circles", hidden_sizes=(4, 4, 4), activation="relu",
        initializer="normal", initializer_options={"std": 0.01},
    )  # fmt: skip
    trainer = Trainer(config)
    first = trainer.history.newest
    newest = dataclasses.replace(trainer.step_epoch(), epoch=6, dead_share=(0.0, 0.0, 1.0))
    found = {d.kind: d for d in diagnose([first, newest], config)}
    assert "initial weights were so small" in found["dead_units"].sentence
    assert "too long" not in found["dead_units"].sentence


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({}, "The steps are too long: lower the learning rate (now 0.1)"),
        (LARGE, "The initial weights are too large"),
        (
            {"dataset": "wine", "preprocessing": "none"},
            "Not scaled are the inputs (root mean square up to",
        ),
        ({"dataset": "hills", "initializer": "he_uniform"}, "The steps are too long"),
    ],
)
def test_what_made_the_numbers_overflow(choices, words):
    trainer = Trainer(RunConfig(**choices))
    error = NonFiniteError(3, 2, Origin("z", 2), 0.1)
    found = {d.kind: d for d in trainer.diagnose(error=error)}
    assert words in found["diverged"].sentence


@pytest.mark.parametrize(("rising", "words"), [(True, "lower the"), (False, "lengthen the steps")])
def test_the_advice_for_a_run_that_is_worse_than_a_constant(rising, words):
    config = RunConfig(dataset="iris")
    record = Trainer(config).step_epoch()
    losses = [2.0 + 0.01 * (epoch % 2) * rising for epoch in range(30)]
    records = [
        dataclasses.replace(record, epoch=epoch, train_loss=loss)
        for epoch, loss in enumerate(losses)
    ]
    found = {d.kind: d for d in diagnose(records, config)}
    assert words in found["worse_than_constant"].sentence
    falling = [dataclasses.replace(r, train_loss=3.0 - 0.03 * r.epoch) for r in records]
    assert "worse_than_constant" not in {d.kind for d in diagnose(falling, config)}


def test_outputs_are_the_network_s_own():
    config = RunConfig(dataset="iris", hidden_sizes=(5, 4), activation=("relu", "tanh"))
    network = Trainer(config).network
    X = np.random.default_rng(0).normal(size=(7, 4))
    z = outputs(X, network.params, config.activations)
    network.forward(X)
    assert np.allclose(z, network.z[-1])


def test_outputs_that_are_wrong_and_flat_are_counted():
    z, Y = np.array([[-9.0, 9.0], [9.0, 0.0]]), np.array([[0.0, 0.0], [0.0, 1.0]])
    assert wrong_and_flat(z, Y, "sigmoid") == (3, 2)
    assert wrong_and_flat(z, Y, "tanh") == (4, 3)


def test_flat_outputs_need_a_loss_that_leaves_their_slope_in(watch):
    flat = {"activation": "relu", "hidden_sizes": (32,), "output": "sigmoid", "lr": 3.0}
    run = watch(RunConfig(**flat, loss="mse"), 12)
    told = kinds(run)["saturated_outputs"]
    assert LOSSES[told.actions[0].changes["loss"]].fused
    assert "saturated_outputs" not in kinds(watch(RunConfig(**flat), 12))


@pytest.mark.parametrize("seed", [1, 7])
def test_steps_are_short_where_outputs_are_flat_and_are_not_to_blame(watch, seed):
    large = {"initializer": "normal", "initializer_options": {"std": 8.0}, "activation": "tanh"}
    config = RunConfig(dataset="xor", hidden_sizes=(16,), **large, output="sigmoid", loss="mse")
    told = kinds(watch(config.changed(lr=0.5, seed=seed), 30))
    assert "saturated_outputs" in told
    assert "learning_rate_too_small" not in told


@pytest.mark.parametrize(
    ("cause", "symptom"),
    [
        ("targets_out_of_range", "targets_not_scaled"),
        ("targets_not_scaled", "diverged"),
        ("inputs_not_scaled", "dead_units"),
        ("weights_too_small", "vanishing_gradients"),
        ("weights_too_large", "saturated_units"),
        ("l2_too_strong", "dead_units"),
        ("linear_network", "collapsed"),
        ("too_few_units", "dead_units"),
        ("no_bias", "learning_rate_too_small"),
        ("collapsed", "worse_than_constant"),
    ],
)
def test_a_cause_is_told_before_its_symptoms(cause, symptom):
    order = list(RULES)
    assert order.index(cause) < order.index(symptom)


@pytest.mark.parametrize(
    ("W1", "units", "activation", "told"),
    [
        ([[1.0], [-1.0]], 1, "relu", (1, 0.5)),
        ([[1.0], [1.0]], 1, "relu", None),  # passes all samples on
        ([[-1.0], [-1.0]], 1, "relu", None),  # passes none: that is a dead unit
        ([[1.0], [-1.0]], 1, "elu", None),
        ([[1.0, 1.0], [-1.0, -1.0]], 2, "relu", None),
    ],
)
def test_a_single_relu_unit_is_one_of_the_causes_where_it_is_0_on_many_samples(
    W1, units, activation, told
):
    X = np.array([[2.0, 1.0], [1.0, 2.0], [3.0, 1.0], [1.0, 3.0]])
    config = RunConfig(dataset="moons", hidden_sizes=(units,), activation=activation)
    data = DataFacts.of(X, np.eye(2)[[0, 1, 0, 1]], "softmax")
    records = (Trainer(config).history.newest,)
    params = {"W1": np.array(W1), "b1": np.zeros(units)}
    assert lone_unit(Facts(records, config, data=data, params=params)) == told
    assert lone_unit(Facts(records, config, data=data)) is None


def test_a_run_that_a_single_relu_unit_keeps_at_a_constant_is_told_so(watch):
    tiny = {"initializer": "normal", "initializer_options": {"std": 0.03}}
    config = RunConfig(dataset="moons", hidden_sizes=(1,), activation="relu", lr=1e-3, **tiny)
    told = kinds(watch(config, 22))["collapsed"]
    assert "hidden layer 1 is a single ReLU unit, which is 0 on" in told.sentence
    assert any(dict(action.changes) == {"activation": "elu"} for action in told.actions)
