"""A `Dataset` as a run's choices would have made it: data that are given obey them, too."""

from dataclasses import replace
from typing import Any

import numpy as np

from mlpviz.data.checks import require_fitted
from mlpviz.data.dataset import Dataset
from mlpviz.data.preprocessing import PREPROCESSING, fit_targets
from mlpviz.data.spec import Floats

SPLITS = ("train", "test")


def as_chosen(
    dataset: Dataset, preprocessing: str, standardize_targets: bool | None = None
) -> Dataset:
    """`dataset` with inputs and targets shifted and scaled as asked; itself if they already are.

    What `dataset` says that it has been through is undone first: raw = X * scale + shift. Then all
    is fitted on its training split alone, as `load_dataset` does. `preprocessing` is a name of
    `PREPROCESSING`. `standardize_targets` is for regression; None leaves the targets as they come.
    Nothing is copied but what changes.

    Raises `DataError` as `Dataset.check` does.
    """
    dataset.check()
    changes: dict[str, Any] = {}
    with np.errstate(all="ignore"):  # what is too large is told of below
        if preprocessing != dataset.preprocessing:
            changes |= _inputs(dataset, preprocessing)
        if dataset.task == "regression" and standardize_targets not in (
            None,
            dataset.standardize_targets,
        ):
            changes |= _targets(dataset, bool(standardize_targets))
    if not changes:
        return dataset
    found = replace(dataset, **changes)
    vars(found).update(fingerprint=dataset.fingerprint, _origin=dataset.origin)  # the same samples
    return found


def _inputs(dataset: Dataset, preprocessing: str) -> dict[str, Any]:
    raw = [_raw(getattr(dataset, f"X_{split}"), dataset.shift, dataset.scale) for split in SPLITS]
    shift, scale = PREPROCESSING[preprocessing].fit(raw[0])
    require_fitted("X", "preprocessing", preprocessing, shift, scale)
    return {
        "X_train": _scaled(raw[0], shift, scale),
        "X_test": _scaled(raw[1], shift, scale),
        "shift": shift,
        "scale": scale,
        "preprocessing": preprocessing,
    }


def _targets(dataset: Dataset, standardize: bool) -> dict[str, Any]:
    shift, scale = dataset.target_shift, dataset.target_scale
    raw = [_raw(getattr(dataset, f"Y_{split}"), shift, scale) for split in SPLITS]
    shift, scale = fit_targets(raw[0]) if standardize else (0.0, 1.0)
    require_fitted("Y", "standardize_targets", standardize, shift, scale)
    return {
        "Y_train": _scaled(raw[0], shift, scale),
        "Y_test": _scaled(raw[1], shift, scale),
        "target_shift": shift,
        "target_scale": scale,
        "standardize_targets": standardize,
    }


def _raw(values: Floats, shift: Floats | float, scale: Floats | float) -> Floats:
    """Undo a shift and a scale; the values themselves where there are none to undo."""
    array: Floats = np.asarray(values, np.float64)
    if not np.any(shift) and np.equal(scale, 1.0).all():
        return array
    raw = array * scale
    raw += shift
    return raw


def _scaled(raw: Floats, shift: Floats | float, scale: Floats | float) -> Floats:
    scaled = np.subtract(raw, shift, order="C")
    scaled /= scale  # in place: the samples may be all that fits in memory
    return scaled
