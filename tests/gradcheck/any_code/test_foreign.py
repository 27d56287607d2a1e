import itertools

import numpy as np
import pytest

from mlpviz.gradcheck import GradientCheckError
from mlpviz.gradcheck.any_code import check_gradients
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError

# A student's NumPy network: every function with its derivative, from z and a.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda z, a: 1 - a * a),
    "relu": (lambda z: np.maximum(z, 0), lambda z, a: (z > 0).astype(z.dtype)),
    "sigmoid": (lambda z: 0.5 + 0.5 * np.tanh(z / 2), lambda z, a: a * (1 - a)),
    "softplus": (lambda z: np.logaddexp(z, 0), lambda z, a: np.exp(z - a)),
    "leaky": (lambda z: np.maximum(z, z / 8), lambda z, a: np.where(z > 0, z.dtype.type(1), 1 / 8)),
}


def mse(a, Y):
    return ((a - Y) ** 2).sum() / len(Y), 2 * (a - Y) / len(Y)


def huber(a, Y):
    d = a - Y
    return np.where(abs(d) <= 1, d * d / 2, abs(d) - 0.5).sum() / len(Y), np.clip(d, -1, 1) / len(Y)


def cross_entropy(z, Y):
    z = z - z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -(Y * (z - log_sum)).sum() / len(Y), (np.exp(z - log_sum) - Y) / len(Y)


LOSSES = (mse, huber, cross_entropy)


