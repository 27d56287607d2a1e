"""CIFAR-10 from files in the official format, made here: dicts as Python 2's cPickle wrote them."""

import os
import pickle
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mlpviz import DATASETS
from mlpviz.data import ON_DISK, DataError, data_folder, load_dataset
from mlpviz.data.cifar import CLASSES, FILES, read_batch

N = 30


def string(value: bytes) -> bytes:
    """A Python 2 str, as protocol 2 writes it."""
    return b"T" + struct.pack("<i", len(value)) + value


def number(value: int) -> bytes:
    return b"J" + struct.pack("<i", value)


def python2_batch(images: np.ndarray, labels: list[int]) -> bytes:
    """``cPickle.dumps({'batch_label': ..., 'labels': ..., 'data': ..., 'filenames': ...}, 2)``."""
    dtype = b"cnumpy\ndtype\n" + string(b"u1") + number(0) + number(1) + b"\x87R"
    dtype += b"(" + number(3) + string(b"|") + b"NNN" + number(-1) + number(-1) + number(0) + b"tb"
    array = b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\n"
    array += number(0) + b"\x85" + string(b"b") + b"\x87R"
    shape = b"".join(number(size) for size in images.shape) + b"\x86"
    array += b"(" + number(1) + shape + dtype + b"\x89" + string(images.tobytes()) + b"tb"
    items = {
        b"batch_label": string(b"training batch 1 of 5"),
        b"labels": b"](" + b"".join(map(number, labels)) + b"e",
        b"data": array,
        b"filenames": b"]("
        + b"".join(string(b"leptodactylus_s_000004.png") for _ in labels)
        + b"e",
    }
    return b"\x80\x02}(" + b"".join(string(key) + value for key, value in items.items()) + b"u."


def batch(seed: int, n: int = N) -> tuple[np.ndarray, list[int]]:
    rng = np.random.default_rng(seed)
    return rng.integers(0, 256, (n, 3072), np.uint8), (rng.permutation(n) % 10).tolist()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "cifar-10-batches-py"
    place.mkdir()
    for seed, name in enumerate(FILES):
        (place / name).write_bytes(python2_batch(*batch(seed)))
    return place


SMALL = {"n_train": N, "n_test": N}


def test_the_file_made_here_is_one_that_python_can_read(folder: Path) -> None:
    found = pickle.loads((folder / "data_batch_1").read_bytes(), encoding="bytes")
    images, labels = batch(0)
    assert list(found) == [b"batch_label", b"labels", b"data", b"filenames"]
    np.testing.assert_array_equal(found[b"data"], images, strict=True)
    assert found[b"labels"] == labels


def test_training_validation_and_test_come_from_their_files(folder: Path) -> None:
    data = load_dataset("cifar10", folder=folder, **SMALL)
    validation = load_dataset("cifar10", folder=str(folder), validation=1, **SMALL)
    for X, labels, seed in (
        (data.X_train, data.labels_train, 0),
        (validation.X_train, validation.labels_train, 0),
        (validation.X_test, validation.labels_test, 1),
        (data.X_test, data.labels_test, 2),
    ):
        images, expected = batch(seed)
        np.testing.assert_array_equal(X, images / 255.0)
        assert labels is not None
        assert labels.tolist() == expected
    assert data.class_names == CLASSES
    assert data.class_names[6] == "frog"
    assert data.image_shape == (3, 32, 32)
    assert not data.is_image  # no grey image: a view would take it for 3 * 32 rows
    assert data.feature_names[0] == "red_0_0"
    assert data.feature_names[-1] == "blue_31_31"
    assert len(data.feature_names) == data.n_features == 3072


def test_all_splits_get_the_z_score_of_the_training_images(folder: Path) -> None:
    raw = load_dataset("cifar10", folder=folder, **SMALL).X_train
    shift, scale = raw.mean(axis=0), raw.std(axis=0, ddof=1)
    for validation in (0, 1):
        data = load_dataset(
            "cifar10",
            folder=folder,
            preprocessing="standardize_unbiased",
            validation=validation,
            **SMALL,
        )
        test = batch(1 if validation else 2)[0] / 255.0
        np.testing.assert_allclose(data.X_train, (raw - shift) / scale, atol=1e-12)
        np.testing.assert_allclose(data.X_test, (test - shift) / scale, atol=1e-12)


def test_a_shorter_part_can_be_asked_for_and_more_cannot(folder: Path) -> None:
    data = load_dataset("cifar10", folder=folder, n_train=20, n_test=10)
    assert (len(data.X_train), len(data.X_test)) == (20, 10)
    with pytest.raises(DataError, match="holds 30 images, 10000 were asked for"):
        load_dataset("cifar10", folder=folder)


