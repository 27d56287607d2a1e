import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.any_code import check_gradients
from mlpviz.gradcheck.bugs import BUGS, inject, lookalikes
from mlpviz.gradcheck.bugs.backward import BuggyMLP, Steps, bias_gradient, loss_gradient, slope
from mlpviz.gradcheck.bugs.checked import check_bug
from mlpviz.gradcheck.readings.context import Context
from mlpviz.gradcheck.readings.table import MISTAKES, READINGS, SEVERAL, STRUCTURE, read_pattern
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.structured.check import check_network

N = 7  # no layer below has as many units
FAST = {"spots": 0}

NETWORKS = {
    "linear": ((4, 3), (), "softmax", "cross_entropy", 0.01),
    "tanh": ((4, 5, 3), "tanh", "softmax", "cross_entropy", 0.01),
    "relu": ((4, 6, 3), "relu", "identity", "mse", 0.0),
    "one output": ((3, 4, 1), "sigmoid", "sigmoid", "binary_cross_entropy", 0.02),
    "two hidden": ((3, 5, 4, 2), ("sigmoid", "relu"), "tanh", "mse", 0.0),
    "square": ((5, 5, 5, 3), ("tanh", "sigmoid"), "sigmoid", "mse", 0.03),
    "three hidden": ((4, 6, 6, 5, 3), ("relu", "tanh", "relu"), "tanh", "huber", 0.02),
}

# What may be said of each bug if the network is known: this must be among the kinds that are named.
NAMED = {bug: {bug} for bug in BUGS} | {
    "no-output-slope": {"no-slope"},
    "rmse": {"loss-root"},
    "square-of-sum": {"loss-square-of-sum"},
    "skips-w2": {"skips-w"},
    "stale-activation": {"hidden-inputs"},
}
# And in its place if only the report is there: kinds that are true but say less.
VAGUE = {*STRUCTURE, "constant-factor", "zero"}
BLIND = {"rmse": {"rmse"}, "loss-mean-twice": {"loss-over-n"}}


def make(network, bug=None, n=N, dtype="float64", steps=None):
    """(buggy network after two updates, X, Y, keywords of a check)."""
    sizes, activation, output, loss, l2 = NETWORKS[network]
    healthy = MLP(sizes, activation, output, bias_std=0.5, seed=6, dtype=dtype)
    rng = np.random.default_rng(4)
    X, k = rng.normal(size=(n, sizes[0])).astype(dtype), sizes[-1]
    classes = LOSSES[loss].task == "classification"
    Y = np.eye(k)[rng.integers(k, size=n)] if classes else rng.normal(size=(n, k))
    net = inject(healthy, bug) if bug else BuggyMLP.of(healthy, steps or Steps())
    for _ in range(2):
        net.backpropagate(X, Y.astype(dtype), loss, l2)
        net.flat -= 0.02 * net.flat_grad
    return net, X, Y.astype(dtype), {"loss": loss, "l2": l2}


def read(network="tanh", known=True, **how):
    """The reading of a program made by ``make``."""
    net, X, Y, check = make(network, **how)
    context = Context.of(net, X, Y, **check) if known else None
    options = FAST if not net.bug or BUGS[net.bug].changes == "gradient" else {}
    return read_pattern(check_bug(net, X, Y, **check, **options), context)


def kinds(reading):
    return {reading.kind, *reading.alternatives}


def settings(dtype="float64", n=N):
    for bug, row in BUGS.items():
        for network in NETWORKS:
            net, *_, check = make(network, bug, n=n, dtype=dtype)
            if row.applies(net, **check, n=n) is None:
                yield bug, network


@pytest.mark.parametrize(("dtype", "n"), [("float64", N), ("float64", 2), ("float32", N)])
def test_every_bug_is_named_where_the_network_is_known(dtype, n):
    seen = set()
    for bug, network in settings(dtype, n):
        reading = read(network, bug=bug, n=n, dtype=dtype)
        assert kinds(reading) & NAMED[bug], (bug, network, reading)
        assert reading.kind != SEVERAL, (bug, network, reading)
        seen.add(bug)
    assert seen == set(BUGS)


