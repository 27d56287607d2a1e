"""``check_gradients`` with X and Y: a recognised network, exact references, mistakes by name."""

import numpy as np
import pytest

from mlpviz import check_gradients
from mlpviz.engine.network import MLP
from mlpviz.gradcheck import GradientCheckInputError
from mlpviz.gradcheck.mistakes import MISTAKES, inject
from mlpviz.gradcheck.mistakes.backward import Steps
from mlpviz.gradcheck.mistakes.network import BuggyMLP

NETWORKS = {
    "tanh-softmax": ((4, 4, 4, 3), "tanh", "softmax", "cross_entropy"),
    "sigmoid-mse": ((4, 5, 3), "sigmoid", "sigmoid", "mse"),
    "relu-linear": ((3, 5, 5, 2), "relu", "identity", "mse"),
}


class Program:
    """Someone's program around a network: parameters by their own names and way round."""

    def __init__(self, network, loss, l2=0.0, n=6, *, l1=0.0, out_in=False, style="W1"):
        rng = np.random.default_rng(0)
        k = network.sizes[-1]
        self.network, self.loss_name, self.out_in = network, loss, out_in
        self.penalties = {"l2": l2, "l1": l1}
        self.X = rng.normal(size=(n, network.sizes[0]))
        self.Y = np.eye(k)[rng.integers(0, k, n)]
        self.names = {
            "W1": list(network.params),
            "theta": [name.replace("W", "theta_").replace("b", "beta_") for name in network.params],
            "torch": [
                f"fc{name[1:]}.{'weight' if name[0] == 'W' else 'bias'}" for name in network.params
            ],
        }[style]
        self.params = self.theirs(network.params)

    def theirs(self, named):
        arrays = (v.T.copy() if self.out_in and v.ndim == 2 else v.copy() for v in named.values())
        return dict(zip(self.names, arrays, strict=True))

    def loss(self):
        own = zip(self.network.params.values(), self.params.values(), strict=True)
        for array, theirs in own:
            array[...] = theirs.T if self.out_in and array.ndim == 2 else theirs
        return self.network.loss(self.X, self.Y, self.loss_name, **self.penalties)

    def gradients(self, network):
        found = network.loss_and_gradients(self.X, self.Y, self.loss_name, **self.penalties)[1]
        return self.theirs(found)

    def check(self, gradients, **more):
        return check_gradients(
            self.loss, self.params, gradients, **({"X": self.X, "Y": self.Y} | more)
        )


def program(kind, **more):
    sizes, activation, output, loss = NETWORKS[kind]
    return Program(MLP(sizes, activation, output, bias_std=0.5, seed=1), loss, **more)


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize("l2", [0.0, 0.05])
def test_a_right_gradient_passes_and_a_millionth_more_fails(kind, l2):
    code = program(kind, l2=l2)
    right = code.gradients(code.network)
    report = code.check(right)
    assert report.passed
    assert report.sources == ("analytic", "complex_step")
    (note,) = report.notes
    assert note.startswith(f"Recognised by its losses: {'-'.join(map(str, code.network.sizes))}, ")
    wrong = right | {"W2": right["W2"] * (1.0 + 1e-6)}
    assert [row.name for row in code.check(wrong).failing] == ["W2"]


@pytest.mark.parametrize(
    ("kind", "l2", "l1", "out_in", "style"),
    [
        ("tanh-softmax", 0.0, 0.0, False, "W1"),
        ("tanh-softmax", 0.05, 0.0, True, "theta"),
        ("sigmoid-mse", 0.0, 0.03, True, "torch"),
        ("sigmoid-mse", 0.05, 0.0, False, "theta"),
        ("relu-linear", 0.05, 0.02, True, "W1"),
    ],
)
def test_every_mistake_of_the_table_is_named(kind, l2, l1, out_in, style):
    code = program(kind, l2=l2, l1=l1, out_in=out_in, style=style)
    tried = 0
    for name, bug in MISTAKES.items():
        at_once = not bug.needs_step and bug.changes == "gradient"
        if not at_once or bug.applies(code.network, code.loss_name, l2, len(code.X), l1):
            continue
        report = code.check(code.gradients(inject(code.network, name)))
        assert report.verdict == "fail", name
        known = {name, bug.same_as}
        assert known & {report.reading.kind, *report.reading.alternatives}, report.reading
        assert MISTAKES[report.reading.kind].title in str(report), name
        tried += 1
    assert tried > 5


