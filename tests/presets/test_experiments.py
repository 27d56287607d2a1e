"""The five experiments run as they are described, and show what they are there to show."""

import numpy as np
import pytest

from mlpviz import DATASETS, MLP, GradientCheckError, Trainer, load_dataset
from mlpviz.data import ON_DISK
from mlpviz.gradcheck import check_network
from mlpviz.gradcheck.mistakes import inject
from mlpviz.presets import PRESETS
from tests.rounding import gamma

EPS = 1e-9


def relative_error(a, b):
    """The formula of the CIFAR-10 notebook."""
    return np.abs(a - b) / np.maximum(EPS, np.abs(a) + np.abs(b) + EPS)


def checked(trainer, sources=("autograd", "central", "complex_step"), l2=0.0):
    return check_network(
        trainer.network,
        trainer.train_split.X,
        trainer.train_split.Y,
        loss=trainer.loss,
        l2=l2,
        sources=sources,
    )


# digits-collapse


@pytest.fixture(scope="module")
def collapse():
    preset = PRESETS["digits-collapse"]
    assert preset.epochs == 500
    trainer = Trainer(preset.config)
    return trainer, [trainer.history.newest, *trainer.run(160)]


def test_digits_are_raw_and_split_as_described(collapse):
    trainer, _ = collapse
    assert trainer.train_split.X.shape == (1437, 64)
    assert trainer.test_split.X.shape == (360, 64)
    assert (trainer.train_split.X.min(), trainer.train_split.X.max()) == (0.0, 16.0)
    assert set(np.unique(trainer.train_split.Y)) == {0.0, 0.9}
    assert trainer.lr / len(trainer.train_split.X) == pytest.approx(6.96e-6, rel=1e-3)
    for values in trainer.history.rewind(0).record.param_norm.values():
        assert 0.0 < values < 1e-3


def test_digits_collapse_to_one_class_at_the_best_constant_output(collapse):
    _, records = collapse
    zeta, k = 0.9, 10
    assert records[0].train_loss == pytest.approx(0.810, abs=1e-5)
    plateau = [r for r in records[:101] if abs(r.train_loss - 0.729) <= 0.001]
    assert len(plateau) >= 30
    assert zeta**2 - k * (zeta / k) ** 2 == pytest.approx(0.729)
    for record in plateau:
        assert record.predicted_share_train.max() == record.predicted_share_test.max() == 1.0
        assert record.train_accuracy == pytest.approx(0.1, abs=0.01)
        assert record.test_accuracy == pytest.approx(0.1, abs=0.01)
    assert abs(records[100].train_loss - 0.729) <= 0.001
    losses = [record.train_loss for record in records[:60]]
    assert losses == sorted(losses, reverse=True)  # it does look like progress


def test_the_digits_leave_the_plateau_after_about_120_epochs(collapse):
    _, records = collapse
    assert records[110].predicted_share_train.max() == 1.0
    assert records[160].predicted_share_train.max() < 0.9
    assert records[160].train_accuracy > 0.3


@pytest.mark.parametrize("std", [1e-6, 0.1])
def test_every_backward_step_of_the_digits_is_autograds(std):
    config = PRESETS["digits-collapse"].config
    trainer = Trainer(config.changed(initializer_options={"std": std}, bias_std=std))
    for row in checked(trainer, sources=("autograd",)).rows:
        analytic, autograd = row.values["analytic"], row.values["autograd"]
        assert np.abs(analytic - autograd).max() <= 1e-13 * np.abs(autograd).max()


def test_the_cure_never_sees_the_plateau():
    config = PRESETS["digits-collapse"].config.changed(
        initializer="xavier_uniform",
        initializer_options={},
        bias_std=0.0,
        preprocessing="standardize_global",
        lr=0.1,
    )
    *_, newest = Trainer(config).run(100)
    assert newest.test_accuracy > 0.85
    assert newest.predicted_share_test.max() < 0.2


# mnist-tanh


def test_mnist_tanh_over_1000_steps():
    preset = PRESETS["mnist-tanh"]
    trainer = Trainer(preset.config)
    assert trainer.network.sizes == (784, 50, 10)
    assert trainer.batches_per_epoch == 1
    assert (len(trainer.train_split.X), len(trainer.test_split.X)) == (1000, 1000)
    assert trainer.train_split.X.mean() == pytest.approx(0.0, abs=1e-12)
    assert trainer.train_split.X.std() == pytest.approx(1.0, abs=1e-12)
    records = [trainer.history.newest, *trainer.run(preset.epochs)]
    assert len(trainer.history) == len(records) == 1001
    assert records[0].train_loss == pytest.approx(0.81, abs=1e-4)
    for record in records:
        assert np.isfinite([record.train_loss, record.test_loss]).all()
        assert 0.0 <= 1.0 - record.train_accuracy <= 1.0
        assert 0.0 <= 1.0 - record.test_accuracy <= 1.0
    newest = records[-1]
    assert newest.train_loss < 0.12
    assert 1.0 - newest.train_accuracy < 0.02
    assert 0.10 < 1.0 - newest.test_accuracy < 0.17
    assert max(np.diff([record.train_loss for record in records])) > 0.01  # it jumps


