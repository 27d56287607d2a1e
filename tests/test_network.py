"""``MLP`` as its users have it: probabilities."""

import numpy as np
import pytest
from scipy import special

from mlpviz import MLP
from mlpviz.engine.faults import FaultsError

X = np.random.default_rng(0).normal(size=(6, 3))


@pytest.mark.parametrize(("output", "k"), [("softmax", 3), ("sigmoid", 1), ("sigmoid", 4)])
def test_probabilities_of_every_class(output, k):
    network = MLP([3, 4, k], output=output, seed=2)
    p = network.predict_proba(X)
    network.forward(-X)  # p is a copy, not a buffer
    network.forward(X)
    logits = network.z[-1]
    expected = special.softmax(logits, axis=1) if output == "softmax" else special.expit(logits)
    if k == 1:
        expected = np.hstack([1 - expected, expected])
    np.testing.assert_allclose(p, expected, rtol=1e-12)
    if output == "softmax" or k == 1:
        np.testing.assert_array_equal(p.argmax(axis=1), network.predict(X))


def test_other_outputs_are_no_probabilities():
    with pytest.raises(FaultsError, match="'tanh' are no probabilities; those of sigmoid, softmax"):
        MLP([3, 2], output="tanh").predict_proba(X)
