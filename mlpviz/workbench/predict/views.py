"""The cards of the Predict page: the table ``VIEWS``, and ``figures`` builds those on screen."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from mlpviz import charts
from mlpviz.charts import Chart
from mlpviz.data import Dataset
from mlpviz.engine.losses import OUTPUTS
from mlpviz.predict.along import along_each
from mlpviz.predict.drawing import PADS
from mlpviz.predict.measures import confusion, has_sklearn, per_class, reliability
from mlpviz.views.frame import labels
from mlpviz.views.view import View
from mlpviz.words import number
from mlpviz.workbench.cards import cards
from mlpviz.workbench.predict.inputs import input_card, input_title, shaped
from mlpviz.workbench.predict.moment import Moment
from mlpviz.workbench.predict.reach import reach
from mlpviz.workbench.predict.sample_cards import samples
from mlpviz.workbench.protocol import Button, Card

LOOK = "predict_look"  # the action of the switch between these two
CONTRIBUTIONS, GRADIENT = "contributions", "gradient"
MEASURED = ("confusion", "classes")  # the cards that scikit-learn computes
# What a click on a card fills, which is then shown.
OPENS = {"confusion": "samples", "classes": "samples", "calibration": "samples", "samples": "input"}
MANY = 64  # features, of which no curves are drawn one by one


def figures(moment: Moment, visible: Collection[str] | None) -> tuple[Card, ...]:
    """The board's cards; those not in ``visible`` come without data."""
    dataset = moment.dataset
    fitting = {name: view for name, view in VIEWS.items() if view.applies(dataset)}
    title = input_title(dataset, drawable=dataset.name in PADS)
    fitting["input"] = fitting["input"]._replace(title=title)

    def buttons(names: tuple[str, ...]) -> tuple[Button, ...]:
        pressed = moment.own.gradient
        wanted = CONTRIBUTIONS if pressed else GRADIENT
        return tuple(Button(LOOK, wanted, "Gradient", pressed=pressed) for _ in names)

    found = cards(fitting, moment, visible, buttons)
    return tuple(replace(card, opens=OPENS.get(card.id)) for card in found)


def output_name(moment: Moment) -> str:
    """What the scores of the classes are."""
    return "probability" if OUTPUTS[moment.frame.config.output].probabilities else "output"


def _answer(moment: Moment) -> Chart:
    dataset = moment.dataset
    if dataset.is_classification:
        names, output = dataset.class_names, output_name(moment)
        return charts.ClassAnswer(moment.now, names, moment.truth, output)
    targets = dataset.raw_targets(dataset.Y_train)[:, 0]
    true = None if moment.changed else dataset.raw_targets(dataset.Y_test)[moment.own.sample, 0]
    return charts.NumberAnswer(float(moment.now[0]), targets, None if true is None else float(true))


def _seen(moment: Moment) -> Chart:
    """What each class saw: contributions, or the gradient of each logit."""
    dataset, gradient = moment.dataset, moment.own.gradient
    values = moment.slopes if gradient else moment.contributions.values
    if dataset.image_shape:
        images = shaped(dataset, values)
        images = images.sum(axis=1) if images.ndim == 4 else images
        what = "does to the logit if it grows" if gradient else "adds to the logit"
        return charts.ContributionImages(images, moment.logits, moment.logit_names, what)
    what = "changes the logit per unit" if gradient else "adds to the logit"
    if dataset.is_regression and moment.frame.config.output == "identity":
        what, values = (
            what.replace("logit", "prediction"),
            values * np.reshape(dataset.target_scale, (-1, 1)),
        )
    inputs = [number(x) for x in moment.raw]
    return charts.ContributionTable(values, dataset.feature_names, inputs, moment.logit_names, what)


def _along(moment: Moment) -> Chart:
    dataset = moment.dataset
    low, high = reach(dataset)
    values, inputs = along_each(moment.raw, low, high)
    flat = dataset.scaled_inputs(inputs.reshape(-1, dataset.n_features))
    curves = moment.scores(flat).reshape(*values.shape, -1)
    output = output_name(moment) if dataset.is_classification else "prediction"
    return charts.PartialCurves(
        values,
        curves,
        moment.raw,
        moment.now,
        dataset.feature_names,
        dataset.class_names,
        output,
    )


