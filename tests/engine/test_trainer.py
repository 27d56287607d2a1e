"""``Trainer``: what one epoch does, what it records, and that it all repeats to the bit."""

import copy
import math
import pickle
import types

import numpy as np
import pytest
from sklearn.metrics import accuracy_score, log_loss, r2_score

from mlpviz.engine import evaluation
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.network import MLP
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.optimizers import OPTIMIZERS

each_optimizer = pytest.mark.parametrize("optimizer", OPTIMIZERS)


def one_weight_per_sample(make_trainer, n=10, **choices):
    """X = identity, linear, no bias, W = 0: sample i alone moves weight i, by lr * 2 Y_i / batch.

    So the weights tell which samples were used, how often, and in what company.
    """
    network = MLP([n, 1], bias=False, init="zeros")
    data = np.eye(n), np.arange(1.0, n + 1)[:, None]
    return make_trainer(network, data, data, lr=0.01, **choices)


def batches_of_an_epoch(trainer):
    """The set of samples in each batch of the next epoch, told by the weights that moved."""
    found = []
    for _ in range(trainer.batches_per_epoch):
        before = trainer.network.flat.copy()
        trainer.step_batch()
        found.append(frozenset(np.flatnonzero(trainer.network.flat != before).tolist()))
    return found


# What an epoch is


def test_full_batch_is_one_plain_gradient_step(make_classifier):
    for batch_size in (None, 50, 51, 10**6):
        trainer = make_classifier(batch_size=batch_size, lr=0.3, l2=0.01)
        assert trainer.batches_per_epoch == 1
        twin = copy.deepcopy(trainer.network)
        _, gradients = twin.loss_and_gradients(
            trainer.train_split.X, trainer.train_split.Y, loss="cross_entropy", l2=0.01
        )
        trainer.step_epoch()
        for name, values in trainer.network.params.items():
            expected = twin.params[name] - 0.3 * gradients[name]
            np.testing.assert_allclose(values, expected, rtol=1e-12, atol=1e-15)


def test_every_sample_is_used_exactly_once_and_batches_are_averaged_over_their_own_size(
    make_trainer,
):
    trainer = one_weight_per_sample(make_trainer, n=10, batch_size=4)
    assert trainer.batches_per_epoch == 3
    trainer.step_epoch()
    # W_i = 0 - 0.01 * (2 / size) * (0 - Y_i); batches of 4, 4 and 2
    size = 0.01 * 2 * np.arange(1.0, 11) / trainer.network.flat
    assert sorted(size.round(9)) == [2.0] * 2 + [4.0] * 8


def test_the_epoch_permutes_samples_not_batches(make_trainer):
    trainer = one_weight_per_sample(make_trainer, n=12, batch_size=3)
    epochs = [batches_of_an_epoch(trainer) for _ in range(6)]
    for batches in epochs:
        assert [len(batch) for batch in batches] == [3, 3, 3, 3]
        assert set.union(*map(set, batches)) == set(range(12))
    companies = {frozenset(batches) for batches in epochs}
    assert len(companies) == 6
    in_order = frozenset(frozenset(range(i, i + 3)) for i in range(0, 12, 3))
    assert in_order not in companies


def test_without_shuffling_batches_follow_the_data(make_trainer):
    """Every epoch the same, the last batch smaller; back to an epoch, and on from within one."""
    X = np.arange(10.0)[:, None]
    network = MLP([1, 1], output="identity", bias=False)
    trainer = make_trainer(network, (X, X), (X, X), lr=1e-12, batch_size=4, shuffle=False)
    losses = [trainer.step_batch() for _ in range(6)]
    slope = 1.0 - float(network.flat[0])
    expected = [slope**2 * np.mean(part**2) for part in (X[:4], X[4:8], X[8:])]
    assert losses == pytest.approx(expected * 2, rel=1e-6)
    trainer.rewind(1)
    assert trainer.step_batch() == pytest.approx(expected[0], rel=1e-6)
    trainer.step_epoch()
    assert [trainer.step_batch() for _ in range(2)] == pytest.approx(expected[:2], rel=1e-6)


