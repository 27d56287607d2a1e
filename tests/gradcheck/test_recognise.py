from itertools import product

import numpy as np
import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.description import PENALTY_FORMS, REDUCTIONS, Description
from mlpviz.gradcheck.recognise import recognise
from mlpviz.gradcheck.recognised import described

PAIRS = [(loss, output) for loss, row in LOSSES.items() for output in row.outputs]


class Code:
    """Someone's program: arrays of their own, read by a loss of their own reduction and L2."""

    def __init__(
        self, sizes, activation, output, loss, *, n=7, seed=0, scale=1.0, l2=0.0, l1=0.0, **how
    ):
        rng = np.random.default_rng(seed)
        bias = how.get("bias", True)
        self.net = MLP(sizes, activation, output, bias=bias, bias_std=0.3, seed=seed)
        self.out_in, self.columns = how.get("out_in", False), how.get("columns", False)
        self.penalise_biases = how.get("penalise_biases", False)
        self.loss_name, self.scale, self.l2, self.l1 = loss, scale, l2, l1
        self.arrays = [p.T.copy() if self.out_in else p.copy() for p in self.net.params.values()]
        k = sizes[-1]
        self.X = rng.normal(size=(n, sizes[0]))
        self.Y = rng.normal(size=(n, k)) * 2.0
        if LOSSES[loss].task == "classification":
            self.Y = np.eye(max(k, 2))[rng.integers(0, max(k, 2), n)][:, :k]

    def loss(self):
        for p, array in zip(self.net.params.values(), self.arrays, strict=True):
            p[...] = array.T if self.out_in else array
        value = self.scale * self.net.loss(self.X, self.Y, self.loss_name)
        penalised = [
            self.l2 * np.sum(p**2) + self.l1 * np.sum(np.abs(p))
            for name, p in self.net.params.items()
            if name.startswith("W") or self.penalise_biases
        ]
        return value + sum(penalised)

    def recognised(self, Y=None, **more):
        X, Y = self.X, self.Y if Y is None else Y
        X, Y = (X.T, Y.T) if self.columns else (X, Y)
        return recognise(self.loss, self.arrays, X, Y, **more)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize(("loss", "output"), PAIRS)
def test_every_activation_output_and_loss(activation, loss, output):
    found = Code((4, 5, 3, 2), activation, output, loss).recognised()
    assert (found.activations, found.output, found.loss) == ((activation,) * 2, output, loss)
    assert found.scale == pytest.approx(1.0, rel=1e-9)
    assert (found.l2, found.penalised) == (0.0, "none")


@pytest.mark.parametrize("scale", [1.0, 0.5, 7.0, 3.5, 1.0 / 3.0])
@pytest.mark.parametrize("l2", [0.0, 1e-4, 0.1])
@pytest.mark.parametrize("out_in", [False, True])
@pytest.mark.parametrize("columns", [False, True])
def test_reduction_penalty_and_orientation(scale, l2, out_in, columns):
    code = Code((4, 5, 3), "tanh", "softmax", "cross_entropy", scale=scale, l2=l2,
                out_in=out_in, columns=columns)  # fmt: skip
    found = code.recognised()
    assert found.scale == pytest.approx(scale, rel=1e-6)
    assert found.l2 == pytest.approx(l2, rel=1e-6)
    assert (found.layout.out_in, found.layout.columns) == (out_in, columns)


def test_a_penalty_on_biases_too():
    code = Code((4, 5, 3), "tanh", "identity", "mse", l2=0.05, penalise_biases=True)
    found = code.recognised()
    assert (found.penalised, found.l2) == ("all", pytest.approx(0.05, rel=1e-6))


@pytest.mark.parametrize("penalise_biases", [False, True])
@pytest.mark.parametrize("l2", [0.0, 0.02])
@pytest.mark.parametrize("scale", [1.0, 3.5])
def test_a_penalty_of_sizes(scale, l2, penalise_biases):
    code = Code((4, 5, 3), "tanh", "softmax", "cross_entropy", scale=scale, l2=l2, l1=0.03,
                penalise_biases=penalise_biases)  # fmt: skip
    found = code.recognised()
    told = found.activations, found.output, found.loss, found.l1, found.l2
    assert told == (("tanh",), "softmax", "cross_entropy", 0.03, l2)
    assert found.penalised == ("all" if penalise_biases else "weights")
    assert "plus 0.03 sum(|W|" in described(found)
    assert off(code, found) < 1.0


def off(code, found):
    """By how many times what rounding may do a gradient of ``found`` is off at most."""
    slopes = found.gradients(found.network(code.arrays))
    code.loss()  # its network has the parameters again
    _, plain = code.net.loss_and_gradients(code.X, code.Y, loss=code.loss_name)
    most = 0.0
    for name, own in code.net.params.items():
        pull = 2.0 * code.l2 * own + code.l1 * np.sign(own)
        right = code.scale * plain[name] + pull * (code.penalise_biases or name[0] == "W")
        away = np.abs(slopes[name] - right).max() / np.abs(right).max()
        most = max(most, float(away) / (64.0 * 2.0**-53))
    return most


