"""The shapes data travels in: `RawData` from a loader, `Dataset` to everyone else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from hashlib import blake2b
from typing import Any, ClassVar, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlpviz.engine.arguments import as_numbers
from mlpviz.engine.options import Option
from mlpviz.engine.samples import as_batch

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Values = NDArray[np.float64] | NDArray[np.int64]
Task = Literal["classification", "regression"]


@dataclass(frozen=True, eq=False)
class RawData:
    """All samples of a dataset in raw units, before splitting and preprocessing.

    `X` is [n, d]; `y` is [n], class indices or real targets. Where the split is fixed, the
    training rows come first.
    """

    X: Floats
    y: Values
    feature_names: tuple[str, ...]
    class_names: tuple[str, ...] = ()


class Download(NamedTuple):
    """Where a dataset can be downloaded: its number at openml.org, and how large it is.

    ``size`` is about how many bytes its compressed file has. ``shuffle``: the order of the file is
    not known to be mixed.
    """

    data_id: int
    size: int
    shuffle: bool = False


@dataclass(frozen=True)
class DatasetSpec:
    """One row of the table of datasets: all that is known without loading.

    `n_classes` is 0 for regression. `n_samples` is None where options decide it. A `fixed_split` is
    decided by the options `n_train` and `n_test`, or is in halves. `preprocessing` names what suits
    the raw values; `standardize_targets` says whether it suits the targets. `load(seed, **options)`
    takes every option, and the keyword `folder` if the data are in `files`. `image_shape` is
    (height, width), or (3, height, width) for planes of colour.

    Of what is in `files`: `folder` is the one in the data folder that holds them, by default that
    itself; `download` says where they come from, or `way`, in a sentence, how to get them.
    """

    title: str
    help: str
    task: Task
    group: str
    n_features: int
    n_classes: int
    load: Callable[..., RawData]
    source: str
    options: Mapping[str, Option] = field(default_factory=dict)
    n_samples: int | None = None
    fixed_split: bool = False
    image_shape: tuple[int, ...] | None = None
    preprocessing: str = "none"
    standardize_targets: bool = False
    files: tuple[str, ...] = ()
    folder: str = ""
    download: Download | None = None
    way: str = ""

    def standardizes(self, asked: bool | None) -> bool:
        """Whether targets are standardised where ``asked`` is chosen; None is what suits them."""
        return self.standardize_targets if asked is None else asked


@dataclass(frozen=True, eq=False)
class Dataset:
    """A dataset, split and preprocessed, ready to train on. Every array is read-only.

    `X_*` is [n, d] with X = (raw - shift) / scale, `shift` and `scale` [d]. For classification
    `Y_*` is one-hot [n, k] and `labels_*` [n] the class indices. For regression `Y_*` is [n, 1]
    with Y = (raw - target_shift) / target_scale, `labels_*` is None and `class_names` empty.
    `preprocessing`, a name of `PREPROCESSING`, and `standardize_targets` say what X and Y have been
    through: by default nothing. All floats are float64 and C-contiguous.
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
    target_shift: float = 0.0
    target_scale: float = 1.0
    preprocessing: str = "none"
    standardize_targets: bool = False
    # What `load_dataset` was asked for, scaling aside; None for all other data.
    origin: ClassVar[tuple[Any, ...] | None] = None

    def __post_init__(self) -> None:
        """Freeze the arrays: a dataset is shared by every run that asks for it."""
        for item in fields(self):
            value = getattr(self, item.name)
            if isinstance(value, np.ndarray):
                value.setflags(write=False)

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
        """Whether the targets are real numbers."""
        return self.task == "regression"

    @property
    def is_image(self) -> bool:
        """Whether a row of X is the pixels of a grey image, `image_shape` high and wide."""
        return self.image_shape is not None and len(self.image_shape) == 2

    def raw_inputs(self, X: Floats) -> Floats:
        """Undo the preprocessing of inputs [n, d]: X * scale + shift."""
        return as_batch(X, self.n_features, np.float64) * self.scale + self.shift

    def raw_targets(self, Y: Floats) -> Floats:
        """Undo the scaling of regression targets [n, 1]: Y * target_scale + target_shift."""
        return as_numbers("Y", Y, np.float64) * self.target_scale + self.target_shift
