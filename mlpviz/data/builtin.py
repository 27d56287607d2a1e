"""The real datasets that scikit-learn carries in its package. The seed plays no part in these."""

from dataclasses import replace
from typing import Any

from mlpviz.data.dataset import RawData


def digits(_seed: int) -> RawData:
    """1797 handwritten digits of 8 x 8 pixels, raw values 0..16."""
    from sklearn.datasets import load_digits

    return _raw(load_digits())


def iris(_seed: int) -> RawData:
    """150 irises of three species, four lengths in cm."""
    from sklearn.datasets import load_iris

    return _raw(load_iris())


def wine(_seed: int) -> RawData:
    """178 wines of three grape cultivars, 13 chemical measurements."""
    from sklearn.datasets import load_wine

    # The package calls the classes class_0, class_1, class_2.
    return replace(_raw(load_wine()), class_names=("cultivar 1", "cultivar 2", "cultivar 3"))


def breast_cancer(_seed: int) -> RawData:
    """569 tumours, malignant (0) or benign (1), 30 measurements of their cells."""
    from sklearn.datasets import load_breast_cancer

    return _raw(load_breast_cancer())


def diabetes(_seed: int) -> RawData:
    """442 patients, ten measurements, a score of the disease one year on (25..346).

    Unscaled: scikit-learn's scaled version has seen all rows, those of the test split included.
    """
    from sklearn.datasets import load_diabetes

    bunch = load_diabetes(scaled=False)
    return RawData(bunch.data, bunch.target, _strings(bunch.feature_names))


def _raw(bunch: Any) -> RawData:
    features, classes = _strings(bunch.feature_names), _strings(bunch.target_names)
    return RawData(bunch.data, bunch.target, features, classes)


def _strings(names: Any) -> tuple[str, ...]:
    return tuple(str(name) for name in names)
