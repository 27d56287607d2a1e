import re
import tracemalloc

import numpy as np
import pytest

import mlpviz
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck import check_network
from mlpviz.gradcheck.mistakes import inject

EVERY = ("autograd", "central", "complex_step")


def check(case, **options):
    return check_network(case.network, case.X, case.Y, loss=case.loss, l2=case.l2, **options)


def own_gradients(case):
    return case.network.loss_and_gradients(case.X, case.Y, loss=case.loss, l2=case.l2)


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


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_network_is_left_alone(dtype):
    network = MLP([4, 6, 2], "relu", "softmax", dtype=dtype, seed=1)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(9, 4)), np.eye(2)[rng.integers(2, size=9)]
    network.loss_and_gradients(-X, Y, loss="cross_entropy")
    arrays = [network.flat, network.flat_grad, *network.z, *network.a]
    before = [array.tobytes() for array in arrays]
    assert check_network(network, X, Y, loss="cross_entropy").passed
    assert [array.tobytes() for array in arrays] == before
    assert network.z[0] is arrays[2]


class WrongLoss(MLP):
    """Reports RMSE while its gradients are those of the mean squared error."""

    def loss(self, X, Y, loss, l2=0.0, l1=0.0):
        return super().loss(X, Y, loss, l2, l1=l1) ** 0.5

    def loss_and_gradients(self, X, Y, loss="mse", l2=0.0, l1=0.0):
        value, gradients = super().loss_and_gradients(X, Y, loss, l2, l1=l1)
        return value**0.5, gradients


class WrongForward(MLP):
    """Forgets the last layer's bias."""

    def _forward_logits(self, X):
        buffers = super()._forward_logits(X)
        buffers.z[-1] -= self.params[f"b{len(self.sizes) - 1}"]
        return buffers


class WrongActivation(MLP):
    """Applies the activation twice."""

    def _forward_logits(self, X):
        buffers = super()._forward_logits(X)
        np.tanh(buffers.a[0], out=buffers.a[0])
        np.dot(buffers.a[0], self.params["W2"], out=buffers.z[1])
        buffers.z[1] += self.params["b2"]
        return buffers


class LossElsewhere(MLP):
    """Its loss() alone computes something else: only the spot checks can see that."""

    def loss(self, X, Y, loss, l2=0.0):
        return super().loss(2.0 * X, Y, loss, l2)


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        (WrongLoss, "the engine's loss is"),
        (WrongForward, "layer 2: the engine's z is not a_prev @ W2 + b2"),
        (WrongActivation, "layer 1: the engine's a is not tanh(z)"),
        (LossElsewhere, "the engine's own loss has slope"),
    ],
)
def test_faults_beside_the_gradient_are_found(kind, fault):
    network = kind([3, 4, 2], "tanh", "identity", seed=1, bias_std=0.5)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(6, 3)), rng.normal(size=(6, 2))
    report = check_network(network, X, Y, loss="mse")
    assert report.verdict == "fail"
    assert any(fault in text for text in report.faults), report.faults
    assert fault in str(report)


def test_zero_gradients_pass_exactly():
    # All weights zero: nothing reaches the first layer, and both sides say exactly 0.
    network = MLP([3, 4, 2], "tanh", "softmax", init="zeros")
    X, Y = np.ones((4, 3)), np.eye(2)[[0, 1, 1, 1]]
    report = check_network(network, X, Y, loss="cross_entropy")
    assert report.passed
    assert report["W1"].resolution == 0.0
    assert report["W1"].error == 0.0


def test_a_vanished_gradient_is_unresolved_not_passed():
    network = MLP([2, 3, 3, 3, 1], "tanh", init="normal", init_options={"std": 1e-6})
    X, Y = np.ones((4, 2)), np.ones((4, 1))
    assert check_network(network, X, Y, loss="mse", sources=["complex_step"]).passed
    report = check_network(network, X, Y, loss="mse", sources=["central"])
    assert report["b4"].verdict == "pass"
    assert report["W1"].verdict == "unresolved"
    assert report.verdict == "unresolved"
    assert not report.passed


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_underflow_is_no_fault(dtype):
    # Weights so small that the products of the deeper layers are subnormal numbers, or 0.
    std = 1e-11 if dtype == "float32" else 1e-80
    network = MLP([3, 4, 4, 4, 4, 1], "tanh", init="normal", init_options={"std": std}, dtype=dtype)
    rng = np.random.default_rng(0)
    report = check_network(network, rng.normal(size=(5, 3)), np.ones((5, 1)), loss="mse")
    assert report.faults == ()
    assert report.verdict == "unresolved"


