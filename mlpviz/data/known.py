"""``OwnData``: what a config knows of data that are no row of `DATASETS`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, NoReturn, Self

from mlpviz.data.dataset import Dataset
from mlpviz.data.errors import DataError
from mlpviz.data.spec import DatasetSpec, Task
from mlpviz.engine.faults import Fault

OWN = "own"  # the name of such data in a config


@dataclass(frozen=True)
class OwnData:
    """Data of the user's own in a config: their kind, and which ones they are.

    title : what they are called
    n_features, n_classes : inputs; classes, 0 for regression
    n_targets, labels : numbers that are learned of each sample; whether they are labels, 0 or 1
    n_train, n_test : samples of both splits
    image_shape, preprocessing : as in ``Dataset``; the latter suits runs on them
    fingerprint : ``Dataset.fingerprint`` of what was given
    """

    title: str
    n_features: int
    n_classes: int
    n_train: int
    n_test: int
    image_shape: tuple[int, ...] | None
    fingerprint: str
    preprocessing: str = field(default="none", compare=False)  # the same data in another dress
    n_targets: int = 1
    labels: bool = False

    @classmethod
    def of(cls, dataset: Dataset) -> Self:
        """What is known of ``dataset``. Raises ``DataError`` as ``Dataset.check`` does."""
        dataset.check()
        return cls(
            title=dataset.title,
            n_features=dataset.n_features,
            n_classes=dataset.n_classes,
            n_train=len(dataset.X_train),
            n_test=len(dataset.X_test),
            image_shape=dataset.image_shape,
            fingerprint=dataset.fingerprint,
            preprocessing=dataset.preprocessing,
            n_targets=1 if dataset.is_classification else len(dataset.Y_train[0]),
            labels=dataset.task == "labels",
        )

    @classmethod
    def read(cls, written: Mapping[str, Any]) -> Self | None:
        """What was written as a dict, as by ``RunConfig.model_dump``; None if it is not one."""
        kinds: dict[str, Any] = dict.fromkeys(("title", "fingerprint", "preprocessing"), str)
        kinds["image_shape"] = tuple | list | None
        written = {"n_targets": 1, "labels": False} | {**written}  # files of before lack them
        names = [item.name for item in fields(cls)]
        fits = written.keys() == set(names) and all(
            isinstance(written[name], kinds.get(name, int)) for name in names
        )
        if not fits:
            return None
        shape = written["image_shape"]
        return cls(**{**written, "image_shape": None if shape is None else tuple(shape)})

    @cached_property
    def spec(self) -> DatasetSpec:
        """The same as a row of ``DATASETS`` has it."""
        return DatasetSpec(
            title=self.title,
            help="Data of your own.",
            task=self.task,
            group="Your own",
            n_features=self.n_features,
            n_classes=self.n_classes,
            load=_only_given,
            source="yours",
            n_samples=self.n_train + self.n_test,
            fixed_split=True,
            image_shape=self.image_shape,
            preprocessing=self.preprocessing,
            n_targets=self.n_targets,
        )

    @property
    def task(self) -> Task:
        """What is learned."""
        if self.n_classes:
            return "classification"
        return "labels" if self.labels else "regression"


def _only_given(*_: object, **__: object) -> NoReturn:
    message = "dataset = 'own' is no name to load: give the data, Trainer(config, dataset=data)."
    raise DataError([Fault("dataset", OWN, message)])
