"""Whose data are kept where, for how long, and what is said when they are not."""

import numpy as np
import pytest

from mlpviz import Dataset, RunConfig
from mlpviz.data import DataError
from mlpviz.workbench.own_data import kept
from mlpviz.workbench.own_data.kept import Kept, find, keep, required


@pytest.fixture(autouse=True)
def alone(monkeypatch):
    monkeypatch.setattr(kept, "everybodys", Kept())


def data(seed):
    X = np.random.default_rng(seed).normal(size=(50, 2))
    return Dataset.from_arrays(X, np.arange(50) % 2)


def test_a_server_of_ones_own_has_the_data_again_after_a_reload():
    dataset = data(0)
    keep(Kept(), dataset)
    assert find(None, dataset.fingerprint) is dataset


def test_where_strangers_are_the_data_are_the_sessions_alone(monkeypatch):
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    dataset, own = data(0), Kept()
    keep(own, dataset)
    assert find(own, dataset.fingerprint) is dataset
    assert find(Kept(), dataset.fingerprint) is None
    monkeypatch.delenv("MLPVIZ_HOSTED")
    assert find(None, dataset.fingerprint) is None


def test_the_oldest_go_where_they_are_too_large_together(monkeypatch):
    first, second, third = map(data, range(3))
    monkeypatch.setenv("MLPVIZ_OWN_BYTES", str(2 * first.nbytes))
    own = Kept()
    for dataset in (first, second):
        own.keep(dataset)
    own.get(first.fingerprint)
    own.keep(third)
    assert own.get(second.fingerprint) is None
    assert own.get(first.fingerprint) is first
    assert own.nbytes == first.nbytes + third.nbytes


def test_data_that_are_gone_are_asked_for():
    with pytest.raises(DataError, match=r"'Your data', are kept no longer: open the file again"):
        required(Kept(), RunConfig(dataset=data(0)))
