"""``MLPRegressor``: one number or several for every sample."""

from typing import Any, Self

import numpy as np
from sklearn.base import RegressorMixin
from sklearn.utils import check_array

from mlpviz.arrays import Array
from mlpviz.estimators.perceptron import Perceptron
from mlpviz.estimators.samples import Samples, pairs_of, weights_of


class MLPRegressor(RegressorMixin, Perceptron):  # type: ignore[misc]  # it has no types
    """A regressor for scikit-learn on the hand-written engine, named as its own is.

    Parameters and attributes are those of ``MLPClassifier``, classes aside; by default its output
    is the identity and its loss mse.

    Examples
    --------
    >>> X = np.linspace(-1, 1, 50)[:, None]
    >>> net = MLPRegressor((16,), "tanh", learning_rate_init=0.02, random_state=0)
    >>> net.fit(X, np.sin(3 * X[:, 0])).score(X, np.sin(3 * X[:, 0])) > 0.95
    True
    """

    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """One epoch on X [n, d] and y [n] or [n, k]. Raises ValueError as ``fit``."""
        return self._partial_fit(X, y, sample_weight)

    def predict(self, X: Any) -> Array:
        """The prediction [n], or [n, k] if it was fitted on several, for X [n, d]."""
        outputs = self._outputs(X)
        return outputs[:, 0] if self._flat else outputs

    @property
    def _class_names(self) -> tuple[str, ...]:
        return ()

    def _output_and_loss(self) -> tuple[str, str]:
        return "identity", "mse"

    # ruff: noqa: ARG002  # the classifier's hooks need what is not used here
    def _samples(self, X: Any, y: Any, sample_weight: Any, *, reset: bool, again: bool) -> Samples:
        X, y = pairs_of(self, X, y, reset=reset)
        Y = check_array(y, dtype=np.float64, ensure_2d=False, input_name="y", estimator=self)
        Y = Y[:, None] if Y.ndim == 1 else Y
        self._flat = Y.shape[1] == 1
        return Samples(X, Y, None, weights_of(X, sample_weight))

    def _validation_score(self, held: Samples) -> float:
        r2 = self.trainer_.history.newest.test_r2
        assert r2 is not None
        return r2

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
