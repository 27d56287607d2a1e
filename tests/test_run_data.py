"""Data of one's own: a ``Trainer`` takes them, and an error says what takes arrays."""

import dataclasses

import numpy as np
import pytest

from mlpviz import (
    DATASETS,
    MLP,
    PRESETS,
    ConfigError,
    DataError,
    RunConfig,
    Trainer,
    compare,
    diagnose,
    learning_rate_range,
    load_dataset,
    variants,
)
from mlpviz.engine import trainer as engine
from mlpviz.engine.evaluation import Split
from mlpviz.engine.optimizers import OPTIMIZERS
from tests.run_configs import config_for


def test_a_dataset_of_your_own():
    rng = np.random.default_rng(0)
    base = load_dataset("iris")
    X = rng.normal(size=(30, 4))
    labels = (X[:, 0] > 0).astype(np.int64) + (X[:, 1] > 0)
    own = dataclasses.replace(
        base,
        name="own",
        title="My data",
        X_train=X[:20],
        X_test=X[20:],
        Y_train=np.eye(3)[labels[:20]],
        Y_test=np.eye(3)[labels[20:]],
        labels_train=labels[:20],
        labels_test=labels[20:],
    )
    config = config_for("iris", preprocessing="none", lr=0.5)
    trainer = Trainer(config, dataset=own)
    assert trainer.dataset is trainer.given is own
    record = list(trainer.run(100))[-1]
    assert record.train_accuracy > 0.9
    np.testing.assert_allclose(record.true_share_train, np.bincount(labels[:20]) / 20)
    assert np.shares_memory(trainer.train_split.X, X), "nothing is copied where nothing changes"
    scaled = Trainer(config.changed(preprocessing="standardize"), dataset=own)
    assert scaled.given is own
    np.testing.assert_allclose(scaled.train_split.X, (X[:20] - X[:20].mean(0)) / X[:20].std(0))
    np.testing.assert_allclose(scaled.test_split.X, (X[20:] - X[:20].mean(0)) / X[:20].std(0))
    assert np.shares_memory(own.X_train, X), "what was given stays as it was"


@pytest.mark.parametrize(
    "run",
    [
        lambda config, data: list(Trainer(config, data).run(2))[-1].train_loss,
        lambda config, data: learning_rate_range(config, dataset=data, steps=20).loss,
        lambda config, data: compare([config], 2, dataset=data).runs[0].train_loss,
    ],
    ids=["Trainer", "learning_rate_range", "compare"],
)
@pytest.mark.parametrize("before", ["none", "minmax"])
def test_data_that_are_given_obey_the_config_as_its_own_do(run, before):
    config = config_for("wine", preprocessing="standardize")
    given = load_dataset("wine", preprocessing=before)
    own = load_dataset("wine", preprocessing="standardize")
    np.testing.assert_allclose(run(config, given), run(config, own), rtol=1e-9)
    if before == "none":
        np.testing.assert_array_equal(run(config, given), run(config, own))


def test_targets_of_given_data_are_standardised_where_the_config_says_so():
    bundled = load_dataset("diabetes", preprocessing="standardize", standardize_targets=False)
    own = dataclasses.replace(bundled, Y_train=bundled.Y_train * 1000, Y_test=bundled.Y_test * 1000)
    config = config_for("diabetes", lr=0.01)
    assert Trainer(config).dataset.standardize_targets, "the row says so"
    assert Trainer(config, own).dataset is own, "but own data stay as they come"
    scaled = Trainer(config.changed(standardize_targets=True), own)
    np.testing.assert_allclose(scaled.train_split.Y, Trainer(config).train_split.Y, atol=1e-9)
    np.testing.assert_allclose(scaled.dataset.raw_targets(scaled.test_split.Y), own.Y_test)
    assert list(scaled.run(30))[-1].train_r2 > 0.3
    raw = Trainer(config.changed(standardize_targets=False))
    np.testing.assert_array_equal(raw.train_split.Y, bundled.Y_train)


