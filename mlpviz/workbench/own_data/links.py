"""What a link says of a run on data of one's own: which they are, but not the data.

``data=own&own=0123456789abcdef.150.4.3``: fingerprint, samples, features, classes. All else is as
in every link. Whoever has the data opens the run, whoever has not is told what is missing, and sees
the same choices on data of ours.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mlpviz.config import RunConfig
from mlpviz.data import DATASETS, OWN, Dataset, OwnData
from mlpviz.data.features import INPUTS
from mlpviz.engine.faults import Fault
from mlpviz.follow import follow
from mlpviz.links import drawn, reading
from mlpviz.links.names import DOT
from mlpviz.rules import OPTIONS
from mlpviz.words import counted

DATA, WHICH = "data", "own"  # names of the parameters
WRITTEN = re.compile(r"([0-9a-f]{16})\.(\d{1,9})\.(\d{1,6})\.(\d{1,4})", re.ASCII)
# Datasets of ours that are shown where somebody's own are missing.
STAND_INS = (
    "moons",
    "three_gaussians",
    "iris",
    "breast_cancer",
    "digits",
    "sine",
    "hills",
    "diabetes",
)
LEFT_OUT = (
    "The link does not hold your data, only which they are: whoever opens it needs the same file."
)

Find = Callable[[str], Dataset | None]  # a dataset by its fingerprint


def nothing(_: str) -> None:
    """Finds no data."""


class Which(NamedTuple):
    """What a link tells of data that it does not hold."""

    fingerprint: str
    n: int
    n_features: int
    n_classes: int

    @property
    def words(self) -> str:
        """Their size, for people."""
        classes = f"{counted(self.n_classes, 'class', 'classes')}"
        answers = classes if self.n_classes else "numbers as targets"
        return f"{counted(self.n, 'sample')} of {counted(self.n_features, 'feature')}, {answers}"

    @property
    def stand_in(self) -> str:
        """The dataset of ours that is shown instead, of the same task and as like as there is."""
        classes = bool(self.n_classes)
        alike = [name for name in STAND_INS if bool(DATASETS[name].n_classes) == classes]
        plane = self.n_features == INPUTS
        return min(
            alike,
            key=lambda name: (
                (DATASETS[name].n_features == INPUTS) != plane,
                abs(DATASETS[name].n_classes - self.n_classes),
                abs(DATASETS[name].n_features - self.n_features),
            ),
        )


def run_query(config: RunConfig) -> dict[str, str]:
    """The link's parameters of a run; of one on data of its own without the data.

    Of more drawn points than a link holds it says how many they are.
    """
    if drawn.too_many(config.dataset_options):
        options = drawn.without(config.dataset_options)
        return reading.written(config.model_dump() | {OPTIONS: options})
    if config.own is None:
        return config.to_query()
    own = config.own
    which = Which(own.fingerprint, own.n_train + own.n_test, own.n_features, own.n_classes)
    query = reading.written(config.model_dump() | {"dataset": which.stand_in})
    query = {name: text for name, text in query.items() if not name.startswith(f"{DATA}{DOT}")}
    return query | {DATA: OWN, WHICH: ".".join(map(str, which))}


def which(query: Mapping[str, str]) -> Which | None:
    """The data of one's own that a link is about; None if it is not, or does not say which."""
    found = WRITTEN.fullmatch(query.get(WHICH, ""))
    if query.get(DATA) != OWN or found is None:
        return None
    fingerprint, *numbers = found.groups()
    return Which(fingerprint, *map(int, numbers))


def missing(which: Which) -> Fault:
    """What is said to whoever opens a link without having its data."""
    title = DATASETS[which.stand_in].title
    message = (
        f"{DATA} = {OWN}: this run is on data that no link holds ({which.words}). They are not "
        f"here: open the same file under Your data, with the same choices. Until then the run is "
        f"on {title}."
    )
    return Fault(DATA, OWN, message)


def on_own(choices: Mapping[str, Any], dataset: Dataset) -> RunConfig:
    """The config of a link's ``choices``, which name a stand-in, on the data themselves."""
    own = OwnData.of(dataset)
    return RunConfig(**(dict(choices) | {"dataset": OWN, "own": own, "dataset_options": {}}))


def begun(choices: Mapping[str, Any], dataset: Dataset) -> dict[str, Any]:
    """A run's ``choices`` on other data, with what that drags along, as for data of ours.

    Targets that are numbers are standardised: a file's own may be of any size.
    """
    own = OwnData.of(dataset)
    new = follow(choices, "dataset", OWN, own=own)
    if dataset.is_regression:
        new["standardize_targets"] = True
    return new
