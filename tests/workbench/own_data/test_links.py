"""What a link says of data of one's own, and what it is where they are not."""

import numpy as np
import pytest

from mlpviz import Dataset, RunConfig
from mlpviz.data import DATASETS, OwnData
from mlpviz.follow import follow
from mlpviz.links.reading import parsed
from mlpviz.links.text import encoded
from mlpviz.workbench.linked_run import asked_run
from mlpviz.workbench.own_data.links import Which, begun, run_query, which


def data(d=3, k=2, n=40):
    X = np.random.default_rng(0).normal(size=(n, d))
    y = np.char.add("k", (np.arange(n) % k).astype(str)) if k else X[:, 0]
    return Dataset.from_arrays(X, y, preprocessing="standardize")


@pytest.mark.parametrize(("d", "k"), [(3, 2), (2, 2), (4, 3), (1, 0), (5, 0), (9, 8)])
def test_a_link_opens_the_run_where_the_data_are(d, k):
    dataset = data(d, k, 90)
    config = RunConfig(dataset=dataset, hidden_sizes=(5, 4), lr=0.07, seed=3)
    query = run_query(config)
    assert query["data"] == "own"
    asked = asked_run(parsed(encoded(query).removeprefix("?")), {dataset.fingerprint: dataset}.get)
    assert asked.config == config
    assert asked.faults == []


@pytest.mark.parametrize(("d", "k"), [(3, 2), (2, 2), (4, 3), (1, 0), (5, 0), (9, 8)])
def test_elsewhere_it_says_what_is_missing_and_keeps_all_else(d, k):
    config = RunConfig(dataset=data(d, k, 90), hidden_sizes=(5, 4), lr=0.07)
    asked = asked_run(parsed(encoded(run_query(config)).removeprefix("?")))
    (fault,) = asked.faults
    assert "90 samples of " in fault.message
    assert "not here: open the same file under Your data" in fault.message
    assert asked.config.own is None
    assert bool(asked.config.spec.n_classes) == bool(k)
    for name in ("hidden_sizes", "lr", "output", "loss", "optimizer", "seed"):
        assert getattr(asked.config, name) == getattr(config, name)


def test_a_run_on_data_of_ours_has_the_link_that_it_had():
    config = RunConfig(dataset="moons")
    assert run_query(config) == config.to_query()


@pytest.mark.parametrize("text", ["", "x", "0123456789abcdef", "0123456789abcdef.1.2", "٣" * 30])
def test_what_is_no_such_link_is_left_out(text):
    assert which({"data": "own", "own": text}) is None
    asked = asked_run(parsed(f"v=1&data=own&own={text}"))
    assert asked.faults
    assert asked.config.own is None


def test_what_stands_in_is_a_dataset_that_is_here():
    for n_features in (1, 2, 300):
        for n_classes in (0, 2, 3, 50):
            assert DATASETS[Which("0" * 16, 10, n_features, n_classes).stand_in].files == ()


def test_another_dataset_brings_the_choices_that_suit_it():
    choices = RunConfig(dataset="moons", lr=0.123).model_dump()
    dataset = data(4, 0)
    config = RunConfig(**begun(choices, dataset))
    assert config.own == OwnData.of(dataset)
    assert (config.output, config.loss, config.preprocessing) == ("identity", "mse", "standardize")
    assert config.standardize_targets is True
    assert config.lr == 0.123


@pytest.mark.parametrize(
    ("field", "value"), [("preprocessing", "minmax"), ("optimizer", "adam"), ("dataset", "moons")]
)
def test_a_choice_is_followed_from_a_config_as_it_is_dumped(field, value):
    choices = follow(RunConfig(dataset=data()).model_dump(), field, value)
    config = RunConfig(**choices)
    assert getattr(config, field) == value
    assert (config.own is None) == (field == "dataset")
