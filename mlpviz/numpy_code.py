"""How each row of the engine's tables is written in plain NumPy: short, as one would by hand."""

from typing import NamedTuple

from mlpviz.engine.activations import SELU_ALPHA, SELU_SCALE


class Code(NamedTuple):
    """A function and its derivative, as expressions of z and a; what they need before."""

    value: str
    slope: str
    needs: str = ""


SIGMOID = """\
def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))
"""
NORMAL_CDF = """\
def normal_cdf(z):
    return 0.5 * (1.0 + np.vectorize(math.erf)(z / np.sqrt(2.0)))
"""
ACTIVATIONS: dict[str, Code] = {
    "identity": Code("z", "np.ones_like(z)"),
    "tanh": Code("np.tanh(z)", "1.0 - a**2"),
    "sigmoid": Code("sigmoid(z)", "a * (1.0 - a)", SIGMOID),
    "relu": Code("np.maximum(z, 0.0)", "(z > 0.0) * 1.0"),
    "leaky_relu": Code("np.maximum(z, 0.01 * z)", "np.where(z > 0.0, 1.0, 0.01)"),
    "elu": Code(
        "np.where(z > 0.0, z, np.expm1(np.minimum(z, 0.0)))",
        "np.exp(np.minimum(z, 0.0))",
    ),
    "selu": Code(
        "SCALE * np.where(z > 0.0, z, ALPHA * np.expm1(np.minimum(z, 0.0)))",
        "SCALE * np.where(z > 0.0, 1.0, ALPHA * np.exp(np.minimum(z, 0.0)))",
        f"SCALE, ALPHA = {SELU_SCALE!r}, {SELU_ALPHA!r}  # of selu\n",
    ),
    "gelu": Code(
        "z * normal_cdf(z)",
        "normal_cdf(z) + z * np.exp(-0.5 * z**2) / np.sqrt(2.0 * np.pi)",
        NORMAL_CDF,
    ),
    "silu": Code("z * sigmoid(z)", "sigmoid(z) + a * (1.0 - sigmoid(z))", SIGMOID),
    "softplus": Code("np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))", "sigmoid(z)", SIGMOID),
    "softsign": Code("z / (1.0 + np.abs(z))", "1.0 / (1.0 + np.abs(z)) ** 2"),
}

SOFTMAX = """\
def softmax(z):
    e = np.exp(z - z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
"""


class LossCode(NamedTuple):
    """The mean loss over a batch and its derivative, of outputs a or, if fused, logits z."""

    value: str
    derivative: str
    needs: str = ""


LOSSES: dict[str, LossCode] = {
    "mse": LossCode("np.sum((a - Y) ** 2) / n", "2.0 * (a - Y) / n"),
    "huber": LossCode(
        "np.sum(np.clip(a - Y, -1, 1) * (a - Y - np.clip(a - Y, -1, 1) / 2)) / n",
        "np.clip(a - Y, -1, 1) / n",
    ),
    "mae": LossCode("np.sum(np.abs(a - Y)) / n", "np.sign(a - Y) / n"),
    "cross_entropy": LossCode(
        "np.sum(Y * (log_sum_exp(z) - z)) / n",
        "(Y.sum(axis=1, keepdims=True) * softmax(z) - Y) / n",
        """\
def log_sum_exp(z):
    largest = z.max(axis=1, keepdims=True)
    return largest + np.log(np.exp(z - largest).sum(axis=1, keepdims=True))
""",
    ),
    "binary_cross_entropy": LossCode(
        "np.sum(np.maximum(z, 0.0) - Y * z + np.log1p(np.exp(-np.abs(z)))) / n",
        "(sigmoid(z) - Y) / n",
        SIGMOID,
    ),
}