def test_the_full_batch_knows_no_order(make_classifier, records_agree):
    plain, shuffled = (make_classifier(batch_size=None, shuffle=s) for s in (False, True))
    for _ in range(3):
        assert records_agree(plain.step_epoch(), shuffled.step_epoch())
    with pytest.raises(FaultsError, match="shuffle cannot be set to True: make another trainer"):
        plain.shuffle = True


def test_the_order_depends_on_the_seed_alone(make_trainer):
    orders = [
        batches_of_an_epoch(one_weight_per_sample(make_trainer, batch_size=3, seed=seed))
        for seed in (5, 5, 6)
    ]
    assert orders[0] == orders[1] != orders[2]


@each_optimizer
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_batch_by_batch_is_the_same_epoch_to_the_bit(
    make_classifier, records_agree, optimizer, dtype
):
    whole, stepped = (
        make_classifier(optimizer=optimizer, dtype=dtype, lr=0.01, l2=0.001) for _ in range(2)
    )
    for epoch in range(1, 4):
        record = whole.step_epoch()
        progress = []
        for _ in range(stepped.batches_per_epoch):
            progress.append(stepped.progress)
            assert stepped.epoch == epoch - 1
            stepped.step_batch()
        assert progress == [8 * i / 50 for i in range(7)]
        assert (stepped.epoch, stepped.progress) == (epoch, 0.0)
        np.testing.assert_array_equal(whole.network.flat, stepped.network.flat)
        assert records_agree(record, stepped.history.newest)


def test_step_epoch_finishes_what_step_batch_began(make_classifier):
    whole, stepped = make_classifier(), make_classifier()
    stepped.step_batch()
    stepped.step_batch()
    assert stepped.step_epoch().epoch == 1
    whole.step_epoch()
    np.testing.assert_array_equal(whole.network.flat, stepped.network.flat)


def test_step_batch_returns_the_loss_before_the_step(make_classifier):
    trainer = make_classifier(batch_size=None, l2=0.02)
    before = trainer.history.newest.train_loss
    assert trainer.step_batch() == pytest.approx(before, rel=1e-12)
    assert trainer.history.newest.train_loss < before


# Determinism, rewind, copies


@each_optimizer
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_same_seed_same_bits(make_classifier, records_agree, optimizer, dtype):
    first, second = (make_classifier(optimizer=optimizer, dtype=dtype, lr=0.01) for _ in range(2))
    for _ in range(4):
        assert records_agree(first.step_epoch(), second.step_epoch())
        np.testing.assert_array_equal(first.network.flat, second.network.flat)
    assert first.network.flat.dtype == np.dtype(dtype)


def test_another_seed_gives_another_run(make_classifier):
    weights = [make_classifier(seed=seed).step_epoch().train_loss for seed in (1, 2)]
    assert weights[0] != weights[1]


SCHEDULE = {2: {"lr": 0.02}, 3: {"batch_size": 7, "l2": 0.01}, 5: {"lr": 0.005, "batch_size": None}}


def train_by_schedule(trainer, start, stop):
    """Weights and records of the epochs after ``start`` up to ``stop``, with live changes."""
    made = []
    for epoch in range(start, stop):
        trainer.change(**SCHEDULE.get(epoch, {}))
        made.append((trainer.step_epoch(), trainer.network.flat.copy()))
    return made


