"""mlpviz.adversarial."""

import numpy as np
import pytest

from mlpviz import MLP, RunConfig, Trainer, adversarial
from mlpviz.engine.faults import FaultsError


@pytest.fixture(scope="module")
def trainer():
    trainer = Trainer(RunConfig(dataset="iris", hidden_sizes=(6,), preprocessing="standardize"))
    trainer.train(5)
    return trainer


def test_the_answer_of_a_trained_network_changes(trainer):
    x = trainer.preprocess([[5.1, 3.5, 1.4, 0.2]])[0]
    change = adversarial(trainer.network, x, low=-3, high=3)
    answers = trainer.network.predict(np.stack([x, change.x]))
    assert answers.tolist() == [change.before, change.after]
    assert change.before != change.after
    np.testing.assert_allclose(change.length, np.linalg.norm(change.x - x))


def test_the_network_is_left_as_it_was(trainer):
    network = trainer.network
    network.forward(np.ones((3, 4)))
    before = network.a[-1].copy()
    adversarial(network, np.zeros(4), low=-3, high=3)
    np.testing.assert_array_equal(network.a[-1], before)


@pytest.mark.parametrize("output", ["sigmoid", "tanh", "identity"])
def test_one_unit_changes_at_the_middle_of_its_targets(output):
    network = MLP([1, 1], output=output, bias=False, init="zeros")
    network.params["W1"][...] = 2.0
    change = adversarial(network, [0.7], low=-1, high=1)
    np.testing.assert_allclose(change.length, 0.7, rtol=1e-5)
    assert (change.before, change.after) == (1, 0)


def test_bounds_of_each_entry_and_none_within_them(trainer):
    x = np.zeros(4)
    assert adversarial(trainer.network, x, low=x - 1e-6, high=x + 1e-6) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"x": [1.0, 2.0]},
        {"x": [1.0, 2.0, 3.0, np.nan]},
        {"low": [0.0, 0.0]},
        {"low": 4.0},
        {"high": np.inf},
        {"to": 3},
        {"to": 1.5},
        {"network": "MLP"},
    ],
    ids=str,
)
def test_what_cannot_be_is_told(trainer, wrong):
    given = {"network": trainer.network, "x": np.zeros(4), "low": -3.0, "high": 3.0} | wrong
    (name,) = wrong
    with pytest.raises(FaultsError, match=name):
        adversarial(**given)
