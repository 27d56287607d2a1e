"""Views of the whole run: class shares, the weights' distributions and the layers, over epochs."""

from typing import Any

from mlpviz import charts
from mlpviz.arrays import Array
from mlpviz.charts import Chart
from mlpviz.charts.density import Density, density_of
from mlpviz.diagnosis.layers import RATIO_LIMITS, layer_ratios
from mlpviz.engine.record import EpochRecord
from mlpviz.views.frame import Frame
from mlpviz.views.remembered import Remembered

MOST_RECORDS = 500  # looked at in one frame; far more than are drawn

# Of a snapshot's weight matrices: a large network must not be binned 20 times a frame.
densities: Remembered[dict[str, Density]] = Remembered()


def class_shares(frame: Frame) -> Chart:
    """How often each class was predicted, epoch by epoch."""
    records: list[Any] = [*_records(frame)]  # of a classifier: none of its shares is None
    return charts.ClassShares(
        [record.epoch for record in records],
        frame.dataset.class_names,
        [record.predicted_share_train for record in records],
        records[0].true_share_train,
        [record.predicted_share_test for record in records],
        records[0].true_share_test,
        frame.marker,
    )


def _records(frame: Frame) -> list[EpochRecord]:
    """The run's records; of a long run evenly spaced ones, the newest and the marked one.

    The distance doubles as the run grows, so that the same epochs are drawn again.
    """
    records = list(frame.trainer.history)
    step = 1
    while len(records) > step * MOST_RECORDS:
        step *= 2
    chosen = {record.epoch: record for record in [*records[::step], records[-1], frame.record]}
    return [chosen[epoch] for epoch in sorted(chosen)]


def ridges(frame: Frame) -> Chart:
    """The distribution of every weight matrix at the kept epochs."""
    history, marker = frame.trainer.history, frame.marker
    epochs = charts.ridge_epochs(history.kept_epochs, marker)
    found = [
        densities.of(history.parameters(epoch), lambda flat: _matrices(frame.network.named(flat)))
        for epoch in epochs
    ]
    by_name = {name: [each[name] for each in found] for name in found[0]}
    return charts.Ridges(epochs, by_name, marker)


def _matrices(params: dict[str, Array]) -> dict[str, Density]:
    return {name: density_of(array) for name, array in params.items() if array.ndim > 1}


def layers(frame: Frame) -> Chart:
    """How far each step moves every layer, and the norm of its gradient."""
    found = layer_ratios(_records(frame))
    return charts.LayerRatios(
        found.epochs, found.names, found.ratio, found.gradient, RATIO_LIMITS, frame.marker
    )
