"""Images from https://www.openml.org, by way of scikit-learn's ``fetch_openml``."""

import errno
import http.client
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import HTTPError, URLError

import numpy as np
from numpy.typing import NDArray

from mlpviz.data.errors import DataError
from mlpviz.engine.faults import Fault, show
from mlpviz.words import counted, number

Bytes = NDArray[np.uint8]


def fetch_images(data_id: int, n_features: int, n_classes: int, home: Path) -> tuple[Bytes, Bytes]:
    """Images uint8 [n, ``n_features``] and labels uint8 [n] of the dataset number ``data_id``.

    What is downloaded goes into the folder ``home``. scikit-learn tries again when the network
    fails, and compares the file with the checksum that OpenML states. Raises ``DataError`` that
    says what failed and what can be done.
    """
    # float32 is half the memory of pandas's own choice. scikit-learn would read the class as a
    # category, and fails where pandas takes its names for numbers (pandas 3.1).
    columns: dict[int, Any] = dict.fromkeys(range(n_features), np.float32) | {n_features: str}
    try:
        from sklearn.datasets import fetch_openml

        with warnings.catch_warnings():  # each attempt that fails is a warning: the last one tells
            warnings.simplefilter("ignore")
            bunch = fetch_openml(
                data_id=data_id,
                data_home=home,
                as_frame=False,
                parser="pandas",
                read_csv_kwargs={"dtype": columns},
            )
        if bunch.data.shape != (len(bunch.target), n_features):
            raise ValueError(f"{bunch.data.shape} values, {counted(n_features, 'pixel')} an image")
        labels = np.array([str(label).strip("'\"") for label in bunch.target])
        return _whole(bunch.data, 256, "pixels"), _whole(labels, n_classes, "labels")
    except Exception as error:  # an answer from outside can be wrong in any way
        message = f"dataset {data_id} of openml.org {_explained(error)}"
        raise DataError([Fault("download", data_id, message)]) from error


def _whole(values: Any, below: int, what: str) -> Bytes:
    """The values as bytes; raises ValueError unless all are whole and below ``below``."""
    numbers = values.astype(np.float32)
    low, high = numbers.min(initial=0), numbers.max(initial=0)
    if not (low >= 0 and high < below and np.array_equal(numbers, np.rint(numbers))):
        raise ValueError(
            f"{what} from {number(low)} to {number(high)}, not whole numbers below {below}"
        )
    whole: Bytes = numbers.astype(np.uint8)
    return whole


def _explained(error: Exception) -> str:
    """What failed and what can be done, after the words "dataset 554 of openml.org"."""
    for kind in FAILURES:
        if kind.fits(error):
            return kind.words.format(error=show(str(error), 200), code=getattr(error, "code", ""))
    return f"could not be downloaded: {type(error).__name__}, {show(str(error), 200)}."


class Failure(NamedTuple):
    """Whether an exception is of this kind, and what is said of it."""

    fits: Callable[[Exception], bool]
    words: str


FAILURES = (
    Failure(
        lambda e: isinstance(e, ImportError),
        "cannot be read without scikit-learn and pandas: pip install scikit-learn pandas, and try "
        "again.",
    ),
    Failure(
        lambda e: isinstance(e, OSError) and e.errno in (errno.ENOSPC, errno.EDQUOT),
        "does not fit on the disk: free some space, or name another folder in MLPVIZ_DATA.",
    ),
    Failure(lambda e: isinstance(e, PermissionError), "cannot be stored: {error}."),
    Failure(
        lambda e: isinstance(e, HTTPError),
        "cannot be had at present: the server answered {code}. Try again later.",
    ),
    Failure(
        lambda e: isinstance(e, URLError | TimeoutError),
        "cannot be reached ({error}). Is this computer online? Otherwise try again later.",
    ),
    Failure(
        lambda e: isinstance(e, ConnectionError | http.client.HTTPException),
        "broke off ({error}). Try again.",
    ),
    Failure(
        lambda e: "checksum" in str(e),
        "arrived damaged twice: its checksum is not the one that OpenML states. Try again later.",
    ),
    Failure(
        lambda e: isinstance(e, ValueError | KeyError | EOFError),
        "is not what was expected ({error}). It may have changed: please report this.",
    ),
)
