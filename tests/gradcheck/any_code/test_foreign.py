"""``check_gradients``: no false alarm, and no wrong factor that passes."""

import numpy as np
import pytest

from mlpviz.gradcheck.any_code import check_gradients
from tests.gradcheck.any_code.programs import network, scaled


@pytest.mark.parametrize(("dtype", "seeds"), [("float64", range(100)), ("float32", range(30))])
def test_no_false_alarm(dtype, seeds):
    verdicts = {}
    for seed in seeds:
        loss, params, grads = network(seed, np.dtype(dtype))
        before = {name: array.tobytes() for name, array in params.items()}
        report = check_gradients(loss, params, grads)
        assert report.verdict != "fail", f"{seed}\n{report}"
        assert before == {name: array.tobytes() for name, array in params.items()}
        verdicts[seed] = report.verdict
    share = list(verdicts.values()).count("pass") / len(verdicts)
    assert share >= {"float64": 0.75, "float32": 0.1}[dtype]


@pytest.mark.parametrize("factor", [1.01, 1.0 + 1e-4])
def test_a_wrong_factor_in_one_parameter_fails_there_and_nowhere_else(factor):
    caught = []
    for seed in range(25):
        loss, params, grads = network(seed)
        name = list(params)[seed % len(params)]
        if not np.any(grads[name]):
            continue
        report = check_gradients(loss, params, scaled(grads, name, factor))
        row = report[name]
        assert {other.name for other in report.failing} <= {name}, seed
        assert row.verdict == "fail" or row.resolution > factor - 1.0, seed
        caught.append(row.verdict == "fail")
    assert np.mean(caught) >= 0.85  # the others: weights of 1e-6, and batches on a kink


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "softplus"])
def test_on_a_smooth_network_the_smallest_mistakes_fail(activation):
    for seed in range(1, 16, 5):
        loss, params, grads = network(seed, activation=activation)
        assert check_gradients(loss, params, grads).passed
        for name in params:
            report = check_gradients(loss, params, scaled(grads, name, 1.0 + 1e-6))
            assert [row.name for row in report.failing] == [name]
            assert not report[name].kinks.any()


def test_float32_still_finds_a_wrong_factor():
    found = []
    for seed in range(0, 40, 5):
        loss, params, grads = network(seed, np.float32)
        name = list(params)[-1]
        report = check_gradients(loss, params, scaled(grads, name, 1.01))
        found.append(report[name].verdict == "fail")
        assert any("coarser than float64" in note for note in report.notes)
    assert np.mean(found) >= 0.75
