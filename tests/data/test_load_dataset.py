"""Every row of the table, loaded: shapes, types, determinism, splits, no leakage, no network."""

import math
import socket
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from mlpviz.data import DATASETS, PREPROCESSING, DataError, Dataset, load_dataset, split_sizes
from tests.rounding import gamma

ARRAYS = ("X_train", "Y_train", "X_test", "Y_test", "shift", "scale")
CLASSIFICATION = [name for name, spec in DATASETS.items() if spec.task == "classification"]
SPLIT_BY_SEED = [name for name, spec in DATASETS.items() if not spec.fixed_split]
EXTREMES = [
    (name, extreme)
    for name, spec in DATASETS.items()
    for extreme in ("minimum", "maximum")
    if spec.options
]


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the data package opened a socket")

    monkeypatch.setattr(socket, "socket", refuse)


ONE_CLASS = {"one_sample": {2}, "worked_example": {1}}  # a single sample has one


def check(d: Dataset) -> None:
    """What holds for every dataset, whatever its options."""
    spec = DATASETS[d.name]
    outputs = spec.n_classes or 1
    assert (d.title, d.task, d.image_shape) == (spec.title, spec.task, spec.image_shape)
    assert (d.n_features, d.n_classes) == (spec.n_features, spec.n_classes)
    assert len(d.feature_names) == spec.n_features
    assert len(d.class_names) == spec.n_classes == len(set(d.class_names))
    assert all(type(text) is str for text in d.feature_names + d.class_names)
    assert d.X_train.shape == (len(d.Y_train), spec.n_features)
    assert d.X_test.shape == (len(d.Y_test), spec.n_features)
    assert d.Y_train.shape[1] == d.Y_test.shape[1] == outputs
    assert d.shift.shape == d.scale.shape == (spec.n_features,)
    assert np.all(d.scale > 0)
    if d.image_shape:
        assert math.prod(d.image_shape) == d.n_features
    for field in ARRAYS:
        array = getattr(d, field)
        assert array.dtype == np.float64, field
        assert array.flags.c_contiguous, field
        assert not array.flags.writeable, field
        assert np.isfinite(array).all(), field
    if d.is_regression:
        assert d.labels_train is None
        assert d.labels_test is None
        return
    for labels, Y in [(d.labels_train, d.Y_train), (d.labels_test, d.Y_test)]:
        assert labels is not None
        assert labels.dtype == np.int64
        assert not labels.flags.writeable
        assert np.array_equal(Y, np.eye(d.n_classes)[labels])
        assert set(labels) == ONE_CLASS.get(d.name, set(range(d.n_classes)))


@pytest.mark.parametrize("name", DATASETS)
def test_the_default_of_every_dataset_is_what_its_row_states(name: str) -> None:
    d = load_dataset(name)
    check(d)
    assert (len(d.X_train), len(d.X_test)) == split_sizes(DATASETS[name], {})
    assert np.all(d.shift == 0)
    assert np.all(d.scale == 1)


@pytest.mark.parametrize(("name", "extreme"), EXTREMES)
def test_options_at_their_limits_load(name: str, extreme: str) -> None:
    options = {key: getattr(o, extreme) for key, o in DATASETS[name].options.items()}
    if "share" in options:  # its own limits depend on how many samples there are
        options["share"] = {"minimum": 0.2, "maximum": 0.9}[extreme]
    d = load_dataset(name, preprocessing="standardize", **options)
    check(d)
    assert (len(d.X_train), len(d.X_test)) == split_sizes(DATASETS[name], options)
    if "n_samples" in options:
        assert len(d.X_train) + len(d.X_test) == options["n_samples"]


@pytest.mark.parametrize("name", DATASETS)
def test_same_arguments_same_bits(name: str) -> None:
    a, b = (load_dataset(name, preprocessing="standardize", seed=7) for _ in range(2))
    for field in ARRAYS:
        assert np.array_equal(getattr(a, field), getattr(b, field)), field


@pytest.mark.parametrize("name", SPLIT_BY_SEED)
def test_another_seed_gives_another_split(name: str) -> None:
    a, b = (load_dataset(name, seed=seed) for seed in (0, 1))
    assert not np.array_equal(a.X_test, b.X_test)


