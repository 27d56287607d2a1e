"""The h sweep of a run, slice by slice."""

import itertools

import numpy as np
import pytest

from mlpviz import Trainer
from mlpviz.workbench.gradients.choices import CheckChoices
from mlpviz.workbench.gradients.sweep import Sweep

CHOICES = CheckChoices(samples=4)


@pytest.fixture
def trainer(config_for):
    return Trainer(config_for("moons"))


def until_fresh(sweep, trainer, choices=CHOICES, parameter="W1"):
    sweep.update(trainer, 0, choices, parameter)
    while not sweep.fresh:
        sweep.update(trainer, 0, choices, parameter)
    return sweep.found


def test_it_begins_in_the_frame_after_a_change(trainer):
    sweep = Sweep()
    sweep.update(trainer, 0, CHOICES, "W1")
    assert sweep.found is None
    assert sweep.share == 0.0
    found = until_fresh(sweep, trainer)
    assert sweep.share is None
    assert {name for name, _ in found.elements} == {"W1"}
    sweep.update(trainer, 0, CHOICES, "W1")
    assert sweep.found is found


def test_it_is_of_the_weights_the_batch_and_the_parameter(trainer):
    sweep = Sweep()
    first = until_fresh(sweep, trainer)
    trainer.step_epoch()
    sweep.update(trainer, 0, CHOICES, "W1")
    assert sweep.found is first, "the earlier one stays on the page"
    assert not sweep.fresh
    second = until_fresh(sweep, trainer)
    assert sweep.epoch == 1
    third = until_fresh(sweep, trainer, CheckChoices(samples=5))
    fourth = until_fresh(sweep, trainer, parameter="b2")
    assert {name for name, _ in fourth.elements} == {"b2"}
    errors = [found.curve("central").errors for found in (first, second, third)]
    assert not any(np.array_equal(a, b) for a, b in itertools.pairwise(errors))


def test_rest_ends_it(trainer):
    sweep = Sweep()
    sweep.update(trainer, 0, CHOICES, "W1")
    sweep.drop()
    assert sweep.share is None
    assert sweep.found is None


def test_another_run_forgets_it(trainer):
    sweep = Sweep()
    until_fresh(sweep, trainer)
    sweep.update(trainer, 1, CHOICES, "W1")
    assert sweep.found is None