@each_optimizer
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("back_to", [0, 1, 3, 4, 8])
def test_rewind_repeats_the_same_bits(make_classifier, records_agree, optimizer, dtype, back_to):
    trainer = make_classifier(optimizer=optimizer, dtype=dtype, lr=0.01)
    first = train_by_schedule(trainer, 0, 8)
    state = {name: values.copy() for name, values in trainer.optimizer.state.items()}
    trainer.change(lr=0.7, l2=0.3, batch_size=3)
    trainer.step_batch()
    assert trainer.progress > 0.0  # rewinding from the middle of an epoch
    record = trainer.rewind(back_to)
    assert record.epoch == trainer.epoch == back_to == trainer.history.newest.epoch
    assert trainer.progress == 0.0
    assert trainer.history.kept_epochs == tuple(range(back_to + 1))
    if back_to:
        np.testing.assert_array_equal(trainer.network.flat, first[back_to - 1][1])
    again = train_by_schedule(trainer, back_to, 8)
    for (old, old_weights), (new, new_weights) in zip(first[back_to:], again, strict=True):
        assert records_agree(old, new)
        np.testing.assert_array_equal(old_weights, new_weights)
    for name, values in state.items():
        np.testing.assert_array_equal(trainer.optimizer.state[name], values)


def test_rewind_restores_the_settings(make_classifier):
    trainer = make_classifier(optimizer="momentum", settings={"momentum": 0.5}, lr=0.01)
    trainer.step_epoch()
    trainer.change(lr=0.5, l2=0.1, batch_size=None, momentum=0.9)
    trainer.step_epoch()
    trainer.rewind(1)
    assert (trainer.lr, trainer.l2, trainer.batch_size) == (0.01, 0.0, 8)
    assert trainer.optimizer.settings["momentum"] == 0.5


@each_optimizer
def test_the_optimiser_counts_every_update_and_rewinds_with_the_run(make_classifier, optimizer):
    trainer = make_classifier(optimizer=optimizer, lr=0.01)  # 7 batches an epoch
    list(trainer.run(2))
    assert trainer.optimizer.steps == 14
    trainer.step_batch()
    assert trainer.optimizer.steps == 15
    trainer.rewind(1)
    assert trainer.optimizer.steps == 7
    trainer.network.flat[0] = np.inf
    with pytest.raises(NonFiniteError):
        trainer.step_epoch()
    assert trainer.optimizer.steps == 7


def test_a_rewound_run_can_be_rewound_again(make_classifier):
    trainer = make_classifier(optimizer="adam", lr=0.01)
    weights = [trainer.network.flat.copy()]
    for _ in range(5):
        trainer.step_epoch()
        weights.append(trainer.network.flat.copy())
    for epoch in (4, 2, 2, 0):
        trainer.rewind(epoch)
        np.testing.assert_array_equal(trainer.network.flat, weights[epoch])
        trainer.step_epoch()
        np.testing.assert_array_equal(trainer.network.flat, weights[epoch + 1])


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda t: pickle.loads(pickle.dumps(t))])
def test_a_copy_goes_on_alike_and_apart(make_classifier, records_agree, clone):
    trainer = make_classifier(optimizer="adam", lr=0.01)
    trainer.step_epoch()
    trainer.step_batch()
    twin = clone(trainer)
    kept = trainer.network.flat.copy()
    record = twin.step_epoch()
    np.testing.assert_array_equal(trainer.network.flat, kept)
    assert records_agree(trainer.step_epoch(), record)
    assert records_agree(trainer.step_epoch(), twin.step_epoch())  # in a new order
    np.testing.assert_array_equal(trainer.network.flat, twin.network.flat)


# Live changes


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


# Ways to run


def test_run_is_a_lazy_generator_of_records(make_classifier):
    trainer = make_classifier()
    records = trainer.run(3)
    assert isinstance(records, types.GeneratorType)
    assert trainer.epoch == 0
    assert next(records).epoch == 1
    assert trainer.epoch == 1
    assert [record.epoch for record in records] == [2, 3]
    assert list(trainer.run(0)) == []