def test_r2_is_that_of_the_raw_targets():
    """R² asks not how targets are shifted and scaled."""
    config = config_for("diabetes", hidden_sizes=(), lr=0.05, seed=3)
    trainer = Trainer(config)
    record = list(trainer.run(5))[-1]
    data = trainer.dataset
    raw, out = (data.raw_targets(Y) for Y in (data.Y_test, trainer.network.forward(data.X_test)))
    expected = 1 - ((raw - out) ** 2).sum() / ((raw - raw.mean()) ** 2).sum()
    assert record.test_r2 == pytest.approx(expected)


def test_what_is_no_number_in_given_data_is_named_before_training():
    data = load_dataset("wine")
    X = data.X_train.copy()
    X[3:5, 1] = np.nan
    for preprocessing in ("none", "standardize"):
        with pytest.raises(DataError, match=r"sample 3, feature 1 'malic_acid', .*and 1 more"):
            Trainer(
                config_for("wine", preprocessing=preprocessing),
                dataset=dataclasses.replace(data, X_train=X),
            )


X, LABELS = np.random.default_rng(0).normal(size=(40, 2)), np.arange(40) % 2


@pytest.mark.parametrize(
    ("given", "way"),
    [
        ("digits", "RunConfig(dataset='digits') is one for that dataset."),
        ("Moon", "RunConfig(dataset='moons') is one for that dataset."),
        ("nonsense", "RunConfig(dataset='moons') is one."),
        (PRESETS["xor"], "pass preset.config."),
        ({"dataset": "moons"}, "RunConfig(**choices) makes one of a dict."),
        (X, "RunConfig(dataset=data), and then Trainer(config, data)."),
        ((X, LABELS), "RunConfig(dataset=data), and then Trainer(config, data)."),
        (None, "RunConfig(dataset='moons') is one."),
        (RunConfig, "RunConfig(dataset='moons') is one."),
    ],
)
@pytest.mark.parametrize(
    "call",
    [
        Trainer,
        learning_rate_range,
        lambda config: variants(config, "lr"),
        lambda config: diagnose([object()], config),
    ],
    ids=["Trainer", "learning_rate_range", "variants", "diagnose"],
)
def test_what_is_no_config_is_named_with_the_way_out(call, given, way):
    with pytest.raises(ConfigError) as caught:
        call(given)
    (fault,) = caught.value.faults
    assert fault.field == "config"
    assert fault.message.startswith("config = ")
    assert fault.message.endswith(way)


@pytest.mark.parametrize("dataset", [(X, LABELS), X, "moons", DATASETS["moons"]])
def test_own_arrays_are_no_dataset_and_the_error_says_what_takes_them(dataset):
    with pytest.raises(ConfigError, match=r"^dataset = .* is no Dataset: load_dataset\('moons'\)"):
        Trainer(config_for("moons"), dataset=dataset)
    with pytest.raises(ConfigError, match=r"^config = "):
        Trainer(X, LABELS)
    with pytest.raises(ConfigError, match=r"unknown\. .*Dataset\.from_arrays\(X, y\)"):
        RunConfig(dataset=(X, LABELS))
    with pytest.raises(DataError, match=r"unknown\. .*Dataset\.from_arrays\(X, y\)"):
        load_dataset((X, LABELS))


def test_own_arrays_train_as_the_error_says():
    network = MLP([2, 4, 1], output="sigmoid")
    Y = LABELS[:, None].astype(float)
    splits = Split(X[:30], Y[:30], LABELS[:30]), Split(X[30:], Y[30:], LABELS[30:])
    trainer = engine.Trainer(
        network,
        *splits,
        loss="binary_cross_entropy",
        optimizer=OPTIMIZERS["adam"](network.n_parameters),
        lr=0.1,
        n_classes=2,
    )
    assert trainer.step_epoch().train_accuracy is not None