@pytest.mark.parametrize("kind", NETWORKS)
@pytest.mark.parametrize(("l2", "l1"), [(0.0, 0.03), (0.05, 0.02)])
def test_every_mistake_in_a_reported_loss_is_named_beside_an_l1_term(kind, l2, l1):
    tried = 0
    for name, bug in MISTAKES.items():
        code = program(kind, l2=l2, l1=l1)
        if bug.changes != "loss" or bug.applies(code.network, code.loss_name, l2, 6, l1):
            continue
        code.network = inject(code.network, name)
        reading = code.check(code.gradients(code.network)).reading
        assert name in {reading.kind, *reading.alternatives}, reading
        assert reading.sentence.startswith("Exactly what this mistake gives"), reading
        tried += 1
    assert tried > 3


@pytest.mark.parametrize("layer", [1, 2])
def test_a_mistake_in_one_layer_alone_is_named_with_its_layer(layer):
    code = program("tanh-softmax")
    steps = MISTAKES["no-slope"].steps
    wrong = BuggyMLP.of(code.network, BuggyMLP([1, 1]).steps, "", {layer: steps})
    reading = code.check(code.gradients(wrong)).reading
    assert reading.kind == "no-slope"
    step = f"the step from layer {layer + 1}'s delta to layer {layer}'s"
    assert f"only in {step}" in reading.sentence
    assert reading.lines[0].wrong.code == f"delta{layer} = delta{layer + 1} @ W{layer + 1}.T"


def test_two_mistakes_at_once_are_named_together():
    code = program("tanh-softmax", l2=0.05)
    both = BuggyMLP.of(code.network, MISTAKES["no-l2"].steps | MISTAKES["no-slope"].steps)
    reading = code.check(code.gradients(both)).reading
    assert {reading.kind, *reading.alternatives} >= {"no-slope", "no-l2"}
    assert "2 mistakes together" in reading.sentence


def test_a_gradient_that_no_known_mistake_gives_is_not_named():
    code = program("tanh-softmax")
    right = code.gradients(code.network)
    noise = np.random.default_rng(1).normal(size=right["W2"].shape)
    report = code.check(right | {"W2": right["W2"] + 0.1 * noise})
    assert report.reading.kind == "unknown"
    assert report.reading.sentence.endswith("Wrong: W2. It begins in W2.")
    assert [row.name for row in report.failing] == ["W2"]


def test_without_recognition_all_goes_on_as_without_data():
    code = program("tanh-softmax")
    right = code.gradients(code.network)
    other = code.check(right, X=code.X + 1.0)
    assert other.passed
    assert other.sources == ("analytic", "central")
    assert other.notes[0].startswith("X and Y did not help")
    assert code.check(right, sources=["central"]).sources == ("analytic", "central")
    assert code.check(right, X=None).sources == ("analytic", "central")


def test_a_network_that_only_looks_alike_is_contradicted_by_its_witnesses():
    """The loss is the recognised one wherever it is asked at random, and another close by."""
    code = program("tanh-softmax")
    right, here = code.gradients(code.network), code.params["W1"].copy()

    def loss():
        away = np.abs(code.params["W1"] - here).max()
        return code.loss() + (0.3 * code.params["W1"].sum() if away < 0.01 else 0.0)

    right["W1"] = right["W1"] + 0.3
    report = check_gradients(loss, code.params, right, X=code.X, Y=code.Y)
    assert report.sources == ("analytic", "central")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("X", [["a", "b"]], "cannot be read as an array of numbers"),
        ("Y", np.array([np.nan]), "not finite"),
        ("X", np.empty((0, 4)), "is empty"),
    ],
)
def test_data_that_cannot_be_used_are_refused(name, data, words):
    code = program("tanh-softmax")
    with pytest.raises(GradientCheckInputError, match=words):
        code.check(code.gradients(code.network), **{name: data})


def test_the_wrong_line_stands_beside_the_right_one_in_someone_s_own_words():
    code = program("tanh-softmax", out_in=True, style="torch")
    report = code.check(code.gradients(inject(code.network, "no-slope")))
    line = report.reading.lines[0]
    assert line.right.code == 'delta1 = (delta2 @ params["fc2.weight"]) * d_tanh(z1)'
    assert line.wrong.maths == r"\delta^{(l)} = \delta^{(l+1)} W^{(l+1)}"
    assert f"wrong: {line.wrong.code}\n    right: {line.right.code}" in str(report)
    assert "<pre" in report._repr_html_()
    summed = program("sigmoid-mse", l2=0.05)
    line = summed.check(summed.gradients(inject(summed.network, "half-l2"))).reading.lines[0]
    assert line.wrong.code == "dW1 = X.T @ delta1 + l2 * W1"


