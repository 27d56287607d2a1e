"""Is a request for a dataset legal, and how large will its splits be? Answered without loading."""

import math
from collections.abc import Mapping
from dataclasses import replace
from numbers import Real
from typing import Any

from mlpviz.data.drawn import CLASSES
from mlpviz.data.errors import DataError
from mlpviz.data.labels import class_counts
from mlpviz.data.preprocessing import PREPROCESSING
from mlpviz.data.spec import SEED, TEST_SIZE, DatasetSpec
from mlpviz.data.table import DATASETS
from mlpviz.engine.arguments import kind_fault
from mlpviz.engine.faults import Fault, show, unknown
from mlpviz.engine.options import resolve_options, validate_options
from mlpviz.words import as_chosen, counted, whole

OR_NONE = "True, False, or None for what suits the data"  # of standardize_targets
OWN_DATA = (
    "Dataset.from_arrays(X, y) makes one of arrays of your own: RunConfig(dataset=data), and then "
    "Trainer(config, data)"
)


def split_sizes(
    spec: DatasetSpec, options: Mapping[str, object], test_size: float = TEST_SIZE.default
) -> tuple[int, int]:
    """Return (training samples, test samples) of a legal request.

    n_test = ceil(test_size * n), as scikit-learn counts; a fixed split goes by its own options,
    or is in halves if it has none.
    Options left out take their defaults. Raises `DataError` for illegal options.
    """
    spec, resolved = spec.chosen(options), resolved_options(spec, options)
    if spec.fixed_split and spec.n_samples is not None:
        return spec.n_samples // 2, spec.n_samples // 2
    if spec.fixed_split:
        return int(resolved["n_train"]), int(resolved["n_test"])
    n = spec.n_samples if spec.n_samples is not None else int(resolved["n_samples"])
    n_test = math.ceil(test_size * n)
    return n - n_test, n_test


def resolved_options(spec: DatasetSpec, options: Mapping[str, object]) -> dict[str, Any]:
    """Every option of a row with its value, texts included; defaults filled in.

    Raises `DataError` with all that is wrong with them.
    """
    if faults := option_faults(spec, options):
        raise DataError(faults)
    numbers = {name: value for name, value in options.items() if name not in spec.texts}
    found: dict[str, Any] = resolve_options(spec.options, numbers, error=DataError)
    return found | {name: options.get(name, row.default) for name, row in spec.texts.items()}


def option_faults(spec: DatasetSpec, options: Mapping[str, object]) -> list[Fault]:
    """What is wrong with the options of a row, its texts included."""
    return validate_options({**spec.options, **spec.texts}, options)


def request_faults(
    name: object,
    *,
    preprocessing: object = "none",
    standardize_targets: object = None,
    test_size: object = TEST_SIZE.default,
    seed: object = SEED.default,
    options: Mapping[str, object],
    table: Mapping[str, DatasetSpec] = DATASETS,
) -> list[Fault]:
    """Return every fault of a request to `load_dataset`; an empty list means it will load.

    Faults of an option are filed under the option's own name. `table` holds the legal names.
    """
    faults = []
    if not (isinstance(preprocessing, str) and preprocessing in PREPROCESSING):
        faults.append(unknown("preprocessing", preprocessing, PREPROCESSING))
    targets_fault = kind_fault("standardize_targets", standardize_targets, bool | None, OR_NONE)
    split_fault = TEST_SIZE.fault("test_size", test_size)
    found = (targets_fault, split_fault, SEED.fault("seed", seed))
    faults += [fault for fault in found if fault is not None]
    if not (isinstance(name, str) and name in table):
        fault = unknown("dataset", name, table)
        if name is not None and not isinstance(name, str):
            fault = replace(fault, message=f"{fault.message} {OWN_DATA}.")
        return [fault, *faults]
    spec = table[name].chosen(options)
    faults += _target_faults(spec, standardize_targets)
    of_options = option_faults(spec, options)
    if not of_options and isinstance(test_size, Real) and split_fault is None:
        of_options += _split_faults(spec, options, float(test_size))
        of_options += _share_faults(spec, options, float(test_size))
        of_options += _text_faults(spec, options, float(test_size))
    return faults + of_options


def _target_faults(spec: DatasetSpec, standardize: object) -> list[Fault]:
    """The fault of standardising what are classes."""
    if standardize is not True or spec.task == "regression":
        return []
    n = counted(spec.n_classes, "class", "classes") if spec.n_classes else "labels"
    message = f"standardize_targets = True is for numbers, and {spec.title} has {n}: leave it out."
    return [Fault("standardize_targets", standardize, message)]


def _split_faults(
    spec: DatasetSpec, options: Mapping[str, object], test_size: float
) -> list[Fault]:
    """The fault of a split in which some class, or any estimate of spread, would find no room.

    A fixed split has none: its sizes are not for `test_size` to choose.
    """
    if spec.fixed_split:
        return []
    n_train, n_test = split_sizes(spec, options, test_size)
    least = max(spec.n_classes, 2)
    if min(n_train, n_test) >= least:
        return []
    share = math.ceil(100 * least / (n_train + n_test)) / 100
    more = ", or more samples" if "n_samples" in spec.options or spec.texts else ""
    message = (
        f"test_size = {show(test_size)} leaves {counted(n_train, 'sample')} for training and "
        f"{whole(n_test)} for testing, and each needs at least {least}: choose between "
        f"{as_chosen(share)} and {as_chosen(1 - share)}{more}."
    )
    return [Fault("test_size", test_size, message)]


def _text_faults(spec: DatasetSpec, options: Mapping[str, object], test_size: float) -> list[Fault]:
    """The fault of a class that has too few samples in a text for some in both splits."""
    for name, row in spec.texts.items():
        text = str(options.get(name, row.default))
        sizes = row.sizes(text)
        n, smaller = sum(sizes), min(split_sizes(spec, options, test_size))
        least = math.ceil(n / max(smaller, 1))
        if smaller >= spec.n_classes and min(sizes) < least:
            rarest = CLASSES[sizes.index(min(sizes))]
            message = (
                f"{name}: class {rarest} has {counted(min(sizes), 'point')} of {whole(n)}, and "
                f"needs at least {whole(least)}, so that some train and some test with test_size = "
                f"{show(test_size)}: draw more of {rarest}, or choose a share closer to "
                f"{as_chosen(0.5)}."
            )
            return [Fault(name, text, message)]
    return []


def _share_faults(
    spec: DatasetSpec, options: Mapping[str, object], test_size: float
) -> list[Fault]:
    """The fault of a share of the first class that leaves some class no room in a split."""
    share = resolved_options(spec, options).get("share")
    if share is None or share == spec.options["share"].default:
        return []
    n_train, n_test = split_sizes(spec, options, test_size)
    n, smaller = n_train + n_test, min(n_train, n_test)
    rarest = min(class_counts(n, share, spec.n_classes))
    if rarest * smaller >= n:
        return []
    low = math.ceil(100 * math.ceil(n / smaller) / n) / 100
    high = 1 - (spec.n_classes - 1) * low
    between = f"choose between {as_chosen(low)} and {as_chosen(high)}, or " if low < high else ""
    message = (
        f"share = {show(share)} leaves {counted(rarest, 'sample')} of {whole(n)} to the rarest "
        f"class, too few for both splits: {between}more samples."
    )
    return [Fault("share", share, message)]
