"""The smallest step that changes an answer."""

from functools import partial

import numpy as np
import pytest

from mlpviz.engine.losses import decode
from mlpviz.network import MLP
from mlpviz.predict.gradients import Model
from mlpviz.predict.nearest_change import nearest_change

DECIDE = partial(decode, threshold=0.0)
FAR = np.full(4, 1e3)
X = np.array([0.3, -0.5, 0.8, 0.1])


def linear(k=3):
    return MLP([4, k], bias_std=0.5, seed=1)


def test_of_a_linear_network_it_is_the_distance_to_the_nearest_border():
    net = linear()
    W, b = net.params["W1"], net.params["b1"]
    z = X @ W + b
    answer = z.argmax()
    others = [j for j in range(3) if j != answer]
    distances = [(z[answer] - z[j]) / np.linalg.norm(W[:, answer] - W[:, j]) for j in others]
    found = nearest_change(Model(net), X, DECIDE, -FAR, FAR)
    np.testing.assert_allclose(found.length, min(distances), rtol=1e-6)
    assert (found.before, found.after) == (answer, others[int(np.argmin(distances))])
    np.testing.assert_allclose(found.x, X + found.step)


def test_the_answer_changes_there_and_not_before():
    net = MLP([4, 8, 3], activation="tanh", init_options=None, bias_std=0.5, seed=3)
    model = Model(net)
    found = nearest_change(model, X, DECIDE, -FAR, FAR)
    before, after = DECIDE(model.logits(np.stack([X + 0.999 * found.step, found.x])))
    assert (before, after) == (found.before, found.after)
    assert before != after


@pytest.mark.parametrize("sign", [1, -1])
def test_a_single_logit_is_moved_to_the_other_side(sign):
    net = linear(k=1)
    net.params["W1"] *= sign
    net.params["b1"] *= sign
    found = nearest_change(Model(net), X, DECIDE, -FAR, FAR)
    z = (X @ net.params["W1"] + net.params["b1"])[0]
    np.testing.assert_allclose(found.length, abs(z) / np.linalg.norm(net.params["W1"]), rtol=1e-6)
    assert {found.before, found.after} == {0, 1}


def test_it_stays_within_bounds_or_is_none():
    net = linear()
    low, high = X - 0.02, X + 0.02
    assert nearest_change(Model(net), X, DECIDE, low, high) is None
    assert nearest_change(Model(net), X, DECIDE, X, X) is None
    free = nearest_change(Model(net), X, DECIDE, -FAR, FAR)
    low, high = X - 0.6 * free.length, X + 0.6 * free.length
    found = nearest_change(Model(net), X, DECIDE, low, high)
    assert found.length >= free.length * (1 - 1e-6)
    assert (found.x >= low).all()
    assert (found.x <= high).all()


def test_one_class_can_be_asked_for():
    net = linear()
    every = nearest_change(Model(net), X, DECIDE, -FAR, FAR)
    other = ({0, 1, 2} - {every.before, every.after}).pop()
    found = nearest_change(Model(net), X, DECIDE, -FAR, FAR, to=other)
    assert found.after == other
    assert found.length > every.length


def test_where_nothing_has_a_slope_there_is_none():
    net = linear()
    net.flat[:] = 0.0
    assert nearest_change(Model(net), X, DECIDE, -FAR, FAR) is None
    net.flat[:] = np.nan
    assert nearest_change(Model(net), X, DECIDE, -FAR, FAR) is None


def test_an_input_beyond_the_bounds_is_not_moved_back():
    net = linear()
    found = nearest_change(Model(net), X, DECIDE, np.ones(4), np.full(4, 50.0))
    assert found is not None
    assert (found.x >= np.minimum(X, 1.0)).all()
