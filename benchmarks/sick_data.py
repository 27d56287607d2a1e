"""Random runs whose choices suit the data, and whose data have one thing wrong with them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from benchmarks.healthy import HealthyRun, healthy_run
from mlpviz import RunConfig, load_dataset
from mlpviz.data import Dataset
from mlpviz.data.targets import one_hot

Array = np.ndarray[Any, Any]
Rng = np.random.Generator

CLASSES = ("moons", "circles", "three_gaussians", "digits", "breast_cancer", "spiral3")
POINTS = ("moons", "circles", "xor", "spiral", "three_gaussians")
NUMBERS = ("plane", "hills", "sine", "diabetes")


class Spoil(NamedTuple):
    """One way to spoil data: ``change(rng, data)`` of one of ``datasets``.

    ``kinds`` are the messages that name it; ``raw``: the inputs are left as they are.
    """

    change: Callable[[Rng, Dataset], Dataset]
    datasets: tuple[str, ...]
    kinds: tuple[str, ...]
    raw: bool = False


class SickData(NamedTuple):
    """A run to be trained on spoiled data, and the messages that name what is wrong."""

    spoil: str
    config: RunConfig
    dataset: Dataset
    epochs: int
    kinds: tuple[str, ...]


def sick_data(seed: int) -> SickData:
    """Number ``seed`` of the runs on spoiled data; nine consecutive ones have every spoil once."""
    name = list(SPOILS)[seed % len(SPOILS)]
    spoil, rng = SPOILS[name], np.random.default_rng([seed, 48])
    dataset = str(rng.choice(spoil.datasets))
    run: HealthyRun = healthy_run(seed, dataset)
    config = run.config
    if spoil.raw:
        config = config.changed(preprocessing="none")
    options = {"n_train": 1000, "n_test": 500} if dataset == "mnist" else config.dataset_options
    data = load_dataset(
        dataset, preprocessing=config.preprocessing, seed=config.data_seed, **options
    )
    return SickData(name, config, spoil.change(rng, data), min(run.epochs, 100), spoil.kinds)


def _scaled_targets(power: tuple[int, int]) -> Callable[[Rng, Dataset], Dataset]:
    def change(rng: Rng, data: Dataset) -> Dataset:
        factor = 10.0 ** rng.uniform(*power)
        shift = factor * rng.uniform(0.0, 2.0)
        return replace(
            data, Y_train=factor * data.Y_train + shift, Y_test=factor * data.Y_test + shift
        )

    return change


def _large_inputs(rng: Rng, data: Dataset) -> Dataset:
    factor = 10.0 ** rng.uniform(2, 4)
    return replace(data, X_train=factor * data.X_train, X_test=factor * data.X_test)


def _two_scales(rng: Rng, data: Dataset) -> Dataset:
    """One feature keeps its scale, or gets a noisy one beside it; the telling ones are tiny."""
    scales = 10.0 ** rng.uniform(-4, -3, data.n_features)
    large = int(rng.integers(data.n_features))
    scales[large] = 1.0
    return replace(data, X_train=data.X_train * scales, X_test=data.X_test * scales)


def _test_not_scaled(rng: Rng, data: Dataset) -> Dataset:
    factor, shift = 10.0 ** rng.uniform(0.5, 2), rng.uniform(1.0, 5.0)
    return replace(data, X_test=factor * (data.X_test + shift))


def _rare(rng: Rng, data: Dataset) -> Dataset:
    """All but a few samples of one class are gone, and its inputs overlap with the others'."""
    assert data.labels_train is not None
    assert data.labels_test is not None
    share, spread = rng.uniform(0.02, 0.06), rng.uniform(1.0, 2.0)
    parts = {}
    for split, X, labels in (
        ("train", data.X_train, data.labels_train),
        ("test", data.X_test, data.labels_test),
    ):
        others = np.flatnonzero(labels != 0)
        few = np.flatnonzero(labels == 0)[: max(2, round(share * len(others)))]
        rows = rng.permutation(np.concatenate([others, few]))
        noisy = X[rows] + spread * X.std() * rng.normal(size=(len(rows), X.shape[1]))
        parts |= {f"X_{split}": noisy, f"labels_{split}": labels[rows]}
        parts[f"Y_{split}"] = one_hot(labels[rows], data.n_classes)
    return replace(data, **parts)


def _shuffled(splits: tuple[str, ...]) -> Callable[[Rng, Dataset], Dataset]:
    def change(rng: Rng, data: Dataset) -> Dataset:
        changes: dict[str, Array] = {}
        for split in splits:
            labels, Y = getattr(data, f"labels_{split}"), getattr(data, f"Y_{split}")
            rows = rng.permutation(len(Y))
            changes[f"Y_{split}"] = Y[rows]
            if labels is not None:
                changes[f"labels_{split}"] = labels[rows]
        return replace(data, **changes)

    return change


def _not_shuffled(_: Rng, data: Dataset) -> Dataset:
    """The samples in the order of their classes, the last fifth for the test."""
    assert data.labels_train is not None
    assert data.labels_test is not None
    X = np.concatenate([data.X_train, data.X_test])
    labels = np.concatenate([data.labels_train, data.labels_test])
    order, n = np.argsort(labels, kind="stable"), len(data.X_train)
    X, labels = X[order], labels[order]
    return replace(
        data,
        X_train=X[:n],
        X_test=X[n:],
        labels_train=labels[:n],
        labels_test=labels[n:],
        Y_train=one_hot(labels[:n], data.n_classes),
        Y_test=one_hot(labels[n:], data.n_classes),
    )


SPOILS = {
    "large targets": Spoil(
        _scaled_targets((3, 6)), NUMBERS, ("targets_not_scaled", "targets_out_of_range")
    ),
    "small targets": Spoil(_scaled_targets((-5, -3)), NUMBERS, ("targets_not_scaled",)),
    "large inputs": Spoil(_large_inputs, CLASSES + NUMBERS, ("inputs_not_scaled",), raw=True),
    "two scales": Spoil(_two_scales, POINTS, ("features_on_different_scales",), raw=True),
    "rare class": Spoil(_rare, CLASSES, ("rare_class",)),
    "shuffled labels": Spoil(
        _shuffled(("train", "test")), CLASSES + NUMBERS[:3], ("labels_look_random",)
    ),
    "shuffled test labels": Spoil(
        _shuffled(("test",)), CLASSES + NUMBERS[:3], ("test_labels_look_random",)
    ),
    "test not scaled": Spoil(_test_not_scaled, CLASSES + NUMBERS, ("test_unlike_training",)),
    "not shuffled": Spoil(_not_shuffled, CLASSES, ("test_unlike_training",)),
}
