"""What is wrong with samples before they are trained on, each fault with its place and way out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from mlpviz.data.errors import DataError
from mlpviz.data.spec import Floats
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.samples import as_batch, as_targets, nonfinite
from mlpviz.words import counted


def split_faults(
    X: Any,
    Y: Any,
    labels: Any,
    d: int,
    feature_names: Sequence[str],
    class_names: Sequence[str],
    k: int,
    of: str,
) -> list[Fault]:
    """What is wrong with the split that ``of`` names: inputs X [n, d], targets Y [n, k] or labels.

    Labels [n] are class indices, and looked at if there are names of classes.
    """
    try:
        inputs = as_batch(X, d, np.float64, of)
        targets = None if class_names else as_targets(Y, len(inputs), k, np.float64, of)
    except FaultsError as error:
        return list(error.faults)
    faults = nonfinite("X", X, inputs, of, feature_names)
    if targets is not None:
        return faults + nonfinite("Y", Y, targets, of)
    return faults + label_faults(labels, len(inputs), class_names, of)


def label_faults(labels: Any, n: int, classes: Sequence[str], of: str) -> list[Fault]:
    """The fault of labels that are no class, with the first of them."""
    array, field = np.asarray(labels), f"labels{of}"
    must = f"whole numbers from 0 to {len(classes) - 1}, one for each class"
    if array.shape != (n,):
        need = f"need [{n}], a class for every sample"
        return [Fault("labels", labels, f"{field} have shape {array.shape}; {need}")]
    if array.dtype.kind in "iu":
        bad = (array < 0) | (array >= len(classes))
    elif array.dtype.kind == "f" and not np.isfinite(array).all():
        bad = ~np.isfinite(array)  # what is missing made floats of the others
    else:
        bad = np.ones(n, bool)
    if not bad.any():
        return []
    sample = int(np.argmax(bad))
    value = array[sample : sample + 1].tolist()[0]
    more = int(bad.sum()) - 1
    also = f", and {counted(more, 'more such label')}" if more else ""
    message = f"{field} hold {show(value)} at sample {sample}, counted from 0{also}: {must}"
    return [Fault("labels", value, message)]


def require_fitted(name: str, field: str, value: object, *fitted: Floats | float) -> None:
    """Raise DataError if values are so large that their mean or spread is no number."""
    if all(np.isfinite(numbers).all() for numbers in fitted):
        return
    message = (
        f"{name} of the training split is too large for {field} = {show(value)}: its spread is no "
        f"finite number. Divide {name} by its largest value first."
    )
    raise DataError([Fault(name, name, message)])
