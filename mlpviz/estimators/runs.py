"""The run that an estimator's parameters and samples make: a trainer, in whose place others go."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.engine.by_hand import TrainerByHand
from mlpviz.engine.evaluation import Split
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.estimators.samples import Samples
from mlpviz.network import MLP
from mlpviz.trainer import Trainer


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
) -> TrainerByHand:
    """A trainer of these choices on ``fitted``, with ``held`` as its test split.

    An ``mlpviz.Trainer``, with all that it has, for classes or for one target; the engine's for
    several targets and for labels that do not exclude each other, of which a run knows nothing.
    Raises FaultsError for what cannot be chosen.
    """
    if fitted.labels is None and fitted.Y.shape[1] > 1:
        return _of_several(choices, fitted, held)
    data = _dataset(fitted, held, class_names, feature_names)
    config = RunConfig(
        dataset=data, preprocessing="none", standardize_targets=None, **choices._asdict()
    )
    return Trainer(config, data)


def _of_several(choices: Choices, fitted: Samples, held: Samples) -> TrainerByHand:
    network = MLP(
        (fitted.X.shape[1], *choices.hidden_sizes, fitted.Y.shape[1]),
        choices.activation,
        choices.output,
        init=choices.initializer,
        seed=choices.seed,
        dtype=choices.dtype,
    )
    optimizer = OPTIMIZERS[choices.optimizer](
        network.n_parameters, network.dtype, **choices.optimizer_options
    )
    train, test = (Split(each.X, each.Y, None, each.weights) for each in (fitted, held))
    return TrainerByHand(
        network,
        train,
        train if held is fitted else test,
        loss=choices.loss,
        optimizer=optimizer,
        lr=choices.lr,
        l2=choices.l2,
        batch_size=choices.batch_size,
        seed=choices.seed,
        shuffle=choices.shuffle,
    )


def _dataset(
    fitted: Samples, held: Samples, class_names: Sequence[str], feature_names: Sequence[str]
) -> Dataset:
    d = fitted.X.shape[1]
    train = _fields(fitted, "train")
    test = _fields(held, "test")
    if held is fitted:
        test = {f"{name.removesuffix('_train')}_test": value for name, value in train.items()}
    return Dataset(
        name="own",
        title="Your data",
        task="classification" if class_names else "regression",
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