@pytest.mark.parametrize("mistake", ["rmse", "square-of-sum", "mean-over-pairs", "eps-in-log"])
def test_a_mistake_in_the_loss_itself_is_named(mistake):
    kind = "sigmoid-mse" if "pairs" not in mistake and "eps" not in mistake else "tanh-softmax"
    code = program(kind)
    code.network = inject(code.network, mistake)
    report = code.check(code.gradients(code.network))
    assert report.verdict == "fail"
    assert report.reading.kind == mistake
    assert report.sources == ("analytic", "complex_step")
    row = MISTAKES[mistake]
    right = Steps(loss_gradient=row.derivative(row.usual_amount(())))
    own = code.check(code.gradients(BuggyMLP.of(code.network, right)))
    assert own.passed
    # whose gradient is that of the loss may mean that loss: nothing is called a mistake
    assert row.title not in str(own)
    assert found_as(row) in str(own)


def found_as(row):
    return row.reported_as.format(amount=row.usual_amount(()))


def test_nothing_is_misnamed():
    """Random entries, noise and constants of one parameter give no name but their own."""
    for seed in range(12):
        rng = np.random.default_rng(seed)
        code = program(list(NETWORKS)[seed % 3], l2=0.05 * (seed % 2))
        right = code.gradients(code.network)
        name = list(right)[rng.integers(len(right))]
        off = right[name].copy()
        off.flat[rng.integers(off.size)] += rng.normal()
        assert code.check(right | {name: off}).reading.kind == "unknown", seed
        noise = {n: g + 1e-3 * rng.normal(size=g.shape) for n, g in right.items()}
        assert code.check(noise).reading.kind == "unknown", seed


def test_an_unknown_mistake_beside_a_known_one_is_told_apart():
    code = program("tanh-softmax")
    wrong = code.gradients(inject(code.network, "no-slope"))
    off = wrong["W3"] + 0.1 * np.random.default_rng(0).normal(size=wrong["W3"].shape)
    reading = code.check(wrong | {"W3": off}).reading
    assert (reading.kind, reading.alternatives[-1]) == ("no-slope", "unknown")
    assert reading.sentence.endswith("Wrong beside it, and what no known mistake gives: W3.")


def wrong_twice(code):
    right = code.gradients(code.network)
    noise = np.random.default_rng(5).normal(size=right["W2"].shape)
    return right | {"W1": 2.0 * right["W1"], "W2": right["W2"] + noise}


