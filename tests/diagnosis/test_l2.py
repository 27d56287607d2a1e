"""An L2 penalty that is too strong: by its share of the loss, and by its pull."""

import dataclasses

import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.diagnosis import diagnose

CONFIG = RunConfig(dataset="iris", hidden_sizes=(32, 16), l2=0.05)
FIRST = Trainer(CONFIG).history.newest
SIZE = sum(v * v for name, v in FIRST.param_norm.items() if name[0] == "W") ** 0.5
PENALTY = CONFIG.l2 * SIZE**2


def told(loss, gradient):
    """The diagnosis of a run that stands still, with such a loss and gradient of the weights."""
    norms = {name: gradient if name == "W1" else 0.0 for name in FIRST.param_norm}
    fields = {"train_loss": loss, "train_accuracy": 0.4, "grad_norm": norms, "update_norm": norms}
    records = [FIRST, *(dataclasses.replace(FIRST, epoch=e, **fields) for e in range(1, 12))]
    return {d.kind: d for d in diagnose(records, CONFIG)}.get("l2_too_strong")


def test_a_penalty_that_pulls_as_hard_as_the_whole_gradient():
    found = told(1.0 + 3.0 * PENALTY, gradient=2.0 * CONFIG.l2 * SIZE)
    assert "its gradient is as large as the whole one" in found.sentence
    assert found.evidence["pull"] == pytest.approx(1.0)


def test_a_penalty_that_is_more_than_half_of_the_loss():
    assert "of the loss" in told(1.8 * PENALTY, gradient=1e3).sentence


def test_a_penalty_that_hardly_pulls_is_not_the_cause():
    assert told(2.2 * PENALTY, gradient=1e3) is None
    assert told(1.0 + 3.0 * PENALTY, gradient=6.0 * CONFIG.l2 * SIZE) is None