def test_files_that_python_3_wrote_are_read_too(folder: Path) -> None:
    images, labels = batch(0)
    for protocol in range(5):
        content = pickle.dumps({"data": images, "labels": labels}, protocol)
        (folder / "data_batch_1").write_bytes(content)
        found, expected = read_batch(folder / "data_batch_1")
        np.testing.assert_array_equal(found, images, strict=True)
        assert expected.tolist() == labels


class Bomb:
    def __init__(self, trap: Path) -> None:
        self.trap = trap

    def __reduce__(self) -> object:
        return os.system, (f"touch {self.trap}",)


@pytest.mark.parametrize("name", ["data_batch_1", "test_batch"])
def test_a_hostile_batch_is_refused_and_runs_nothing(name: str, folder: Path) -> None:
    images, labels = batch(0)
    trap = folder / "trap"
    content = pickle.dumps({"data": images, "labels": labels, "x": Bomb(trap)}, 2)
    (folder / name).write_bytes(content)
    with pytest.raises(DataError, match="nothing of it was run"):
        load_dataset("cifar10", folder=folder, **SMALL)
    assert not trap.exists()


IMAGES, LABELS = batch(0)


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ([IMAGES, LABELS], "a list, not a dict"),
        ({"data": IMAGES}, "'labels' a list"),
        ({"labels": LABELS}, "'data' must be an array"),
        ({"data": IMAGES.tolist(), "labels": LABELS}, "'data' must be an array"),
        ({"data": IMAGES.astype(float), "labels": LABELS}, "float64"),
        ({"data": IMAGES[:, :100], "labels": LABELS}, r"\(30, 100\) for 30 labels"),
        ({"data": IMAGES.ravel(), "labels": LABELS}, "for 30 labels"),
        ({"data": IMAGES, "labels": LABELS[1:]}, "for 29 labels"),
        ({"data": IMAGES, "labels": [10, *LABELS[1:]]}, "from 0 to 9"),
        ({"data": IMAGES, "labels": ["1", *LABELS[1:]]}, "from 0 to 9"),
    ],
)
def test_what_is_no_batch_is_refused(content: object, named: str, folder: Path) -> None:
    (folder / "data_batch_1").write_bytes(pickle.dumps(content, 2))
    with pytest.raises(DataError, match=named):
        load_dataset("cifar10", folder=folder, **SMALL)


def test_a_truncated_batch_is_refused(folder: Path) -> None:
    path = folder / "test_batch"
    path.write_bytes(path.read_bytes()[:50_000])
    with pytest.raises(DataError, match="damaged"):
        load_dataset("cifar10", folder=folder, **SMALL)


def test_missing_files_are_named_with_the_way_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "test_batch").unlink()
    with pytest.raises(DataError, match="test_batch missing") as caught:
        load_dataset("cifar10", folder=folder)
    assert "https://www.cs.toronto.edu/~kriz/cifar.html" in str(caught.value)
    monkeypatch.setenv("MLPVIZ_DATA", str(folder / "empty"))
    with pytest.raises(DataError, match="data_batch_1, data_batch_2 and test_batch missing"):
        load_dataset("cifar10")


def test_a_folder_is_only_for_datasets_on_disk(folder: Path) -> None:
    with pytest.raises(DataError, match="is for datasets on disk: cifar10"):
        load_dataset("moons", folder=folder)


def test_the_data_folder_is_the_environments_or_in_the_home_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLPVIZ_DATA", str(folder.parent))
    assert data_folder() == folder.parent
    assert len(load_dataset("cifar10", **SMALL).X_train) == N
    monkeypatch.delenv("MLPVIZ_DATA")
    assert data_folder() == Path.home() / ".cache" / "mlpviz"


@pytest.mark.parametrize("there", [True, False])
def test_cifar_can_be_chosen_where_its_files_are(there: bool, folder: Path) -> None:
    code = (
        "import mlpviz; from mlpviz.presets import PRESETS; p = PRESETS['cifar-relu'];"
        "print('cifar10' in mlpviz.DATASETS, p.config.dataset, bool(p.stand_in))"
    )
    place = folder.parent if there else folder
    run = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"MLPVIZ_DATA": str(place)},
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.split() == (
        ["True", "cifar10", "False"] if there else ["False", "random_pixels", "True"]
    )


def test_rows_on_disk_do_not_clash_with_those_that_come_along() -> None:
    for name, spec in ON_DISK.items():
        assert spec.files
        assert name not in DATASETS or DATASETS[name].files == spec.files