def test_with_widths_and_n_apart_only_true_lookalikes_are_named_beside_the_bug():
    for bug, network in settings():
        net, X, Y, check = make(network, bug)
        reading = read_pattern(
            check_bug(net, X, Y, **check), Context.of(net, X, Y, **check)
        )  # fmt: skip
        same = set.union(*(NAMED[other] for other in lookalikes(net, X, Y, **check) | {bug}))
        others = {"mean-over-outputs", "loss-half"}  # not in the lab; they may fit as well
        if bug == "relu-slope-1":  # in this one step, the same
            others = {"no-slope"}
        assert kinds(reading) <= same | others, (bug, network, reading)


def test_no_wrong_mistake_is_named_from_the_report_alone():
    for bug, network in settings():
        reading = read(network, bug=bug, known=False)
        right = NAMED[bug] | BLIND.get(bug, set())
        assert kinds(reading) <= VAGUE or kinds(reading) & right, (bug, network, reading)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_right_gradients_are_called_right(random_case, dtype):
    for seed in range(60):
        case = random_case(seed, dtype)
        check = {"loss": case.loss, "l2": case.l2}
        context = Context.of(case.network, case.X, case.Y, **check)
        report = check_network(case.network, case.X, case.Y, **check, **FAST)
        reading = read_pattern(report, context)
        assert reading.kind == report.verdict
        assert reading.kind in ("pass", "unresolved")


def test_noise_has_no_cause(random_case):
    met = set()
    for seed in range(100):
        case = random_case(seed)
        check, rng = {"loss": case.loss, "l2": case.l2}, np.random.default_rng(seed)
        _, gradients = case.network.loss_and_gradients(case.X, case.Y, **check)
        for name, gradient in gradients.items():
            if rng.random() < 0.6:
                size = 10.0 ** rng.integers(-6, 2) * np.abs(gradient).max()
                where = rng.random(gradient.shape) < rng.choice([0.2, 1.0])
                gradients[name] = gradient + size * where * rng.normal(size=gradient.shape)
        report = check_network(
            case.network, case.X, case.Y, **check, gradients=gradients,
            sources=("complex_step",), **FAST,
        )  # fmt: skip
        for context in (None, Context.of(case.network, case.X, case.Y, **check)):
            reading = read_pattern(report, context)
            allowed = STRUCTURE.keys() if report.verdict == "fail" else {report.verdict}
            assert reading.kind in allowed, (seed, reading)
            met.add(reading.kind)
    assert {"pass", "lower-layers", "only-weights", "only-biases", "some-parameters"} <= met


# One case for every row of READINGS: a program with the mistake, or a report with the pattern.


def foreign(params, grads, loss=1.0, **how):
    """A report without a network: references are ``params``, judged are ``grads``."""
    rows = [
        ParameterRow.compare(
            name,
            {"analytic": grads[name], "central": params[name]} | how.get("more", {}),
            dict.fromkeys(
                ("analytic", "central", "complex_step"), np.full(params[name].shape, 1e-9)
            ),
            how.get("kinks", {}).get(name, np.zeros(params[name].shape, bool)),
        )
        for name in params
    ]
    return GradientReport(rows=tuple(rows), loss=loss, dtype="float64", seconds=0.0)


