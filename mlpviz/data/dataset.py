"""`Dataset`: data as they are trained on, whether loaded by a name or given."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from hashlib import blake2b
from typing import Any, Self

import numpy as np

from mlpviz.data.checks import split_faults
from mlpviz.data.errors import DataError
from mlpviz.data.from_arrays import dataset_fields, frame_arrays
from mlpviz.data.inputs import as_frame, column_names, rows_of
from mlpviz.data.spec import SEED, TEST_SIZE, Floats, Labels, Task
from mlpviz.data.spec import RawData as RawData  # what a loader gives, beside what it becomes
from mlpviz.engine.arguments import as_numbers, kind_fault, require
from mlpviz.engine.faults import Fault, show
from mlpviz.engine.samples import as_batch, nonfinite, weight_faults


@dataclass(frozen=True, eq=False)
class Dataset:
    """A dataset, split and preprocessed, ready to train on. Every array is read-only.

    `X_*` is [n, d] with X = (raw - shift) / scale, `shift` and `scale` [d]. For classification
    `Y_*` is one-hot [n, k] and `labels_*` [n] the class indices. For regression `Y_*` is [n, k],
    a column for each of `target_names` (mostly one, without a name),
    with Y = (raw - target_shift) / target_scale, both numbers, of several targets arrays [k];
    `labels_*` is None and `class_names` empty. The same for the task "labels": `Y_*` then holds 0
    and 1, and rows any number of ones.
    `preprocessing`, a name of `PREPROCESSING`, and `standardize_targets` say what X and Y have been
    through: by default nothing. All floats are float64 and C-contiguous. With `weights_*` [n]
    a sample of weight w counts as w samples in the loss and in every measure.
    """

    name: str
    title: str
    task: Task
    X_train: Floats
    Y_train: Floats
    X_test: Floats
    Y_test: Floats
    labels_train: Labels | None
    labels_test: Labels | None
    class_names: tuple[str, ...]
    feature_names: tuple[str, ...]
    image_shape: tuple[int, ...] | None
    shift: Floats
    scale: Floats
    target_shift: Floats | float = 0.0
    target_scale: Floats | float = 1.0
    preprocessing: str = "none"
    standardize_targets: bool = False
    weights_train: Floats | None = None
    weights_test: Floats | None = None
    target_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Freeze the arrays: a dataset is shared by every run that asks for it."""
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

    @classmethod
    def from_arrays(
        cls,
        X: Any,
        y: Any,
        *,
        test: tuple[Any, Any] | None = None,
        test_size: float = TEST_SIZE.default,
        seed: int = 0,
        task: Task | None = None,
        class_names: Sequence[str] | None = None,
        feature_names: Sequence[str] | None = None,
        image_shape: tuple[int, ...] | None = None,
        preprocessing: str = "none",
        title: str = "Your data",
        sample_weight: Any = None,
    ) -> Self:
        """A dataset of your own: `RunConfig(dataset=data)` is a run on it, with what suits it.

        `X` is [n, d], sparse or a table, too, or images [n, height, width] or [n, 3, height,
        width]; `y` [n] are classes or numbers. Without `task`, "classification" or "regression",
        text, truth values and up to 20 different whole numbers are classes. `test` is (X_test,
        y_test), columns of a table by their names; without it a share `test_size` is kept for
        testing, every class by its share, drawn by `seed`. `preprocessing`, a name of
        `PREPROCESSING`, is what runs on the data then have by default. `sample_weight` [n]: how
        many samples each of `X` counts for; those of `test` count once.

        Everything is copied. Raises `DataError`, naming what is wrong and where.
        """
        require(
            TEST_SIZE.fault("test_size", test_size),
            SEED.fault("seed", seed),
            kind_fault("title", title, str, "a text"),
            error=DataError,
        )
        made = dataset_fields(
            X,
            y,
            test=test,
            test_size=test_size,
            seed=int(seed),
            task=task,
            class_names=class_names,
            feature_names=feature_names,
            image_shape=image_shape,
            preprocessing=preprocessing,
            sample_weight=sample_weight,
        )
        return cls(name="own", title=title, **made)

    @classmethod
    def from_frame(cls, frame: Any, target: str | int, **more: Any) -> Self:
        """A dataset of a table with named columns, as of pandas; `target` is the column to learn.

        All other columns are features and hold numbers or truth values. ``more`` as in
        `from_arrays`; `test` may be a table with the same columns. Raises `DataError`, naming
        columns that hold something else.
        """
        X, y = frame_arrays(frame, target)
        if column_names(as_frame(more.get("test"))) is not None:
            more["test"] = frame_arrays(more["test"], target)
        return cls.from_arrays(X, y, **more)

    def check(self) -> None:
        """Raise `DataError` with all that is wrong with the samples: shapes, numbers, labels."""
        if "_sound" in vars(self):
            return
        faults: list[Fault] = []
        if self.is_classification and self.n_classes < 2:
            message = f"class_names = {show(self.class_names)}: there must be two classes at least."
            faults.append(Fault("class_names", self.class_names, message))
        for weights, X, of in (
            (self.weights_train, self.X_train, " of the training split"),
            (self.weights_test, self.X_test, " of the test split"),
        ):
            if weights is not None:
                faults += weight_faults("weights", weights, len(X), of)
        first = np.shape(self.X_train)
        k = max(len(self.target_names), 1)
        kinds = first[1] if len(first) == 2 else 1, self.feature_names, self.class_names, k
        faults += split_faults(
            self.X_train, self.Y_train, self.labels_train, *kinds, " of the training split"
        )
        faults += split_faults(
            self.X_test, self.Y_test, self.labels_test, *kinds, " of the test split"
        )
        if faults:
            raise DataError(faults)
        vars(self)["_sound"] = True  # and so it stays, as nothing can be written to

    @property
    def origin(self) -> tuple[Any, ...] | None:
        """What `load_dataset` was asked for, scaling aside; None for all other data."""
        found: tuple[Any, ...] | None = vars(self).get("_origin")
        return found

    @cached_property
    def fingerprint(self) -> str:
        """16 digits that tell these samples from others, as they were given.

        They stay where a run scales the samples as its config says. What is made of them otherwise,
        as by ``dataclasses.replace``, has its own.
        """
        told = blake2b(digest_size=8)
        told.update(repr((self.task, self.class_names, self.preprocessing)).encode())
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray | float):
                told.update(np.ascontiguousarray(value).data)
        return told.hexdigest()

    @property
    def nbytes(self) -> int:
        """Bytes that its arrays take."""
        arrays = (getattr(self, item.name) for item in fields(self))
        return sum(array.nbytes for array in arrays if isinstance(array, np.ndarray))

    @property
    def n_features(self) -> int:
        """Number of inputs d."""
        return int(self.X_train.shape[1])

    @property
    def n_classes(self) -> int:
        """Number of classes k; 0 for regression."""
        return len(self.class_names)

    @property
    def is_classification(self) -> bool:
        """Whether the targets are classes."""
        return self.task == "classification"

    @property
    def is_regression(self) -> bool:
        """Whether the targets are real numbers; so are labels that do not exclude each other."""
        return self.task != "classification"

    @property
    def has_one_target(self) -> bool:
        """Whether one number is learned of each sample, so that it can be drawn over inputs."""
        return self.is_regression and self.Y_train.shape[1] == 1

    @property
    def is_image(self) -> bool:
        """Whether a row of X is the pixels of a grey image, `image_shape` high and wide."""
        return self.image_shape is not None and len(self.image_shape) == 2

    def raw_inputs(self, X: Floats) -> Floats:
        """Undo the preprocessing of inputs [n, d]: X * scale + shift."""
        return as_batch(X, self.n_features, np.float64) * self.scale + self.shift

    def scaled_inputs(self, X: Any) -> Floats:
        """Raw inputs [n, d] as those of the dataset are: (X - shift) / scale.

        Columns of a table are taken by their names. X may be sparse, or images of `image_shape`.
        Raises FaultsError for another shape, and naming what is missing.
        """
        rows = rows_of(X, self.feature_names, self.image_shape)
        array = as_batch(rows, self.n_features, np.float64)
        require(*nonfinite("X", array, array, names=self.feature_names), error=DataError)
        scaled: Floats = (array - self.shift) / self.scale
        return scaled

    def raw_targets(self, Y: Floats) -> Floats:
        """Undo the scaling of regression targets [n, k]: Y * target_scale + target_shift."""
        return as_numbers("Y", Y, np.float64) * self.target_scale + self.target_shift
