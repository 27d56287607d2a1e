"""``check_network``: its sources, its progress, its memory and its step."""

import pickle
import re
import tracemalloc

import numpy as np
import pytest

import mlpviz
from mlpviz.engine.network import MLP
from mlpviz.gradcheck import GradientCheckError, check_network
from mlpviz.gradcheck import report as report_module
from mlpviz.gradcheck.mistakes import inject
from tests.gradcheck.checked import check, own_gradients

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


@pytest.fixture
def failing():
    """Network, X, Y and the report of a check that fails."""
    rng, network = np.random.default_rng(0), inject(MLP([4, 5, 3], seed=1), "no-slope")
    X, Y = rng.standard_normal((6, 4)), rng.standard_normal((6, 3))
    asked = {"loss": "mse", "sources": "complex_step", "spots": 0}
    return network, X, Y, check_network(network, X, Y, **asked)


def test_a_search_for_the_mistake_may_be_ended(failing):
    *_, report = failing
    trials = []
    assert report.read(lambda: trials.append(1)).kind == "no-slope"
    assert len(trials) > 50

    for last in (1, len(trials) // 2, len(trials)):
        seen = []

        def cancel(seen=seen, last=last):
            seen.append(1)
            if len(seen) == last:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            report.read(cancel)
    assert report.reading.kind == "no-slope"


def test_no_mistake_is_looked_for_until_somebody_asks(failing, monkeypatch):
    def searched(subject):
        raise AssertionError("nobody has asked")

    monkeypatch.setattr(report_module, "name_in_network", searched)
    network, X, Y, _ = failing
    report = check_network(network, X, Y, loss="mse")
    assert report.verdict == "fail"
    with pytest.raises(GradientCheckError, match="W1"):
        report.raise_if_failed()
    with pytest.raises(AssertionError, match="nobody has asked"):
        report.reading  # noqa: B018


def test_a_report_speaks_of_what_was_checked_whatever_becomes_of_it(failing):
    network, X, Y, _ = failing
    _, gradients = network.loss_and_gradients(X, Y, loss="mse")
    asked = {"loss": "mse", "gradients": gradients}
    read, unread = (check_network(network, X, Y, **asked) for _ in range(2))
    unread = pickle.loads(pickle.dumps(unread))
    sentence = read.reading.sentence
    worst = read["W1"].error
    for array in (network.flat, X, Y, *gradients.values()):
        array[...] = 7.0
    assert unread.reading.sentence == sentence
    assert unread.read().sentence == sentence  # once more: a search leaves nothing behind
    assert read["W1"].error == worst


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
