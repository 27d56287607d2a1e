"""The run that is offered for a dataset: what its row suggests, and that it works."""

import pytest

from mlpviz import DATASETS, RunConfig, Trainer
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.rules import FIRST, GOES_WITH

SUITED = {name: spec.run for name, spec in DATASETS.items() if spec.run}
# The median test score of scikit-learn's network over five seeds, less what a run may fall short:
# `python -m benchmarks defaults`. MNIST takes too long here.
GOALS = {
    "moons": 0.94,
    "spiral": 0.93,
    "spiral3": 0.97,
    "hills": 0.72,
    "sine": 0.79,
    "diabetes": 0.09,
    "drawn": 0.95,
}


@pytest.mark.parametrize("name", SUITED)
def test_a_config_takes_what_suits_its_dataset(name):
    config = RunConfig(dataset=name)
    assert set(SUITED[name]) <= set(FIRST)
    assert {field: getattr(config, field) for field in FIRST} == FIRST | SUITED[name]


@pytest.mark.parametrize("name", GOALS)
def test_the_run_that_is_offered_works(name):
    trainer = Trainer(RunConfig(dataset=name))
    record = list(trainer.run(100))[-1]
    score = record.test_r2 if record.test_accuracy is None else record.test_accuracy
    assert score >= GOALS[name]
    assert not trainer.diagnose(), "and nothing is said against it"


def test_every_run_that_needs_its_own_choices_is_tried():
    assert SUITED.keys() <= {*GOALS, "mnist"}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimiser_has_its_usual_rate_unless_one_is_given(name):
    usual = OPTIMIZERS[name].usual_lr
    assert RunConfig(optimizer=name).lr == usual
    assert RunConfig(optimizer=name, lr=0.05).lr == 0.05
    own = 0.003 if name == FIRST["optimizer"] else usual
    assert RunConfig(dataset="diabetes", optimizer=name).lr == own
    assert RunConfig().changed(optimizer=name).lr == FIRST["lr"], "a copy changes nothing else"


def test_what_goes_with_another_choice_is_suggested_with_that_alone():
    assert GOES_WITH.keys() <= FIRST.keys()
    assert RunConfig(dataset="spiral", activation="tanh").initializer == FIRST["initializer"]
    assert RunConfig(dataset="spiral", hidden_sizes=(4,)).initializer == "he_normal"
    each = RunConfig(dataset="mnist", activation=("relu", "tanh"))
    assert each.hidden_sizes == FIRST["hidden_sizes"]


def test_the_first_problem_is_what_it_was():
    first = RunConfig()
    assert (first.dataset, first.hidden_sizes, first.lr) == ("digits", (32, 16), 0.1)
    assert {field: getattr(first, field) for field in FIRST} == FIRST
