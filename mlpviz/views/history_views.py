"""Views of the whole run: class shares, the weights' distributions and the layers, over epochs."""

from typing import Any

from mlpviz import charts
from mlpviz.arrays import Array
from mlpviz.charts import Chart
from mlpviz.charts.density import Density, density_of
from mlpviz.diagnosis.layers import RATIO_LIMITS, layer_ratios
from mlpviz.engine.record import EpochRecord
from mlpviz.views.moment import Moment
from mlpviz.views.remembered import Remembered

MOST_RECORDS = 500  # looked at in one frame; far more than are drawn

# Of a snapshot's weight matrices: a large network must not be binned 20 times a frame.
densities: Remembered[dict[str, Density]] = Remembered()


def class_shares(frame: Moment) -> Chart:
    """How often each class was predicted, epoch by epoch."""
    records: list[Any] = [record for record in _records(frame) if has_shares(record)]
    return charts.ClassShares(
        [record.epoch for record in records],
        frame.class_names,
        [record.predicted_share_train for record in records],
        records[0].true_share_train,
        [record.predicted_share_test for record in records],
        records[0].true_share_test,
        frame.marker,
    )


def has_shares(record: EpochRecord) -> bool:
    """Whether all of its shares are known, as they are of a classifier of ours."""
    predicted = record.predicted_share_train, record.predicted_share_test
    true = record.true_share_train, record.true_share_test
    return all(share is not None for share in (*predicted, *true))


def _records(frame: Moment) -> list[EpochRecord]:
    """The run's records; of a long run evenly spaced ones, the newest and the marked one.

    The distance doubles as the run grows, so that the same epochs are drawn again.
    """
    records = list(frame.history)
    step = 1
    while len(records) > step * MOST_RECORDS:
        step *= 2
    chosen = {record.epoch: record for record in [*records[::step], records[-1], frame.record]}
    return [chosen[epoch] for epoch in sorted(chosen)]


def ridges(frame: Moment) -> Chart:
    """The distribution of every weight matrix at the kept epochs."""
    history, marker = frame.history, frame.marker
    epochs = charts.ridge_epochs(history.kept_epochs, marker)
    found = [
        densities.of(history.parameters(epoch), lambda flat: _matrices(frame, flat))
        for epoch in epochs
    ]
    by_name = {name: [each[name] for each in found] for name in found[0]}
    return charts.Ridges(epochs, by_name, marker)


def _matrices(frame: Moment, flat: Array) -> dict[str, Density]:
    named = frame.named(flat).items()
    return {frame.title(name): density_of(array) for name, array in named if array.ndim > 1}


def layers(frame: Moment) -> Chart:
    """How far each step moves every layer, and the norm of its gradient."""
    found = layer_ratios(_records(frame))
    names = tuple(map(frame.title, found.names))
    return charts.LayerRatios(
        found.epochs, names, found.ratio, found.gradient, RATIO_LIMITS, frame.marker
    )