def test_train_for_trains_at_least_one_whole_epoch(make_classifier, make_clock):
    trainer, twin = make_classifier(), make_classifier()
    record = trainer.train_for(0.0)
    assert record is trainer.history.newest
    assert (record.epoch, trainer.progress) == (1, 0.0)
    looks = trainer.batches_per_epoch + 3  # with every batch; to begin, to end, to go on
    record = trainer.train_for(3.5 * looks, clock=make_clock(1.0))
    assert record.epoch == trainer.epoch == 1 + 4
    assert record.seconds == trainer.batches_per_epoch + 1
    for _ in range(trainer.epoch):
        twin.step_epoch()
    np.testing.assert_array_equal(trainer.network.flat, twin.network.flat)


def test_patience_leaves_an_epoch_between_batches_and_goes_on_with_it(
    make_classifier, records_agree
):
    patient, whole = make_classifier(), make_classifier()
    calls = 0
    while patient.epoch < 2:
        epoch, progress = patient.epoch, patient.progress
        record = patient.train_for(0.0, patience=0.0, clock=lambda: 7.0)
        calls += 1
        assert record is patient.history.newest
        assert (patient.epoch, patient.progress) > (epoch, progress)
    assert calls == 2 * whole.batches_per_epoch
    list(whole.run(2))
    np.testing.assert_array_equal(patient.network.flat, whole.network.flat)
    assert records_agree(patient.history.newest, whole.history.newest)


# What is recorded


def test_the_record_of_a_classifier_against_scikit_learn(make_classifier, clouds):
    trainer = make_classifier(lr=0.2, l2=0.01)
    list(trainer.run(5))
    record, network = trainer.history.newest, trainer.network
    penalty = 0.01 * sum((network.params[name] ** 2).sum() for name in ("W1", "W2"))
    for split, seed, n in (("train", 0, 50), ("test", 1, 23)):
        X, _, labels = clouds(n, seed)
        p = network.forward(X).copy()
        predicted = p.argmax(axis=1)
        loss = log_loss(labels, p, labels=range(3)) + penalty
        assert getattr(record, f"{split}_loss") == pytest.approx(loss, rel=1e-12)
        accuracy = getattr(record, f"{split}_accuracy")
        assert accuracy == accuracy_score(labels, predicted)
        for which, classes in (("predicted", predicted), ("true", labels)):
            share = getattr(record, f"{which}_share_{split}")
            np.testing.assert_allclose(share, [np.mean(classes == c) for c in range(3)])
        assert getattr(record, f"{split}_r2") is None
    assert 1 / 3 < record.test_accuracy < 1
    assert (record.epoch, record.lr) == (5, 0.2)
    assert 0 < record.seconds < 10


def test_the_record_of_a_regression_against_scikit_learn(make_trainer):
    rng = np.random.default_rng(0)
    X, test_X = rng.normal(size=(40, 3)), rng.normal(size=(15, 3))
    target = rng.normal(size=(3, 2))
    Y, test_Y = X @ target, test_X @ target + 0.1
    network = MLP([3, 4, 2], "tanh")
    trainer = make_trainer(network, (X, Y), (test_X, test_Y), batch_size=16, lr=0.05)
    record = list(trainer.run(4))[-1]
    assert record.train_r2 == pytest.approx(r2_score(Y, network.forward(X)), rel=1e-12)
    assert record.test_r2 == pytest.approx(r2_score(test_Y, network.forward(test_X)), rel=1e-12)
    assert 0 < record.train_r2 < 1
    squared = ((network.forward(test_X) - test_Y) ** 2).sum(axis=1).mean()
    assert record.test_loss == pytest.approx(squared, rel=1e-12)
    assert record.train_accuracy is record.test_accuracy is None
    assert record.predicted_share_train is record.predicted_share_test is None
    assert record.true_share_train is record.true_share_test is None


def test_an_output_that_never_varies_counts_zero(make_trainer):
    X = np.array([[0.0], [1.0], [2.0]])
    Y = np.hstack([X, np.ones_like(X)])
    network = MLP([1, 2], init="zeros")
    network.params["W1"] = [[1.0, 0.0]]
    record = make_trainer(network, (X, Y), (X, Y)).history.newest
    assert record.train_r2 == 0.5  # (1 + 0) / 2


