"""Each rule has a run that triggers it, and its first action cures that run."""

import pytest

from mlpviz import RunConfig
from mlpviz.diagnosis import RULES, diagnose

TINY = {"initializer": "normal", "initializer_options": {"std": 1e-6}, "bias_std": 1e-6}
COLLAPSE = {
    "preprocessing": "none",
    "hidden_sizes": (50,),
    "output": "tanh",
    "loss": "mse",
    "target_scale": 0.9,
    "batch_size": None,
    **TINY,
}
DEEP = {"hidden_sizes": (16,) * 8, "dataset": "moons", "activation": "sigmoid"}
LARGE = {"initializer": "normal", "initializer_options": {"std": 10.0}}
LINEAR = {"hidden_sizes": (), "batch_size": None}
NOISY_MOONS = {"dataset": "moons", "dataset_options": {"n_samples": 60, "noise": 0.5}}

# name: first kind, choices, epochs; what the cure must reach, epochs of the cure
SICK = {
    "loss grows": ("diverged", {"lr": 3.0}, 10, 0.98, 30),
    "sums overflow": ("diverged", {"dataset": "diabetes", "preprocessing": "none"}, 40, 0.4, 60),
    "large weights": (
        "diverged",
        {"activation": "relu", "hidden_sizes": (32,) * 6, "lr": 1e-3}
        | {"initializer": "normal", "initializer_options": {"std": 1.0}},
        10,
        0.5,
        60,
    ),
    "momentum overflows": (
        "diverged",
        {"dataset": "plane", "optimizer": "momentum", "lr": 2.6, **LINEAR},
        30,
        0.9,
        60,
    ),
    "just unstable": ("diverging_soon", {"dataset": "diabetes", "lr": 0.26, **LINEAR}, 40, 0.5, 60),
    "zeros": ("symmetric_units", {"initializer": "zeros"}, 8, 0.98, 30),
    "zeros, sigmoid": (
        "symmetric_units",
        {"initializer": "zeros", "activation": "sigmoid"},
        8,
        0.9,
        40,
    ),
    "dead by long steps": ("dead_units", {"activation": "relu", "lr": 5.0}, 20, 0.98, 30),
    "dead by adam": (
        "dead_units",
        {"activation": "relu", "initializer": "he_uniform", "optimizer": "adam", "lr": 1.0}
        | {"batch_size": 256},
        20,
        0.98,
        30,
    ),
    "raw wine": ("inputs_not_scaled", {"dataset": "wine", "preprocessing": "none"}, 30, 0.98, 60),
    "saturated": ("saturated_units", LARGE, 10, 0.98, 30),
    "deep sigmoid": ("vanishing_gradients", DEEP, 10, 0.8, 100),
    "deep tanh, small weights": (
        "vanishing_gradients",
        {"hidden_sizes": (16,) * 8} | {**LARGE, "initializer_options": {"std": 0.05}},
        10,
        0.9,
        30,
    ),
    "steps undo each other": (
        "exploding_gradients",
        {"dataset": "diabetes", "loss": "huber", "hidden_sizes": (16,), "lr": 1.0}
        | {"initializer": "normal", "initializer_options": {"std": 2.0}},
        45,
        0.4,
        60,
    ),
    "sine in sigmoid": (
        "targets_out_of_range",
        {"dataset": "sine", "output": "sigmoid", "loss": "mse"},
        10,
        0.6,
        200,
    ),
    "digits-collapse": ("collapsed", {**COLLAPSE, "lr": 0.01}, 100, 0.9, 100),
    "digits-collapse, tinier steps": ("collapsed", {**COLLAPSE, "lr": 6.96e-6}, 125, 0.9, 100),
    "linear on xor": ("collapsed", {"dataset": "xor", "hidden_sizes": ()}, 60, 0.98, 200),
    "linear on hills": ("collapsed", {"dataset": "hills", "hidden_sizes": ()}, 60, 0.7, 200),
    "too much L2": ("collapsed", {"l2": 1.0}, 25, 0.98, 30),
    "short steps": ("learning_rate_too_small", {"lr": 1e-6}, 22, 0.98, 30),
    "short steps of adam": (
        "learning_rate_too_small",
        {"optimizer": "adam", "lr": 1e-8},
        22,
        0.98,
        20,
    ),
    "few noisy moons": (
        "overfitting",
        {"hidden_sizes": (128, 64), "optimizer": "adam", "lr": 0.01, **NOISY_MOONS},
        150,
        0.8,
        150,
    ),
}


