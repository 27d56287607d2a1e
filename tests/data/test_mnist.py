"""The bundled images: balanced, disjoint, and a clear word when the file is lost or damaged."""

import zipfile
from pathlib import Path

import numpy as np
import pytest

from mlpviz.data import DataError, assets, load_dataset, mnist


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    return dict(mnist.read_images(assets.asset_path(mnist.ASSET)))


def test_a_hundred_of_each_digit_in_both_splits(arrays: dict[str, np.ndarray]) -> None:
    for split in ("train", "test"):
        assert np.bincount(arrays[f"{split}_labels"]).tolist() == [100] * 10


def test_no_image_occurs_twice_within_or_across_the_splits(arrays: dict[str, np.ndarray]) -> None:
    images = np.concatenate([arrays["train_images"], arrays["test_images"]])
    assert len({image.tobytes() for image in images}) == 2000


def test_images_and_labels_belong_together() -> None:
    """The nearest class mean, fitted on the training split, names four test images in five."""
    d = load_dataset("mnist")
    means = np.array([d.X_train[d.labels_train == digit].mean(axis=0) for digit in range(10)])
    distance = ((d.X_test[:, None, :] - means) ** 2).sum(axis=2)
    assert (distance.argmin(axis=1) == d.labels_test).mean() > 0.75
    assert 0.12 < d.X_train.mean() < 0.14  # the whole of MNIST: 0.1307


def test_the_file_is_small_enough_to_ship() -> None:
    assert assets.asset_path(mnist.ASSET).stat().st_size < 400_000


def test_pixels_are_scaled_to_one_and_names_point_at_rows_and_columns(
    arrays: dict[str, np.ndarray],
) -> None:
    d = load_dataset("mnist")
    assert np.array_equal(d.X_train * 255, arrays["train_images"].reshape(1000, 784))
    assert np.array_equal(d.labels_test, arrays["test_labels"])
    assert d.X_train.max() == 1.0
    assert d.X_train.min() == 0.0
    assert d.feature_names[28 * 3 + 5] == "pixel_3_5"


@pytest.mark.parametrize(("n_train", "n_test"), [(10, 1000), (250, 10), (333, 77)])
def test_subsets_are_balanced_prefixes(n_train: int, n_test: int) -> None:
    d, full = load_dataset("mnist", n_train=n_train, n_test=n_test), load_dataset("mnist")
    assert d.X_train.shape == (n_train, 784)
    assert d.X_test.shape == (n_test, 784)
    assert np.array_equal(d.X_train, full.X_train[:n_train])
    assert np.array_equal(d.X_test, full.X_test[:n_test])
    assert d.labels_train is not None
    assert d.labels_test is not None
    for labels in (d.labels_train, d.labels_test):
        assert np.ptp(np.bincount(labels, minlength=10)) <= 1
        assert labels.tolist() == [i % 10 for i in range(len(labels))]


def test_the_split_is_fixed_whatever_seed_and_share() -> None:
    a, b = load_dataset("mnist"), load_dataset("mnist", seed=5, test_size=0.5)
    assert np.array_equal(a.X_train, b.X_train)
    assert np.array_equal(a.X_test, b.X_test)


def test_a_missing_file_is_named_with_the_places_searched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assets, "ASSET_FOLDERS", (tmp_path / "a", tmp_path / "b"))
    with pytest.raises(DataError, match=r"mnist_2000\.npz is missing from") as caught:
        load_dataset("mnist")
    assert str(tmp_path / "a") in str(caught.value)
    assert "reinstall" in str(caught.value)


def test_an_installed_copy_is_preferred_to_a_folder_beside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = (tmp_path / "inside", tmp_path / "beside")
    monkeypatch.setattr(assets, "ASSET_FOLDERS", folders)
    for folder in reversed(folders):
        folder.mkdir()
        (folder / "x.npz").touch()
        assert assets.asset_path("x.npz") == folder / "x.npz"


def _garble(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0xFF
    path.write_bytes(content)


def _truncate(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:1000])


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _lose_an_array(path: Path) -> None:
    np.savez(path, train_images=np.zeros((1000, 28, 28), np.uint8))


def _change_a_shape(path: Path) -> None:
    with np.load(path) as archive:
        arrays = dict(archive)
    np.savez(path, **{**arrays, "test_images": arrays["test_images"][:10]})


def _break_the_compression(path: Path) -> None:
    """Three set bits begin a deflate block of a kind that does not exist."""
    with zipfile.ZipFile(path) as archive:
        entry = archive.infolist()[0]
    content = bytearray(path.read_bytes())
    extra = int.from_bytes(content[entry.header_offset + 28 : entry.header_offset + 30], "little")
    content[entry.header_offset + 30 + len(entry.filename) + extra] = 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize(
    "damage",
    [_garble, _truncate, _empty, _lose_an_array, _change_a_shape, _break_the_compression],
)
def test_a_damaged_file_is_refused(
    damage: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / mnist.ASSET
    copy.write_bytes(assets.asset_path(mnist.ASSET).read_bytes())
    monkeypatch.setattr(assets, "ASSET_FOLDERS", (tmp_path,))
    assert load_dataset("mnist", n_train=10, n_test=10).n_features == 784
    damage(copy)  # type: ignore[operator]
    with pytest.raises(DataError, match=r"mnist_2000\.npz is damaged \(.+\): reinstall"):
        load_dataset("mnist")


class _Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return pytest.fail, ("the file's pickle was run",)


def test_a_pickle_in_the_file_is_never_run(tmp_path: Path) -> None:
    bomb = np.array([_Bomb()], dtype=object)
    np.savez(tmp_path / "x.npz", train_images=bomb)
    with pytest.raises(DataError, match="Object arrays cannot be loaded"):
        mnist.read_images(tmp_path / "x.npz")
