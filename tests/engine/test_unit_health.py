"""``UnitHealth`` against its definition, whatever the chunks."""

import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.unit_health import UnitHealth


def activations(name, seed):
    """a [200, 9]: three lively units, three dead or nearly so, three flat on 93 to 98 percent."""
    rng = np.random.default_rng(seed)
    z = rng.normal(size=(200, 9))
    z[:, 3:6] = -np.abs(z[:, 3:6])
    z[rng.integers(200), 4] = 1.0
    for unit, flat in ((6, 187), (7, 191), (8, 196)):
        z[rng.permutation(200)[:flat], unit] = 30.0 * rng.choice([-1.0, 1.0])
    return ACTIVATIONS[name].f(z.astype("float32"))


@pytest.mark.parametrize("size", [1, 7, 64, 199, 200])
@pytest.mark.parametrize("name", ["relu", "tanh", "sigmoid", "elu", "leaky_relu", "softsign"])
def test_shares_are_those_of_the_definition_in_chunks_of_any_size(name, size):
    saturated_shares = set()
    for seed in range(4):
        a = activations(name, seed)
        health = UnitHealth(name, 9, 200)
        for start in range(0, 200, size):
            chunk = a[start : start + size]
            health.see(chunk, np.ones(len(chunk), "float32"))
        assert health.dead_share() == 1.0 - np.mean((a != 0.0).any(axis=0))
        low, high = ACTIVATIONS[name].unsaturated or (-np.inf, np.inf)
        saturated = ((a <= low) | (a >= high)).mean(axis=0) > 0.95
        assert health.saturated_share() == np.mean(saturated)
        saturated_shares.add(health.saturated_share())
    assert (max(saturated_shares) > 0.0) == (ACTIVATIONS[name].unsaturated is not None)


def test_a_layer_without_flat_numbers_has_no_saturated_units():
    health = UnitHealth("tanh", 3, 50)
    health.see(np.full((50, 3), 0.5), np.ones(50))
    assert health.saturated_share() == health.dead_share() == 0.0
