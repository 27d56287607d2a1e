"""The public API and ``Trainer(config)``: from names and numbers to a network that trains."""

import copy
import dataclasses
import inspect
import math
import sys

import numpy as np
import pytest

import mlpviz
from mlpviz import (
    DATASETS,
    MLP,
    EpochRecord,
    History,
    RunConfig,
    Trainer,
    load_dataset,
)
from mlpviz.engine.faults import FaultsError
from tests.run_configs import config_for

# The names that the documentation promises


def test_public_names():
    for name in ("RunConfig", "Trainer", "MLP", "load_dataset", "EpochRecord"):
        assert name in mlpviz.__all__
    for name in mlpviz.__all__:
        assert getattr(mlpviz, name)
    assert mlpviz.__version__.count(".") == 2
    assert {*mlpviz.__all__, "__version__"} <= {*dir(mlpviz)}


def test_a_name_that_is_not_there_is_named():
    with pytest.raises(AttributeError, match="module 'mlpviz' has no attribute 'nonsense'"):
        mlpviz.nonsense  # noqa: B018
    assert not hasattr(mlpviz, "__wrapped__")


def test_signature_of_mlp():
    parameters = inspect.signature(MLP).parameters
    assert next(iter(parameters)) == "sizes"
    assert {"activation", "output", "bias", "init", "seed", "dtype"} <= set(parameters)
    assert parameters["sizes"].default is inspect.Parameter.empty
    for method, names in {
        "forward": ["X"],
        "predict": ["X"],
        "loss_and_gradients": ["X", "Y", "loss", "l2", "l1"],
    }.items():
        assert list(inspect.signature(getattr(MLP, method)).parameters)[1:] == names


def test_fields_of_a_record():
    fields = {field.name for field in dataclasses.fields(EpochRecord)}
    assert {
        "epoch",
        "train_loss",
        "test_loss",
        "train_accuracy",
        "test_accuracy",
        "train_r2",
        "test_r2",
        "predicted_share_train",
        "predicted_share_test",
        "true_share_train",
        "true_share_test",
        "param_norm",
        "grad_norm",
        "update_norm",
        "dead_share",
        "saturated_share",
        "lr",
        "seconds",
    } <= fields


def test_the_readme_in_ten_lines():
    trainer = mlpviz.Trainer(mlpviz.RunConfig(dataset="digits", lr=0.1, hidden_sizes=(16,)))
    for record in trainer.run(epochs=5):
        assert record is trainer.history.newest
    assert trainer.history.newest.test_accuracy > 0.8
    data = mlpviz.load_dataset("moons", noise=0.1)
    network = mlpviz.MLP([2, 8, 2], activation="tanh", output="softmax", seed=1)
    loss, gradients = network.loss_and_gradients(
        data.X_train, data.Y_train, loss="cross_entropy", l2=1e-3
    )
    assert isinstance(loss, float)
    for name, gradient in gradients.items():
        network.params[name] -= 0.1 * gradient
    assert network.loss(data.X_train, data.Y_train, "cross_entropy", 1e-3) < loss
    assert network.predict(data.X_test).shape == data.labels_test.shape


# From a config to a trainer