# mnist-optimizers


@pytest.fixture(scope="module")
def race():
    preset = PRESETS["mnist-optimizers"]
    trainers = {title: Trainer(config) for title, config in preset.variants.items()}
    first = {title: trainer.network.flat.copy() for title, trainer in trainers.items()}
    for trainer in trainers.values():
        list(trainer.run(preset.epochs))
    return trainers, first


def test_four_optimisers_start_from_identical_weights(race):
    trainers, first = race
    sgd, *others = first.values()
    assert len(others) == 3
    for flat in others:
        np.testing.assert_array_equal(flat, sgd)
    untrained = MLP((784, 392, 196, 98, 10), init="torch_default", dtype="float32")
    for name, values in untrained.named(sgd).items():  # as torch's linear layers start
        fan_in = {"1": 784, "2": 392, "3": 196, "4": 98}[name[1:]]
        assert 0.8 / fan_in**0.5 < np.abs(values).max() <= 1.0001 / fan_in**0.5
    assert len({trainer.history[0].train_loss for trainer in trainers.values()}) == 1
    for trainer in trainers.values():
        assert trainer.network.sizes == (784, 392, 196, 98, 10)
        assert trainer.batches_per_epoch == 24  # as 60,000 in batches of 2500
        assert trainer.epoch == 20
    assert race[0]["Nesterov 0.9, 0.01"].optimizer.settings["momentum"] == 0.9


def test_four_optimisers_end_where_they_should(race):
    newest = {title: trainer.history.newest for title, trainer in race[0].items()}
    sgd, nesterov = newest["SGD, 0.01"], newest["Nesterov 0.9, 0.01"]
    adam, failed = newest["Adam, 0.01"], newest["Adam, 1"]
    slow = race[0]["SGD, 0.01"].history.column("train_loss")
    assert slow[0] == pytest.approx(np.log(10), abs=0.01)
    assert list(slow) == sorted(slow, reverse=True)
    assert 2.21 < sgd.train_loss < 2.25
    late = race[0]["Nesterov 0.9, 0.01"].history.column("train_loss")
    assert late[2] > 2.2  # as slow as SGD at first
    assert nesterov.train_loss < 0.15
    assert nesterov.test_accuracy > 0.8
    assert race[0]["Adam, 0.01"].history.column("train_loss")[1] < 1.0
    assert adam.train_loss < 0.3
    assert adam.test_accuracy > 0.78
    losses = race[0]["Adam, 1"].history.column("train_loss")
    assert losses[1:].min() > np.log(10) - 0.02  # no better than guessing
    assert failed.train_accuracy < 0.2
    again = Trainer(PRESETS["mnist-optimizers"].variants["Adam, 1"])
    assert max(again.step_batch() for _ in range(4)) > 1000.0  # it jumps


def test_a_single_image_gets_a_class_and_a_confidence(race):
    trainer = race[0]["Nesterov 0.9, 0.01"]
    image = trainer.test_split.X[:1]
    p = trainer.network.forward(image)[0]
    assert p.sum() == pytest.approx(1.0, abs=1e-6)
    assert trainer.network.predict(image)[0] == p.argmax() == trainer.test_split.labels[0]
    assert 50.0 < 100.0 * p.max() <= 100.0


# cifar-relu


@pytest.mark.parametrize("l2", [0.0, 0.1])
def test_the_three_way_table(l2):
    preset = PRESETS["cifar-relu"]
    trainer = Trainer(preset.offline)
    assert trainer.network.sizes == (50, 5, 10)
    assert trainer.train_split.X.shape == (10, 50)
    report = checked(trainer, l2=l2)
    assert report.passed
    assert [row.name for row in report.rows] == ["W1", "b1", "W2", "b2"]
    for row in report.rows:
        analytic, autograd, central = (
            row.values[source] for source in ("analytic", "autograd", "central")
        )
        assert analytic.shape == autograd.shape == central.shape == row.shape
        for a, b, limit in (
            (analytic, autograd, 1e-12),
            (analytic, central, 1e-6),
            (autograd, central, 1e-6),
        ):
            assert np.abs(a - b).max() <= limit
            assert relative_error(a, b).max() <= limit


