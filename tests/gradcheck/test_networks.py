"""The random networks of the benchmarks, on which the gradient check's claims rest."""

from collections import Counter

import numpy as np

from benchmarks.networks import PAIRS, make_case, make_ordinary_case
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES


def test_400_networks_have_every_choice_about_equally_often():
    cases = [make_case(seed) for seed in range(400)]
    networks = [case.network for case in cases]
    activations = Counter(name for network in networks for name in network.activations)
    assert set(activations) == set(ACTIVATIONS)
    assert min(activations.values()) > 0.8 * max(activations.values())
    pairs = Counter((case.loss, case.network.output) for case in cases)
    assert set(pairs) == set(PAIRS)
    assert min(pairs.values()) > 0.8 * max(pairs.values())
    assert {loss for loss, _ in pairs} == set(LOSSES)
    depths = Counter(
        (len(n.activations), case.loss) for n, case in zip(networks, cases, strict=True)
    )
    assert {depth for depth, _ in depths} == set(range(5))
    assert min(depths.values()) >= 3
    assert (
        {case.l2 > 0.0 for case in cases} == {network.bias for network in networks} == {True, False}
    )


def test_cases_repeat_to_the_bit():
    first, second = make_case(7), make_case(7)
    assert first.network.flat.tobytes() == second.network.flat.tobytes()
    assert first.X.tobytes() == second.X.tobytes()
    assert make_case(7, "float32").network.dtype == np.float32


def test_in_ordinary_cases_every_tensor_has_a_gradient():
    for seed in range(40):
        network, X, Y, loss, l2 = make_ordinary_case(seed)
        assert len(X) not in network.sizes
        _, gradients = network.loss_and_gradients(X, Y, loss=loss, l2=l2)
        for name, gradient in gradients.items():
            assert np.abs(gradient).max() > 1e-6, f"{seed}, {name}"
