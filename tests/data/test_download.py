"""Downloads, from a server of our own that answers as OpenML does."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from mlpviz import DATASETS, DataError, download_dataset, load_dataset
from mlpviz.data import ON_DISK, data_folder, download, downloadable
from mlpviz.data.__main__ import main
from mlpviz.data.archive import read_images, write_images

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def datasets():
    """The table as it was before."""
    before = dict(DATASETS)
    yield
    DATASETS.clear()
    DATASETS.update(before)


def left_behind():
    """Everything in the data folder."""
    folder = data_folder()
    return sorted(p.name for p in folder.rglob("*")) if folder.exists() else []


@pytest.mark.parametrize("packed", [True, False])
def test_a_download_is_kept_and_can_be_chosen(openml, packed):
    openml.packed = packed
    assert "mnist_full" not in DATASETS
    assert "mnist_full" in download.missing()
    told = []
    path = download_dataset("mnist_full", told.append)
    assert path == data_folder() / "mnist_full.npz"
    assert left_behind() == ["mnist_full.npz"]
    assert [arrived.size for arrived in told] == sorted(arrived.size for arrived in told)
    assert told[-1].size > 10_000
    assert told[-1].complete
    images, labels = read_images(path, 784, 10)
    np.testing.assert_array_equal(images, openml.images)
    np.testing.assert_array_equal(labels, openml.labels)
    assert "mnist_full" in DATASETS
    assert "mnist_full" not in download.missing()
    dataset = load_dataset("mnist_full", n_train=20, n_test=10)
    np.testing.assert_array_equal(dataset.X_train, openml.images[:20] / 255.0)
    np.testing.assert_array_equal(dataset.X_test, openml.images[-10:] / 255.0)
    assert dataset.labels_test.tolist() == openml.labels[-10:].tolist()
    assert dataset.image_shape == (28, 28)


def test_what_is_there_is_not_downloaded_again(openml):
    path = download_dataset("fashion_mnist")
    asked = len(openml.asked)
    del DATASETS["fashion_mnist"]
    assert download_dataset("fashion_mnist") == path
    assert len(openml.asked) == asked
    assert DATASETS["fashion_mnist"].title == "Fashion-MNIST"


def test_cifar_is_shuffled_once(openml):
    labels = np.arange(40) % 10
    images = np.repeat(labels[:, None], 3072, axis=1).astype(np.uint8)
    openml.serve(images, labels)
    download_dataset("cifar10_small")
    dataset = load_dataset("cifar10_small", n_train=30, n_test=10)
    everything = np.concatenate([dataset.labels_train, dataset.labels_test])
    assert sorted(everything) == sorted(labels)
    assert everything.tolist() != labels.tolist()
    np.testing.assert_array_equal(dataset.X_train[:, 5] * 255, dataset.labels_train)
    assert dataset.image_shape == (3, 32, 32)


def refused(name="mnist_full"):
    with pytest.raises(DataError) as caught:
        download_dataset(name)
    assert left_behind() == []
    assert name not in DATASETS
    return str(caught.value)


def test_offline_it_says_so_and_leaves_nothing_behind(openml):
    openml.close()
    message = refused()
    assert message.startswith("Full MNIST was not downloaded: dataset 554 of openml.org")
    assert "cannot be reached" in message
    assert "Is this computer online?" in message


def test_a_wrong_checksum_is_refused(openml):
    openml.checksum = "0" * 32
    message = refused()
    assert "its checksum is not the one that OpenML states" in message
    assert openml.asked.count("/data/v1/download/1/test.arff") == 2, "it is tried twice"


def test_an_answer_that_is_no_success_is_told(openml):
    openml.status = 412
    assert "Dataset with data_id 554 not found" in refused()


@pytest.mark.parametrize(
    ("images", "labels", "words"),
    [
        (np.zeros((20, 783), np.uint8), np.arange(20) % 10, "783"),
        (np.full((20, 784), 256, np.int64), np.arange(20) % 10, "pixels from 0 to 256"),
        (np.full((20, 784), 0.5), np.arange(20) % 10, "not whole numbers"),
        (np.zeros((20, 784), np.uint8), np.arange(20), "labels from 0 to 19"),
        (np.zeros((3, 784), np.uint8), ["a", "b", "c"], "could not convert"),
    ],
)
def test_other_data_than_expected_are_refused(openml, images, labels, words):
    openml.serve(images, labels)
    message = refused()
    assert "is not what was expected" in message
    assert words in message


@pytest.mark.parametrize("package", ["pandas", "sklearn.datasets"])
def test_without_what_reads_it_it_says_what_to_install(package, openml, monkeypatch):
    monkeypatch.setitem(sys.modules, package, None)  # how Python marks what cannot be imported
    assert "pip install scikit-learn pandas" in refused()


def test_a_folder_that_cannot_be_written_to(openml, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("MLPVIZ_DATA", str(tmp_path / "file" / "data"))
    with pytest.raises(DataError, match="cannot be written to"):
        download_dataset("mnist_full")


def test_only_known_datasets():
    with pytest.raises(DataError, match=r"dataset = 'mnist' is unknown.*mnist_full"):
        download_dataset("mnist")


# The command


def command(*arguments):
    return [sys.executable, "-m", "mlpviz.data", *arguments]


def test_the_command_reports_bytes_and_the_file(openml):
    done = subprocess.run(
        command("mnist_full", "--lines"), cwd=ROOT, capture_output=True, text=True, timeout=600
    )
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[-1] == {"file": str(data_folder() / "mnist_full.npz")}
    assert lines[-2]["size"] > 10_000
    assert lines[-2]["complete"]
    assert left_behind() == ["mnist_full.npz"]


def test_the_command_tells_people_what_went_wrong(openml, capsys):
    openml.checksum = "0" * 32
    before = signal.getsignal(signal.SIGTERM), socket.getdefaulttimeout()
    try:
        assert main(["mnist_full"]) == 1
    finally:
        signal.signal(signal.SIGTERM, before[0])
        socket.setdefaulttimeout(before[1])
    said = capsys.readouterr()
    assert "checksum" in said.err
    assert left_behind() == []


def test_a_download_that_is_ended_cleans_up(openml):
    openml.hold = True
    process = subprocess.Popen(
        command("mnist_full", "--lines"), cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert openml.half_sent.wait(600)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=600)
    assert process.returncode == 130
    assert left_behind() == []


def test_what_a_killed_download_left_is_removed(openml):
    folder = data_folder()
    folder.mkdir()
    with download._temporary(folder, "mnist_full") as home:
        (home / "half").write_text("")
        (folder / f"mnist_full.npz.{os.getpid()}.part").write_text("")
        download.remove_rest("mnist_full", os.getpid() + 1)
        assert home.exists(), "that of another process"
        download.remove_rest("mnist_full", os.getpid())
        assert left_behind() == []


# The file


def test_the_file_is_written_as_a_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "a.npz"
    write_images(path, np.zeros((2, 3), np.uint8), np.zeros(2, np.uint8))
    before = path.read_bytes()

    class Unstorable:
        def __array__(self, *_, **__):
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        write_images(path, Unstorable(), np.zeros(2, np.uint8))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.npz"]


IMAGES, LABELS = np.zeros((20, 784), np.uint8), np.zeros(20, np.uint8)
DAMAGED = {
    "is damaged": {"images": np.array([object()] * 20), "labels": LABELS},
    "holds something else: images is float64": {"images": IMAGES / 1.0, "labels": LABELS},
    "holds something else: labels is int64": {"images": IMAGES, "labels": LABELS.astype(int)},
    "(20, 783)": {"images": IMAGES[:, 1:], "labels": LABELS},
    "holds the label 10": {"images": IMAGES, "labels": LABELS + np.uint8(10)},
    "is damaged ('images is not a file": {"labels": LABELS},
    "holds 20 images, 30 were asked for": {"images": IMAGES, "labels": LABELS},
}


@pytest.mark.parametrize("words", DAMAGED)
def test_a_file_that_is_something_else_is_refused(tmp_path, words):
    np.savez_compressed(tmp_path / "mnist_full.npz", **DAMAGED[words])
    with pytest.raises(DataError) as caught:
        load_dataset("mnist_full", folder=tmp_path, n_train=20, n_test=10)
    assert words in str(caught.value)
    assert "download the dataset once more" in str(caught.value)


@pytest.mark.parametrize("keep", [0, 10, 200])
def test_a_file_that_is_cut_off_is_refused(tmp_path, keep):
    path = tmp_path / "mnist_full.npz"
    write_images(path, IMAGES, LABELS)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DataError, match="is damaged"):
        load_dataset("mnist_full", folder=tmp_path, n_train=10, n_test=10)


@pytest.mark.parametrize("name", list(downloadable()))
def test_without_the_file_the_error_says_how_to_get_it(openml, name):
    with pytest.raises(DataError) as caught:
        load_dataset(name)
    assert f"mlpviz.download_dataset({name!r})" in str(caught.value)
    assert str(data_folder()) in str(caught.value)
    assert ON_DISK[name].files == (f"{name}.npz",)


def test_a_hosted_server_downloads_nothing_unless_it_is_told_to(openml, monkeypatch):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    with pytest.raises(DataError, match="0 MB is the most here") as caught:
        download_dataset("fashion_mnist")
    assert "MLPVIZ_DOWNLOAD_BYTES sets the limit" in str(caught.value)
    assert openml.asked == []
    monkeypatch.setenv("MLPVIZ_DOWNLOAD_BYTES", "100M")
    assert download_dataset("fashion_mnist").is_file()
