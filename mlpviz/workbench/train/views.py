"""The views of the live board: the table ``VIEWS``, and ``figures`` that builds those on screen."""

from collections.abc import Collection
from typing import Any

import numpy as np

from mlpviz import charts
from mlpviz.charts.figure import Figure
from mlpviz.engine.losses import OUTPUTS
from mlpviz.workbench.cards import View, cards
from mlpviz.workbench.protocol import Card
from mlpviz.workbench.report_bars import check_bars
from mlpviz.workbench.train import history_views, input_views
from mlpviz.workbench.train.frame import Frame, labels


def figures(frame: Frame, visible: Collection[str] | None) -> tuple[Card, ...]:
    """The board's cards; those not in ``visible`` come without data (``None``: all are built)."""
    fitting = {name: view for name, view in VIEWS.items() if view.applies(frame.dataset)}
    return cards(fitting, frame, visible)


def _curves(frame: Frame) -> tuple[Figure, str]:
    run, share = frame.curves, frame.record.true_share_test
    chart = charts.LearningCurves(
        run.epoch,
        run.train_loss,
        run.test_loss,
        run.train_score,
        run.test_score,
        score=run.score,
        log=frame.log,
        chance=None if share is None else float(share.max()),
        past=frame.past,
        branch=frame.branch,
        marker=frame.marker,
    )
    return chart.figure(), chart.summary()


def _network(frame: Frame) -> tuple[Figure, str]:
    network, dataset = frame.network, frame.dataset
    depth = range(1, len(network.sizes))
    weights = [network.params[f"W{layer}"] for layer in depth]
    biases = [network.params.get(f"b{layer}") for layer in depth]
    activations = (*network.activations, network.output)
    figure = charts.network_diagram(
        network.sizes,
        weights,
        biases,
        activations,
        feature_names=dataset.feature_names,
        class_names=dataset.class_names,
    )
    return figure, charts.network_summary(network.sizes, weights, activations)


def _weights(frame: Frame) -> tuple[Figure, str]:
    params = frame.network.params
    return (
        charts.parameter_histograms(params, kind="weights"),
        charts.histogram_summary(params, kind="weights"),
    )


def _gradients(frame: Frame) -> tuple[Figure, str]:
    return (
        charts.parameter_histograms(frame.gradients, kind="gradients"),
        charts.histogram_summary(frame.gradients, kind="gradients"),
    )


def _predictions(frame: Frame) -> tuple[Figure, str]:
    dataset, record = frame.dataset, frame.record
    if dataset.is_regression:
        splits = (dataset.Y_train, dataset.X_train), (dataset.Y_test, dataset.X_test)
        pairs = [
            dataset.raw_targets(array)[:, 0] for Y, X in splits for array in (Y, frame.outputs(X))
        ]
        return charts.predicted_vs_true(*pairs), charts.predicted_vs_true_summary(*pairs)
    true_class = [
        scores[np.arange(len(scores)), truth]
        for scores, truth in zip(
            (frame.scores_train, frame.scores_test), labels(dataset), strict=True
        )
    ]
    output = "probability" if OUTPUTS[frame.config.output].probabilities else "output"
    names = dataset.class_names
    train: Any = record.predicted_share_train, record.true_share_train
    test: Any = record.predicted_share_test, record.true_share_test
    return (
        charts.prediction_distribution(names, *train, *test, *true_class, output=output),
        charts.prediction_summary(names, *test, *true_class, output=output),
    )


def _check(frame: Frame) -> tuple[Figure, str]:
    if frame.check is None:
        playing = "at every frame: press Pause to check it." if frame.playing else "on this page."
        words = f"This network is too wide to be checked {playing}"
        return charts.Note(words).figure(), words
    return check_bars(frame.check)


VIEWS: dict[str, View[Frame]] = {
    "curves": View(
        "Learning curves",
        "Loss and accuracy after each epoch. Train falls and test rises: overfitting. Both rest "
        "high: the network is too small or the learning rate too low. They jump: it is too high.",
        _curves,
        wide=True,
    ),
    "decision": View(
        "Decision surface",
        "The predicted class everywhere in the plane, stronger where the network is surer, with "
        "the data on it: filled points train, hollow ones test. A border that follows single "
        "points is overfitting.",
        input_views.decision,
        lambda dataset: dataset.n_features == 2 and dataset.is_classification,
    ),
    "prediction": View(
        "Prediction surface",
        "The prediction everywhere in the plane, with the data on it, coloured by the truth on the "
        "same scale. A point that stands out from its surroundings is predicted badly.",
        input_views.prediction,
        lambda dataset: dataset.n_features == 2 and dataset.is_regression,
    ),
    "fit": View(
        "Fit",
        "The curve that the network draws through the data.",
        input_views.fit,
        lambda dataset: dataset.n_features == 1,
    ),
    "images": View(
        "Test images",
        "Test images with the confidence in the answer, the surest mistakes first: 8→3 is an 8 "
        "that was taken for a 3.",
        input_views.images,
        lambda dataset: dataset.is_image,
    ),
    "network": View(
        "Network",
        "Neurons and weights: blue is positive, orange negative, wider is stronger. Wide layers "
        "show their first and last units. All edges alike: the units learn the same thing.",
        _network,
    ),
    "predictions": View(
        "Predictions",
        "How often each class is predicted, beside how often it is true. One tall bar: the network "
        "has collapsed to one class, whatever the loss curve says.",
        _predictions,
    ),
    "shares": View(
        "Class shares over time",
        "The share of every predicted class at every epoch, beside the true shares. One colour "
        "from bottom to top: the network has collapsed to one class. Bands that swap places: it "
        "jumps from one constant answer to the next.",
        history_views.class_shares,
        lambda dataset: dataset.is_classification,
        wide=True,
    ),
    "check": View(
        "Gradient check",
        "The hand-written gradient against central differences on up to 16 samples: per "
        "parameter the error that comes closest to its tolerance, over the largest gradient. The "
        "dash is the tolerance, derived from round-off and truncation. A bar above its dash is a "
        "wrong gradient.",
        _check,
    ),
    "weights": View(
        "Weights",
        "The distribution of every parameter. A single spike that never widens: the layer does not "
        "learn. Tails that run away: the steps are too long.",
        _weights,
    ),
    "ridges": View(
        "Weights over time",
        "The distribution of each layer's weights at kept epochs, the newest in front; all "
        "outlines are equally high. They should widen or shift. A needle that stays: the layer "
        "does not learn. Feet that run to both sides: the steps are too long.",
        history_views.ridges,
        wide=True,
    ),
    "gradients": View(
        "Gradients",
        "The gradient of every parameter over the first training samples. Much narrower in the "
        "first layers than in the last: vanishing gradients.",
        _gradients,
    ),
    "layers": View(
        "Layers over time",
        "How far the last step of each epoch moved every layer, as a share of its weights, and the "
        "norm of its gradient. Below the green band a layer hardly moves; above it, other than at "
        "the start, the steps are too long. Lines that fan out, the first layer lowest: the "
        "gradient vanishes on its way back.",
        history_views.layers,
        wide=True,
    ),
}
