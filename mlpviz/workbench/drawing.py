"""What the drawing panel is told, and what it tells: points as the text of ``data/drawn.py``."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from mlpviz.charts.encoding import pick
from mlpviz.charts.palette import class_colors, class_symbols
from mlpviz.data import DATASETS, Dataset, encode_points
from mlpviz.data.drawn import CLASSES, EXAMPLE, IN_LINK, MOST, fitted
from mlpviz.data.features import INPUTS
from mlpviz.links.drawn import POINTS
from mlpviz.rules import OPTIONS
from mlpviz.workbench.session import Session

DRAWN = "drawn"  # the dataset
COMPONENT = "mlpviz_drawing"  # the panel's name for Streamlit
FEW = 300  # points of another dataset to begin with


@dataclass(frozen=True)
class Start:
    """A drawing to begin with, and what it is called."""

    title: str
    points: str


@dataclass(frozen=True)
class Panel:
    """The panel as it opens.

    points : those of the run, empty if they are not drawn ones; then what the browser has kept of
        an earlier drawing is shown
    starts : drawings to begin with
    names, symbols : of the classes; colors : those of as many classes as there are, by their number
    test_size : the share of the points that is kept for testing
    most, in_link : how many points there can be at all, and in a link
    refused : why what was drawn last cannot be trained on; empty if it can
    """

    points: str
    starts: tuple[Start, ...]
    names: tuple[str, ...]
    symbols: tuple[str, ...]
    colors: tuple[tuple[str, ...], ...]
    test_size: float
    most: int
    in_link: int
    refused: str

    def as_json(self) -> dict[str, Any]:
        """The panel in plain data."""
        return asdict(self)


@dataclass(frozen=True)
class Train:
    """The button was clicked that trains on these points."""

    points: str


def panel(current: Session) -> Panel:
    """The panel for the present run."""
    config, dataset = current.config, current.trainer.dataset
    row = DATASETS[DRAWN].texts[POINTS]
    own = str(config.dataset_options.get(POINTS, row.default)) if config.dataset == DRAWN else ""
    present = Start(dataset.title, as_drawn(dataset)) if config.dataset != DRAWN else None
    starts = [Start("Example", EXAMPLE)]
    if present is not None and present.points:
        starts.append(present)
    counts = range(len(CLASSES) + 1)
    return Panel(
        points=own,
        starts=tuple(starts),
        names=CLASSES,
        symbols=tuple(class_symbols(len(CLASSES))),
        colors=tuple(tuple(class_colors(n)) for n in counts),
        test_size=config.test_size,
        most=MOST,
        in_link=IN_LINK,
        refused=current.drawing or "",
    )


def as_drawn(dataset: Dataset) -> str:
    """Some points of a dataset, made to fit the panel; empty unless they are classes on a plane."""
    if (
        dataset.n_features != INPUTS
        or dataset.labels_train is None
        or dataset.labels_test is None
        or dataset.n_classes > len(CLASSES)
    ):
        return ""
    X = fitted(dataset.raw_inputs(np.concatenate([dataset.X_train, dataset.X_test])))
    labels = np.concatenate([dataset.labels_train, dataset.labels_test])
    some = pick(len(X), FEW)
    return encode_points(X[some], labels[some]) if np.isfinite(X).all() else ""


def read(name: str, value: object) -> Train | None:
    """The event ``name`` that a browser sent, or None for what no panel sends.

    What the points are is for ``RunConfig`` to say.
    """
    if name != "train" or not isinstance(value, dict) or value.keys() != {POINTS}:
        return None
    points = value[POINTS]
    return Train(points) if isinstance(points, str) and len(points) <= 4 * MOST else None


EVENTS = ("train",)


def with_points(choices: dict[str, Any], points: str) -> dict[str, Any]:
    """A run's ``choices``, whose dataset is "drawn", with these points."""
    return choices | {OPTIONS: {POINTS: points}}