@pytest.mark.parametrize("dataset", DATASETS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_every_dataset_trains(dataset, dtype):
    config = config_for(dataset, dtype=dtype)
    trainer = Trainer(config)
    first = trainer.history.newest
    record = list(trainer.run(3))[-1]
    assert trainer.epoch == record.epoch == 3
    assert trainer.config is config
    assert record.train_loss < first.train_loss
    assert math.isfinite(record.test_loss)
    data, spec = trainer.dataset, DATASETS[dataset]
    assert trainer.network.sizes == config.sizes == (data.n_features, 6, spec.n_classes or 1)
    assert trainer.network.dtype == trainer.train_split.X.dtype == np.dtype(dtype)
    assert len(trainer.train_split.X) == len(data.X_train)
    np.testing.assert_array_equal(trainer.test_split.X, data.X_test.astype(dtype))
    low, high = spec.class_targets or (0.0, 1.0)
    targets = low + (high - low) * data.Y_train if spec.class_targets else data.Y_train
    np.testing.assert_array_equal(trainer.train_split.Y, targets.astype(dtype))
    if spec.n_classes:
        assert record.true_share_train.sum() == pytest.approx(1.0)
        counts = np.bincount(data.labels_test, minlength=spec.n_classes)
        np.testing.assert_allclose(record.true_share_test, counts / len(data.labels_test))


def test_every_choice_of_the_config_arrives():
    config = config_for(
        "moons",
        dataset_options={"n_samples": 100, "noise": 0.3},
        test_size=0.3,
        data_seed=5,
        preprocessing="standardize",
        hidden_sizes=(4, 3),
        activation=("relu", "elu"),
        output="tanh",
        loss="huber",
        target_scale=0.8,
        initializer="normal",
        initializer_options={"std": 0.5},
        bias_std=0.2,
        optimizer="adam",
        optimizer_options={"beta1": 0.8},
        lr=0.02,
        batch_size=7,
        l2=0.003,
        seed=9,
    )
    trainer = Trainer(config)
    data = load_dataset(
        "moons", preprocessing="standardize", test_size=0.3, seed=5, n_samples=100, noise=0.3
    )
    np.testing.assert_array_equal(trainer.dataset.X_train, data.X_train)
    assert len(data.X_test) == 30
    assert sorted(set(trainer.train_split.Y.ravel())) == [-0.8, 0.8]
    np.testing.assert_array_equal(trainer.train_split.Y[:, 0] > 0, data.labels_train == 1)
    network = MLP(
        (2, 4, 3, 1),
        ("relu", "elu"),
        "tanh",
        init="normal",
        init_options={"std": 0.5},
        bias_std=0.2,
        seed=9,
    )
    np.testing.assert_array_equal(trainer.network.flat, network.flat)
    assert trainer.network.activations == ("relu", "elu")
    assert (trainer.loss, trainer.lr, trainer.batch_size, trainer.l2) == ("huber", 0.02, 7, 0.003)
    assert type(trainer.optimizer).__name__ == "Adam"
    assert trainer.optimizer.settings["beta1"] == 0.8
    assert trainer.batches_per_epoch == 10
    loss = network.loss(trainer.train_split.X, trainer.train_split.Y, "huber", 0.003)
    assert trainer.history.newest.train_loss == pytest.approx(loss)


def test_equal_configs_give_equal_bits_and_other_seeds_do_not():
    config = config_for("moons", batch_size=16, optimizer="adam")
    runs = []
    for choice in (config, config.changed(), config.changed(seed=1), config.changed(data_seed=1)):
        trainer = Trainer(choice)
        list(trainer.run(3))
        runs.append(trainer.network.flat)
    np.testing.assert_array_equal(runs[0], runs[1])
    assert not np.array_equal(runs[0], runs[2])
    assert not np.array_equal(runs[0], runs[3])


def test_without_biases():
    assert list(Trainer(config_for("iris", bias=False)).network.params) == ["W1", "W2"]


def test_a_history_of_your_own():
    history = History(max_records=5)
    trainer = Trainer(config_for("moons"), history=history)
    list(trainer.run(12))
    assert trainer.history is history
    assert len(history) <= 6


def test_rewind_after_a_change_of_the_learning_rate():
    trainer = Trainer(config_for("moons", optimizer="momentum", batch_size=16))
    list(trainer.run(2))
    kept = copy.deepcopy(trainer.network.flat)
    trainer.change(lr=0.2)
    list(trainer.run(2))
    end = trainer.network.flat.copy()
    trainer.rewind(2)
    np.testing.assert_array_equal(trainer.network.flat, kept)
    trainer.change(lr=0.2)
    list(trainer.run(2))
    np.testing.assert_array_equal(trainer.network.flat, end)


def test_a_run_keeps_its_config_and_its_data():
    trainer = Trainer(config_for("moons"))
    for name in ("config", "dataset"):
        with pytest.raises(FaultsError, match=f"{name} cannot be set"):
            setattr(trainer, name, None)
    with pytest.raises(FaultsError, match="lr = 'high'"):
        trainer.lr = "high"
    trainer.step_epoch()


def test_training_leaves_the_dataset_alone():
    config = config_for("moons", batch_size=16)
    data = load_dataset("moons", preprocessing=config.preprocessing)
    kept = [array.copy() for array in (data.X_train, data.Y_train, data.X_test, data.Y_test)]
    list(Trainer(config, dataset=data).run(2))
    for now, then in zip((data.X_train, data.Y_train, data.X_test, data.Y_test), kept, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize("way", ["step_epoch", "train_for", "run"])
def test_two_trainers_do_not_disturb_each_other(way):
    config = config_for("moons", optimizer="adam")
    alone, first, second = Trainer(config), Trainer(config), Trainer(config.changed(lr=0.5))
    for _ in range(3):
        alone.step_epoch()
        for trainer in (first, second):
            if way == "run":
                list(trainer.run(1))
            else:
                getattr(trainer, way)(*([0.0] if way == "train_for" else []))
    np.testing.assert_array_equal(first.network.flat, alone.network.flat)


def test_beginning_as_another_goes_on_like_it():
    config = RunConfig(dataset="moons", hidden_sizes=(3,), batch_size=None, optimizer="adam")
    first, second = Trainer(config), Trainer(config)
    list(first.run(3))
    record = second.begin_as(first)
    assert record.epoch == 0
    assert record.train_loss == first.history.newest.train_loss
    assert second.history[0] == record
    ours, theirs = second.step_epoch(), first.step_epoch()
    assert ours.train_loss == theirs.train_loss
    assert ours.update_norm == theirs.update_norm
    with pytest.raises(FaultsError, match="only a trainer that has not trained yet"):
        second.begin_as(first)
    with pytest.raises(FaultsError, match="a trainer of 2-3-2 with the same optimiser"):
        Trainer(config).begin_as(Trainer(config.changed(optimizer="sgd")))


def test_training_at_once_calls_back_and_can_be_ended():
    config, seen, others = RunConfig(dataset="moons", hidden_sizes=(3,)), [], []
    trainer = Trainer(config)
    record = trainer.train(6, callbacks=[seen.append, lambda r: others.append(r) or r.epoch == 4])
    assert [r.epoch for r in seen] == [r.epoch for r in others] == [1, 2, 3, 4]
    assert record is trainer.history.newest is seen[-1]
    assert trainer.train(2, callbacks=seen.append).epoch == 6
    assert [r.epoch for r in seen][-2:] == [5, 6]
    again = Trainer(config)
    assert [r.train_loss for r in again.run(6)] == [r.train_loss for r in seen]


def test_progress_is_a_bar_with_the_losses(capsys):
    trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(3,)))
    record = trainer.train(3, progress=True)
    bar = capsys.readouterr().err
    assert "3/3" in bar
    assert f"loss {record.train_loss:.4g}"[:9] in bar


def test_without_tqdm_the_bar_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(3,)))
    with pytest.raises(ImportError, match=r"pip install mlpviz\[progress\]"):
        trainer.train(1, progress=True)
    assert trainer.train(1).epoch == 1
