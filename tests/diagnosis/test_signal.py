"""How much comes through the layers: estimates from the weights' sizes, and what really does."""

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.diagnosis.facts import Facts
from mlpviz.diagnosis.signal import blown_up, passed, slopes, weights_pass


def facts(**choices):
    trainer = Trainer(RunConfig(**choices))
    return trainer, Facts(tuple(trainer.history), trainer.config)


def really_passed(trainer):
    """Spread between samples in the last hidden layer over that in the first one, as it is."""
    trainer.network.forward(trainer.train_split.X)
    first, *_, last = (a.std(axis=0).mean() for a in trainer.network.a[:-1])
    return last / first


NORMAL = {"initializer": "normal", "initializer_options": {"std": 0.05}}


@pytest.mark.parametrize(
    "choices",
    [
        {"activation": "relu", "initializer": "he_uniform"},
        {"activation": "tanh", "initializer": "lecun_normal"},
        {"activation": "sigmoid", "initializer": "xavier_uniform"},
        {"activation": "tanh", **NORMAL},
        {"activation": "relu", **NORMAL},
    ],
)
def test_the_estimate_is_near_what_really_comes_through(choices):
    trainer, seen = facts(hidden_sizes=(64,) * 5, **choices)
    ratio = passed(seen, seen.records[0]) / really_passed(trainer)
    assert 0.3 < ratio < 3.0


@pytest.mark.parametrize(
    ("activation", "initializer"), [("relu", "he_uniform"), ("tanh", "lecun_normal")]
)
def test_suitable_weights_pass_all_of_it(activation, initializer):
    _, seen = facts(hidden_sizes=(64,) * 6, activation=activation, initializer=initializer)
    assert 0.5 < passed(seen, seen.records[0]) < 2.0


def test_three_layers_of_sigmoid_pass_one_part_in_64():
    _, seen = facts(hidden_sizes=(64,) * 4, activation="sigmoid", initializer="lecun_normal")
    assert slopes(seen).tolist() == [0.25] * 4
    assert passed(seen, seen.records[0]) == pytest.approx(1 / 64, rel=0.2)


def test_the_factors_of_small_weights_multiply():
    small = {"initializer": "normal", "initializer_options": {"std": 0.0125}}
    _, seen = facts(hidden_sizes=(64,) * 4, activation="tanh", **small)
    assert weights_pass(seen, seen.records[0]) == pytest.approx(0.1, rel=0.1)
    assert passed(seen, seen.records[0]) == pytest.approx(1e-3, rel=0.2)


def test_a_single_hidden_layer_and_none_lose_nothing():
    for sizes in ((), (8,)):
        _, seen = facts(hidden_sizes=sizes, activation="sigmoid")
        assert passed(seen, seen.records[0]) == 1.0


def test_only_weights_that_grew_and_are_too_large_are_blown_up():
    _, seen = facts(hidden_sizes=(16, 16))
    first = seen.records[0]

    def after(times):
        norms = first.param_norm | {"W2": times * first.param_norm["W2"]}
        newest = type(first)(**{name: getattr(first, name) for name in first.__slots__} | {
            "epoch": 1, "param_norm": norms
        })  # fmt: skip
        return blown_up(Facts((first, newest), seen.config))

    assert after(1.0) is after(2.5) is None
    layer, times = after(10.0)
    assert layer == 2
    assert times == pytest.approx(10.0)
    assert after(np.inf) is None