def test_progress_counts_recognising_and_naming_too():
    code, told = program("tanh-softmax"), []
    assert code.check(wrong_twice(code), progress=told.append).verdict == "fail"
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 100
    assert told[len(told) // 2] < 0.99


def test_ctrl_c_while_a_mistake_is_named_keeps_all_that_is_known():
    code, shares = program("tanh-softmax"), []
    grads = wrong_twice(code)
    code.check(grads, progress=shares.append)

    def stop(call):
        calls = iter(range(len(shares)))

        def heard(_):
            if next(calls) == call:
                raise KeyboardInterrupt

        return heard

    report = code.check(grads, progress=stop(len(shares) - 5))
    assert report.notes[0].startswith("Interrupted: every entry was judged")
    assert [row.name for row in report.failing] == ["W1", "W2"]
    assert report.reading.kind == "only-weights"
    with pytest.raises(KeyboardInterrupt):
        code.check(grads, progress=stop(3))


def test_recognising_a_network_keeps_to_the_time():
    code, now = program("tanh-softmax"), iter(range(10**9))
    right = code.gradients(code.network)
    report = code.check(right, limit=1.0, clock=lambda: float(next(now)))
    assert "no time to try all networks" in report.notes[-1] + report.notes[0]
    assert report.verdict != "fail"


# A loss with a kink


class AbsoluteErrors(Program):
    """|a - y|, with some outputs on their targets; ``on_target`` is the slope taken there."""

    def __init__(self, share, output="tanh", on_target=0.0, **more):
        network = MLP((4, 5, 3), "tanh", output, bias_std=0.5, seed=1)
        super().__init__(network, "mae", n=9, **more)
        rng = np.random.default_rng(2)
        self.on_target = on_target
        self.Y = np.where(rng.random((9, 3)) < share, network.forward(self.X), self.Y - 0.3)

    def gradients(self, network):
        aside = network.loss_and_gradients(self.X, self.Y, self.loss_name, **self.penalties)[1]
        if self.on_target:
            here = network.forward(self.X) == self.Y
            shifted = np.where(here, self.Y - self.on_target * 1e-9, self.Y)
            aside = network.loss_and_gradients(self.X, shifted, self.loss_name, **self.penalties)[1]
        return self.theirs(aside)


@pytest.mark.parametrize("output", ["identity", "tanh", "sigmoid"])
@pytest.mark.parametrize("share", [0.0, 0.1, 1.0])
def test_absolute_errors_are_recognised_and_those_of_0_are_no_false_alarm(output, share):
    code = AbsoluteErrors(share, output, l2=0.02, out_in=True)
    right = code.gradients(code.network)
    report = code.check(right)
    assert report.passed, str(report)
    assert f"{output}, mae, mean over samples" in report.notes[0]
    wrong = right | {"W2": right["W2"] * 1.01}
    assert code.check(wrong)["W2"].verdict == ("fail" if share < 1.0 else "unresolved")


@pytest.mark.parametrize("on_target", [1.0, -1.0])
def test_no_slope_of_an_absolute_error_of_0_is_wrong(on_target):
    """It is unresolved instead, and the note says why."""
    code = AbsoluteErrors(0.1, on_target=on_target)
    report = code.check(code.gradients(code.network))
    assert report.verdict == "unresolved"
    assert any(
        "on a kink (a ReLU at exactly 0? An absolute error of 0?)" in n for n in report.notes
    )
    assert "stand on a kink" in str(report)


@pytest.mark.parametrize("loss", ["mse", "huber", "mae"])
def test_the_gradient_of_another_loss_is_told_with_its_name(loss):
    code = AbsoluteErrors(0.0, "identity")
    code.Y *= 5.0  # far off: there huber and mae have other slopes than the square
    code.loss_name = loss
    told = set()
    for place in range(3):
        wrong = inject(code.network, "other-loss", amount=place)
        report = code.check(code.gradients(wrong))
        if report.verdict == "fail" and report.reading.kind == "other-loss":
            told.add(report.reading.sentence.partition("(")[2].partition(")")[0])
    names = {"mse", "huber", "mae"} - {loss} | ({"half the mse"} if loss != "mse" else set())
    assert told == {f"that of {name}" for name in names}


@pytest.mark.parametrize(("slip", "told"), [
    ("none", ""),
    ("slope", "“σ' forgotten”"),
    ("forgotten", "“L1 forgotten in the gradient”"),
    ("as L2", "“Sign forgotten in L1's gradient” (W in its place)"),
])  # fmt: skip
def test_beside_an_l1_term_mistakes_are_named_too(slip, told):
    rng = np.random.default_rng(1)
    X, Y = rng.normal(size=(8, 3)), np.eye(3)[rng.integers(0, 3, 8)]
    p = {"w1": rng.normal(size=(3, 5)), "c1": rng.normal(size=5), "w2": rng.normal(size=(5, 3))}

    def forward(p):
        a = np.tanh(X @ p["w1"] + p["c1"])
        e = np.exp(a @ p["w2"])
        return a, e / e.sum(axis=1, keepdims=True)

    def loss(p):
        sizes = np.abs(p["w1"]).sum() + np.abs(p["w2"]).sum()
        return -np.sum(Y * np.log(forward(p)[1])) / 8 + 0.03 * sizes

    a, y = forward(p)
    d2 = (y - Y) / 8
    d1 = (d2 @ p["w2"].T) * (1.0 if slip == "slope" else 1.0 - a**2)
    term = {"forgotten": lambda W: 0.0, "as L2": lambda W: 0.03 * W}
    penalty = term.get(slip, lambda W: 0.03 * np.sign(W))
    grads = {
        "w1": X.T @ d1 + penalty(p["w1"]),
        "c1": d1.sum(axis=0),
        "w2": a.T @ d2 + penalty(p["w2"]),
    }
    report = check_gradients(loss, p, grads, X=X, Y=Y)
    assert "plus 0.03 sum(|W|)" in report.notes[0]
    assert report.verdict == ("fail" if told else "pass")
    assert told in report.reading.sentence


@pytest.mark.parametrize("scale", [0.5, 6.0])
@pytest.mark.parametrize(
    ("kind", "spoil"),
    [
        ("l2-unasked", lambda g, p: {n: v + 0.1 * p[n] * (v.ndim > 1) for n, v in g.items()}),
        (
            "l1-unasked",
            lambda g, p: {n: v + 0.1 * np.sign(p[n]) * (v.ndim > 1) for n, v in g.items()},
        ),
        ("clipped-values", lambda g, _: {n: np.clip(v, -0.01, 0.01) for n, v in g.items()}),
    ],
)
def test_an_amount_is_told_in_the_scale_of_the_programs_own_loss(kind, spoil, scale):
    code = program("sigmoid-mse")
    plain, right = code.loss, code.gradients(code.network)
    code.loss = lambda: scale * plain()
    wrong = spoil({name: scale * g for name, g in right.items()}, code.params)
    reading = code.check(wrong).reading
    assert reading.kind == kind
    told = "0.01" if kind == "clipped-values" else "0.1"
    assert f"({told})" in reading.sentence
    assert told in reading.lines[0].wrong.code
