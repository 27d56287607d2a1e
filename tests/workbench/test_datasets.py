import threading

import pytest

from mlpviz import RunConfig
from mlpviz.profiles import NUMBERS
from mlpviz.workbench import datasets
from mlpviz.workbench.datasets import is_loaded, shared_dataset


@pytest.fixture(autouse=True)
def empty():
    """No datasets from other tests, and none for them."""
    datasets._cache.clear()
    yield
    datasets._cache.clear()


def moons(n_samples, **choices):
    return RunConfig(dataset="moons", dataset_options={"n_samples": n_samples}, **choices)


def loads(monkeypatch):
    """A list that grows by the name of every dataset that is really loaded."""
    load, names = datasets.load_run_dataset, []

    def noted(config):
        names.append(config.dataset)
        return load(config)

    monkeypatch.setattr(datasets, "load_run_dataset", noted)
    return names


def test_runs_with_the_same_data_share_it():
    config = moons(200)
    assert not is_loaded(config)
    first = shared_dataset(config)
    assert is_loaded(config)
    assert shared_dataset(config.changed(lr=0.5, hidden_sizes=(3,))) is first
    assert shared_dataset(config.changed(data_seed=7)) is not first
    assert not first.X_train.flags.writeable


def test_what_is_kept_is_bounded_by_its_bytes_not_by_its_number(monkeypatch):
    names = loads(monkeypatch)
    for seed in range(40):
        shared_dataset(moons(100, data_seed=seed))
    assert len(datasets._cache) == 40, "small ones all stay"
    size = shared_dataset(moons(100, data_seed=0)).nbytes
    assert datasets._cache.currsize == 40 * size <= NUMBERS["dataset_bytes"].local
    monkeypatch.setattr(datasets._cache, "_Cache__maxsize", 45 * size)
    shared_dataset(moons(1000))  # ten times as large
    assert datasets._cache.currsize <= 45 * size
    assert is_loaded(moons(1000))
    assert is_loaded(moons(100, data_seed=0)), "it was used last"
    assert not is_loaded(moons(100, data_seed=1)), "the least recently used one"
    assert len(names) == 41


def test_one_larger_than_all_that_may_be_kept_is_loaded_and_not_kept(monkeypatch):
    monkeypatch.setattr(datasets._cache, "_Cache__maxsize", 10)
    assert len(shared_dataset(moons(100)).X_train)
    assert not is_loaded(moons(100))


def test_visitors_who_come_while_it_loads_wait_for_it(monkeypatch):
    begun, go_on, found = threading.Event(), threading.Event(), []
    load, names = datasets.load_run_dataset, []

    def slow(config):
        names.append(config.dataset)
        begun.set()
        go_on.wait()
        return load(config)

    monkeypatch.setattr(datasets, "load_run_dataset", slow)
    visitors = [
        threading.Thread(target=lambda: found.append(shared_dataset(moons(60)))) for _ in range(3)
    ]
    visitors[0].start()
    begun.wait()
    for visitor in visitors[1:]:
        visitor.start()
    go_on.set()
    for visitor in visitors:
        visitor.join()
    assert names == ["moons"]
    assert found[0] is found[1] is found[2]
