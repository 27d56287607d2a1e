"""Random runs whose network is sound and whose data have one thing wrong each."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from benchmarks.fault_runs import Case, trained
from benchmarks.healthy import healthy_run
from mlpviz import RunConfig
from mlpviz.data import Dataset, encode_targets
from mlpviz.run import load_run_dataset

HURT = 0.1  # of the score that the healthy twin reaches
TRIES = 40  # runs that are looked at for one that is harmed
CLASSES = ("moons", "circles", "spiral", "digits", "iris", "wine", "breast_cancer")
NUMBERS = ("plane", "hills", "sine", "diabetes")
UNSCALED = (
    "inputs_not_scaled",
    "features_on_different_scales",
    "not scaled",
    "standardise",
    "different scales",
)
TARGETS = ("targets_not_scaled", "standardise the targets", "are the targets")

Rng = np.random.Generator
Array = np.ndarray[Any, Any]


class Spoil(NamedTuple):
    """One way to spoil data: ``change(rng, dataset)`` gives new ones, for ``datasets``.

    ``named`` as in ``Case``. ``split``: by whose score the harm shows. ``curable``: whether the
    choices of a run can mend it; where they cannot, runs count whatever their score.
    """

    change: Callable[[Rng, Dataset], Dataset]
    datasets: tuple[str, ...]
    named: tuple[str, ...]
    split: str = "train"
    curable: bool = True


def inputs(change: Callable[[Rng, Array], Array]) -> Callable[[Rng, Dataset], Dataset]:
    """``change(rng, a)`` gives what the features a [d] of every sample are multiplied with."""

    def spoil(rng: Rng, data: Dataset) -> Dataset:
        factors = change(rng, np.ones(data.n_features))
        return replace(data, X_train=data.X_train * factors, X_test=data.X_test * factors)

    return spoil


def one_feature(rng: Rng, factors: Array) -> Array:
    """One of the features is a thousand times as large as the others."""
    factors[rng.integers(len(factors))] *= 10.0 ** rng.uniform(2.5, 4.0)
    return factors


def far_away(rng: Rng, data: Dataset) -> Dataset:
    """Inputs that are sound but for their mean, far from 0."""
    shift = rng.uniform(15.0, 60.0) * rng.choice([-1.0, 1.0], data.n_features)
    return replace(data, X_train=data.X_train + shift, X_test=data.X_test + shift)


def targets(rng: Rng, data: Dataset) -> Dataset:
    """Targets in units that make them large."""
    by = 10.0 ** rng.uniform(2.5, 5.0)
    return replace(data, Y_train=data.Y_train * by, Y_test=data.Y_test * by)


def targets_far_away(rng: Rng, data: Dataset) -> Dataset:
    """Targets whose mean is far from 0, as years are."""
    by = 10.0 ** rng.uniform(2.0, 3.5)
    return replace(data, Y_train=data.Y_train + by, Y_test=data.Y_test + by)


def shuffled(rng: Rng, data: Dataset) -> Dataset:
    """Labels that have nothing to do with the inputs."""
    assert data.labels_train is not None
    labels = rng.permutation(data.labels_train)
    Y = encode_targets(labels, data.n_classes, "softmax", 1.0)
    return replace(data, Y_train=Y, labels_train=labels)


def test_unlike(rng: Rng, data: Dataset) -> Dataset:
    """A test split whose inputs were measured in another way."""
    return replace(data, X_test=data.X_test * rng.uniform(2.5, 4.0) + rng.uniform(1.0, 2.0))


SPOILED_DATA: dict[str, Spoil] = {
    "inputs x 100": Spoil(
        inputs(lambda rng, ones: ones * 10.0 ** rng.uniform(1.5, 2.5)), CLASSES + NUMBERS, UNSCALED
    ),
    "inputs / 300": Spoil(
        inputs(lambda rng, ones: ones * 10.0 ** -rng.uniform(2.0, 3.0)), CLASSES + NUMBERS, UNSCALED
    ),
    "one feature x 1000": Spoil(inputs(one_feature), CLASSES + NUMBERS, UNSCALED),
    "inputs far from 0": Spoil(far_away, CLASSES + NUMBERS, (*UNSCALED, "far from 0", "centre")),
    "targets x 10^4": Spoil(targets, NUMBERS, TARGETS),
    "targets far from 0": Spoil(targets_far_away, NUMBERS, (*TARGETS, "far from 0", "centre")),
    "shuffled labels": Spoil(shuffled, CLASSES, ("random", "nothing to do with"), curable=False),
    "test unlike training": Spoil(
        test_unlike, CLASSES, ("test_unlike_training", "unlike"), "test", curable=False
    ),
}


def as_given(config: RunConfig) -> Dataset:
    """The data of a run as somebody's own, which nobody has scaled: theirs are of a usual size."""
    data = load_run_dataset(config)
    d = data.n_features
    inputs = {"preprocessing": "none", "shift": np.zeros(d), "scale": np.ones(d)}
    targets = {"standardize_targets": False, "target_shift": 0.0, "target_scale": 1.0}
    return replace(data, title="own data", **inputs, **targets)


def spoiled_case(name: str, seed: int) -> Case | None:
    """A run that spoiled data harm; None if none was found."""
    row = SPOILED_DATA[name]
    rng = np.random.default_rng([seed, list(SPOILED_DATA).index(name), 12])
    for _ in range(TRIES):
        run = healthy_run(int(rng.integers(1_000_000)), str(rng.choice(row.datasets)))
        sound = as_given(run.config)
        config = run.config.changed(preprocessing="none", standardize_targets=False)
        data = row.change(rng, sound)
        case = Case(name, config, run.epochs, 0.0, row.named, lambda _, own=data: own, row.split)
        if row.curable or row.split == "test":
            twin = trained(config, sound, run.epochs, row.split)
            goal = twin - HURT
            if twin < (0.3 if run.config.dataset == "diabetes" else 0.85):
                continue
            if trained(config, data, run.epochs, row.split) >= goal:
                continue
            return case._replace(goal=goal)
        return case._replace(goal=2.0)
    return None
