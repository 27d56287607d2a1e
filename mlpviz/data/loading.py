"""Names to datasets: load, split, preprocess."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from mlpviz.data.dataset import Dataset
from mlpviz.data.errors import DataError
from mlpviz.data.on_disk import ON_DISK, in_folder
from mlpviz.data.preprocessing import PREPROCESSING, fit_targets
from mlpviz.data.request import request_faults, resolved_options, split_sizes
from mlpviz.data.spec import TEST_SIZE, DatasetSpec, Floats, RawData, Values
from mlpviz.data.splitting import Rows, split_rows, stratified_rows
from mlpviz.data.table import DATASETS
from mlpviz.data.targets import one_hot
from mlpviz.engine.arguments import kind_fault
from mlpviz.engine.faults import Fault, show


def load_dataset(
    name: str,
    *,
    preprocessing: str = "none",
    standardize_targets: bool | None = None,
    test_size: float = TEST_SIZE.default,
    seed: int = 0,
    folder: str | Path | None = None,
    **options: float | str,
) -> Dataset:
    """Load dataset `name` of `DATASETS` or `ON_DISK`, split it, and preprocess its inputs.

    `preprocessing` is a name of `PREPROCESSING`, fitted on the training split alone. So are mean
    and standard deviation of targets that are numbers if `standardize_targets`; None, the default,
    is what suits them. `test_size` (0.01..0.99) is the share kept for testing; classes keep their
    shares in both splits to within one sample. `seed` (0..2^32 - 1) draws the noise and the split:
    the same arguments give the same bits. Where the split is fixed (MNIST), `test_size` and `seed`
    have no effect. `options` are those of the dataset's row, such as `n_samples` and `noise`.
    `folder` says where the files of a dataset of `ON_DISK` are, such as "cifar10"; by default in
    the data folder (see `data_folder`).

    Raises `DataError`, which names every fault of the request at once, or the file that is missing
    or damaged.
    """
    faults = request_faults(
        name,
        preprocessing=preprocessing,
        standardize_targets=standardize_targets,
        test_size=test_size,
        seed=seed,
        options=options,
        table=ON_DISK | DATASETS,
    )
    if folder is not None and not (isinstance(name, str) and name in ON_DISK):
        message = f"folder = {show(folder)} is for datasets on disk: {', '.join(ON_DISK)}."
        faults.append(Fault("folder", folder, message))
    elif fault := kind_fault("folder", folder, str | Path | None, "a folder's path, or None"):
        faults.append(fault)
    if faults:
        raise DataError(faults)
    row = in_folder(name, folder) if name in ON_DISK else DATASETS[name]
    spec, resolved = row.chosen(options), resolved_options(row, options)
    raw = spec.load(_maker_seed(int(seed)), **resolved)
    train, test = _split_rows(spec, raw, split_sizes(spec, resolved, test_size), int(seed))
    raw_train, raw_test = raw.X[train].astype(np.float64), raw.X[test].astype(np.float64)
    shift, scale = PREPROCESSING[preprocessing].fit(raw_train)
    standardized = spec.standardizes(standardize_targets)
    encode, target_shift, target_scale = _target_encoder(spec, raw.y[train], standardized)
    classes = spec.task == "classification"
    dataset = Dataset(
        name=name,
        title=spec.title,
        task=spec.task,
        X_train=np.ascontiguousarray((raw_train - shift) / scale),
        Y_train=encode(raw.y[train]),
        X_test=np.ascontiguousarray((raw_test - shift) / scale),
        Y_test=encode(raw.y[test]),
        labels_train=raw.y[train].astype(np.int64) if classes else None,
        labels_test=raw.y[test].astype(np.int64) if classes else None,
        class_names=raw.class_names,
        feature_names=raw.feature_names,
        image_shape=spec.image_shape,
        shift=shift,
        scale=scale,
        target_shift=target_shift,
        target_scale=target_scale,
        preprocessing=preprocessing,
        standardize_targets=standardized,
    )
    vars(dataset)["_origin"] = origin(name, spec, resolved, test_size, seed)
    return dataset


def origin(
    name: str, spec: DatasetSpec, options: Mapping[str, object], test_size: float, seed: int
) -> tuple[Any, ...]:
    """What decides the samples that `load_dataset` gives for these arguments, scaling aside."""
    resolved = resolved_options(spec, options)
    split = None if spec.fixed_split else float(test_size)
    return name, tuple(sorted(resolved.items())), split, int(seed)


def _maker_seed(seed: int) -> int:
    """A seed for the points that shares no random numbers with the split, which takes `seed`."""
    return int(np.random.SeedSequence(seed).generate_state(1)[0])


def _split_rows(
    spec: DatasetSpec, raw: RawData, sizes: tuple[int, int], seed: int
) -> tuple[Rows, Rows]:
    """Row numbers of the training and of the test split, stratified if there are classes."""
    n_train, n_test = sizes
    if spec.fixed_split:
        rows = np.arange(n_train + n_test)
        return rows[:n_train], rows[n_train:]
    if spec.task == "classification":
        return stratified_rows(raw.y, n_test, seed)
    return split_rows(n_train + n_test, n_test, seed)


def _target_encoder(
    spec: DatasetSpec, y_train: Values, standardized: bool
) -> tuple[Callable[[Values], Floats], Floats | float, Floats | float]:
    """How raw targets [n] become Y [n, k], and the shift and scale that takes.

    Fitted on the training split alone, like the inputs' preprocessing.
    """
    if spec.task == "classification":
        return lambda y: one_hot(y, spec.n_classes), 0.0, 1.0
    shift, scale = fit_targets(y_train) if standardized else (0.0, 1.0)
    return lambda y: (y[:, None].astype(np.float64) - shift) / scale, shift, scale