def network(seed, dtype=np.float64, activation=None):
    """``loss`` (no arguments), params and correct gradients of random network number ``seed``.

    Depth 0 to 3, weights of scale 1e-6 to 3, inputs of 0.1 to 10. A third of the batches has a row
    of zeros, which with zero biases puts a ReLU exactly on its kink.
    """
    rng = np.random.default_rng([seed, 77])
    f, df = ACTIVATIONS[activation or list(ACTIVATIONS)[seed % 5]]
    loss_of = LOSSES[seed // 5 % 3]
    sizes = [*rng.integers(1, 8, rng.integers(1, 5)), int(rng.integers(2, 5))]
    n, depth = int(rng.integers(1, 30)), len(sizes) - 1
    scale = float(rng.choice([1e-6, 0.1, 1.0, 1.0, 3.0]))
    params = {}
    for layer, (i, o) in enumerate(itertools.pairwise(sizes), 1):
        params[f"W{layer}"] = (rng.normal(0, scale, (i, o)) / np.sqrt(i)).astype(dtype)
        params[f"b{layer}"] = (rng.normal(0, 0.5, o) * rng.integers(2)).astype(dtype)
    X = rng.normal(0, rng.choice([0.1, 1.0, 10.0]), (n, sizes[0])).astype(dtype)
    X[0] *= rng.integers(3) > 0
    Y = rng.normal(size=(n, sizes[-1])).astype(dtype)
    if loss_of is cross_entropy:
        Y = np.eye(sizes[-1], dtype=dtype)[rng.integers(sizes[-1], size=n)]

    def forward(p):
        z, a = [], [X]
        for layer in range(1, depth + 1):
            z.append(a[-1] @ p[f"W{layer}"] + p[f"b{layer}"])
            a.append(f(z[-1]) if layer < depth else z[-1])
        return z, a

    def loss(p=params):
        return loss_of(forward(p)[1][-1], Y)[0]

    z, a = forward(params)
    _, delta = loss_of(a[-1], Y)
    grads = {}
    for layer in range(depth, 0, -1):
        grads[f"W{layer}"], grads[f"b{layer}"] = a[layer - 1].T @ delta, delta.sum(axis=0)
        if layer > 1:
            delta = (delta @ params[f"W{layer}"].T) * df(z[layer - 2], a[layer - 1])
    return loss, params, {name: grads[name] for name in params}


def scaled(grads, name, factor):
    return {**grads, name: grads[name] * grads[name].dtype.type(factor)}


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


def quadratic(n=3):
    W = np.arange(1.0, n + 1.0)
    return (lambda: float(np.sum(W**2))), W


def test_report_of_a_pass_and_of_a_fail():
    loss, W = quadratic()
    report = check_gradients(loss, {"W": W}, {"W": 2.0 * W})
    assert report.passed
    assert (report.loss, report.dtype, report.n, report.spots) == (14.0, "float64", None, 0)
    assert report.sources == ("analytic", "central")
    assert report.h > 0.0
    assert report.reference_loss is None
    assert report.notes == report.faults == report.layers == ()
    wrong = check_gradients(loss, {"W": W}, {"W": W * [2.0, 2.0, -2.0]})
    assert wrong["W"].worst == (2,)
    assert wrong["W"].verdicts.tolist() == [0, 0, 2]
    with pytest.raises(
        GradientCheckError, match=r"W\[2\]: analytic -6 ± \S+, central differences 6"
    ):
        wrong.raise_if_failed()


def test_scalars_views_and_sequences():
    big = np.arange(12.0).reshape(3, 4)
    params = (big[1:, ::2], np.array(2.0))
    grads = (2.0 * big[1:, ::2], 12.0)
    report = check_gradients(lambda: np.sum(params[0] ** 2) + params[1] ** 3, params, grads)
    assert report.passed
    assert [row.name for row in report.rows] == ["params[0]", "params[1]"]
    assert report["params[1]"].shape == ()
    single = check_gradients(lambda p: np.sum(p**2), params[0], grads[0])
    assert single["params"].shape == (2, 2)


def test_a_callable_of_params_gets_a_structure_of_copies():
    W, b = np.ones(2), np.ones(1)
    W.flags.writeable = False
    seen = []

    def loss(p):
        seen.append(p)
        return np.sum(p["layers"][0][0] ** 2) * p["layers"][0][1][0]

    report = check_gradients(loss, {"layers": [(W, b)]}, {"layers": [(2.0 * W, [2.0])]})
    assert report.passed
    assert seen[0]["layers"][0][0] is not W
    assert isinstance(seen[0]["layers"][0], tuple)
    assert W.tolist() == [1.0, 1.0]


@pytest.mark.parametrize(
    ("exception", "calls"),
    [
        *((RuntimeError, calls) for calls in (1, 2, 10, 30, 45)),
        *((KeyboardInterrupt, calls) for calls in (1, 2, 10, 30)),  # nothing is known by then
    ],
)
def test_parameters_are_restored_to_the_bit_when_the_loss_raises(calls, exception):
    W = np.array([[0.1, -0.0], [np.pi, 1e-310]])
    before, left = W.tobytes(), itertools.count(1)

    def loss():
        if next(left) == calls:
            raise exception
        return float(np.sum(W**2))

    with pytest.raises(exception):
        check_gradients(loss, {"W": W}, {"W": W})
    assert W.tobytes() == before


def test_a_loss_that_writes_into_the_parameters_is_refused_and_undone():
    W = np.ones(3)

    def loss():
        np.multiply(W, 0.5, out=W)
        return float(np.sum(W**2))

    with pytest.raises(GradientCheckInputError, match="loss_fn changes W"):
        check_gradients(loss, {"W": W}, {"W": W.copy()})
    assert W.tolist() == [1.0, 1.0, 1.0]


def test_dropout_is_found_out_and_the_message_says_what_to_do():
    rng, W = np.random.default_rng(0), np.ones(20)
    loss = lambda: float(np.sum((W * (rng.random(20) > 0.5)) ** 2))  # noqa: E731
    with pytest.raises(GradientCheckInputError, match=r"Dropout.*eval mode.*seed inside loss_fn"):
        check_gradients(loss, [W], [2.0 * W])

    def seeded():
        return float(np.sum((W * (np.random.default_rng(0).random(20) > 0.5)) ** 2))

    kept = np.random.default_rng(0).random(20) > 0.5
    assert check_gradients(seeded, [W], [2.0 * W * kept]).passed


def test_a_loss_that_turns_random_later_is_found_out():
    W, calls = np.ones(2), itertools.count()
    loss = lambda: float(np.sum(W**2)) + (next(calls) > 40) * 1e-3  # noqa: E731
    with pytest.raises(GradientCheckInputError, match="for the same parameters"):
        check_gradients(loss, [W], [2.0 * W])


@pytest.mark.parametrize("take", [0, 1])
def test_a_loss_that_does_not_see_the_parameters(take):
    W = np.ones(3)
    stale = W.copy()
    loss = [lambda: float(np.sum(stale**2)), lambda p: float(np.sum(W**2))][take]
    with pytest.raises(GradientCheckInputError, match=r"the loss stays 3 .* does not see them"):
        check_gradients(loss, [W], [2.0 * W])
    assert check_gradients(loss, [W], [0.0 * W]).passed


def test_one_parameter_that_the_loss_does_not_see_fails_with_a_note():
    W, b = np.ones(3), np.ones(2)
    stale = b.copy()
    report = check_gradients(
        lambda: float(np.sum(W**2) + np.sum(stale**2)), {"W": W, "b": b}, {"W": 2 * W, "b": 2 * b}
    )
    assert [row.name for row in report.failing] == ["b"]
    (note,) = report.notes
    assert note.startswith("b: the loss does not change at all")


def test_not_a_number_in_the_gradient_fails():
    loss, W = quadratic()
    for bad in (np.nan, np.inf, -np.inf):
        report = check_gradients(loss, [W], [np.array([2.0, bad, 6.0])])
        assert report["params[0]"].verdicts.tolist() == [0, 2, 0]


def test_a_loss_that_is_not_finite_close_by_is_explained():
    W = np.array([1.0, 0.0])
    with pytest.raises(
        GradientCheckInputError, match=r"not finite when params\[0\]\[1\] = 0 moves"
    ):
        check_gradients(lambda: float(np.sum(np.sqrt(W))), [W], [np.ones(2)])
    assert W.tolist() == [1.0, 0.0]


def test_the_step_adapts_to_parameters_of_any_size():
    for size in (1e-7, 1e-3, 1.0, 1e4):
        W = np.array([0.3, -0.8, 1.1]) * size
        loss = lambda size=size, W=W: float(np.sum(np.sin(W / size)))  # noqa: E731
        gradient = np.cos(W / size) / size
        assert check_gradients(loss, [W], [gradient]).passed, size
        assert check_gradients(loss, [W], [gradient * 1.0001]).verdict == "fail", size


def test_the_step_can_be_given():
    loss, W = quadratic()
    assert check_gradients(loss, [W], [2.0 * W], h=0.25).h == 0.25
    assert check_gradients(lambda: float(np.sum(W**9)), [W], [9.0 * W**8], h=1.0).verdict == (
        "unresolved"
    )
    for h in (0.0, -1.0, np.nan, np.inf, "auto"):
        with pytest.raises(GradientCheckInputError, match="must be a positive number"):
            check_gradients(loss, [W], [2.0 * W], h=h)


@pytest.mark.parametrize("slope_at_zero", [0.0, 0.5, 1.0])
def test_a_relu_at_exactly_zero_is_unresolved_whatever_slope_was_chosen(slope_at_zero):
    W = np.array([0.0, 2.0, -2.0])
    grads = np.array([slope_at_zero, 1.0, 0.0])
    report = check_gradients(lambda: float(np.sum(np.maximum(W, 0.0))), {"W": W}, {"W": grads})
    assert report["W"].verdicts.tolist() == [1, 0, 0]
    assert report["W"].kinks.tolist() == [True, False, False]
    assert any("W: 1 entry stands on a kink" in note for note in report.notes)
    grads[0] = 9.0
    report = check_gradients(lambda: float(np.sum(np.maximum(W, 0.0))), {"W": W}, {"W": grads})
    assert report["W"].verdicts.tolist() == [2, 0, 0]


def test_a_kink_within_the_step_is_marked_and_resolved_by_a_smaller_one():
    W = np.array([1e-3, -1e-3, 5.0, 6.0, 7.0])
    loss = lambda: float(np.sum(np.maximum(W, 0.0) ** 2 + np.maximum(W, 0.0)))  # noqa: E731
    grads = (2.0 * W + 1.0) * (W > 0)
    report = check_gradients(loss, [W], [grads])
    assert report.passed
    assert report.rows[0].kinks.tolist() == [True, True, False, False, False]
    assert check_gradients(loss, [W], [grads + 1e-4]).rows[0].failing_share == 1.0


def test_a_loss_in_float32_inside_is_not_a_false_alarm():
    rng = np.random.default_rng(0)
    X, Y, W = rng.normal(size=(9, 4)), rng.normal(size=(9, 2)), rng.normal(size=(4, 2))
    loss = lambda: float((((X @ W - Y) ** 2).astype(np.float32)).sum())  # noqa: E731
    grads = 2.0 * X.T @ (X @ W - Y)
    assert check_gradients(loss, [W], [grads]).verdict != "fail"
    assert check_gradients(loss, [W], [1.1 * grads]).verdict == "fail"


def test_gradients_held_in_float32_are_noted_and_pass():
    loss, params, grads = network(10, activation="tanh")
    coarse = {name: gradient.astype(np.float32) for name, gradient in grads.items()}
    report = check_gradients(loss, params, coarse)
    assert report.passed
    assert any("coarser than float64" in note for note in report.notes)
    assert report.rows[0].resolution > 1e-7


# complex step


def complex_loss(p):
    return np.sum(np.tanh(p["W"] @ p["v"]) ** 2)


def complex_problem():
    rng = np.random.default_rng(0)
    W, v = rng.normal(size=(2, 3)), rng.normal(size=3)
    a = np.tanh(W @ v)
    delta = 2.0 * a * (1.0 - a * a)
    return {"W": W, "v": v}, {"W": np.outer(delta, v), "v": W.T @ delta}


BOTH = ("central", "complex_step")


def test_complex_step_on_request_is_the_sharpest():
    params, grads = complex_problem()
    report = check_gradients(complex_loss, params, grads, sources=BOTH)
    assert report.passed
    assert report.sources == ("analytic", "central", "complex_step")
    assert max(row.resolution for row in report.rows) < 1e-13
    wrong = check_gradients(complex_loss, params, scaled(grads, "v", 1.0 + 1e-11), sources=BOTH)
    assert [row.name for row in wrong.failing] == ["v"]


def test_complex_step_explains_a_loss_that_drops_the_imaginary_part():
    params, grads = complex_problem()
    for real in (np.abs, np.real):
        with pytest.raises(GradientCheckInputError, match=r"imaginary part.*is lost"):
            check_gradients(lambda p, f=real: f(complex_loss(p)), params, grads, sources=BOTH)
    with pytest.raises(GradientCheckInputError, match="cannot take complex parameters"):
        check_gradients(lambda p: float(complex_loss(p)), params, grads, sources=BOTH)


def test_complex_step_is_left_out_where_differences_contradict_it():
    params, grads = complex_problem()
    penalised = {"W": grads["W"] + 2.0 * params["W"], "v": grads["v"]}
    loss = lambda p: complex_loss(p) + np.sum(np.abs(p["W"]) ** 2)  # noqa: E731
    report = check_gradients(loss, params, penalised, sources=BOTH)
    assert report.passed
    assert report.sources == ("analytic", "central")
    assert "complex_step was left out: at W[0, 0]" in report.notes[0]


@pytest.mark.parametrize(
    ("loss_fn", "sources", "message"),
    [
        (lambda: 1.0, BOTH, "which only a loss_fn that takes params can be given"),
        (complex_loss, ("complex_step",), 'only trusted beside "central"'),
        (complex_loss, ("torch",), "Legal: autograd, central, complex_step"),
        (complex_loss, "Central", "Did you mean 'central'"),
        (complex_loss, 3, "source = 3 is unknown"),
        (complex_loss, (), "choose any of"),
        (complex_loss, ("analytic",), "choose any of"),
        (complex_loss, ("autograd",), "W and v: no torch tensors that require grad"),
    ],
)
def test_sources_that_cannot_be_had(loss_fn, sources, message):
    params, grads = complex_problem()
    with pytest.raises(GradientCheckInputError, match=message):
        check_gradients(loss_fn, params, grads, sources=sources)


def test_progress_goes_up_to_one_and_may_end_the_check():
    params, grads = complex_problem()
    shares = []
    check_gradients(complex_loss, params, grads, sources=BOTH, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    wrong = []
    grads = {name: 2.0 * g for name, g in grads.items()}
    check_gradients(complex_loss, params, grads, progress=wrong.append)
    assert len(wrong) > 3 * len(shares) / 2  # what is about to fail is looked at again
    assert wrong[-1] == 1.0
    assert np.diff(wrong).min() > 0.0
    assert wrong[len(wrong) // 2] < 0.9
    W = np.ones(4)
    before = W.tobytes()

    def stop(share):
        if share > 0.4:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        check_gradients(lambda: np.sum(W**2), [W], [W], progress=stop)
    assert W.tobytes() == before
