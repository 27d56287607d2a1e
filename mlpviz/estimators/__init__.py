"""scikit-learn estimators on the hand-written engine: ``MLPClassifier`` and ``MLPRegressor``."""

from mlpviz.estimators.classifier import MLPClassifier
from mlpviz.estimators.regressor import MLPRegressor

__all__ = ["MLPClassifier", "MLPRegressor"]
