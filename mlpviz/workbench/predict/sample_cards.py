"""Samples of the test as a card: images or names, with what they were taken for."""

import numpy as np

from mlpviz import charts
from mlpviz.arrays import Array
from mlpviz.charts import Chart
from mlpviz.data import Dataset
from mlpviz.views.frame import labels
from mlpviz.words import counted, number, percent, whole
from mlpviz.workbench.predict.inputs import shaped
from mlpviz.workbench.predict.moment import Moment
from mlpviz.workbench.predict.session import WRONG, Samples

IMAGES, ROWS = 20, 10  # that a card has room for


def samples(moment: Moment) -> Chart:
    """The samples that are listed."""
    rows = moment.listed
    if moment.dataset.is_regression:
        return _numbers(moment, rows[:ROWS])
    title = f"{samples_title(moment.own.samples, moment.dataset)}, {whole(len(rows))}"
    if not len(rows):
        return charts.Note(f"{title}: there are none on the test.")
    return (
        _images(moment, rows[:IMAGES], title)
        if _images_of(moment)
        else _names(moment, rows[:ROWS], title)
    )


def shown_samples(moment: Moment) -> Array:
    """Places in the test of the samples that the card shows, in its order."""
    return moment.listed[: IMAGES if _images_of(moment) else ROWS]


def samples_title(chosen: Samples, dataset: Dataset) -> str:
    """Which samples these are: ``Surest mistakes``, ``3 taken for 5``, ``70–80% sure``."""
    names, parts = dataset.class_names, []
    truth = None if chosen.truth is None else names[chosen.truth]
    if chosen.answer == WRONG:
        parts.append("Surest mistakes" if truth is None else f"{truth} taken for another")
    elif chosen.answer is None:
        parts.append("All" if truth is None else f"All of {truth}")
    else:
        taken = names[chosen.answer]
        parts.append(f"Taken for {taken}" if truth is None else f"{truth} taken for {taken}")
    if chosen.bin is not None:
        parts.append(bin_title(chosen.bin))
    return ", ".join(parts)


def bin_title(which: int) -> str:
    """A bin of the confidence: ``70–80% sure``."""
    return f"{whole(10 * which)}–{percent((which + 1) / 10, 0)} sure"


def _images_of(moment: Moment) -> bool:
    return bool(moment.dataset.image_shape)


def _images(moment: Moment, rows: Array, title: str) -> Chart:
    dataset = moment.dataset
    pixels = shaped(dataset, dataset.raw_inputs(dataset.X_test[rows]))
    names, words, _ = _told(moment, rows)
    return charts.SampleImages(pixels, names, words, title)


def _names(moment: Moment, rows: Array, title: str) -> Chart:
    names, words, sure = _told(moment, rows)
    called = [f"#{whole(row)} {name}" for row, name in zip(rows.tolist(), names, strict=True)]
    told = [percent(share) for share in sure.tolist()]
    return charts.SampleList(called, sure, told, words, "how sure", title)


def _told(moment: Moment, rows: Array) -> tuple[list[str], list[str], Array]:
    """Short names of samples, the same in words, and how sure the network is of each."""
    classes = moment.dataset.class_names
    truth, predicted = labels(moment.dataset)[1][rows], moment.frame.predicted_test[rows]
    sure = moment.confidence[rows]
    names, words = [], []
    for row, t, p, share in zip(
        rows.tolist(), truth.tolist(), predicted.tolist(), sure.tolist(), strict=True
    ):
        names.append(classes[t] if t == p else f"{classes[t]}→{classes[p]}")
        taken = "recognised" if t == p else f"taken for {classes[p]}"
        words.append(f"sample {whole(row)}, {classes[t]} {taken} ({percent(share)})")
    return names, words, sure


def _numbers(moment: Moment, rows: Array) -> Chart:
    """The predictions that are most wrong."""
    dataset = moment.dataset
    true = dataset.raw_targets(dataset.Y_test)[rows, 0]
    said = dataset.raw_targets(moment.frame.outputs_test)[rows, 0]
    names, words = [], []
    for row, t, p in zip(rows.tolist(), true.tolist(), said.tolist(), strict=True):
        names.append(f"#{whole(row)} {number(t)} → {number(p)}")
        words.append(f"sample {whole(row)}, {number(t)} predicted as {number(p)}")
    errors = moment.errors[rows]
    told = [number(error) for error in errors]
    title = f"Largest errors of {counted(len(dataset.X_test), 'test sample')}"
    return charts.SampleList(names, np.asarray(errors), told, words, "how far off", title)