def test_kinks_are_reported_as_shares():
    network = MLP([1, 2, 1], "relu", "identity", seed=0)
    network.params["W1"] = [[1e-4, 1.0]]
    report = check_network(network, np.ones((3, 1)), np.zeros((3, 1)), loss="mse")
    assert report["W1"].kink_share == 0.5
    assert report["W1"].kinks.tolist() == [[True, False]]
    assert report["W2"].kink_share == 0.0


def test_sources_are_those_of_check_gradients(random_case):
    case = random_case(2)
    assert check(case, sources="central").sources == ("analytic", "central")
    assert check(case, sources="complex_step").sources == ("analytic", "complex_step")
    assert check(case, sources=None).sources == ("analytic", "central", "complex_step")
    both = ("analytic", "complex_step", "central")
    assert check(case, sources=both).sources == ("analytic", "central", "complex_step")
    assert mlpviz.check_gradients(lambda: 1.0, np.ones(2), np.zeros(2), sources="central").passed
    report = mlpviz.MLP([2, 1]).check_gradients(np.ones((1, 2)), np.ones((1, 1)), sources="central")
    assert report.sources == ("analytic", "central")


def test_wrong_arguments_are_refused(random_case):
    case = random_case(2)
    with pytest.raises(ValueError, match="at least one sample"):
        check_network(case.network, case.X[:0], case.Y[:0], loss=case.loss)
    with pytest.raises(ValueError, match="need"):
        check_network(case.network, case.X, case.Y[:, :0], loss=case.loss)
    with pytest.raises(ValueError, match="source = 'forward' is unknown"):
        check(case, sources=["forward"])
    for nothing in ([], ["analytic"]):
        with pytest.raises(ValueError, match="choose any of autograd, central, complex_step"):
            check(case, sources=nothing)
    for h in (0.0, -1e-3, np.nan, np.inf):
        with pytest.raises(ValueError, match="a positive number"):
            check(case, h=h)
    with pytest.raises(ValueError, match="does not go with"):
        check_network(case.network, case.X, case.Y, loss="cross_entropy")
    _, gradients = own_gradients(case)
    with pytest.raises(ValueError, match="gradient W1 has shape"):
        check(case, gradients=gradients | {"W1": np.zeros(1)})
    del gradients["W1"]
    with pytest.raises(ValueError, match="no 'W1'"):
        check(case, gradients=gradients)


SOURCES = ("autograd", "central", "complex_step")


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_four_sources_agree_within_their_bounds(dtype, random_case):
    for seed in range(60):
        case = random_case(seed, dtype)
        for row in check(case, sources=SOURCES, spots=0).rows:
            assert row.sources == ("analytic", *SOURCES)
            assert row.shape == case.network.params[row.name].shape
            for first, second in row.pairs:
                bound = row.bounds[first] + row.bounds[second]
                assert np.all(row.absolute_error(first, second) <= bound), (seed, row)


def test_each_source_alone_catches_a_wrong_gradient(random_case):
    case = random_case(4)
    _, gradients = own_gradients(case)
    gradients["W1"] = gradients["W1"] * (1.0 + 1e-4)
    for source in SOURCES:
        report = check(case, gradients=gradients, sources=[source], spots=0)
        assert report.sources == ("analytic", source)
        assert [row.name for row in report.rows if row.verdict == "fail"] == ["W1"]
        assert (report.h is None) == (source != "central")


