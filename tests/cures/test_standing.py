"""When a run is clearly better than another."""

from dataclasses import replace
from math import inf, nan

import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.cures.standing import LOST, NOWHERE, Standing, better_score, helps

OLD = Standing(0.6, 0.6, 0.7, 0.7, 0.9, 0.9, 30)
NEW = Standing(0.9, 0.9, 0.3, 0.3, 0.3, 0.3, 30)


@pytest.mark.parametrize(
    ("new", "old", "better"),
    [
        (0.62, 0.6, False),
        (0.64, 0.6, True),
        (0.99, 0.98, True),
        (0.97, 0.96, False),
        (1.0, 0.997, False),
        (-13.0, -14.0, False),
        (0.5, -14.0, True),
    ],
)
def test_a_score_is_clearly_better(new, old, better):
    assert better_score(new, old) is better


def test_the_score_decides_before_the_loss():
    assert helps(NEW, OLD, of_test=False) == helps(NEW, OLD, of_test=True) == "score"
    assert helps(replace(NEW, train=0.6), OLD, of_test=False) == "loss"
    assert helps(replace(NEW, train=0.6), OLD, of_test=False, alike=False) == ""
    assert helps(replace(NEW, train=0.59), OLD, of_test=False) == ""
    assert helps(OLD, OLD, of_test=False) == ""


def test_the_test_must_not_suffer():
    assert helps(replace(NEW, test=0.57), OLD, of_test=False) == ""


def test_no_better_than_a_constant_is_no_help():
    assert helps(replace(NEW, train_left=1.0), OLD, of_test=False) == ""
    assert helps(NOWHERE, OLD, of_test=False) == ""


def test_it_is_read_from_a_record():
    config = RunConfig(dataset="moons", hidden_sizes=(4,), l2=0.1)
    record = Trainer(config).step_epoch()
    standing = Standing.of(record, config)
    size = sum(record.param_norm[name] ** 2 for name in ("W1", "W2"))
    assert (standing.train, standing.test) == (record.train_accuracy, record.test_accuracy)
    assert (standing.train_loss, standing.epoch) == (record.train_loss, 1)
    share = (record.train_loss - 0.1 * size) / 0.6931
    assert standing.train_left == pytest.approx(share, rel=1e-3)


def test_a_loss_that_is_all_penalty_leaves_nothing_to_be_glad_of():
    config = RunConfig(dataset="moons", hidden_sizes=(4,), l2=1.0)
    record = Trainer(config).step_epoch()
    huge = dict.fromkeys(record.param_norm, 1e150)
    record = replace(record, param_norm=huge, train_loss=2e300, test_loss=nan)
    standing = Standing.of(record, config)
    assert standing.train_left > 1e200
    assert standing.test_left == inf
    assert LOST < 0.0
