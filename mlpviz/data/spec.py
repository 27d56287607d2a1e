"""What is known of data before they are loaded: `DatasetSpec`, `RawData` from a loader, arrays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.units import n_outputs
from mlpviz.engine.faults import Fault
from mlpviz.engine.options import Option

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Values = NDArray[np.float64] | NDArray[np.int64]
Task = Literal["classification", "regression", "labels"]  # labels do not exclude each other

TEST_SIZE = Option(
    "Test share", 0.2, 0.01, 0.99, 0.05, "Share of the samples that is kept for testing."
)
SEED = Option("Data seed", 0, 0, 2**32 - 1, 1, "Which noise and which split; same seed, same data.")

ROWS_KEPT = 64  # for other texts than the default


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


class TextOption(NamedTuple):
    """A text that a row can be given, such as drawn points: it says how many samples there are.

    ``fault(field, value)`` says what is wrong with a value; ``sizes`` how many samples each class
    of a legal one has; ``words`` is a legal one in short, for a label.
    """

    title: str
    default: str
    help: str
    fault: Callable[[str, object], Fault | None]
    sizes: Callable[[str], tuple[int, ...]]
    words: Callable[[str], str]


@dataclass(frozen=True)
class DatasetSpec:
    """One row of the table of datasets: all that is known without loading.

    `n_classes` is 0 for regression and labels, which have `n_targets`. `n_samples` is None where
    options decide it. A `fixed_split` is decided by the options `n_train` and `n_test`, or is in
    halves. `preprocessing` names what suits
    the raw values; `standardize_targets` says whether it suits the targets. `load(seed, **options)`
    takes every option, and the keyword `folder` if the data are in `files`. `texts` are further
    options, which are no numbers. `image_shape` is (height, width), or (3, height, width) for
    planes of colour.

    `class_targets` are what the outputs of the other classes and of a sample's own are taught, one
    unit a class even where one could tell two apart; by default that is the output's affair.

    `run` are the choices of a run that suit the data, where they differ from those of the first
    problem: fields of `RunConfig`, with which 100 epochs do as well as scikit-learn's network does.

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
    class_targets: tuple[float, float] | None = None
    run: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[str, ...] = ()
    folder: str = ""
    download: Download | None = None
    way: str = ""
    texts: Mapping[str, TextOption] = field(default_factory=dict)
    n_targets: int = 1

    def n_outputs(self, output: str) -> int:
        """How many units the last layer has: one for each number, else what its classes take."""
        if not self.n_classes:
            return self.n_targets
        return n_outputs(self.n_classes, output, self.class_targets)

    def standardizes(self, asked: bool | None) -> bool:
        """Whether targets are standardised where ``asked`` is chosen; None is what suits them."""
        return self.standardize_targets if asked is None else asked

    def chosen(self, options: Mapping[str, object]) -> "DatasetSpec":
        """The row for these options: a legal text says how many samples and classes there are."""
        for name, row in self.texts.items():
            text = options.get(name, row.default)
            if isinstance(text, str) and row.fault(name, text) is None:
                return self._of_sizes(row.sizes(text))
        return self

    def _of_sizes(self, sizes: tuple[int, ...]) -> "DatasetSpec":
        """The row with so many samples of each class; a few are kept, as frames ask."""
        known: dict[tuple[int, ...], DatasetSpec] = vars(self).setdefault("_sized", {})
        found = known.get(sizes)
        if found is None:
            found = replace(self, n_samples=sum(sizes), n_classes=len(sizes))
            if len(known) >= ROWS_KEPT:
                known.clear()
            known[sizes] = found
        return found
