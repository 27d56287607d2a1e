"""Five small real datasets, bundled in ``assets/datasets``. The seed plays no part in them."""

import zipfile
import zlib

import numpy as np

from mlpviz.data.assets import asset_path, damaged
from mlpviz.data.spec import RawData


def digits(_seed: int) -> RawData:
    """1797 handwritten digits of 8 x 8 pixels, raw values 0..16."""
    return read("digits")


def iris(_seed: int) -> RawData:
    """150 irises of three species, four lengths in cm."""
    return read("iris")


def wine(_seed: int) -> RawData:
    """178 wines of three grape cultivars, 13 chemical measurements."""
    return read("wine")


def breast_cancer(_seed: int) -> RawData:
    """569 tumours, malignant (0) or benign (1), 30 measurements of their cells."""
    return read("breast_cancer")


def diabetes(_seed: int) -> RawData:
    """442 patients, ten measurements, a score of the disease one year on (25..346); unscaled."""
    return read("diabetes")


def read(name: str) -> RawData:
    """Read ``assets/datasets/NAME.npz``; raises `DataError` if it is missing or damaged."""
    path = asset_path(f"datasets/{name}.npz")
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            X, y = archive["X"].astype(np.float64), archive["y"]
            features, classes = archive["feature_names"].tolist(), archive["class_names"].tolist()
    except (OSError, EOFError, KeyError, ValueError, zipfile.BadZipFile, zlib.error) as error:
        raise damaged(path, str(error)) from error
    return RawData(X, y.astype(np.int64 if classes else np.float64), (*features,), (*classes,))
