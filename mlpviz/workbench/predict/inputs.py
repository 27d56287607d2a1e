"""The input that is looked at, as a card: an image to draw, sliders, or a point on the plane."""

import math

import numpy as np

from mlpviz import charts
from mlpviz.arrays import Array
from mlpviz.charts import Chart
from mlpviz.data import Dataset
from mlpviz.predict.drawing import SIDE
from mlpviz.views import input_views
from mlpviz.words import whole
from mlpviz.workbench.predict.moment import Moment
from mlpviz.workbench.predict.reach import reach

STEPS = 100  # of an arrow key from one end of a slider to the other, about


def input_card(moment: Moment) -> Chart:
    """What the input is, and what it can be changed by."""
    dataset = moment.dataset
    if dataset.image_shape:
        return _image(moment)
    return _point(moment) if dataset.n_features == 2 else _sliders(moment)


def input_title(dataset: Dataset, *, drawable: bool) -> str:
    """What the card is called."""
    if dataset.image_shape:
        return "Draw" if drawable else "Image"
    return "Point" if dataset.n_features == 2 else "Features"


def shaped(dataset: Dataset, raw: Array) -> Array:
    """Raw pixels [..., d] as images [..., h, w], or [..., 3, h, w] in colour."""
    return raw.reshape(*raw.shape[:-1], *(dataset.image_shape or ()))


def sample_name(sample: int) -> str:
    """How a sample of the test is called."""
    return f"Test sample {whole(sample)}"


def _image(moment: Moment) -> Chart:
    low, high = (float(bound[0]) for bound in moment.bounds)
    pixels = shaped(moment.dataset, moment.raw)
    if moment.pad is None:
        return charts.InputImage(
            pixels, low, high, sample_name(moment.own.sample), origin=moment.own.begun
        )
    title = "As the network sees it" if moment.drawn else sample_name(moment.own.sample)
    pad = moment.pad
    drawing = pad.pen, SIDE, moment.ink, pad.how
    return charts.InputImage(pixels, low, high, title, *drawing, moment.own.begun)


def _sliders(moment: Moment) -> Chart:
    low, high = reach(moment.dataset)
    names = moment.dataset.feature_names
    return charts.FeatureSliders(moment.raw, low, high, _steps(low, high), names, moment.own.begun)


def _point(moment: Moment) -> Chart:
    """The plane, with the surface of the present network behind it."""
    dataset, frame = moment.dataset, moment.frame
    surface = input_views.decision if dataset.is_classification else input_views.prediction
    drawn = surface(frame).figure()["layout"]["images"][0]
    low, high = reach(dataset)
    return charts.PlanePoint(
        moment.raw,
        low,
        high,
        _steps(low, high),
        dataset.feature_names,
        drawn,
        dataset.raw_inputs(dataset.X_train),
        dataset.labels_train,
        dataset.n_classes,
        moment.own.begun,
    )


def _steps(low: Array, high: Array) -> Array:
    """About a hundredth of each range: 1, 2 or 5 times a power of ten."""
    return np.array([_step(float(span) / STEPS) for span in high - low])


def _step(about: float) -> float:
    if not about > 0.0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(about))
    return next(power * k for k in (1, 2, 5, 10) if power * k >= about * (1 - 1e-9))
