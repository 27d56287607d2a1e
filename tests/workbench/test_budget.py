from mlpviz.engine.network import MLP
from mlpviz.gradcheck.structured.check import probe_cost
from mlpviz.workbench.budget import batch_size


def test_no_check_beside_training_is_larger_than_one_that_is_asked_for(monkeypatch):
    network = MLP([2, 8, 2])
    assert batch_size(network, 16, playing=True) == 16
    monkeypatch.setenv("MLPVIZ_CHECK_PRODUCTS", str(5 * probe_cost(network.sizes, 1)))
    assert [batch_size(network, 16, playing=playing) for playing in (True, False)] == [5, 5]
    monkeypatch.setenv("MLPVIZ_CHECK_PRODUCTS", "0")
    assert batch_size(network, 16, playing=True) == 0
