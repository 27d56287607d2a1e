"""Downloads in the sidebar, with a real process and a server that answers as OpenML does."""

import json
from dataclasses import replace

import pytest

from mlpviz import DATASETS
from mlpviz.data import ON_DISK, data_folder
from mlpviz.ui import downloads
from mlpviz.ui.markup import plain


@pytest.fixture(autouse=True)
def fresh():
    """Table and download as they are when a server starts."""
    before = dict(DATASETS)
    downloads.background.__init__()
    yield
    downloads.background.cancel()
    downloads.background.__init__()
    DATASETS.clear()
    DATASETS.update(before)


def wait_until(true):
    """Wait for what the process of a download says, or its end."""
    for _ in range(20 * 600):  # twenty a second: ten minutes, on whatever machine
        if true():
            return
        downloads.background._reader.join(0.05)
    raise AssertionError(downloads.background.latest)


def files():
    return sorted(path.name for path in data_folder().rglob("*"))


def texts(elements):
    return [element.value for element in elements]


def test_a_download_brings_another_dataset(openml, open_app, monkeypatch):
    spec = ON_DISK["mnist_full"]
    small = spec.download._replace(size=100_000)
    monkeypatch.setitem(ON_DISK, "mnist_full", replace(spec, download=small))
    openml.hold = True
    app = open_app()
    app.open_datasets()
    app.test.button(key="download_mnist_full").click().run()
    app.no_exception()
    wait_until(lambda: downloads.background.latest.size > 1_000)  # one per cent
    app.redraw()
    assert app.has("download_cancel")
    assert not app.has("download_mnist_full")
    assert app.widget("download_fashion_mnist").disabled, "one at a time"
    (bar,) = app.test.get("progress")
    assert 0 < bar.proto.value < 99
    assert bar.proto.text == "Full MNIST: 0 MB of about 0.1 MB"
    openml.release.set()
    wait_until(lambda: not downloads.background.running)
    app.redraw()
    assert texts(app.test.success) == ["Full MNIST is there: choose it above."]
    assert not app.has("download_mnist_full")
    assert files() == ["mnist_full.npz"]
    app.open_datasets()
    assert app.widget("pick_mnist_full").label == "Full MNIST"
    sizes = json.dumps({"n_train": 20, "n_test": 10})
    other = open_app(dataset="mnist_full", dataset_options=sizes, hidden_sizes="[4]")
    assert other.trainer.dataset.title == "Full MNIST"
    app.choose("dataset", "mnist_full")
    assert "holds 40 images" in app.message["text"], "this server has but few"


def test_cancel_leaves_nothing_behind(openml, open_app):
    openml.hold = True
    app = open_app()
    app.open_datasets()
    app.test.button(key="download_mnist_full").click().run()
    wait_until(lambda: downloads.background.latest.size > 0)
    assert files() != []
    app.redraw()
    app.test.button(key="download_cancel").click().run()
    app.no_exception()
    assert files() == []
    app.redraw()
    assert app.has("download_mnist_full")
    assert not app.has("download_cancel")
    app.open_datasets()
    assert app.has("pick_mnist")
    assert not app.has("pick_mnist_full")


def test_what_went_wrong_is_told(openml, open_app):
    openml.status = 412
    app = open_app()
    app.open_datasets()
    assert "More datasets" in [expander.label for expander in app.test.expander]
    app.test.button(key="download_fashion_mnist").click().run()
    wait_until(lambda: not downloads.background.running)
    app.redraw()
    (error,) = texts(app.test.error)
    words = plain("Fashion-MNIST was not downloaded: dataset 40996 of openml.org")
    assert error.startswith(words)
    assert app.has("download_fashion_mnist"), "it can be tried again"
    assert files() == []


def test_a_hosted_server_offers_none(monkeypatch, open_app):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    app = open_app()
    app.open_datasets()
    assert not any("download" in str(getattr(node, "key", "")) for node in app.test._tree)
    assert "More datasets" not in [expander.label for expander in app.test.expander]
