"""``Trainer``: settings that change meanwhile, and those, and data, that are refused."""

import math

import numpy as np
import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.engine.network import MLP
from tests.engine.epochs import batches_of_an_epoch, one_weight_per_sample


def test_change_takes_effect_at_once_and_the_batch_size_with_the_next_epoch(make_trainer):
    trainer = one_weight_per_sample(make_trainer, n=10, batch_size=4)
    trainer.step_batch()
    trainer.change(batch_size=5, lr=0.02)
    before = trainer.network.flat.copy()
    trainer.step_batch()
    moved = np.flatnonzero(trainer.network.flat != before)
    assert len(moved) == 4
    np.testing.assert_allclose(trainer.network.flat[moved], 0.02 * 2 * (moved + 1.0) / 4)
    trainer.step_epoch()
    assert trainer.epoch == 1
    assert [len(batch) for batch in batches_of_an_epoch(trainer)] == [5, 5]


def test_l2_counts_from_the_next_step_on(make_trainer):
    network = MLP([1, 1], init="zeros")
    network.params["W1"], network.params["b1"] = [[3.0]], [5.0]
    data = np.zeros((4, 1)), np.full((4, 1), 5.0)  # a perfect fit: the data's gradient is 0
    trainer = make_trainer(network, data, data, lr=0.1)
    assert trainer.step_epoch().train_loss == 0.0
    trainer.change(l2=0.5)
    record = trainer.step_epoch()
    assert network.params["W1"].item() == pytest.approx(3.0 - 0.1 * 2 * 0.5 * 3.0)
    assert network.params["b1"].item() == 5.0
    assert record.train_loss == record.test_loss == pytest.approx(0.5 * 2.7**2)


def test_optimizer_settings_may_change(make_classifier):
    trainer = make_classifier(optimizer="momentum", lr=0.01)
    trainer.change(momentum=0.0)
    plain = make_classifier(optimizer="sgd", lr=0.01)
    for _ in range(2):
        trainer.step_epoch()
        plain.step_epoch()
    np.testing.assert_array_equal(trainer.network.flat, plain.network.flat)


@pytest.mark.parametrize("whole", [16, 16.0, np.int64(16)])
def test_any_whole_number_is_a_batch_size(make_classifier, whole):
    changed, built = make_classifier(), make_classifier(batch_size=whole)
    changed.change(batch_size=whole)
    for trainer in (changed, built):
        assert trainer.batches_per_epoch == 4
        trainer.step_epoch()
    np.testing.assert_array_equal(changed.network.flat, built.network.flat)


BAD_SETTINGS = [
    {"lr": 0.0},
    {"lr": -0.1},
    {"lr": math.nan},
    {"lr": math.inf},
    {"lr": "0.1"},
    {"lr": True},
    {"lr": None},
    {"l2": -1e-9},
    {"l2": math.nan},
    {"batch_size": 0},
    {"batch_size": -3},
    {"batch_size": 2.5},
    {"batch_size": math.nan},
    {"momentum": 1.5},
    {"momentum": math.nan},
    {"beta1": 0.9},
    {"hidden_sizes": (3,)},
]


@pytest.mark.parametrize("settings", BAD_SETTINGS)
def test_a_bad_setting_is_refused_and_nothing_changes(make_classifier, settings):
    trainer = make_classifier(optimizer="momentum", lr=0.01)
    name, value = next(iter(settings.items()))
    with pytest.raises(ValueError, match=name) as error:
        trainer.change(**({"lr": 0.5, "momentum": 0.3} | settings))
    if name in ("lr", "l2", "batch_size", "momentum"):
        assert repr(value) in str(error.value)
        assert "between" in str(error.value)
    else:
        assert "momentum" in str(error.value)  # the legal one is named
    assert (trainer.lr, trainer.l2, trainer.batch_size) == (0.01, 0.0, 8)
    assert trainer.optimizer.settings["momentum"] == 0.9


def test_all_bad_settings_are_named_at_once(make_classifier):
    trainer = make_classifier(optimizer="momentum")
    with pytest.raises(ValueError, match="lr") as error:
        trainer.change(lr=-1.0, l2=-2.0, batch_size=0, momentum=7.0, beta9=1.0)
    for name in ("lr", "l2", "batch_size", "momentum", "beta9"):
        assert name in str(error.value)
    assert len(error.value.faults) == 5


@pytest.mark.parametrize("choices", [{"lr": -1.0}, {"l2": -1.0}, {"batch_size": 0}])
def test_the_constructor_checks_the_same_settings(make_classifier, choices):
    with pytest.raises(ValueError, match=next(iter(choices))):
        make_classifier(**choices)


FITS = np.zeros((5, 2)), np.zeros((5, 1))


@pytest.mark.parametrize("which", ["training", "test"])
@pytest.mark.parametrize(
    ("X", "Y", "need"),
    [
        (np.zeros((5, 2)), np.zeros((4, 1)), "[5, 1]"),
        (np.zeros((5, 3)), np.zeros((5, 1)), "[n, 2] with n >= 1"),
        (np.zeros((5, 2)), np.zeros((5, 2)), "[5, 1]"),
        (np.zeros((5, 2)), np.zeros(5), "[5, 1]"),
        (np.zeros((0, 2)), np.zeros((0, 1)), "[n, 2] with n >= 1"),
    ],
)
def test_splits_that_do_not_fit_are_refused_by_name(make_trainer, which, X, Y, need):
    splits = [(X, Y), FITS] if which == "training" else [FITS, (X, Y)]
    with pytest.raises(FaultsError) as error:
        make_trainer(MLP([2, 3, 1]), *splits)
    (fault,) = error.value.faults
    assert f"of the {which} split has shape" in fault.message
    assert f"need {need}" in fault.message


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_data_that_hold_no_numbers_are_refused_with_every_place(make_trainer, value):
    """Such a run cannot start, whatever its scale and weights."""
    X, Y = np.ones((6, 2)), np.ones((6, 1))
    X[3, 1] = X[5, 0] = Y[4, 0] = value
    with pytest.raises(FaultsError) as error:
        make_trainer(MLP([2, 3, 1]), (np.ones((6, 2)), Y), (X, np.ones((6, 1))))
    training, test = error.value.faults
    for words in ("Y of the training split", f"holds {value:g}", "sample 4, output 0", "fill in"):
        assert words in training.message
    for words in ("X of the test split", f"holds {value:g}", "sample 3, feature 1", "1 more"):
        assert words in test.message
    assert "Scale the inputs" not in str(error.value)


def test_a_number_too_large_for_float32_is_refused_as_that(make_trainer):
    X, Y = np.ones((3, 1)), np.ones((3, 1))
    X[2, 0] = 1e39
    make_trainer(MLP([1, 1], dtype="float64", init="zeros"), (X, Y), (Y, Y))
    with pytest.raises(FaultsError, match=r"1e\+39 at \[2, 0\].*too large for float32.*float64"):
        make_trainer(MLP([1, 1], dtype="float32", init="zeros"), (X, Y), (Y, Y))


def test_large_finite_data_are_taken(make_trainer):
    """Their sum overflows, they do not."""
    X = np.full((3, 1), 1e308)
    make_trainer(MLP([1, 1], init="zeros"), (X, np.ones((3, 1))), (X, np.ones((3, 1))))


def test_a_loss_that_does_not_go_with_the_output_is_refused(make_classifier):
    with pytest.raises(ValueError, match="cross_entropy"):
        make_classifier(loss="mse")