def test_class_numbers_in_the_gradient_give_what_the_author_saw():
    """Relative errors of 1, and b2 off by the mean class number."""
    trainer = Trainer(PRESETS["cifar-relu"].offline)
    network, X, Y = trainer.network, trainer.train_split.X, trainer.train_split.Y
    _, right = network.loss_and_gradients(X, Y, trainer.loss)
    numbers = trainer.train_split.labels[:, None]
    given = inject(network, "labels", amount=0).loss_and_gradients(X, Y, trainer.loss)[1]
    assert given["b2"] - right["b2"] == pytest.approx(Y.mean(axis=0) - numbers.mean())
    assert relative_error(given["b2"], right["b2"]).max() == pytest.approx(1.0)


def test_the_penalty_has_no_half_and_spares_the_biases():
    trainer = Trainer(PRESETS["cifar-relu"].offline)
    network, X, Y = trainer.network, trainer.train_split.X, trainer.train_split.Y
    plain, penalised = (network.loss_and_gradients(X, Y, trainer.loss, l2)[1] for l2 in (0.0, 0.1))
    for name, values in network.params.items():
        term = 0.2 * values if name.startswith("W") else 0.0
        np.testing.assert_allclose(penalised[name], plain[name] + term, atol=1e-15)


def test_without_cifar_the_preset_says_so(monkeypatch):
    monkeypatch.delitem(DATASETS, "cifar10", raising=False)
    preset = PRESETS["cifar-relu"]
    assert preset.config == preset.offline
    assert "not on disk" in preset.stand_in
    assert "random pixels" in preset.stand_in


def test_with_cifar_on_disk_the_preset_runs_all_of_it(monkeypatch):
    monkeypatch.setitem(DATASETS, "cifar10", ON_DISK["cifar10"])
    preset = PRESETS["cifar-relu"]
    assert preset.stand_in == ""
    assert preset.config.sizes == (3072, 50, 10)
    assert (preset.config.lr, preset.config.l2, preset.config.batch_size) == (0.001, 0.0, 100)
    assert preset.config.preprocessing == "standardize_unbiased"


# numpy-sigmoid


def test_numpy_sigmoid_is_one_sample_without_biases():
    trainer = Trainer(PRESETS["numpy-sigmoid"].config)
    assert trainer.network.sizes == (10, 20, 3)
    assert list(trainer.network.params) == ["W1", "W2"]
    assert trainer.network.dtype == np.float64
    np.testing.assert_array_equal(trainer.train_split.X, [np.arange(10.0)])
    np.testing.assert_array_equal(trainer.train_split.Y, [[0.0, 0.0, 1.0]])
    assert trainer.network.params["W1"].std() == pytest.approx(0.01, rel=0.2)


def test_numpy_sigmoid_agrees_with_autograd_to_the_last_bits():
    report = checked(Trainer(PRESETS["numpy-sigmoid"].config))
    assert report.passed
    for row in report.rows:
        analytic, autograd = row.values["analytic"], row.values["autograd"]
        # two products of at most 20 terms each way, and what they are weighed with
        assert np.abs(analytic - autograd).max() <= gamma(500) * np.abs(autograd).max()


def test_numpy_sigmoid_passes_the_authors_own_element_loop():
    trainer = Trainer(PRESETS["numpy-sigmoid"].config)
    network, X, Y, h = trainer.network, trainer.train_split.X, trainer.train_split.Y, 1e-3
    _, gradients = network.loss_and_gradients(X, Y, trainer.loss)
    for name, values in network.params.items():
        for index in np.ndindex(values.shape):
            kept = values[index]
            values[index] = kept + h
            above = network.loss(X, Y, trainer.loss)
            values[index] = kept - h
            below = network.loss(X, Y, trainer.loss)
            values[index] = kept
            numerical, analytic = (above - below) / (2 * h), gradients[name][index]
            total = abs(numerical) + abs(analytic)
            assert total == 0.0 or abs(numerical - analytic) / total < 1e-4


def test_a_failing_check_names_the_parameter():
    trainer = Trainer(PRESETS["numpy-sigmoid"].config)
    X, Y = trainer.train_split.X, trainer.train_split.Y
    _, gradients = trainer.network.loss_and_gradients(X, Y, trainer.loss)
    gradients["W2"] = gradients["W2"] * 1.001
    report = check_network(trainer.network, X, Y, loss=trainer.loss, gradients=gradients)
    with pytest.raises(GradientCheckError, match="W2"):
        report.raise_if_failed()


def test_the_one_sample_is_learned():
    preset = PRESETS["numpy-sigmoid"]
    *_, newest = Trainer(preset.config).run(preset.epochs)
    assert newest.train_loss < 0.01


def test_its_other_dataset_is_there():
    data = load_dataset("breast_cancer")
    assert data.X_train.shape[0] + data.X_test.shape[0] == 569
    assert isinstance(Trainer(PRESETS["numpy-sigmoid"].config).network, MLP)