@pytest.mark.parametrize("penalty", ["l2", "l1", "both"])
def test_no_number_is_cut_off(penalty):
    """A third, or a strength over 7, has no end as a decimal."""
    reductions = [row.alpha(7, 3) for row in REDUCTIONS.values()]
    scales = (*reductions, 1.0 / 7.0, 1.0 / 21.0, 7.0 / 3.0, 1.0 / 60000.0)
    for scale, form in product(scales, PENALTY_FORMS.values()):
        strength = form.of(0.03, 7)
        terms = {"l2": (penalty != "l1") * strength, "l1": (penalty != "l2") * strength}
        code = Code((4, 5, 3), "tanh", "sigmoid", "mse", scale=scale, **terms)
        found = code.recognised(said=Description(activations="tanh"))
        assert found is not None, (scale, form)
        told, right = (found.scale, found.l2, found.l1), (scale, terms["l2"], terms["l1"])
        assert told == pytest.approx(right, rel=1e-15), (scale, form)
        assert off(code, found) < 1.0, (scale, form)


def test_a_number_that_nobody_would_write_is_solved_for():
    scale, strength = 0.7310585786300049, 0.02718281828459
    code = Code((4, 5, 3), "tanh", "softmax", "cross_entropy", scale=scale, l1=strength)
    found = code.recognised()
    assert (found.scale, found.l1) == pytest.approx((scale, strength), rel=1e-12)
    assert off(code, found) < 1.0


@pytest.mark.parametrize("l1", [0.0, 0.03])
@pytest.mark.parametrize("l2", [0.0, 0.02])
def test_one_activation_for_each_layer(l2, l1):
    found = Code((4, 5, 3, 2), ("relu", "sigmoid"), "identity", "mse", l2=l2, l1=l1).recognised()
    assert found.activations == ("relu", "sigmoid")
    assert (found.l2, found.l1) == (l2, l1)


@pytest.mark.parametrize("first", [0, 1])
def test_class_numbers(first):
    code = Code((4, 5, 3), "relu", "softmax", "cross_entropy")
    found = code.recognised(Y=code.Y.argmax(axis=1) + first)
    np.testing.assert_array_equal(found.Y, code.Y)


@pytest.mark.parametrize("n", [1, 2, 39])
@pytest.mark.parametrize("depth", [0, 1, 3])
@pytest.mark.parametrize("bias", [False, True])
def test_depths_samples_and_biases(n, depth, bias):
    code = Code((3, *[4] * depth, 2), "tanh", "identity", "mse", n=n, bias=bias)
    found = code.recognised()
    assert found.layout.sizes == (3, *[4] * depth, 2)
    assert found.layout.has_biases == bias


def test_parameters_are_put_back_to_the_bit_and_the_network_is_theirs():
    code = Code((4, 5, 3), "gelu", "softmax", "cross_entropy", out_in=True)
    before = [array.copy() for array in code.arrays]
    found = code.recognised()
    for array, copy in zip(code.arrays, before, strict=True):
        np.testing.assert_array_equal(array, copy)
    network = found.network(code.arrays)
    value = network.loss(found.X, found.Y, found.loss)
    assert value == pytest.approx(code.loss(), rel=1e-12)


def test_a_loss_that_is_not_finite_far_away_is_looked_at_closely():
    code = Code((4, 5, 3), "tanh", "softmax", "cross_entropy")
    far = [array.copy() for array in code.arrays]

    def fragile():
        away = max(np.abs(a - b).max() for a, b in zip(code.arrays, far, strict=True))
        return np.nan if away > 0.6 else code.loss()

    assert recognise(fragile, code.arrays, code.X, code.Y).activations == ("tanh",)
    assert recognise(lambda: np.nan, code.arrays, code.X, code.Y) is None


@pytest.mark.parametrize(
    "other",
    [
        lambda code: code.loss() ** 0.75,  # no sum
        lambda code: code.loss() + 1e-6 * np.sum(np.abs(code.arrays[0])),  # L1
        lambda code: code.loss() + 1e-6 * np.sin(code.arrays[0][0, 0]),
        lambda code: 3.0,
    ],
)
def test_a_loss_that_is_another_function_is_not_recognised(other):
    code = Code((4, 5, 3), "tanh", "identity", "mse")
    assert recognise(lambda: other(code), code.arrays, code.X, code.Y) is None


def test_labels_that_are_signs_stand_for_0_and_1():
    rng = np.random.default_rng(0)
    X, w, b = rng.normal(size=(9, 3)), rng.normal(size=3), np.full(1, 0.3)
    y = np.sign(rng.normal(size=9))
    found = recognise(lambda: np.mean(np.log1p(np.exp(-y * (X @ w + b)))), [w, b], X, y)
    assert (found.output, found.loss) == ("sigmoid", "binary_cross_entropy")
    np.testing.assert_array_equal(found.Y[:, 0], y > 0.0)
    assert "targets 0 and 1 for the labels -1 and 1" in described(found, y)
    assert "labels" not in described(found, found.Y)


def test_data_of_another_network_are_not_recognised():
    code = Code((4, 5, 3), "tanh", "identity", "mse")
    assert recognise(code.loss, code.arrays, code.X + 1.0, code.Y) is None
    assert recognise(code.loss, code.arrays, code.X, code.Y[:, :2]) is None
    assert recognise(code.loss, code.arrays, code.X[:, :3], code.Y) is None
