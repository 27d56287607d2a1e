"""Each rule has a run that triggers it, and its first action cures that run."""

import pytest

from mlpviz import PRESETS, RunConfig
from mlpviz.diagnosis import RULES, diagnose
from mlpviz.presets import TROUBLE
from tests.test_sentences import faults

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
LARGE = {"initializer": "normal", "initializer_options": {"std": 10.0}}
LINEAR = {"hidden_sizes": (), "batch_size": None}

# What the cure of a preset must reach, and in how many epochs.
CURED = {
    "digits-collapse": (0.9, 100),
    "overflow": (0.4, 60),
    "just-unstable": (0.5, 60),
    "zero-weights": (0.98, 30),
    "dead-units": (0.98, 30),
    "raw-inputs": (0.98, 60),
    "two-scales": (0.98, 60),
    "large-targets": (0.5, 60),
    "saturated-units": (0.98, 30),
    "vanishing-gradient": (0.8, 100),
    "exploding-gradient": (0.4, 60),
    "out-of-range": (0.6, 200),
    "tiny-steps": (0.98, 30),
    "overfitting": (0.8, 150),
    "fading-signal": (0.9, 60),
    "tiny-weights": (0.9, 60),
    "strong-l2": (0.98, 30),
    "linear-xor": (0.98, 200),
    "two-units": (0.8, 100),
    "no-biases": (0.95, 60),
    "flat-units": (0.98, 30),
    "blown-up": (0.5, 60),
    "flat-outputs": (0.9, 20),
    "jumping-loss": (0.6, 60),
    "plateau": (0.95, 120),
    "worse-than-nothing": (0.3, 150),
}
UNCURED = {"rare-class", "shuffled-labels"}  # the data are what is wrong

# name: first kind, choices, epochs; what the cure must reach, epochs of the cure
MORE = {
    "loss grows": ("diverged", {"lr": 3.0}, 10, 0.98, 30),
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
    "zeros, sigmoid": (
        "symmetric_units",
        {"initializer": "zeros", "activation": "sigmoid"},
        8,
        0.9,
        40,
    ),
    "dead by adam": (
        "dead_units",
        {"activation": "relu", "initializer": "he_uniform", "optimizer": "adam", "lr": 1.0}
        | {"batch_size": 256},
        20,
        0.98,
        30,
    ),
    "deep tanh, small weights": (
        "weights_too_small",
        {"hidden_sizes": (16,) * 8} | {**LARGE, "initializer_options": {"std": 0.05}},
        10,
        0.9,
        30,
    ),
    "linear on hills": ("linear_network", {"dataset": "hills", "hidden_sizes": ()}, 60, 0.7, 200),
    "too much L2": ("l2_too_strong", {"l2": 1.0}, 25, 0.98, 30),
    "short steps of adam": (
        "learning_rate_too_small",
        {"optimizer": "adam", "lr": 1e-8},
        22,
        0.98,
        20,
    ),
}


def sick_preset(name):
    """A preset as a case: epochs in which its trouble is seen, and what its cure must reach."""
    preset = PRESETS[name]
    return preset.diagnosis, preset.config, min(preset.epochs, 100), *CURED[name]


SICK = {name: sick_preset(name) for name in CURED} | {
    name: (kind, RunConfig(**choices), *rest) for name, (kind, choices, *rest) in MORE.items()
}


def test_every_rule_has_its_preset():
    shown = {kind for kind, rule in RULES.items() if not rule.own_data}
    assert {preset.diagnosis for preset in TROUBLE.values()} == shown
    assert {name for name, preset in PRESETS.items() if preset.diagnosis} == {*CURED, *UNCURED}


@pytest.mark.parametrize("name", sorted(UNCURED))
def test_what_lies_in_the_data_is_named_and_no_choice_offered(watch, name):
    preset = PRESETS[name]
    run = watch(preset.config, preset.epochs)
    assert run.found[0].kind == preset.diagnosis
    assert run.found[0].actions == ()


@pytest.mark.parametrize("name", SICK)
def test_the_right_kind_comes_first_and_something_that_it_proposes_cures(watch, name):
    kind, config, epochs, goal, more = SICK[name]
    sick = watch(config, epochs)
    assert sick.found[0].kind == kind
    labels = [action.label for told in sick.found for action in told.actions]
    assert [fault for told in sick.found for fault in faults(told.sentence)] == []
    assert [fault for label in labels for fault in faults(label)] == []
    if kind != "targets_out_of_range":
        assert sick.score < goal or kind == "overfitting"
    cured = (watch(action.apply(config), more) for action in sick.found[0].actions)
    assert any(healthy(sick, run, goal) for run in cured)


def healthy(sick, cured, goal):
    """Whether a run reaches ``goal`` and nothing is said of it; an overfitted one tests better."""
    if sick.found[0].kind == "overfitting" and cured.newest.test_loss > 0.7 * sick.newest.test_loss:
        return False
    return cured.found == () and cured.score > goal


@pytest.fixture(scope="module")
def collapse(watch):
    return watch(PRESETS["digits-collapse"].config, 100)


def test_collapse_is_told_as_a_story(collapse):
    (found,) = collapse.found
    assert found.title == (
        "Collapsed to one class; the loss is within 1% of the best constant predictor's"
    )
    assert "100.0% of the predictions fall on one class" in found.sentence
    assert "0.729" in found.sentence
    assert "tiny initial weights" in found.sentence
    assert "inputs that are not scaled" in found.sentence
    assert dict(found.actions[0].changes) == {
        "initializer": "xavier_uniform",
        "initializer_options": {},
        "bias_std": 0.0,
        "preprocessing": "standardize_global",
    }
    assert found.evidence["constant_loss"] == pytest.approx(0.729, abs=2e-4)
    assert found.evidence["loss_over_constant"] == pytest.approx(1.0, abs=0.005)
    assert found.evidence["predicted_share"].max() == 1.0


def test_collapse_is_seen_from_epoch_20_on(collapse):
    assert {kinds for epoch, kinds in collapse.kinds.items() if epoch < 20} == {()}
    assert {kinds for epoch, kinds in collapse.kinds.items() if epoch >= 20} == {("collapsed",)}


def test_an_overflow_has_its_provenance(watch):
    run = watch(RunConfig(dataset="diabetes", preprocessing="none", lr=0.1), 40)
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


def test_nor_are_steps_of_a_part_of_the_network(watch):
    config = RunConfig(dataset="diabetes", lr=0.26, **LINEAR)
    run = watch(config, 40)
    dropping = diagnose(run.trainer.history, config.changed(dropout=0.2), data=run.data)
    assert "diverging_soon" not in [diagnosis.kind for diagnosis in dropping]
