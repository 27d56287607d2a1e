from itertools import pairwise

from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.probes import probe_cost
from mlpviz.views.budget import batch_size


def test_no_check_beside_training_is_larger_than_one_that_is_asked_for(monkeypatch):
    network = MLP([2, 8, 2])
    assert batch_size(network, 16, playing=True) == 16
    monkeypatch.setenv("MLPVIZ_CHECK_PRODUCTS", str(5 * probe_cost(network.sizes, 1)))
    assert [batch_size(network, 16, playing=playing) for playing in (True, False)] == [5, 5]
    monkeypatch.setenv("MLPVIZ_CHECK_PRODUCTS", "0")
    assert batch_size(network, 16, playing=True) == 0


def test_activations_count_where_wide_layers_follow_narrow_ones():
    """There are few products there: a link to such a network once took six seconds to open."""
    narrow = MLP([2, 4096, 1, 4096, 1, 3])
    assert batch_size(narrow, 16, playing=False) == 0
    assert probe_cost([2, 3, 4, 5], 1) == 3 * (20 + 12) + 4 * 20 + 25 + 100 * (3 * 10 + 4 * 6)
    assert probe_cost([784, 300, 100, 10], 1) < 1.5 * probe_products([784, 300, 100, 10])


def probe_products(sizes):
    """Without activations: each unit reruns the products that follow it."""
    return (
        sum(
            sizes[layer] * sum(a * b for a, b in pairwise(sizes[layer:]))
            for layer in range(1, len(sizes) - 1)
        )
        + sizes[-1] ** 2
    )
