"""``check_network``: its verdicts on right and wrong gradients."""

import numpy as np
import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck import check_network
from mlpviz.gradcheck.mistakes import inject
from tests.gradcheck.checked import EVERY, check, own_gradients


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("first", range(0, 80, 8))
def test_verdicts_on_random_networks(first, dtype, random_case):
    # Correct gradients never fail. Gradients off by a factor fail wherever the check says that it
    # can see so small a fault: error / largest entry is at most the resolution otherwise.
    for seed in range(first, first + 8):
        case = random_case(seed, dtype)
        report = check(case, spots=3)
        assert report.verdict != "fail", f"seed {seed}\n{report}"
        loss, gradients = own_gradients(case)
        assert report.loss == loss
        for factor in (1.0 + 1e-4, 1.01):
            scaled = {name: factor * gradient for name, gradient in gradients.items()}
            for row in check(case, gradients=scaled, spots=0).rows:
                if np.any(row.numerical) and row.resolution < 0.4 * (factor - 1.0):
                    assert row.verdict == "fail", f"seed {seed}, {row}"


def test_every_random_network_passes_by_the_complex_step(random_case):
    cases = [random_case(seed) for seed in range(80)]
    reports = [check(case, spots=0, sources=["complex_step"]) for case in cases]
    # Where an output is far in its saturation, there is no gradient and nothing to resolve.
    there = [
        max(np.abs(g).max() for g in own_gradients(case)[1].values()) > 1e-20 for case in cases
    ]
    assert sum(there) > 75
    verdicts = [report.verdict for report in reports]
    assert [verdict for verdict, is_one in zip(verdicts, there, strict=True) if is_one] == (
        ["pass"] * sum(there)
    )
    assert "fail" not in verdicts
    assert np.median([row.resolution for report in reports for row in report.rows]) < 1e-12


def test_most_random_networks_are_resolved_finely_by_differences(random_case):
    # What stays unresolved are gradients that have vanished: depth 4 with weights of 1e-6.
    reports = [check(random_case(seed), spots=0, sources=["central"]) for seed in range(80)]
    rows = [row for report in reports for row in report.rows]
    assert np.median([row.resolution for row in rows]) < 1e-9
    assert np.mean([row.verdict == "pass" for row in rows]) > 0.95
    for row in rows:
        if row.verdict == "unresolved":
            assert np.abs(row.numerical).max() < 1e-7


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_not_finite_gradients_fail(bad, random_case):
    case = random_case(6)
    _, gradients = own_gradients(case)
    for name in gradients:
        broken = {key: value.copy() for key, value in gradients.items()}
        broken[name].flat[-1] = bad
        report = check(case, gradients=broken)
        assert report.verdict == "fail"
        assert [row.name for row in report.rows if row.verdict == "fail"] == [name]
        row = report[name]
        assert row.worst == tuple(size - 1 for size in row.shape)
        assert row.failing_share == pytest.approx(1.0 / row.analytic.size)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_not_finite_data_are_named_instead_of_judged(bad, random_case):
    case = random_case(3)
    X, Y = case.X.copy(), case.Y.copy()
    X[0, 0] = Y[-1, 0] = bad
    with pytest.raises(FaultsError) as caught:
        check_network(case.network, X, Y, loss=case.loss)
    assert [fault.field for fault in caught.value.faults] == ["X", "Y"]
    assert f"X holds {bad} at [0, 0] (sample 0, feature 0" in str(caught.value)


def test_not_finite_weights_fail_without_warnings(random_case):
    case = random_case(6)
    case.network.flat[0] = np.nan
    assert check(case).verdict == "fail"


def test_a_single_wrong_element_is_named(random_case):
    case = random_case(4)
    _, gradients = own_gradients(case)
    W = gradients["W1"]
    index = tuple(size // 2 for size in W.shape)
    W[index] += 1e-7 * np.abs(W).max()
    report = check(case, gradients=gradients)
    assert [row.name for row in report.rows if row.verdict == "fail"] == ["W1"]
    assert report["W1"].worst == index
    assert report["W1"].error > report["W1"].allowed
    error = report["W1"].absolute_error("analytic", "complex_step").max()
    assert error == pytest.approx(1e-7 * np.abs(W).max(), rel=1e-3)


@pytest.mark.parametrize("loss", LOSSES)
def test_classic_mistakes_are_caught_in_the_right_tensors(loss):
    output = LOSSES[loss].outputs[0]
    network = MLP([4, 5, 5, 3], "tanh", output, seed=2, bias_std=0.3)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(12, 4)), np.eye(3)[rng.integers(3, size=12)]
    _, right = network.loss_and_gradients(X, Y, loss=loss, l2=0.01)
    _, unpenalised = network.loss_and_gradients(X, Y, loss=loss)
    mistakes = {
        "missing 1/n": ({name: 12.0 * g for name, g in right.items()}, set(right)),
        "l2 forgotten": (unpenalised, {"W1", "W2", "W3"}),
        "l2 halved": ({n: (right[n] + unpenalised[n]) / 2 for n in right}, {"W1", "W2", "W3"}),
        "transposed": (right | {"W2": right["W2"].T}, {"W2"}),
        "sign": (right | {"b3": -right["b3"]}, {"b3"}),
        "stale": (right | {"b1": np.zeros(5)}, {"b1"}),
    }
    for name, (gradients, wrong) in mistakes.items():
        report = check_network(network, X, Y, loss=loss, l2=0.01, gradients=gradients)
        assert {row.name for row in report.rows if row.verdict == "fail"} == wrong, name


@pytest.mark.parametrize("share", [0.1, 0.5, 1.0])
@pytest.mark.parametrize("output", LOSSES["mae"].outputs)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_outputs_on_their_targets_are_no_false_alarm(output, dtype, share):
    """Where |a - y| has its kink, all sources take the slope 0 of np.sign."""
    network = MLP([4, 6, 3], "tanh", output, dtype=dtype, seed=1, bias_std=0.3)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(12, 4)).astype(dtype), rng.normal(size=(12, 3)).astype(dtype)
    Y = np.where(rng.random(Y.shape) < share, network.forward(X), Y)
    report = check_network(network, X, Y, loss="mae", l2=0.01, sources=EVERY)
    assert report.verdict == "pass", str(report)
    assert report["b2"].kink_share > 0.0
    _, gradients = network.loss_and_gradients(X, Y, "mae", 0.01)
    gradients["W2"][0, 0] *= 1.01
    wrong = check_network(network, X, Y, loss="mae", l2=0.01, gradients=gradients)
    assert [row.name for row in wrong.failing] == ["W2"]


@pytest.mark.parametrize("mistake", [None, "no-slope", "loss-sum"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_network_is_left_alone(dtype, mistake):
    network = MLP([4, 6, 2], "relu", "softmax", dtype=dtype, seed=1)
    network = network if mistake is None else inject(network, mistake)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(9, 4)), np.eye(2)[rng.integers(2, size=9)]
    network.loss_and_gradients(-X, Y, loss="cross_entropy")
    arrays = [network.flat, network.flat_grad, *network.z, *network.a]
    before = [array.tobytes() for array in arrays]
    report = check_network(network, X, Y, loss="cross_entropy")
    assert report.verdict == ("pass" if mistake is None else "fail")
    assert (report.reading.kind == mistake) == (mistake is not None)
    assert [array.tobytes() for array in arrays] == before
    assert network.z[0] is arrays[2]
