import tracemalloc
from dataclasses import replace
from math import inf

import numpy as np
import pytest

from mlpviz.config import RunConfig
from mlpviz.engine.history import History
from mlpviz.engine.passes import Passes
from mlpviz.limits import estimate_cost, pass_size
from mlpviz.run import Trainer, load_run_dataset

WIDE = RunConfig(
    dataset="spiral3",
    dataset_options={"n_samples": 5000},
    hidden_sizes=(4096, 1) * 4,
    batch_size=None,
)


def test_layers_cost_samples_times_units(machine, local):
    cost = estimate_cost(WIDE, allowed=local, at=machine)
    units = 4 * 4097 + 3
    whole_batch, chunk = 4000, 2**25 // (4 * units * 8)
    assert cost.layers > 4 * units * 8 * (whole_batch + 2 * chunk)
    assert cost.layers == pytest.approx(4 * units * 8 * whole_batch, rel=0.15)
    assert cost.parameters == 53_258


def test_a_hosted_run_has_few_samples_in_the_network_at_once(machine, hosted):
    cost = estimate_cost(WIDE, allowed=hosted, at=machine)
    rows = pass_size(WIDE, hosted)
    assert rows * 4 * (4 * 4097 + 3) * 8 <= hosted.pass_bytes
    assert cost.layers <= 4 * hosted.pass_bytes


def test_a_pass_is_bounded_by_what_it_computes_too(hosted, local):
    narrow = RunConfig(dataset="mnist", hidden_sizes=(1500,))
    rows = pass_size(narrow, hosted)
    assert rows * 6 * 1500 * 784 <= 1.5 * hosted.pass_operations
    assert pass_size(narrow, local) is None
    assert pass_size(narrow, replace(local, pass_operations=1.0)) == 1


@pytest.mark.parametrize(
    "choices",
    [
        {"dataset": "moons", "hidden_sizes": (300, 300), "optimizer": "adam"},
        {"dataset": "digits", "hidden_sizes": (300,), "batch_size": None},
        {"dataset": "digits", "hidden_sizes": (300,), "batch_size": None, "dropout": 0.5},
        {"dataset": "spiral", "hidden_sizes": (1024, 1, 1024), "batch_size": 256},
        {"dataset": "digits", "hidden_sizes": (200, 100), "dtype": "float32"},
    ],
)
def test_the_memory_is_about_what_is_allocated(choices, machine, hosted):
    config = RunConfig(**choices)
    dataset = load_run_dataset(config)
    tracemalloc.start()
    history = History(snapshot_bytes=int(hosted.snapshot_bytes))
    trainer = Trainer(config, dataset, history, Passes(pass_size(config, hosted)))
    viewer = trainer.network.copy()
    trainer.step_epoch()
    viewer.loss_and_gradients(trainer.train_split.X[:256], trainer.train_split.Y[:256], config.loss)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    memory = estimate_cost(config, allowed=hosted, at=machine).memory
    assert 0.4 * memory <= most <= 1.1 * memory


def test_flops_are_those_of_the_products_and_more(machine, local):
    config = RunConfig(dataset="mnist", hidden_sizes=(100,), batch_size=50)
    cost = estimate_cost(config, allowed=local, at=machine)
    products = 50 * (6 * (784 * 100 + 100 * 10) - 2 * 784 * 100)
    assert products < cost.update_flops < 1.3 * products
    assert cost.epoch_flops > 20 * cost.update_flops
    assert cost.update_seconds > products / machine.products


def test_a_machine_twice_as_fast_takes_less_time(machine, local):
    faster = machine._replace(
        products=2 * machine.products, units={k: 2 * v for k, v in machine.units.items()}
    )
    slow, fast = (estimate_cost(WIDE, allowed=local, at=at) for at in (machine, faster))
    assert fast.update_seconds == pytest.approx(slow.update_seconds / 2, rel=0.01)
    assert fast.frame_seconds < slow.frame_seconds
    assert fast.memory == slow.memory


def test_own_samples_count_instead_of_the_named_ones(machine, local):
    config = RunConfig(dataset="moons")
    many = load_run_dataset(config.changed(dataset_options={"n_samples": 3000}))
    asked = {"allowed": local, "at": machine}
    assert estimate_cost(config, many, **asked).epoch_flops == pytest.approx(
        estimate_cost(config, **asked).epoch_flops * 10, rel=0.05
    )


def test_a_light_run_has_no_views_and_no_way_back(machine, hosted):
    config = RunConfig(dataset="digits")
    one, light = (
        estimate_cost(config, light=light, allowed=hosted, at=machine) for light in (False, True)
    )
    assert light.weights < one.weights
    assert light.snapshots < one.snapshots
    assert light.layers < one.layers


def test_data_that_are_scaled_for_the_run_are_there_twice(machine, local):
    config = RunConfig(dataset="moons")
    given = load_run_dataset(config)
    scaled, same = (
        estimate_cost(config.changed(preprocessing=name), given, at=machine).samples
        for name in ("standardize", "none")
    )
    assert scaled - same == given.X_train.nbytes + given.X_test.nbytes


def test_the_number_of_samples_is_known_without_loading(machine, local, monkeypatch):
    def refused(*_, **__):
        raise AssertionError("loaded")

    config = RunConfig(dataset="mnist", dataset_options={"n_train": 100})
    monkeypatch.setattr(np, "load", refused)
    assert estimate_cost(config, allowed=local, at=machine).memory < inf
