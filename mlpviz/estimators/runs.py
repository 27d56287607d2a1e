"""The run that an estimator's parameters and samples make: a trainer, in whose place others go."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.data.spec import Task
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.estimators.samples import Samples
from mlpviz.trainer import Trainer

# What estimators call choices of a run; what begins with another one stands before it.
RENAMED = {
    "hidden_sizes": "hidden_layer_sizes",
    "lr": "learning_rate_init",
    "optimizer_options": "solver_options",
    "optimizer": "solver",
}


class Choices(NamedTuple):
    """The choices of a run as ``RunConfig`` names them, data aside."""

    hidden_sizes: tuple[int, ...]
    activation: str | tuple[str, ...]
    output: str
    loss: str
    initializer: str
    optimizer: str
    optimizer_options: dict[str, float]
    lr: float
    l2: float
    batch_size: int | None
    shuffle: bool
    seed: int
    dtype: str


def new_trainer(
    choices: Choices,
    fitted: Samples,
    held: Samples,
    class_names: Sequence[str],
    feature_names: Sequence[str],
    *,
    several: bool,
) -> Trainer:
    """A trainer of these choices on ``fitted``, with ``held`` as its test split.

    Targets have a column each, which are labels that do not exclude each other if ``several``.
    Raises FaultsError for what cannot be chosen.
    """
    data = _dataset(fitted, held, class_names, feature_names, several=several)
    try:
        config = RunConfig(
            dataset=data, preprocessing="none", standardize_targets=None, **choices._asdict()
        )
    except FaultsError as error:
        raise FaultsError([_renamed(fault) for fault in error.faults]) from None
    return Trainer(config, data)


def _renamed(fault: Fault) -> Fault:
    """The same in the estimators' words, if it is about a choice that has another name there."""
    for name, own in RENAMED.items():
        if fault.message.startswith(name):
            message = f"{own}{fault.message.removeprefix(name)}"
            return Fault(own, fault.value, message)
    return fault


def _dataset(
    fitted: Samples,
    held: Samples,
    class_names: Sequence[str],
    feature_names: Sequence[str],
    *,
    several: bool,
) -> Dataset:
    d, k = fitted.X.shape[1], fitted.Y.shape[1]
    named = fitted.labels is None and (several or k > 1)
    numbers: Task = "labels" if several else "regression"
    train = _fields(fitted, "train")
    test = _fields(held, "test")
    if held is fitted:
        test = {f"{name.removesuffix('_train')}_test": value for name, value in train.items()}
    return Dataset(
        name="own",
        title="Your data",
        task="classification" if class_names else numbers,
        target_names=tuple(f"y{i}" for i in range(k)) if named else (),
        class_names=tuple(class_names),
        feature_names=tuple(feature_names),
        image_shape=None,
        shift=np.zeros(d),
        scale=np.ones(d),
        **train,
        **test,
    )


def _fields(samples: Samples, split: str) -> dict[str, Any]:
    """Those of a ``Dataset``, which freezes its arrays: copies."""
    fields: dict[str, Any] = {
        f"X_{split}": np.array(samples.X, np.float64, order="C"),
        f"Y_{split}": np.array(samples.Y, np.float64, order="C"),
        f"labels_{split}": None if samples.labels is None else samples.labels.astype(np.int64),
        f"weights_{split}": None,
    }
    if samples.weights is not None:
        fields[f"weights_{split}"] = samples.weights.astype(np.float64)
    return fields
