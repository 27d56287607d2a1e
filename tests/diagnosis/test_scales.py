"""The size of inputs and targets."""

import dataclasses

import numpy as np
import pytest

from mlpviz import NonFiniteError, RunConfig, Trainer
from mlpviz.diagnosis import DataFacts, diagnose
from mlpviz.engine.nonfinite import Origin

CONFIG = RunConfig(dataset="plane")
RECORD = Trainer(CONFIG).step_epoch()


def targets(mean, spread, r2=0.0, epoch=5, error=None, kind="targets_not_scaled", **fields):
    """The diagnosis of a run with such targets, which the inputs tell."""
    X = np.random.default_rng(14).normal(size=(200, 2))
    data = DataFacts.of(X, mean + spread * X[:, :1], CONFIG.output)
    record = dataclasses.replace(RECORD, epoch=epoch, train_r2=r2, **fields)
    found = {d.kind: d for d in diagnose([RECORD, record], CONFIG, data=data, error=error)}
    return found.get(kind)


@pytest.mark.parametrize(
    ("mean", "spread"), [(1.5e5, 7e4), (0.0, 20.0), (1990.0, 5.0), (0.0, 0.01)]
)
def test_targets_far_from_1_are_named_with_their_size(mean, spread):
    told = targets(mean, spread)
    assert "have a mean of" in told.sentence
    assert told.evidence["spreads"] == pytest.approx((spread,), rel=0.2)
    assert [dict(action.changes) for action in told.actions] == [{"standardize_targets": True}]


def test_targets_are_left_alone_where_they_are_usual_or_learned():
    assert targets(0.0, 1.0) is None
    assert targets(2.0, 5.0) is None
    assert targets(1.5e5, 7e4, r2=0.9) is None
    assert targets(1.5e5, 7e4, epoch=4) is None


def test_of_targets_that_are_out_of_reach_that_is_told_first():
    config = RunConfig(dataset="sine", output="sigmoid", loss="mse")
    data = DataFacts.of(np.zeros((4, 1)), np.array([[3.0], [40.0], [70.0], [103.0]]), "sigmoid")
    told = diagnose(Trainer(config).history, config, data=data)
    assert told[0].kind == "targets_out_of_range"
    assert "targets_not_scaled" not in [diagnosis.kind for diagnosis in told]


def test_a_run_that_stopped_has_them_named_at_once():
    error = NonFiniteError(1, 2, Origin("z", 1), 0.1)
    told = targets(1.5e5, 7e4, epoch=0, error=error)
    assert f"steps at a learning rate of {CONFIG.lr:g} were too long" in told.sentence
    assert [set(action.changes) for action in told.actions] == [{"standardize_targets"}, {"lr"}]
    assert targets(0.0, 1.0, epoch=0, error=error) is None


def test_a_run_that_diverges_has_large_targets_among_its_causes():
    error = NonFiniteError(1, 2, Origin("z", 1), 0.1)
    stopped = targets(1.5e5, 7e4, epoch=0, error=error, kind="diverged")
    assert "Not scaled are the targets (root mean square 1.6" in stopped.sentence
    assert stopped.actions[0].changes == {"standardize_targets": True}
    grown = targets(0.0, 50.0, kind="diverged", train_loss=10.0 * RECORD.train_loss)
    assert "the targets (root mean square" in grown.sentence
    usual = targets(0.0, 1.0, epoch=0, error=error, kind="diverged")
    assert "targets" not in usual.sentence


def features(
    scale, learned=0.5, epoch=5, config=None, other=1.0, kind="features_on_different_scales"
):
    """The diagnosis of a run in two features; the second, in ``scale``, tells the classes."""
    config = config or RunConfig(dataset="xor", preprocessing="none")
    first = Trainer(config).step_epoch()
    X = np.random.default_rng(50).normal(size=(200, 2))
    Y = np.eye(2)[(X[:, 1] > 0.0).astype(int)]
    data = DataFacts.of(X * [other, scale], Y, "softmax", feature_names=("width", "height"))
    record = dataclasses.replace(first, epoch=epoch, train_accuracy=learned, train_loss=0.69)
    found = {d.kind: d for d in diagnose([first, record], config, data=data)}
    return found.get(kind)


def test_a_small_feature_that_tells_the_classes():
    told = features(1e-3)
    assert "width has a spread of" in told.sentence
    assert told.actions[0].changes == {"preprocessing": "standardize"}
    assert told.evidence["neighbours_standardised"] > told.evidence["neighbours"] + 0.3


def test_one_large_feature_is_no_cause_where_the_small_ones_are_not_heard():
    assert "layer 1 hardly sees the small ones" in features(1e-3, other=5.0).sentence
    assert features(1e-3, other=5.0, kind="inputs_not_scaled") is None
    assert features(1.0, other=5.0, kind="inputs_not_scaled") is not None
    assert features(1e-3, other=500.0, kind="inputs_not_scaled") is not None, "that does harm"


def test_features_are_left_alone_where_they_are_alike_or_the_small_ones_tell_nothing():
    assert features(1.0) is None
    assert features(0.1) is None
    assert features(1e-3, learned=0.95) is None
    assert features(1e-3, epoch=4) is None
    assert features(1e4) is None  # the telling one is the large one