def test_progress_runs_to_one_and_may_end_the_check(random_case):
    case = random_case(4)
    shares = []
    check(case, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    before = case.network.flat.copy()

    def cancel(share):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check(case, progress=cancel)
    np.testing.assert_array_equal(case.network.flat, before)


def test_a_check_may_be_ended_while_its_mistake_is_looked_for():
    rng, network = np.random.default_rng(0), inject(MLP([4, 5, 3], seed=1), "no-slope")
    X, Y = rng.standard_normal((6, 4)), rng.standard_normal((6, 3))
    asked = {"loss": "mse", "sources": "complex_step", "spots": 0}
    shares = []
    named = check_network(network, X, Y, progress=shares.append, **asked).named
    assert named.kind == "no-slope"
    assert max(shares) == 1.0
    trials = shares.count(1.0)
    assert trials > 50

    for last in (1, trials // 2, trials):
        seen = []

        def cancel(share, seen=seen, last=last):
            seen.append(share)
            if seen.count(1.0) == last:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            check_network(network, X, Y, progress=cancel, **asked)


def test_layers_hold_delta_sample_by_sample(random_case):
    case = random_case(4)
    report = check(case)
    case.network.loss_and_gradients(case.X, case.Y, loss=case.loss, l2=case.l2)
    for layer, z, delta in zip(report.layers, case.network.z, case.network.delta, strict=True):
        np.testing.assert_array_equal(layer.z, z)
        np.testing.assert_array_equal(layer.analytic, delta)
        assert np.all(np.abs(layer.analytic - layer.numerical) <= layer.bound)


def test_memory_stays_within_the_budget():
    rng = np.random.default_rng(0)
    network = MLP([100, 80, 60, 10], "tanh", "softmax", seed=1)
    X, Y = rng.normal(size=(400, 100)), np.eye(10)[rng.integers(10, size=400)]
    tracemalloc.start()
    report = check_network(network, X, Y, loss="cross_entropy")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert report.passed
    assert peak < 64 * 2**20


def test_a_networks_own_method_is_the_same_check(random_case):
    case = random_case(4)
    network = mlpviz.MLP([3, 4, 2], "tanh", "softmax", seed=1)
    X, Y = np.eye(3), np.eye(2)[[0, 1, 0]]
    report = network.check_gradients(X, Y, loss="cross_entropy", l2=0.1, sources=["central"])
    assert report.passed
    assert report.sources == ("analytic", "central")
    assert isinstance(network.copy(), mlpviz.MLP)
    assert not hasattr(case.network, "check_gradients")  # the engine knows nothing of checks


def test_a_step_that_was_asked_for_is_the_reason_where_it_is():
    network = MLP([3, 4, 2], "tanh", output="softmax", seed=1)
    X, Y = np.random.default_rng(0).normal(size=(5, 3)), np.eye(2)[[0, 1, 0, 1, 1]]
    asked = {"loss": "cross_entropy", "sources": "central"}
    short = check_network(network, X, Y, h=1e-13, **asked)
    assert short.verdict == "unresolved"
    assert short.reading.sentence.endswith(
        "the step h = 1e-13 was asked for, and does not suit it. Leave h out, and one that does is "
        "chosen."
    )
    both = check_network(network, X, Y, h=1e-13, loss="cross_entropy")
    assert (both.verdict, both.why_unresolved) == ("pass", "")
    deep = MLP([3, *[4] * 16, 2], "sigmoid", output="softmax", seed=1)
    vanished = check_network(deep, X, Y, h=2.0**-8, **asked)
    assert vanished.verdict == "unresolved"
    assert vanished.why_unresolved == "", "no other step would do"


STEPS = (None, 1e-15, 1e-13, 1e-10, 1e-5, 0.5, 8.0)
TITLES = {"autograd": "autograd", "central": "central differences", "complex_step": "complex step"}


@pytest.mark.parametrize("sources", [("central",), ("central", "complex_step"), tuple(TITLES)])
@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
def test_whatever_the_step_no_source_is_trusted_beyond_its_bound(sources, activation):
    network = MLP([3, 4, 2], activation, output="softmax", seed=1)
    X, Y = np.random.default_rng(0).normal(size=(5, 3)), np.eye(2)[[0, 1, 0, 1, 1]]
    for h in STEPS:
        report = check_network(network, X, Y, loss="cross_entropy", sources=sources, h=h)
        assert not report.failing
        text = str(report).lower()
        for source in sources:
            widest = max(
                ((row.bounds["analytic"] + row.bounds[source]) / abs(row.numerical).max()).max()
                for row in report.rows
            )
            able = widest <= 1e-3
            assert (report.unable(source) == ()) == able
            if report.passed:
                assert (TITLES[source] in report.reading.sentence) == able
                told = re.sub(r" \(h = .*?\)", "", text)
                assert (f"{TITLES[source]} cannot judge" in told) != able