def test_the_digits_split_is_scikit_learns_own_for_the_same_seed() -> None:
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    X, y = load_digits(return_X_y=True)
    X_train, X_test, _, labels_test = train_test_split(
        X, y, test_size=0.2, random_state=3, stratify=y
    )
    d = load_dataset("digits", seed=3)
    assert (len(d.X_train), len(d.X_test)) == (1437, 360)
    assert np.array_equal(d.X_train, X_train)
    assert np.array_equal(d.X_test, X_test)
    assert np.array_equal(d.labels_test, labels_test)
    assert (d.X_train.min(), d.X_train.max()) == (0, 16)


@pytest.mark.parametrize("test_size", [0.1, 0.2, 1 / 3, 0.5, 0.9])
@pytest.mark.parametrize("name", CLASSIFICATION)
def test_classes_keep_their_shares_within_one_sample(name: str, test_size: float) -> None:
    d = load_dataset(name, test_size=test_size)
    assert d.labels_train is not None
    assert d.labels_test is not None
    train, test = (np.bincount(y, minlength=d.n_classes) for y in (d.labels_train, d.labels_test))
    shares = (train + test) / (train.sum() + test.sum())
    assert np.all(np.abs(train - shares * train.sum()) < 1)
    assert np.all(np.abs(test - shares * test.sum()) < 1)


@pytest.mark.parametrize("name", SPLIT_BY_SEED)
def test_the_two_splits_together_are_the_whole_dataset(name: str) -> None:
    """The same rows, whatever the share: none lost, none in both splits."""
    a, b = (load_dataset(name, test_size=size) for size in (0.2, 0.5))
    rows_a, rows_b = (np.vstack([d.X_train, d.X_test]) for d in (a, b))
    assert np.array_equal(rows_a[np.lexsort(rows_a.T)], rows_b[np.lexsort(rows_b.T)])