def _change(moment: Moment) -> Chart:
    change, dataset = moment.change, moment.dataset
    if change is None:
        ways = moment.slopes - (moment.slopes[moment.answer] if len(moment.slopes) > 1 else 0.0)
        if not np.isfinite(ways).all() or not ways.any():
            return charts.Note(
                "The gradient is 0 here, or no number: it shows no way to another answer. So it is "
                "where all units are saturated or dead, or all weights are 0."
            )
        return charts.Note(
            "No step along a gradient changes the answer while every feature stays within what "
            "the data have."
        )
    before, after = moment.raw, dataset.raw_inputs(change.x[None])[0]
    pair = [change.before, change.after]
    shares = moment.scores(np.stack([moment.scaled, change.x]))[:, pair]
    names = (dataset.class_names[change.before], dataset.class_names[change.after])
    scaled = dataset.preprocessing.startswith("standardize")
    of = "standard deviations" if scaled else "in the network's inputs"
    if dataset.image_shape:
        low, high = (float(bound[0]) for bound in moment.bounds)
        images = shaped(dataset, before), shaped(dataset, after)
        return charts.ChangedImage(*images, low, high, names, shares, change.length, of)
    scale, features = dataset.scale, dataset.feature_names
    return charts.ChangedFeatures(before, after, scale, features, names, shares, change.length, of)


_UNCOUNTED = charts.Note("scikit-learn counts these, and it is not installed here.")


def _confusion(moment: Moment) -> Chart:
    if not has_sklearn():
        return _UNCOUNTED
    dataset, weights = moment.dataset, moment.dataset.weights_test
    truth, predicted = labels(dataset)[1], moment.frame.predicted_test
    counts = confusion(truth, predicted, dataset.n_classes, weights)
    return charts.ConfusionMatrix(counts, dataset.class_names, weights is not None)


def _classes(moment: Moment) -> Chart:
    if not has_sklearn():
        return _UNCOUNTED
    dataset = moment.dataset
    truth, predicted = labels(dataset)[1], moment.frame.predicted_test
    found = per_class(truth, predicted, dataset.n_classes, dataset.weights_test)
    return charts.ClassMeasures(found.precision, found.recall, found.support, dataset.class_names)


def _calibration(moment: Moment) -> Chart:
    truth, predicted = labels(moment.dataset)[1], moment.frame.predicted_test
    found = reliability(moment.confidence, predicted == truth, moment.dataset.weights_test)
    return charts.ReliabilityCurve(*found, output=output_name(moment))


def _is_table(dataset: Dataset) -> bool:
    return not dataset.image_shape and dataset.n_features <= MANY


def _is_classes(dataset: Dataset) -> bool:
    return dataset.is_classification


VIEWS: dict[str, View[Moment]] = {
    "input": View(
        "Input",
        "What the network is asked. Draw with the mouse or a finger; with the keyboard the arrows "
        "move the pen, and Space puts it down or lifts it. Sliders and points move by arrows, too. "
        "It begins from the sample above.",
        input_card,
        first=True,
    ),
    "answer": View(
        "Answer",
        "What the network answers to this input, at the epoch that is shown.",
        _answer,
        first=True,
    ),
    "seen": View(
        "What each class saw",
        "What each input adds to the logit of each class: integrated gradients, from a blank image "
        "or from the mean of the training data (0 for a single sample) up to this input. They add "
        "up to the change of the logit: exactly in a network without hidden layers, else but for "
        "the error of a sum over 32 points. Gradient: how the logit would change with each input, "
        "here.",
        _seen,
        first=True,
        wide=True,
        switches=("gradient",),
    ),
    "along": View(
        "Along each feature",
        "The prediction as each feature moves through what the data have, all others staying as "
        "they are. The dot is the present input. A flat line: the feature does not matter here.",
        _along,
        _is_table,
        wide=True,
    ),
    "change": View(
        "The smallest step to another answer",
        "The shortest of the steps along the gradients of the logits' differences, one for each "
        "other class, whose end is answered otherwise; no feature leaves what the data have. The "
        "direction stays as it is at the input: in deeper networks a shorter step may exist.",
        _change,
        _is_classes,
        wide=True,
    ),
    "confusion": View(
        "Confusion matrix",
        "How often samples of each class (rows) are taken for each (columns), on the test. Click a "
        "cell to list its samples.",
        _confusion,
        _is_classes,
        pick=True,
    ),
    "samples": View(
        "Samples",
        "Samples of the test, wrong answers first, the surest in front. Which: the lists above say "
        "so, and clicks on the other charts. Click one to look at it.",
        samples,
        pick=True,
    ),
    "classes": View(
        "Precision and recall",
        "Of what was taken for a class, how much is of it (precision); of what is of a class, how "
        "much was taken for it (recall). Click a class to list its samples.",
        _classes,
        _is_classes,
        pick=True,
    ),
    "calibration": View(
        "Calibration",
        "How often answers are right that are so sure, in ten equally wide bins. On the line: as "
        "often as they say. Below: too sure. The error is the mean distance from the line, by the "
        "samples in each bin (ECE). Click a point to list its samples.",
        _calibration,
        _is_classes,
        pick=True,
    ),
}
