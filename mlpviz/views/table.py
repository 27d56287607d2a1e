"""The views of a run: the table ``VIEWS``."""

from typing import Any

from mlpviz import charts
from mlpviz.charts import Chart
from mlpviz.data import Dataset
from mlpviz.views import history_views, input_views, unit_views
from mlpviz.views.frame import Frame
from mlpviz.views.moment import GRADIENTS, LAYERS, PREDICTIONS, SAMPLES, SHARES, STEPS, Moment
from mlpviz.views.report_bars import check_bars
from mlpviz.views.view import View


def _curves(moment: Moment) -> Chart:
    run, share = moment.curves, moment.record.true_share_test
    return charts.LearningCurves(
        run.epoch,
        run.train_loss,
        run.test_loss,
        run.train_score,
        run.test_score,
        score=run.score,
        log=moment.log,
        chance=None if share is None else float(share.max()),
        past=moment.past,
        branch=moment.branch,
        marker=moment.marker,
        changes=moment.changes,
    )


def _weights(moment: Moment) -> Chart:
    named = {moment.title(name): array for name, array in moment.params.items()}
    return charts.ParameterHistograms(named)


def _gradients(moment: Moment) -> Chart:
    named = {moment.title(name): array for name, array in moment.gradients.items()}
    return charts.ParameterHistograms(named, kind="gradients")


def _predictions(moment: Moment) -> Chart:
    if isinstance(moment, Frame) and moment.dataset.task == "labels":
        return input_views.label_shares(moment)
    seen = moment.predictions
    if not moment.class_names:
        return charts.PredictedVsTrue(*seen.train.T, *seen.test.T)
    record: Any = moment.record  # of a classifier: none of its shares is None
    return charts.PredictionDistribution(
        moment.class_names,
        record.predicted_share_train,
        record.true_share_train,
        record.predicted_share_test,
        record.true_share_test,
        seen.train,
        seen.test,
        output=seen.output,
    )


def _check(frame: Frame) -> Chart:
    if frame.check is None:
        playing = "at every frame: press Pause to check it." if frame.playing else "on this page."
        return charts.Note(f"This network is too wide to be checked {playing}")
    return check_bars(frame.check)


VIEWS: dict[str, View[Frame]] = {
    "network": View(
        "Network",
        "Units and weights: blue is positive, orange negative, wider is larger. In a unit: what it "
        "answers over the plane, or its weights as an image. Point at a unit or a weight; a click "
        "opens its number. All edges alike: the units learn the same thing.",
        unit_views.network,
        wide=True,
        first=True,
        needs=(LAYERS,),
    ),
    "decision": View(
        "Decision surface",
        "The predicted class everywhere in the plane, stronger where the network is surer, with "
        "the data on it: filled points train, hollow ones test. A border that follows single "
        "points is overfitting. Flat leaves out the shades, Test the points of the test.",
        input_views.decision,
        lambda dataset: dataset.n_features == 2 and dataset.is_classification,
        "classes over two features",
        first=True,
        switches=("surface", "points"),
        needs=(SAMPLES,),
    ),
    "prediction": View(
        "Prediction surface",
        "The prediction everywhere in the plane, with the data on it, coloured by the truth on the "
        "same scale. A point that stands out from its surroundings is predicted badly. Flat draws "
        "steps instead of shades, Test leaves out the points of the test.",
        input_views.prediction,
        lambda dataset: dataset.n_features == 2 and dataset.has_one_target,
        "one number over two features",
        first=True,
        switches=("surface", "points"),
        needs=(SAMPLES,),
    ),
    "fit": View(
        "Fit",
        "The curve that the network draws through the data; of two classes, how sure it is of the "
        "second.",
        input_views.fit,
        lambda dataset: (
            dataset.n_features == 1 and (dataset.has_one_target or dataset.n_classes == 2)
        ),
        "one number, or two classes, over one feature",
        first=True,
        switches=("points",),
        needs=(SAMPLES,),
    ),
    "images": View(
        "Test images",
        "Test images with the confidence in the answer, the surest mistakes first: 8→3 is an 8 "
        "that was taken for a 3.",
        input_views.images,
        lambda dataset: dataset.is_image and dataset.is_classification,
        "classes of grey images",
        first=True,
        needs=(SAMPLES,),
    ),
    "curves": View(
        "Learning curves",
        "Loss and accuracy after each epoch. Train falls and test rises: overfitting. Both rest "
        "high: the network is too small or the learning rate too low. They jump: it is too high.",
        _curves,
        first=True,
    ),
    "check": View(
        "Gradient check",
        "The hand-written gradient against central differences on up to 16 samples: per "
        "parameter the error that comes closest to its tolerance, over the largest gradient. The "
        "dash is the tolerance, derived from round-off and truncation. A bar above its dash is a "
        "wrong gradient.",
        _check,
        first=True,
        needs=(SAMPLES,),
    ),
    "weights": View(
        "Weights",
        "The distribution of every parameter: ± is how far its bars reach, σ (sigma) its standard "
        "deviation. A single spike that never widens: the layer does not learn. Tails that run "
        "away: the steps are too long.",
        _weights,
        first=True,
    ),
    "predictions": View(
        "Predictions",
        "How often each class is predicted, beside how often it is true. One tall bar: the network "
        "has collapsed to one class, whatever the loss curve says.",
        _predictions,
        first=True,
        needs=(PREDICTIONS,),
    ),
    "shares": View(
        "Class shares over time",
        "The share of every predicted class at every epoch, beside the true shares. One colour "
        "from bottom to top: the network has collapsed to one class. Bands that swap places: it "
        "jumps from one constant answer to the next.",
        history_views.class_shares,
        lambda dataset: dataset.is_classification,
        "classes that exclude each other",
        wide=True,
        needs=(SHARES,),
    ),
    "ridges": View(
        "Weights over time",
        "The distribution of each layer's weights at kept epochs, the newest in front; all "
        "outlines are equally high, and ± is how far they reach. They should widen or shift. A "
        "needle that stays: the layer "
        "does not learn. Feet that run to both sides: the steps are too long.",
        history_views.ridges,
        wide=True,
    ),
    "gradients": View(
        "Gradients",
        "The gradient of every parameter over the first training samples: ± is how far its bars "
        "reach, σ (sigma) its standard deviation. Much narrower in the first layers than in the "
        "last: vanishing gradients.",
        _gradients,
        needs=(GRADIENTS,),
    ),
    "layers": View(
        "Layers over time",
        "How far the last step of each epoch moved every layer, as a share of its weights, and the "
        "norm of its gradient. Below the green band a layer hardly moves; above it, other than at "
        "the start, the steps are too long. Lines that fan out, the first layer lowest: the "
        "gradient vanishes on its way back.",
        history_views.layers,
        wide=True,
        needs=(STEPS,),
    ),
}


def fitting(dataset: Dataset) -> dict[str, View[Frame]]:
    """The rows of ``VIEWS`` that make sense for a dataset."""
    return {name: view for name, view in VIEWS.items() if view.applies(dataset)}