@pytest.mark.parametrize(
    ("output", "threshold", "expected"),
    [("sigmoid", 0.5, [0, 0, 1]), ("sigmoid", 0.1, [0, 1, 1]), ("identity", 0.0, [0, 0, 1])],
)
def test_one_output_tells_two_classes_apart_at_the_threshold(
    make_trainer, output, threshold, expected
):
    network = MLP([1, 1], output=output, init="zeros")
    network.params["W1"] = [[1.0]]
    X = np.array([[-3.0], [-1.0], [2.0]])
    labels = np.array(expected)
    split = X, labels[:, None].astype(float), labels
    trainer = make_trainer(network, split, split, n_classes=2, threshold=threshold)
    record = trainer.history.newest
    assert record.train_accuracy == 1.0
    np.testing.assert_allclose(record.predicted_share_train[1], np.mean(expected))


def test_epoch_zero_is_the_untrained_network(make_classifier):
    trainer = make_classifier()
    record = trainer.history.newest
    assert (record.epoch, len(trainer.history), record.seconds) == (0, 1, 0.0)
    loss = trainer.network.loss(trainer.train_split.X, trainer.train_split.Y, "cross_entropy")
    assert record.train_loss == pytest.approx(loss)
    for norms in (record.grad_norm, record.update_norm):
        assert norms.keys() == trainer.network.params.keys()
        assert all(math.isnan(norm) for norm in norms.values())
    assert all(norm > 0 for name, norm in record.param_norm.items() if name[0] == "W")


@pytest.mark.parametrize("batch_size", [None, 8])
def test_norms_are_those_of_the_last_step(make_classifier, batch_size):
    trainer = make_classifier(batch_size=batch_size, optimizer="momentum", lr=0.05)
    list(trainer.run(2))
    for _ in range(trainer.batches_per_epoch - 1):
        trainer.step_batch()
    before = {name: values.copy() for name, values in trainer.network.params.items()}
    velocity = trainer.optimizer.state["velocity"].copy()
    trainer.step_batch()
    record = trainer.history.newest
    gradient = trainer.network.named(trainer.optimizer.state["velocity"] - 0.9 * velocity)
    for name, values in trainer.network.params.items():
        assert record.param_norm[name] == pytest.approx(np.linalg.norm(values))
        update = np.linalg.norm(values - before[name])
        assert record.update_norm[name] == pytest.approx(update, rel=1e-9)
        assert record.grad_norm[name] == pytest.approx(np.linalg.norm(gradient[name]), rel=1e-9)


def test_dead_and_saturated_units_of_hand_made_nets(make_trainer):
    X = np.linspace(0.5, 2.5, 20)[:, None]
    Y = np.zeros_like(X)

    def health(activation, W, b):
        network = MLP([1, len(b), 1], activation)
        network.params["W1"], network.params["b1"] = [W], b
        record = make_trainer(network, (X, Y), (-X, Y)).history.newest
        return record.dead_share, record.saturated_share

    # z = w x + b: on for all, off for all, off for all, on for the largest x alone
    assert health("relu", [1.0, -1.0, 1.0, 1.0], [0.0, 0.0, -3.0, -2.45]) == ((0.5,), (0.0,))
    # tanh z for z in 5..25, -25..-5, 0.05..0.25; the last is beyond ±2.18 on 18 samples of 20
    assert health("tanh", [10.0, -10.0, 0.1, 3.2], [0.0] * 4) == ((0.0,), (0.5,))
    # the sigmoid needs |z| > 4.36; no unit of it is ever exactly 0
    assert health("sigmoid", [10.0, -10.0, 1.0, 0.0], [0.0] * 4) == ((0.0,), (0.5,))
    # elu saturates on the left only
    assert health("elu", [10.0, -10.0], [0.0] * 2) == ((0.0,), (0.5,))
    # a unit whose incoming weights are all 0 is off as well
    assert health("tanh", [0.0, 1.0], [0.0] * 2) == ((0.5,), (0.0,))


