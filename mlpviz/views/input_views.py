"""Views of what the network answers over its inputs: the plane, a line, or a grid of images."""

import numpy as np

from mlpviz import charts
from mlpviz.arrays import Array
from mlpviz.charts import Chart
from mlpviz.data import Dataset
from mlpviz.engine.losses import OUTPUTS
from mlpviz.views.frame import Frame, labels

GRID = 48  # points per side of a surface
LINE = 200  # points of a curve
YES = 0.5  # an output above it tells that a sample has the label


def decision(frame: Frame) -> Chart:
    """The predicted class over the plane of two inputs."""
    dataset = frame.dataset
    (x, y), X = _plane(frame)
    scores = frame.scores(frame.outputs(X)).reshape(GRID, GRID, dataset.n_classes)
    (X_train, X_test), (labels_train, labels_test) = _raw_inputs(dataset), labels(dataset)
    return charts.DecisionSurface(
        x,
        y,
        scores,
        X_train,
        labels_train,
        X_test,
        labels_test,
        class_names=dataset.class_names,
        feature_names=dataset.feature_names,
        flat=frame.look.flat,
        test_points=frame.look.test,
    )


def prediction(frame: Frame) -> Chart:
    """The predicted number over the plane of two inputs."""
    dataset = frame.dataset
    (x, y), X = _plane(frame)
    surface = dataset.raw_targets(frame.outputs(X)).reshape(GRID, GRID)
    (X_train, X_test), (y_train, y_test) = _raw_inputs(dataset), _raw_targets(dataset)
    return charts.RegressionSurface(
        x,
        y,
        surface,
        X_train,
        y_train,
        X_test,
        y_test,
        feature_names=dataset.feature_names,
        flat=frame.look.flat,
        test_points=frame.look.test,
    )


def fit(frame: Frame) -> Chart:
    """The curve over a single input: the prediction, or how sure it is of the second class."""
    dataset = frame.dataset
    train, test = _raw_inputs(dataset)
    grid = _span(train, test, LINE)
    outputs = frame.outputs(frame.trainer.preprocess(grid[:, None]))
    if dataset.is_classification:
        curve, target = frame.scores(outputs)[:, 1], dataset.class_names[1]
        y_train, y_test = (each.astype(np.float64) for each in labels(dataset))
    else:
        curve, target = dataset.raw_targets(outputs)[:, 0], "target"
        y_train, y_test = _raw_targets(dataset)
    return charts.FitLine(
        grid,
        curve,
        train[:, 0],
        y_train,
        test[:, 0],
        y_test,
        feature_name=dataset.feature_names[0],
        target=target,
        test_points=frame.look.test,
    )


def images(frame: Frame) -> Chart:
    """Test images with predicted class and confidence, the surest mistakes first."""
    dataset = frame.dataset
    scores, predicted, truth = frame.scores_test, frame.predicted_test, labels(dataset)[1]
    confidence = scores[np.arange(len(scores)), predicted]
    shown = charts.choose_images(truth, predicted, confidence)
    pixels = dataset.raw_inputs(dataset.X_test[shown]).reshape(-1, *(dataset.image_shape or ()))
    return charts.ImageGrid(
        pixels, truth[shown], predicted[shown], confidence[shown], dataset.class_names
    )


def label_shares(frame: Frame) -> Chart:
    """Of labels that do not exclude each other how often each is predicted, and how often true."""
    trainer, probable = frame.trainer, OUTPUTS[frame.config.output].probabilities
    splits = (
        (trainer.train_split.Y, frame.outputs(trainer.train_split.X)),
        (trainer.test_split.Y, frame.outputs_test),
    )
    (train, true_train), (test, true_test) = (
        ((outputs > YES).mean(axis=0), Y.mean(axis=0)) for Y, outputs in splits
    )
    given_train, given_test = (
        np.clip(np.where(Y > YES, said, 1.0 - said), 0.0, 1.0).ravel() for Y, said in splits
    )
    return charts.PredictionDistribution(
        frame.dataset.target_names,
        train,
        true_train,
        test,
        true_test,
        given_train,
        given_test,
        output="probability" if probable else "output",
    )


def _plane(frame: Frame) -> tuple[tuple[Array, Array], Array]:
    """Both axes of a grid over the data, in raw units, and its points as the network takes them."""
    x, y = span_of_plane(frame.dataset, GRID)
    points = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    return (x, y), frame.trainer.preprocess(points)


def span_of_plane(dataset: Dataset, points: int) -> tuple[Array, Array]:
    """So many even steps along both inputs over the data, in raw units, with a margin."""
    train, test = _raw_inputs(dataset)
    return _span(train[:, 0], test[:, 0], points), _span(train[:, 1], test[:, 1], points)


def _span(train: Array, test: Array, points: int) -> Array:
    """``points`` even steps over both splits of one feature, with a margin of 8%.

    Around a single value v it is 1 or |v|, whatever is more.
    """
    low, high = min(train.min(), test.min()), max(train.max(), test.max())
    margin = 0.08 * (high - low) or max(1.0, abs(low))
    return np.linspace(low - margin, high + margin, points)


def _raw_inputs(dataset: Dataset) -> tuple[Array, Array]:
    return dataset.raw_inputs(dataset.X_train), dataset.raw_inputs(dataset.X_test)


def _raw_targets(dataset: Dataset) -> tuple[Array, Array]:
    return dataset.raw_targets(dataset.Y_train)[:, 0], dataset.raw_targets(dataset.Y_test)[:, 0]
