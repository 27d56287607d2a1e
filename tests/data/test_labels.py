"""Rare classes, wrong labels and shuffled ones: what the options of made-up data promise."""

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.data import DATASETS, DataError, load_dataset
from mlpviz.data.labels import class_counts

CLASSES = [name for name, spec in DATASETS.items() if "share" in spec.options]
NUMBERS = [
    name for name, spec in DATASETS.items() if "label_noise" in spec.options and not spec.n_classes
]


def rows(data):
    """Every sample by its bytes, with its label or target."""
    X = np.vstack([data.X_train, data.X_test])
    if data.is_regression:
        y = np.vstack([data.Y_train, data.Y_test])[:, 0]
    else:
        y = np.concatenate([data.labels_train, data.labels_test])
    return {x.tobytes(): label for x, label in zip(X, y.tolist(), strict=True)}


def counts(name, **options):
    labels = list(rows(load_dataset(name, **options)).values())
    return np.bincount(labels, minlength=DATASETS[name].n_classes)


def test_all_made_up_data_have_them():
    made_up = {name for name, spec in DATASETS.items() if "noise" in spec.options}
    assert made_up == {*CLASSES, *NUMBERS}
    for name in made_up:
        defaults = {n: o.default for n, o in DATASETS[name].options.items()}
        assert rows(load_dataset(name, **defaults)) == rows(load_dataset(name))


@pytest.mark.parametrize("name", CLASSES)
def test_a_share_is_that_of_the_first_class_in_both_splits(name):
    k = DATASETS[name].n_classes
    data = load_dataset(name, share=0.1, n_samples=600)
    assert len(data.X_train) + len(data.X_test) == 600
    for labels in (data.labels_train, data.labels_test):
        share = np.bincount(labels, minlength=k) / len(labels)
        np.testing.assert_allclose(share, [0.1, *[0.9 / (k - 1)] * (k - 1)], atol=1 / len(labels))
    assert counts(name, share=0.1, n_samples=600)[0] == 60
    assert counts(name, share=0.7, n_samples=600)[0] == 420


def test_a_rare_class_lies_where_it_did():
    """Drawn from more points of the same pattern, without noise on it to the last bit."""
    data = load_dataset("circles", share=0.1, noise=0.0)
    radius = np.hypot(*data.X_train.T)
    np.testing.assert_allclose(radius, np.where(data.labels_train == 0, 1.0, 0.5))


@pytest.mark.parametrize("k", [2, 3])
@pytest.mark.parametrize("share", [0.01, 0.05, 1 / 3, 0.5, 0.99])
def test_the_counts_add_up(k, share):
    for n in (30, 31, 500):
        found = class_counts(n, share, k)
        assert sum(found) == n
        assert found[0] == round(share * n)
        assert np.ptp(found[1:]) <= 1


@pytest.mark.parametrize("name", CLASSES)
@pytest.mark.parametrize("share", [0.1, 0.5])
def test_wrong_labels_are_that_share_of_every_class(name, share):
    k, clean = DATASETS[name].n_classes, rows(load_dataset(name))
    noisy = rows(load_dataset(name, label_noise=share))
    assert noisy.keys() == clean.keys(), "the points stay"
    changed = np.zeros((k, k), int)
    for point, label in clean.items():
        changed[label, noisy[point]] += 1
    size = changed.sum(axis=1)
    np.testing.assert_allclose(1 - changed.diagonal() / size, share, atol=0.5 / size.min())
    others = changed[~np.eye(k, dtype=bool)].reshape(k, k - 1)
    assert (np.ptp(others, axis=1) <= 1).all(), "evenly among the others"


@pytest.mark.parametrize("name", NUMBERS)
def test_wrong_targets_are_those_of_other_samples(name):
    clean, noisy = rows(load_dataset(name)), rows(load_dataset(name, label_noise=0.3))
    assert sorted(noisy.values()) == sorted(clean.values())
    moved = sum(noisy[point] != target for point, target in clean.items())
    assert moved == round(0.3 * len(clean))


@pytest.mark.parametrize("name", [*CLASSES, *NUMBERS])
def test_shuffled_labels_are_the_same_ones_elsewhere(name):
    clean, shuffled = rows(load_dataset(name)), rows(load_dataset(name, shuffle_labels=1))
    assert sorted(shuffled.values()) == sorted(clean.values())
    same = np.mean([shuffled[point] == label for point, label in clean.items()])
    expected = 1 / max(DATASETS[name].n_classes, np.inf if name in NUMBERS else 1)
    assert abs(same - expected) < 4 * np.sqrt(0.25 / len(clean))


def test_another_seed_spoils_others_and_the_same_seed_the_same():
    noisy = [load_dataset("moons", label_noise=0.2, seed=seed) for seed in (0, 0, 1)]
    assert np.array_equal(noisy[0].labels_train, noisy[1].labels_train)
    assert not np.array_equal(noisy[0].labels_train, noisy[2].labels_train)


@pytest.mark.parametrize(
    ("name", "options", "test_size"),
    [
        ("moons", {"share": 0.01}, 0.2),
        ("moons", {"share": 0.99}, 0.2),
        ("moons", {"share": 0.1, "n_samples": 31}, 0.23),
        ("spiral3", {"share": 0.98}, 0.2),
        ("three_gaussians", {"share": 0.02, "n_samples": 50}, 0.5),
    ],
)
def test_a_class_without_room_in_a_split_is_refused(name, options, test_size):
    with pytest.raises(DataError, match="to the rarest class, too few for both splits") as caught:
        load_dataset(name, test_size=test_size, **options)
    (fault,) = caught.value.faults
    assert fault.field == "share"
    low, high = fault.message.split("choose between ")[1].split(",")[0].split(" and ")
    for share in (float(low), float(high)):
        data = load_dataset(name, test_size=test_size, **options | {"share": share})
        for labels in (data.labels_train, data.labels_test):
            assert set(labels) == set(range(DATASETS[name].n_classes))


def test_a_run_takes_them():
    config = RunConfig(dataset="moons", dataset_options={"share": 0.05, "shuffle_labels": 1})
    trainer = Trainer(config)
    np.testing.assert_allclose(trainer.history[0].true_share_train, [0.05, 0.95], atol=0.01)
