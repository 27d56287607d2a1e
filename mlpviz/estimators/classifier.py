"""``MLPClassifier``: classes, or labels that do not exclude each other."""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.metrics import accuracy_score
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_is_fitted, column_or_1d

from mlpviz.arrays import Array
from mlpviz.engine.faults import show
from mlpviz.engine.losses import decode
from mlpviz.estimators.perceptron import Perceptron, outputs_of
from mlpviz.estimators.samples import Samples, pairs_of, weights_of
from mlpviz.network import probabilities
from mlpviz.words import listed

LABELS = "multilabel-indicator"


class MLPClassifier(ClassifierMixin, Perceptron):  # type: ignore[misc]  # it has no types
    """A classifier for scikit-learn on the hand-written engine, named as its own is.

    Parameters
    ----------
    hidden_layer_sizes : units per hidden layer; () is a linear model
    activation : of all hidden layers, or one per layer, names of ``ACTIVATIONS``
    solver, solver_options : of ``OPTIMIZERS``, with its settings by name
    alpha : the penalty is alpha / (2 batch size) sum(W**2), as scikit-learn's is
    batch_size : samples per update; "auto" is 200 or all, None is all
    learning_rate_init : learning rate
    max_iter : epochs at most
    shuffle : whether every epoch takes the samples in a new order
    random_state : of weights, order and validation split; an int gives the same bits again
    tol, n_iter_no_change : training ends once ``tol`` was not gained for more epochs than that
    verbose : whether to print the loss of every epoch
    warm_start : whether ``fit`` goes on from the last one
    early_stopping : whether to watch the score on a share ``validation_fraction`` of the samples,
        kept out of training, instead of the loss, and to predict with the best weights
    output, loss : names of ``OUTPUTS`` and ``LOSSES``; by default softmax and cross-entropy, for
        several labels sigmoid and binary cross-entropy
    initializer : of ``INITIALIZERS``
    class_weight : weights by class, or "balanced"; for classes that exclude each other

    Attributes
    ----------
    classes_, n_features_in_, feature_names_in_, n_iter_, loss_, loss_curve_, best_loss_,
    validation_scores_, best_validation_score_, coefs_, intercepts_, n_layers_, n_outputs_,
    out_activation_ : as scikit-learn's; ``loss_curve_`` has the loss after each epoch
    network_ : the ``MLP`` that predicts
    trainer_ : the run with history, diagnosis and checks: an ``mlpviz.Trainer`` whose test split
        are the samples kept for validation, else those of training. Of several labels it tells
        R² in place of the accuracy

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from sklearn.pipeline import make_pipeline
    >>> from sklearn.preprocessing import StandardScaler
    >>> X, y = load_iris(return_X_y=True)
    >>> net = MLPClassifier((8,), learning_rate_init=0.02, random_state=0)
    >>> make_pipeline(StandardScaler(), net).fit(X, y).score(X, y) > 0.95
    True
    >>> net.trainer_.network.check_gradients(X[:9], np.eye(3)[y[:9]], "cross_entropy").passed
    True
    """

    classes_: Array
    _to_come: Array | None = None  # classes of the first call of ``partial_fit``

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int] = (100,),
        activation: str | Sequence[str] = "relu",
        *,
        solver: str = "adam",
        solver_options: dict[str, float] | None = None,
        alpha: float = 1e-4,
        batch_size: int | str | None = "auto",
        learning_rate_init: float = 1e-3,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: Any = None,
        tol: float = 1e-4,
        verbose: bool = False,
        warm_start: bool = False,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: float = 10,
        output: str | None = None,
        loss: str | None = None,
        initializer: str = "xavier_uniform",
        class_weight: Any = None,
    ) -> None:
        super().__init__(
            hidden_layer_sizes,
            activation,
            solver=solver,
            solver_options=solver_options,
            alpha=alpha,
            batch_size=batch_size,
            learning_rate_init=learning_rate_init,
            max_iter=max_iter,
            shuffle=shuffle,
            random_state=random_state,
            tol=tol,
            verbose=verbose,
            warm_start=warm_start,
            early_stopping=early_stopping,
            validation_fraction=validation_fraction,
            n_iter_no_change=n_iter_no_change,
            output=output,
            loss=loss,
            initializer=initializer,
        )
        self.class_weight = class_weight

    def partial_fit(self, X: Any, y: Any, classes: Any = None, sample_weight: Any = None) -> Self:
        """One epoch on X [n, d] and y; the first call needs all ``classes`` that there will be.

        Raises ValueError as ``fit``, and for classes that are not among them.
        """
        if not hasattr(self, "trainer_"):
            if classes is None:
                raise ValueError("classes must be passed on the first call to partial_fit.")
            if not type_of_target(y).startswith("multilabel"):
                self._to_come = np.unique(classes)
        elif classes is not None and not np.array_equal(np.unique(classes), self.classes_):
            message = f"classes = {show(list(classes))} are not those of the first call, "
            raise ValueError(f"{message}{show(self.classes_.tolist())}.")
        return self._partial_fit(X, y, sample_weight)

    def predict_proba(self, X: Any) -> Array:
        """Probability [n, k] of every class for X [n, d], in the order of ``classes_``.

        Of several labels each by itself, so that rows need not sum to 1. Raises FaultsError where
        ``output`` is none that gives probabilities.
        """
        check_is_fitted(self)
        return probabilities(self.network_, self._outputs(X))

    def predict(self, X: Any) -> Array:
        """The class [n] of every sample of X [n, d], or its labels as rows of 0 and 1 [n, k]."""
        outputs = self._outputs(X)
        return self._decoded(outputs)

    def _decoded(self, outputs: Array) -> Array:
        if not self._class_names:
            return (outputs > 0.5).astype(np.int64)
        threshold = self.trainer_.threshold
        decoded: Array = self.classes_[decode(outputs, threshold)]
        return decoded

    @property
    def _class_names(self) -> tuple[str, ...]:
        return () if self._several else tuple(map(str, self.classes_.tolist()))

    def _output_and_loss(self) -> tuple[str, str]:
        if self._several:
            return "sigmoid", "binary_cross_entropy"
        return "softmax", "cross_entropy"

    def _samples(self, X: Any, y: Any, sample_weight: Any, *, reset: bool, again: bool) -> Samples:
        X, y = pairs_of(self, X, y, reset=reset)
        check_classification_targets(y)
        several = type_of_target(y) == LABELS
        weights = weights_of(X, sample_weight)
        if not several:
            y = column_or_1d(y, warn=True)
        if again and several != self._several:
            kinds = "one class a sample", "labels that do not exclude each other"
            now, before = kinds if self._several else kinds[::-1]
            raise ValueError(f"y has {now}, and was fitted on {before}.")
        self._several = several
        if several:
            Y = np.asarray(y.toarray() if hasattr(y, "toarray") else y, np.float64)
            self.classes_ = np.arange(Y.shape[1])
            return Samples(X, Y, None, weights)
        if not again:
            self.classes_ = np.unique(y) if self._to_come is None else self._to_come
            self._to_come = None
        return self._of_classes(X, y, weights)

    def _of_classes(self, X: Array, y: Array, weights: Array | None) -> Samples:
        unknown = np.setdiff1d(y, self.classes_)
        if len(unknown):
            message = f"`y` has classes not in `self.classes_`, {show(self.classes_.tolist())}: "
            raise ValueError(f"{message}{listed(map(show, unknown.tolist()), most=5)}.")
        if len(self.classes_) < 2:
            message = f"y has one class alone, {show(self.classes_.tolist()[0])}"
            raise ValueError(f"{message}: a classifier needs two at least.")
        if self.class_weight is not None:
            by_class = compute_sample_weight(self.class_weight, y)
            weights = by_class if weights is None else weights * by_class
        labels = np.searchsorted(self.classes_, y)
        return Samples(X, np.eye(len(self.classes_))[labels], labels, weights)

    def _validation_score(self, held: Samples) -> float:
        record = self.trainer_.history.newest
        if record.test_accuracy is not None:
            return record.test_accuracy
        outputs = outputs_of(self.trainer_.network, held.X)
        return float(accuracy_score(held.Y, self._decoded(outputs), sample_weight=held.weights))

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.classifier_tags.multi_label = True
        return tags