# W [n_in, n_out] from ``rng``; {name} stands for an option.
INITIALIZERS: dict[str, tuple[str, ...]] = {
    "xavier_uniform": (
        "r = (6.0 / (n_in + n_out)) ** 0.5",
        "W.append(rng.uniform(-r, r, (n_in, n_out)))",
    ),
    "xavier_normal": ("W.append(rng.normal(0.0, (2.0 / (n_in + n_out)) ** 0.5, (n_in, n_out)))",),
    "he_uniform": ("r = (6.0 / n_in) ** 0.5", "W.append(rng.uniform(-r, r, (n_in, n_out)))"),
    "he_normal": ("W.append(rng.normal(0.0, (2.0 / n_in) ** 0.5, (n_in, n_out)))",),
    "lecun_normal": ("W.append(rng.normal(0.0, (1.0 / n_in) ** 0.5, (n_in, n_out)))",),
    "torch_default": ("r = (1.0 / n_in) ** 0.5", "W.append(rng.uniform(-r, r, (n_in, n_out)))"),
    "orthogonal": (
        "q, r = np.linalg.qr(rng.normal(size=(max(n_in, n_out), min(n_in, n_out))))",
        "q *= np.where(np.diag(r) < 0.0, -1.0, 1.0)",
        "W.append(q if n_in >= n_out else q.T)",
    ),
    "normal": ("W.append(rng.normal(0.0, {std}, (n_in, n_out)))",),
    "zeros": ("W.append(np.zeros((n_in, n_out)))",),
    "ones": ("W.append(np.ones((n_in, n_out)))",),
    "constant": ("W.append(np.full((n_in, n_out), {value}))",),
    "counting": (
        "first = {start} + {step} * (sum(w.size for w in W) + len(b))",
        "W.append(first + {step} * np.arange(float(n_in * n_out)).reshape(n_out, n_in).T)",
    ),
}
# b [n_out] of the rows that say how biases start.
BIASES = {
    "torch_default": "rng.uniform(-r, r, n_out)",
    "counting": "np.full(n_out, {start} + {step} * (sum(w.size for w in W) + len(b)))",
}


class OptimizerCode(NamedTuple):
    """What a step does with a parameter p, its gradient g and its state, lists of arrays."""

    step: tuple[str, ...]
    state: tuple[str, ...] = ()


_ADAM = (
    "m[i] = {beta1} * m[i] + (1.0 - {beta1}) * g",
    "s[i] = {beta2} * s[i] + (1.0 - {beta2}) * g**2",
    "m_hat, s_hat = m[i] / (1.0 - {beta1}**t), s[i] / (1.0 - {beta2}**t)",
    "p -= lr * m_hat / (np.sqrt(s_hat) + {eps})",
)
OPTIMIZERS: dict[str, OptimizerCode] = {
    "sgd": OptimizerCode(("p -= lr * g",)),
    "momentum": OptimizerCode(("v[i] = {momentum} * v[i] + g", "p -= lr * v[i]"), ("v",)),
    "nesterov": OptimizerCode(
        ("v[i] = {momentum} * v[i] + g", "p -= lr * (g + {momentum} * v[i])"), ("v",)
    ),
    "rmsprop": OptimizerCode(
        ("s[i] = {alpha} * s[i] + (1.0 - {alpha}) * g**2", "p -= lr * g / (np.sqrt(s[i]) + {eps})"),
        ("s",),
    ),
    "adam": OptimizerCode(_ADAM, ("m", "s")),
    "adamw": OptimizerCode(("p *= 1.0 - lr * {weight_decay}", *_ADAM), ("m", "s")),
}


class ScheduleCode(NamedTuple):
    """What the rate is multiplied by in an ``epoch``, and what its ``loss`` does ``after`` it.

    ``first`` is what stands before the first epoch, ``before`` what stands before each.
    """

    factor: str
    first: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


SCHEDULES: dict[str, ScheduleCode] = {
    "constant": ScheduleCode("1.0"),
    "step": ScheduleCode("{factor} ** ((epoch - 1) // {every})"),
    "cosine": ScheduleCode(
        "({floor} + (1.0 - {floor}) * 0.5 * (1.0 + np.cos(np.pi * way)))",
        before=("way = min(epoch - 1, {span}) / {span}  # of the way down",),
    ),
    "plateau": ScheduleCode(
        "cut",
        ("best, since, cut = np.inf, 0, 1.0  # lowest loss, epochs since, product of the cuts",),
        after=(
            "if loss < best * (1.0 - {margin}):",
            "    best, since = loss, 0",
            "else:",
            "    since += 1",
            "if since > {wait}:",
            "    cut, since = cut * {factor}, 0",
        ),
    ),
}