def test_saturated_means_on_more_than_95_percent_of_the_samples(make_trainer):
    for n_flat, expected in ((19, 0.0), (20, 1.0)):
        X = np.array([[10.0]] * n_flat + [[0.1]] * (20 - n_flat))
        network = MLP([1, 1, 1])
        network.params["W1"] = [[1.0]]
        trainer = make_trainer(network, (X, X), (X, X))
        assert trainer.history.newest.saturated_share == (expected,)


def test_health_is_per_hidden_layer_over_the_training_split(make_trainer):
    network = MLP([1, 2, 4, 1], ["relu", "tanh"])
    network.params["W1"] = [[1.0, -1.0]]
    network.params["W2"] = np.full((2, 4), 50.0)
    X = np.linspace(1.0, 2.0, 10)[:, None]
    trainer = make_trainer(network, (X, X), (-X, X))
    record = trainer.history.newest
    assert record.dead_share == (0.5, 0.0)
    assert record.saturated_share == (0.0, 1.0)
    linear = make_trainer(MLP([1, 1]), (X, X), (X, X)).history.newest
    assert linear.dead_share == linear.saturated_share == ()


def test_the_test_split_never_influences_training(make_trainer, clouds):
    weights = []
    for seed, n in ((1, 23), (2, 7)):
        network = MLP([4, 5, 3], output="softmax")
        trainer = make_trainer(
            network,
            clouds(50, seed=0),
            clouds(n, seed),
            loss="cross_entropy",
            optimizer="adam",
            batch_size=8,
            n_classes=3,
        )
        list(trainer.run(4))
        weights.append((network.flat.copy(), trainer.history.newest.train_loss))
    np.testing.assert_array_equal(weights[0][0], weights[1][0])
    assert weights[0][1] == weights[1][1]


@pytest.mark.parametrize("batch_size", [None, 8])
def test_evaluation_is_one_forward_pass_per_split(make_classifier, monkeypatch, batch_size):
    seen = []
    row = ACTIVATIONS["tanh"]

    def counting(z, out=None):
        seen.append(len(z))
        return row.f(z, out)

    monkeypatch.setitem(ACTIVATIONS, "tanh", row._replace(f=counting))
    trainer = make_classifier(batch_size=batch_size)
    assert sum(seen) == 50 + 23
    seen.clear()
    trainer.step_epoch()
    assert sum(seen) == 50 + (50 + 23)  # the steps; the evaluation


def test_evaluation_in_chunks_gives_the_same_record(make_classifier, monkeypatch):
    whole = make_classifier(activation="relu", l2=0.01).step_epoch()
    monkeypatch.setattr(evaluation, "CHUNK_BYTES", 2000)
    trainer = make_classifier(activation="relu", l2=0.01)
    sizes = [len(X) for X, *_ in evaluation.chunks(trainer.network, trainer.train_split)]
    assert len(sizes) > 3
    assert sum(sizes) == 50
    chunked = trainer.step_epoch()
    for split in ("train", "test"):
        loss = getattr(whole, f"{split}_loss")
        assert getattr(chunked, f"{split}_loss") == pytest.approx(loss, rel=1e-13)
        share = getattr(whole, f"predicted_share_{split}")
        np.testing.assert_array_equal(getattr(chunked, f"predicted_share_{split}"), share)
    assert chunked.train_accuracy == whole.train_accuracy
    assert chunked.dead_share == whole.dead_share
    assert chunked.saturated_share == whole.saturated_share


def test_records_are_frozen_and_keep_their_numbers(make_classifier):
    trainer = make_classifier()
    record = trainer.step_epoch()
    kept = copy.deepcopy(record)
    with pytest.raises(AttributeError):
        record.train_loss = 0.0
    list(trainer.run(3))
    np.testing.assert_array_equal(record.predicted_share_train, kept.predicted_share_train)
    assert record.param_norm == kept.param_norm