@pytest.mark.parametrize("preprocessing", PREPROCESSING)
@pytest.mark.parametrize("name", ["diabetes", "moons", "mnist"])
def test_changed_test_rows_do_not_move_anything_fitted(
    name: str, preprocessing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = load_dataset(name, preprocessing=preprocessing)
    test_rows = {row.tobytes() for row in load_dataset(name).X_test}
    spec = DATASETS[name]

    def tampered(seed: int, **options: float) -> object:
        raw = spec.load(seed, **options)
        X, y = np.array(raw.X, dtype=float), np.array(raw.y)
        in_test = [row.tobytes() in test_rows for row in X]
        X[in_test] = 1e6
        if spec.task == "regression":
            y[in_test] = -1e6
        return replace(raw, X=X, y=y)

    monkeypatch.setitem(DATASETS, name, replace(spec, load=tampered))
    after = load_dataset(name, preprocessing=preprocessing)
    assert not np.array_equal(after.X_test, before.X_test)
    for field in ("X_train", "Y_train", "shift", "scale", "target_shift", "target_scale"):
        assert np.array_equal(getattr(after, field), getattr(before, field)), field


def test_the_wines_are_called_by_their_cultivars():
    assert load_dataset("wine").class_names == ("cultivar 1", "cultivar 2", "cultivar 3")


@pytest.mark.parametrize("preprocessing", PREPROCESSING)
def test_raw_inputs_undoes_the_preprocessing(preprocessing: str) -> None:
    raw, d = load_dataset("wine"), load_dataset("wine", preprocessing=preprocessing)
    # small features lose what the mean that was taken off and given back is rounded by
    near = {"rtol": gamma(8), "atol": gamma(8) * np.abs(raw.X_train).mean(axis=0).max()}
    np.testing.assert_allclose(d.raw_inputs(d.X_train), raw.X_train, **near)
    np.testing.assert_allclose(d.raw_inputs(d.X_test), raw.X_test, **near)


def test_diabetes_targets_are_standardised_on_the_training_split_and_come_back() -> None:
    d = load_dataset("diabetes")
    # targets of up to 346 with a deviation of 77: sums of n of them, once before and once after
    bound = 2 * gamma(2 * len(d.Y_train)) * (1.0 + 346 / 77)
    assert abs(d.Y_train.mean()) <= bound
    assert abs(d.Y_train.std() - 1) <= bound
    assert abs(d.Y_test.mean()) > 1e-3  # fitted elsewhere, so not exactly centred
    raw = np.vstack([d.raw_targets(d.Y_train), d.raw_targets(d.Y_test)])
    np.testing.assert_allclose([raw.min(), raw.max()], [25, 346])
    np.testing.assert_allclose(raw, np.round(raw), atol=1e-10)


@pytest.mark.parametrize("name", ["diabetes", "hills"])
def test_targets_are_standardised_as_asked(name: str) -> None:
    raw = load_dataset(name, standardize_targets=False)
    scaled = load_dataset(name, standardize_targets=True)
    assert (raw.target_shift, raw.target_scale, raw.standardize_targets) == (0.0, 1.0, False)
    assert (scaled.target_scale, scaled.standardize_targets) == (raw.Y_train.std(), True)
    bound = gamma(4 * len(raw.Y_train)) * (1 + np.abs(raw.Y_train).max())
    np.testing.assert_allclose(scaled.raw_targets(scaled.Y_test), raw.Y_test, atol=bound)
    asked = load_dataset(name)
    assert asked.standardize_targets == (name == "diabetes"), "as suits it"
    assert np.array_equal(asked.Y_train, (scaled if name == "diabetes" else raw).Y_train)


def test_classes_are_not_standardised() -> None:
    with pytest.raises(DataError, match="standardize_targets = True is for numbers, and Moons has"):
        load_dataset("moons", standardize_targets=True)
    assert not load_dataset("moons", standardize_targets=False).standardize_targets


def test_diabetes_inputs_are_raw_because_scikit_learns_scaling_has_seen_the_test_rows() -> None:
    d = load_dataset("diabetes")
    ages = np.concatenate([d.X_train[:, 0], d.X_test[:, 0]])
    assert d.feature_names[0] == "age"
    assert (ages.min(), ages.max()) == (19, 79)


@pytest.mark.parametrize("name", ["plane", "hills", "sine"])
def test_made_up_targets_are_left_alone(name: str) -> None:
    d = load_dataset(name, noise=0.0)
    assert (d.target_shift, d.target_scale) == (0.0, 1.0)
    assert 0.5 < np.abs(d.Y_train).max() <= 1.0


def test_a_dataset_cannot_be_written_to() -> None:
    d = load_dataset("iris")
    with pytest.raises(ValueError, match="read-only"):
        d.X_train[0, 0] = 5.0
    with pytest.raises(AttributeError):
        d.name = "other"  # type: ignore[misc]


def test_all_faults_of_a_call_are_reported_at_once() -> None:
    with pytest.raises(DataError) as caught:
        load_dataset(
            "moons",
            preprocessing="standardise",
            test_size=2.0,
            seed=-1,
            noise=float("nan"),
            n_samples=7,
            arms=3,
        )
    fields = [fault.field for fault in caught.value.faults]
    assert fields == ["preprocessing", "test_size", "seed", "noise", "n_samples", "option"]
    text = str(caught.value)
    assert "preprocessing = 'standardise' is unknown. Did you mean 'standardize'?" in text
    assert "test_size = 2.0 is too large: choose between 0.01 and 0.99." in text
    assert "seed = -1 is too small" in text
    assert "noise = nan must be a number between 0 and 0.5." in text
    assert "n_samples = 7 is too small: choose between 30 and 5000." in text
    assert "option = 'arms' is unknown. Legal: n_samples, noise, share," in text


@pytest.mark.parametrize("name", ["mooons", "", None, 3, ["moons"]])
def test_an_unknown_name_lists_the_names(name: object) -> None:
    with pytest.raises(DataError) as caught:
        load_dataset(name, test_size=0.0)  # type: ignore[arg-type]
    assert [fault.field for fault in caught.value.faults] == ["dataset", "test_size"]
    assert ", ".join(DATASETS) in str(caught.value)
    assert ("Did you mean 'moons'?" in str(caught.value)) == (name == "mooons")


@pytest.mark.parametrize(
    ("name", "test_size", "options"),
    [
        ("three_gaussians", 0.02, {"n_samples": 30}),
        ("three_gaussians", 0.98, {"n_samples": 30}),
        ("sine", 0.03, {"n_samples": 30}),
        ("iris", 0.01, {}),
        ("iris", 0.99, {}),
    ],
)
def test_a_split_without_room_for_every_class_is_refused(
    name: str, test_size: float, options: dict[str, int]
) -> None:
    with pytest.raises(DataError, match="each needs at least") as caught:
        load_dataset(name, test_size=test_size, **options)
    message = str(caught.value)
    low, high = message.split("choose between ")[1].rstrip(".").split(",")[0].split(" and ")
    for within in (float(low), float(high)):
        check(load_dataset(name, test_size=within, **options))


def test_importing_the_package_does_not_load_scikit_learn() -> None:
    code = "import sys, mlpviz.data; sys.exit('sklearn' in sys.modules or 'scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