def numbers(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


PARAMS = {name: numbers(*shape, seed=3) for name, shape in
          {"W1": (4, 6), "b1": (6,), "W2": (6, 3), "b2": (3,)}.items()}  # fmt: skip
G = {"W1": numbers(4, 6), "b1": numbers(6), "W2": numbers(6, 3), "b2": numbers(3)}


def with_noise(*names, where=True):
    noise = {name: np.where(where, numbers(*G[name].shape, seed=9), 0.0) for name in names}
    return foreign(G, {name: g + noise.get(name, 0.0) for name, g in G.items()})


def report_case(report, **context):
    return lambda: read_pattern(report, Context(**context))


def program(network="tanh", **steps):
    return lambda: read(network, steps=Steps(**steps))


def bug(name, network="tanh"):
    return lambda: read(network, bug=name)


def times(c):
    return program("tanh", loss_gradient=lambda *a: c * loss_gradient(*a))


def loss_times(c, network="relu"):
    return program(network, loss_value=lambda loss, value, a, Y: c(value))


def penalty_times(c):
    return program(
        "tanh", penalty_gradient=lambda name, p, l2: 2.0 * l2 * c * p if name[0] == "W" else 0.0
    )


def opposite(*prediction_and_targets):
    return -loss_gradient(*prediction_and_targets)


def flat(activation, z, a):
    return np.ones_like(z)


def squared(delta):
    return np.sum(delta**2, axis=0)


def another_slope(activation, z, a):
    return ACTIVATIONS["sigmoid"].df(z, ACTIVATIONS["sigmoid"].f(z))


def without_penalty():
    net, X, Y, check = make("tanh")
    context = Context.of(net, X, Y, **check)
    _, gradients = net.loss_and_gradients(X, Y, **check)
    report = check_gradients(
        lambda: net.loss(X, Y, loss=check["loss"]), dict(net.params), gradients
    )
    return read_pattern(report, context)


def faulty_spots():
    """A network whose own loss is another function than its parts make: a spot check's fault."""
    net, X, Y, check = make("tanh")
    report = check_network(net, X, Y, **check)
    parts = {**vars(report), "faults": ("W1[0, 0]: the slope differs",)}
    return read_pattern(GradientReport(**parts))


def not_finite():
    healthy, X, Y, check = make("tanh")
    net = BuggyMLP.of(healthy, Steps(slope=lambda f, z, a: np.where(z < 9.0, np.nan, z)))
    context = Context.of(net, X, Y, **check)
    return read_pattern(check_network(net, X, Y, **check, **FAST), context)


def unresolved():
    tiny = {name: 1e-13 * g for name, g in G.items()}
    return read_pattern(foreign(tiny, tiny, loss=3.0))


def one_layer_only():
    return read_pattern(with_noise("W1", "b1", where=np.arange(6) == 2))


CASES = {
    "pass": report_case(foreign(G, G)),
    "not-finite": not_finite,
    "unresolved": unresolved,
    "references": report_case(
        foreign({"W1": 1.5 * G["W1"]}, {"W1": G["W1"]}, more={"complex_step": G["W1"]})
    ),
    "float32": report_case(
        foreign(G, {name: g.astype("float32").astype(float) for name, g in G.items()})
    ),
    "loss-root": loss_times(np.sqrt),
    "loss-square-of-sum": bug("square-of-sum", "relu"),
    "loss-mean-twice": loss_times(lambda value: value / N),
    "loss-sum": loss_times(lambda value: value * N),
    "loss-mean-over-outputs": loss_times(lambda value: value / 3),
    "loss-half": loss_times(lambda value: value / 2),
    "loss-without-l2": without_penalty,
    "loss": loss_times(lambda value: 0.777 * value),
    "no-mean": times(N),
    "mean-twice": times(1 / N),
    "loss-over-n": report_case(foreign(G, {name: 5 * g for name, g in G.items()}), n=5),
    "loss-times-n": report_case(foreign(G, {name: g / 5 for name, g in G.items()}), n=5),
    "no-factor-2": bug("no-factor-2", "relu"),
    "sign": times(-1.0),
    "rmse": report_case(foreign(G, {name: 2 * 1.7 * g for name, g in G.items()}, loss=1.7)),
    "gradient-of-root": report_case(
        foreign(G, {name: 0.5 / 1.7**0.5 * g for name, g in G.items()}, loss=1.7)
    ),
    "mean-over-outputs": times(1 / 3),
    "labels": bug("labels"),
    "softmax-diagonal": bug("softmax-diagonal"),
    "softmax-twice": bug("softmax-twice"),
    "relu-slope-1": bug("relu-slope-1", "relu"),
    "no-slope": bug("no-slope"),
    "slope-at-a": bug("slope-at-a"),
    "slope-twice": program("tanh", slope=lambda *x: slope(*x) ** 2),
    "skips-w": bug("skips-w2"),
    "skips-w-and-slope": program(
        "tanh",
        slope=flat,
        delta_below=lambda delta, W, layer: delta[:, np.arange(len(W)) % delta.shape[1]],
    ),
    "not-transposed": bug("not-transposed", "square"),
    "output-for-input": bug("output-for-input", "square"),
    "z-for-input": program(
        "tanh",
        inputs=lambda now, before: [now[0], *(np.arctanh(a) for a in now[1:])],
    ),
    "transposed": report_case(
        foreign({"W1": numbers(4, 4), "b1": numbers(4)}, {"W1": numbers(4, 4).T, "b1": numbers(4)})
    ),
    "bias-axis": bug("bias-axis"),
    "bias-mean": bug("bias-mean"),
    "no-l2": bug("no-l2"),
    "half-l2": bug("half-l2"),
    "l2-sign": penalty_times(-1.0),
    "l2-over-n": penalty_times(1.0 / N),
    "l2-on-biases": bug("l2-on-biases"),
    "accumulated": bug("accumulated"),
    "other-slope": program("tanh", slope=another_slope),
    "other-loss": program("square", loss_gradient=lambda loss, a, Y: LOSSES["huber"].f(a, Y)[1]),
    "zero": program("tanh", bias_gradient=lambda delta: 0.0 * delta[0]),
    "l2-strength": penalty_times(3.7),
    "constant-factor": times(3.7),
    "kinks": report_case(
        foreign(
            G,
            {**G, "b1": np.where(np.arange(6) < 2, 2.0, 1.0) * G["b1"]},
            kinks={"b1": np.arange(6) < 3},
        )
    ),
    "some-by-factor": program("two hidden", bias_gradient=lambda delta: 3.7 * bias_gradient(delta)),
    "l2-like": report_case(
        foreign(G, {n: g + (0.3 * PARAMS[n] if n == "W2" else 0.0) for n, g in G.items()}),
        params=PARAMS,
    ),
    "unseen": report_case(foreign({**G, "b1": 0.0 * G["b1"]}, G)),
    "own-factors": report_case(
        foreign(G, {n: (4.0 if n[0] == "b" else 2.0) * g for n, g in G.items()})
    ),
    "biases-by-factor": report_case(
        foreign(
            G,
            {
                n: 3.0 * g + (1e-2 * numbers(*g.shape, seed=9) if n[0] == "W" else 0)
                for n, g in G.items()
            },
        )
    ),
    "negative-z": program(
        "two hidden", slope=lambda f, z, a: np.where(z < 0.0, 0.3 + z, slope(f, z, a))
    ),
    "last-delta": program(
        "tanh", loss_gradient=lambda loss, z, Y: np.tanh(loss_gradient(loss, z, Y) * 3.0)
    ),
    "step": program("tanh", slope=lambda f, z, a: slope(f, z, a) + 0.1 * z),
    "after-deltas": program("tanh", new_gradient=lambda new, held: new + 0.1 * np.sin(new)),
    "hidden-inputs": bug("stale-activation"),
    "from-the-top": lambda: read("tanh", bug="labels", known=False),
    "only-biases": program("tanh", bias_gradient=squared),
    "only-weights": program("tanh", weight_gradient=lambda a_prev, delta, a: a_prev.T**3 @ delta),
    "units": one_layer_only,
    "rows-or-columns": report_case(with_noise("W1", where=(np.arange(4) == 1)[:, None])),
    "lower-layers": report_case(with_noise("W1", "b1")),
    "some-parameters": report_case(with_noise("W2", "b1")),
    "unclear": report_case(with_noise(*G)),
    "fault": faulty_spots,
}


@pytest.mark.parametrize("kind", [kind for kind in READINGS if kind != "wrong-lines"])
def test_every_reading_has_a_case(kind):
    reading = CASES[kind]()
    assert kind in kinds(reading), reading
    if kind not in ("loss-over-n", "loss-times-n"):  # only ever said beside another one
        assert kind == reading.kind, reading
    assert reading.evidence
    assert "{" not in reading.sentence
    assert reading.sentence.endswith((".", "?"))


def test_the_sentences_of_students():
    def sentence(kind):
        return CASES[kind]().sentence

    assert sentence("no-mean").startswith(
        "Every element of every parameter is off by the same factor 7, the number of samples: "
        "a missing 1/n."
    )
    assert sentence("lower-layers") == (
        "Only W1 and b1 fail: look at the step from layer 2's delta to layer 1's."
    )
    assert sentence("bias-axis").startswith("Only biases fail (b1 and b2): wrong sum axis.")
    assert sentence("sign").startswith("Signs are opposite, sizes right")
    assert sentence("relu-slope-1").startswith("It fails only where z < 0: relu'")
    assert sentence("no-slope") == (
        "σ'(z) is forgotten in the step from layer 2's delta to layer 1's."
    )
    assert sentence("l2-strength").endswith("L2 term of strength 0.037, the loss one of 0.01.")
    assert "in unit 2 of layer 1" in sentence("units")
    assert "in row 1 of W1" in sentence("rows-or-columns")
    assert (
        "Is 5 your number of samples"
        in read_pattern(foreign(G, {name: 5 * g for name, g in G.items()})).sentence
    )


def test_evidence_counts_and_measures():
    evidence = CASES["no-mean"]().evidence
    assert evidence.startswith("all 43 elements: ratio analytic / numerical = 7 ± ")
    assert float(evidence.split("± ")[1]) < 1e-12
    evidence = CASES["lower-layers"]().evidence
    assert evidence == "W1: 24 of 24 elements fail; b1: 6 of 6 elements fail; W2 and b2 pass"


def test_the_first_number_that_is_not_finite_is_named():
    reading = CASES["not-finite"]()
    assert "delta1[0, 0] is the first one" in reading.sentence
    assert "dW1 and db1" in reading.evidence
    bad = foreign(G, {**G, "W2": np.where(np.arange(3) == 1, np.inf, G["W2"])})
    assert "dW2[0, 1]" in read_pattern(bad).sentence


def test_two_mistakes_are_told_apart():
    reading = read("square", steps=Steps(loss_gradient=opposite, slope=flat))
    assert reading.kind == SEVERAL
    assert kinds(reading) == {SEVERAL, "sign", "no-slope"}
    assert "every element of the delta of the last layer (layer 3)" in reading.sentence


def test_a_known_mistake_is_named_beside_an_unknown_one():
    reading = read("tanh", steps=Steps(slope=flat, bias_gradient=squared))
    assert kinds(reading) == {SEVERAL, "no-slope", "wrong-lines"}
    assert "b1 and b2: wrong too" in reading.sentence


def test_a_wrong_loss_and_a_wrong_gradient_are_both_named():
    steps = Steps(
        loss_value=lambda loss, value, a, Y: value / N,
        bias_gradient=lambda delta: delta.mean(axis=0),
    )
    reading = read("relu", steps=steps)
    assert kinds(reading) == {SEVERAL, "loss-mean-twice", "bias-mean"}


def test_deltas_that_made_no_gradient_are_not_believed():
    class Secretive(BuggyMLP):
        def backpropagate(self, X, Y, loss, l2=0.0):
            value = super().backpropagate(X, Y, loss, l2)
            for delta in self._last.delta:
                delta[...] = 0.123
            return value

    net, X, Y, check = make("tanh", "no-slope")
    secretive = Secretive.of(net, net.steps)
    context = Context.of(secretive, X, Y, **check)
    reading = read_pattern(check_network(secretive, X, Y, **check, **FAST), context)
    assert reading.kind == "lower-layers"
    net, X, Y, check = make("tanh", "no-mean")
    secretive = Secretive.of(net, net.steps)
    context = Context.of(secretive, X, Y, **check)
    reading = read_pattern(check_network(secretive, X, Y, **check, **FAST), context)
    assert reading.kind == "no-mean"


@pytest.mark.parametrize("factor", [1 + 1e-6, 1.01, 0.5, -1.0, 64.0, 1 / 64])
def test_factors_are_measured_in_both_precisions(factor):
    for dtype in ("float64", "float32"):
        net, X, Y, check = make("relu", dtype=dtype)
        _, gradients = net.loss_and_gradients(X, Y, **check)
        off = {name: (factor * g).astype(dtype) for name, g in gradients.items()}
        report = check_network(net, X, Y, **check, gradients=off, **FAST)
        context = Context(n=64, l2=0.0, loss="mse")
        reading = read_pattern(report, context)
        if dtype == "float32" and factor == 1 + 1e-6:
            assert reading.kind == "pass"  # below what float32 can tell
        else:
            named = {0.5: "no-factor-2", -1.0: "sign"}
            assert reading.kind == named.get(factor, "constant-factor"), reading


def test_mistakes_and_structure_share_no_names():
    assert not MISTAKES.keys() & STRUCTURE.keys()
    assert SEVERAL not in READINGS


def test_a_vector_without_matrices_is_no_bias():
    report = foreign({"w": numbers(4)}, {"w": numbers(4) * np.array([1.0, 1.0, 2.0, 1.0])})
    assert "Only biases" not in read_pattern(report).sentence


def sentence(right, judged, **params):
    return read_pattern(foreign(right, judged, 1.3), Context(params=params or None)).sentence


def off(gradients, **factors):
    """Some of the gradients with noise, or times a number."""
    return {
        name: g + numbers(*g.shape, seed=9) if factors.get(name) == "noise" else factors[name] * g
        for name, g in ((name, g) for name, g in gradients.items() if name in factors)
    } | {name: g for name, g in gradients.items() if name not in factors}


def test_only_the_own_bias_proves_that_the_deltas_are_right():
    assert "so the deltas are right" in sentence(G, off(G, W1="noise"))
    for missing in ({"b1": 0.0 * G["b1"]}, {}):  # a bias without effect proves nothing
        right = {name: g for name, g in G.items() if name != "b1"} | missing
        told = sentence(right, off(right, W1="noise"))
        assert "deltas are right" not in told
        assert "L2" not in told
    gamma = {"W1": G["W1"], "gamma": numbers(6), "W2": G["W2"], "b2": G["b2"]}
    assert sentence(gamma, off(gamma, W1="noise")).startswith("Only W1 fails; the other")
    assert "deltas are right" not in sentence({"b": G["b1"]}, {"b": -2.5 * G["b1"] ** 2})


def test_rows_are_units_or_inputs_only_where_the_orientation_is_known():
    row = np.where((np.arange(5) == 2)[:, None], numbers(5, 4), 0.0)
    out_in = {"W1": numbers(5, 4), "b1": numbers(5), "W2": numbers(3, 5), "b2": numbers(3)}
    told = sentence(out_in, {**out_in, "W1": out_in["W1"] + row})
    assert told == "All errors are in row 2 of W1, counted from 0: what is special in these units?"
    assert "in unit 2 of layer 1" in sentence(
        out_in, {**out_in, "W1": out_in["W1"] + row, "b1": out_in["b1"] + row[:, 0]}
    )
    in_out = {"W1": out_in["W1"], "b1": numbers(4)}
    told = sentence(in_out, {**in_out, "W1": in_out["W1"] + row})
    assert told.endswith("counted from 0: look at the inputs there.")
    alone = {"E": out_in["W1"]}
    told = sentence(alone, {"E": alone["E"] + row})
    assert told == "All errors are in row 2 of E, counted from 0: what is special there?"
    told = sentence({"E": alone["E"].T}, {"E": (alone["E"] + row).T})
    assert "in column 2 of E" in told


def test_no_layers_and_no_biases_where_there_are_none():
    for right in ({"x": numbers(5, 4)}, {"C": numbers(3, 3), "x": numbers(3)}):
        told = sentence(right, off(right, **dict.fromkeys(right, "noise")))
        assert told.startswith("Unclear")
        assert "layer" not in told
        assert "bias" not in told


def test_a_whole_factor_may_be_a_length_or_two_passes():
    assert "Is 5 your number of samples" in sentence(G, off(G, W1=5, b1=5, W2=5, b2=5))
    told = sentence(G, off(G, W1=3, b1=3, W2=3, b2=3))  # W2 and b2 have three outputs
    assert "3 is also a length of W2 and b2" in told
    assert "3 your number of samples" not in told
    assert "added up" in sentence(G, off(G, W1=2, b1=2, W2=2, b2=2))
    norm = np.sqrt(sum(np.sum(g**2) for g in G.values()))
    told = sentence(G, {name: 0.25 * g / norm for name, g in G.items()})
    assert told.endswith("The norm of all gradients together is 0.25: are they clipped to it?")


def test_the_last_layers_bias_says_where_to_begin():
    told = sentence(G, off(G, W1="noise", b1="noise", W2="noise", b2="noise"))
    assert "b2 is wrong, and so is the last layer's delta" in told
    bare = {"W1": G["W1"], "W2": G["W2"]}
    assert "what all have in common" in sentence(bare, off(bare, W1="noise", W2="noise"))
    told = sentence(bare, off(bare, W1="noise"))
    assert told.endswith("to layer 1's, or at how W1's own gradient is made.")


def test_each_parameter_is_judged_on_its_own():
    told = sentence(G, off(G, W1=2.0, W2=2.0, b1=4.0))
    assert told == (
        "Off by constant factors, all entries alike: W1 and W2 by the factor 2 and b1 by the "
        "factor 4; the other parameters are right."
    )
    mixed = {**off(G, b1=7.0, W2="noise"), "W1": G["W1"] + 0.5 * PARAMS["W1"]}
    told = sentence(G, mixed, **PARAMS)
    assert "b1 is off by the factor 7 throughout" in told
    assert "W1 is off by 1/2 times W1 itself, as by L2" in told
    assert "W2: 18 of 18 entries, off by up to" in told
    ratio = np.linalg.norm(mixed["W2"] - G["W2"]) / np.linalg.norm(PARAMS["W2"])
    assert f"(in norm {ratio:.2g} of W2 itself)" in told