def test_every_rule_has_its_case():
    assert {kind for kind, *_ in SICK.values()} == set(RULES)


@pytest.mark.parametrize("name", SICK)
def test_the_right_kind_comes_first_and_its_action_cures(watch, name):
    kind, choices, epochs, goal, more = SICK[name]
    sick = watch(RunConfig(**choices), epochs)
    assert sick.found[0].kind == kind
    cured = watch(sick.found[0].actions[0].apply(sick.config), more)
    assert cured.found == ()
    assert cured.score > goal
    if kind == "overfitting":
        assert cured.newest.test_loss < 0.7 * sick.newest.test_loss
    elif kind != "targets_out_of_range":
        assert sick.score < goal


@pytest.fixture(scope="module")
def collapse(watch):
    return watch(RunConfig(**COLLAPSE, lr=0.01), 100)


def test_collapse_is_told_as_a_story(collapse):
    (found,) = collapse.found
    assert found.title == "Collapsed to one class; the loss equals the best constant predictor"
    assert "100% of the predictions fall on one class" in found.sentence
    assert "0.729" in found.sentence
    assert "tiny initial weights" in found.sentence
    assert "short steps (learning rate 0.01)" in found.sentence
    (action,) = found.actions
    assert action.label == (
        "Use Xavier initial weights, inputs scaled (standardise all together) and learning rate 0.1"
    )
    assert found.evidence["constant_loss"] == pytest.approx(0.729, abs=2e-4)
    assert found.evidence["loss_over_constant"] == pytest.approx(1.0, abs=0.005)
    assert found.evidence["predicted_share"].max() == 1.0


def test_collapse_is_seen_from_epoch_20_on(collapse):
    assert {kinds for epoch, kinds in collapse.kinds.items() if epoch < 20} == {()}
    assert {kinds for epoch, kinds in collapse.kinds.items() if epoch >= 20} == {("collapsed",)}


def test_an_overflow_has_its_provenance(watch):
    run = watch(RunConfig(dataset="diabetes", preprocessing="none"), 40)
    evidence = run.found[0].evidence
    origin = run.error.origin
    assert (evidence["epoch"], evidence["batch"]) == (run.error.epoch, run.error.batch)
    assert (evidence["layer"], evidence["operation"]) == (origin.layer, origin.operation)
    assert f"{origin.operation} of layer {origin.layer}" in run.found[0].sentence


def test_divergence_is_announced_before_it_comes(watch):
    run = watch(RunConfig(dataset="diabetes", lr=0.26, **LINEAR), 60)
    first = {kind: min(e for e, kinds in run.kinds.items() if kind in kinds) for kind in
             ("diverging_soon", "diverged")}  # fmt: skip
    assert first["diverging_soon"] < first["diverged"] - 5
    evidence = next(d for d in run.found if d.kind == "diverging_soon").evidence
    assert (evidence["measured"] > 0.0).all()
    assert (evidence["predicted"] < 0.0).all()


def test_mini_batches_are_not_judged_by_the_first_order_prediction(watch):
    config = RunConfig(dataset="diabetes", lr=0.26, **LINEAR)
    run = watch(config, 40)
    as_if = diagnose(run.trainer.history, config.changed(batch_size=16), data=run.data)
    assert "diverging_soon" not in [diagnosis.kind for diagnosis in as_if]
    all_samples = config.changed(batch_size=run.data.n_train)
    kinds = [d.kind for d in diagnose(run.trainer.history, all_samples, data=run.data)]
    assert kinds[0] == "diverging_soon"
