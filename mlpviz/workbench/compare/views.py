"""The cards of the Compare page: the race, and the learning-rate range test."""

from collections.abc import Collection
from typing import NamedTuple

from mlpviz import charts
from mlpviz.charts import Chart
from mlpviz.comparison import Comparison
from mlpviz.comparison.result import Split
from mlpviz.lr_range import RangeTest
from mlpviz.views.view import View
from mlpviz.workbench.cards import cards
from mlpviz.workbench.protocol import Card


class Scene(NamedTuple):
    """What the chart of one moment of a race shows."""

    comparison: Comparison
    epochs: int
    split: Split
    log: bool


def race_figures(scene: Scene, visible: Collection[str] | None) -> tuple[Card, ...]:
    """The race's cards; those not in ``visible`` come without data (``None``: all are built)."""
    return cards(RACE_VIEWS, scene, visible)


def range_figures(found: RangeTest | None, visible: Collection[str] | None) -> tuple[Card, ...]:
    """The range test's cards, of its latest result; ``visible`` as in ``race_figures``."""
    return cards(RANGE_VIEWS, found, visible)


def _race(scene: Scene) -> Chart:
    racers, score = scene.comparison.racers(scene.split), scene.comparison.score
    return charts.RaceCurves(racers, score, scene.split, last=scene.epochs, log=scene.log)


RACE_VIEWS: dict[str, View[Scene]] = {
    "race": View(
        "Race",
        "Loss above and score below, after each epoch of every run. Point at an epoch to see all "
        "runs at once; click a name to hide its run, double-click it to see that one alone. A "
        "cross ends a run that diverged.",
        _race,
        wide=True,
    ),
}


def _range(found: RangeTest | None) -> Chart:
    return charts.Note("No test has been run yet.") if found is None else found.curve


RANGE_VIEWS: dict[str, View[RangeTest | None]] = {
    "lr_range": View(
        "Loss against learning rate",
        "Each point is the loss of one batch before its step, the line their average. The learning "
        "rate grows from left to right while the network trains. The star is the suggestion; the "
        "dotted line is the learning rate in use. A cross: there training diverged.",
        _range,
        wide=True,
    )
}
