"""Optimisers: the table ``OPTIMIZERS``.

An optimiser is a function of two flat vectors: ``step(params, grad, lr)`` moves ``params`` in
place. Its state is explicit (``state``, arrays shaped like ``params``; ``steps``; ``settings``), so
it copies and pickles. The base class counts the steps; a row is a rule, ``update``. The rules are
torch.optim's, operation for operation.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.constants import constant
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.options import Option, validate_options

DECAY_LIMIT = 0.999999  # at 1 a running mean would never take in anything
MOMENTUM = Option(
    "Momentum", 0.9, 0.0, 1.0, 0.05, "Share of the last step that goes on in the next."
)
_MEMORY = "{}, memory of the running mean of {}: about the last 1 / (1 - {}) steps."
BETA1 = Option("β₁", 0.9, 0.0, DECAY_LIMIT, 0.01, _MEMORY.format("Beta 1", "gradients", "β₁"))
BETA2 = Option("β₂", 0.999, 0.0, DECAY_LIMIT, 0.001, _MEMORY.format("Beta 2", "squares", "β₂"))
ALPHA = Option("α", 0.99, 0.0, DECAY_LIMIT, 0.01, _MEMORY.format("Alpha", "squares", "α"))
EPS = Option("ε", 1e-8, 0.0, 1.0, 1e-8, "Epsilon, in the denominator, which so is never 0.")
SHRINKING = Option("Weight decay", 0.01, 0.0, 10.0, 0.01, "Shrinks every parameter in each step.")
WEIGHT_DECAY = Option(
    "Weight decay", 0.0, 0.0, 10.0, 0.001, "Times every parameter, is added to its gradient."
)
CLIP_NORM = Option(
    "Clip norm", 0.0, 0.0, 1e9, 0.1, "A longer gradient is cut to this norm; 0 leaves it as it is."
)
OF_ALL = {"weight_decay": WEIGHT_DECAY, "clip_norm": CLIP_NORM}  # what every optimiser has


class Optimizer:
    """Base: ``settings`` with defaults from ``options``, zeroed ``state`` arrays, ``steps`` taken.

    Parameters
    ----------
    size : number of parameters; dtype : their dtype
    settings : any of the names in ``options``

    Raises FaultsError that names each unknown or illegal setting.

    A row says ``formula`` and ``help``, and the learning rate that is usual for it, ``usual_lr``.
    ``plain``: the step is -lr g, so that to first order the loss falls by lr |g|^2. ``coupled``:
    weight decay is part of the gradient that the rule sees, as in torch.optim.
    """

    options: ClassVar[Mapping[str, Option]] = MappingProxyType(OF_ALL)
    state_names: ClassVar[tuple[str, ...]] = ()
    formula: ClassVar[str]
    help: ClassVar[str]
    usual_lr: ClassVar[float]
    plain: ClassVar[bool] = False
    coupled: ClassVar[bool] = True

    def __init_subclass__(cls) -> None:
        """Add what every optimiser has to the options of a row."""
        cls.options = MappingProxyType(
            {**cls.options, **{n: o for n, o in OF_ALL.items() if n not in cls.options}}
        )

    def __init__(self, size: int, dtype: Any = np.float64, **settings: float) -> None:
        if faults := validate_options(self.options, settings):
            raise FaultsError(faults)
        self.settings = {name: option.default for name, option in self.options.items()} | settings
        self.size = size
        self.steps = 0
        self.state = {name: np.zeros(size, dtype) for name in self.state_names}
        self._scratch = np.empty(size, dtype)

    def snapshot(self) -> dict[str, Any]:
        """A copy of everything that decides the next steps."""
        state = {name: array.copy() for name, array in self.state.items()}
        return {"state": state, "steps": self.steps, "settings": dict(self.settings)}

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """Go back to what ``snapshot`` returned."""
        for name, array in snapshot["state"].items():
            np.copyto(self.state[name], array)
        self.steps, self.settings = snapshot["steps"], dict(snapshot["settings"])

    def step(self, params: Array, grad: Array, lr: float) -> None:
        """Update ``params`` [size] in place by one step along ``grad`` [size], and count it.

        The rule sees the gradient cut to ``clip_norm``, plus weight_decay theta where weight decay
        is coupled; ``grad`` stays that of the loss.
        """
        self.steps += 1
        settings = self.settings
        if settings["clip_norm"] or settings["weight_decay"]:
            grad = self._seen(params, grad)
        self.update(params, grad, lr)

    def _seen(self, params: Array, grad: Array) -> Array:
        """The gradient that the rule sees, where it is not that of the loss."""
        if most := self.settings["clip_norm"]:
            grad = clipped(grad, most)
        if self.coupled and (decay := self.settings["weight_decay"]):
            grad = grad + np.multiply(params, decay, out=self._scratch)
        return grad

    def update(self, params: Array, grad: Array, lr: float) -> None:
        """The rule: move ``params`` [size] in place along ``grad`` [size], which it may not keep.

        ``steps`` counts the present step already.
        """
        raise NotImplementedError  # abstract: every row of OPTIMIZERS has its own rule


class SGD(Optimizer):
    """Gradient descent."""

    formula = r"\theta \leftarrow \theta - \eta g"
    help = "plain gradient descent: one step downhill"
    usual_lr = 0.1
    plain = True

    def update(self, params: Array, grad: Array, lr: float) -> None:
        """theta -= lr g."""
        params -= np.multiply(grad, constant(lr, grad.dtype), self._scratch)


class Momentum(Optimizer):
    """Heavy-ball momentum. Polyak 1964; torch.optim.SGD(momentum)."""

    options = MappingProxyType({"momentum": MOMENTUM})
    state_names = ("velocity",)
    formula = r"v \leftarrow \mu v + g,\quad \theta \leftarrow \theta - \eta v"
    help = "keeps rolling in the direction of past gradients"
    usual_lr = 0.01

    def update(self, params: Array, grad: Array, lr: float) -> None:
        """v = momentum v + g; theta -= lr v."""
        v = self.state["velocity"]
        v *= self.settings["momentum"]
        v += grad
        params -= np.multiply(v, lr, out=self._scratch)


class Nesterov(Momentum):
    """Nesterov momentum as in Sutskever et al. 2013; torch.optim.SGD(momentum, nesterov=True)."""

    formula = r"v \leftarrow \mu v + g,\quad \theta \leftarrow \theta - \eta (g + \mu v)"
    help = "momentum that looks one step ahead"

    def update(self, params: Array, grad: Array, lr: float) -> None:
        """v = momentum v + g; theta -= lr (g + momentum v)."""
        v = self.state["velocity"]
        momentum = self.settings["momentum"]
        v *= momentum
        v += grad
        ahead = np.multiply(v, momentum, out=self._scratch)
        ahead += grad
        ahead *= lr
        params -= ahead


class RMSProp(Optimizer):
    """RMSProp. Tieleman and Hinton 2012; torch.optim.RMSprop."""

    options = MappingProxyType({"alpha": ALPHA, "eps": EPS})
    state_names = ("mean_square",)
    formula = (
        r"s \leftarrow \alpha s + (1-\alpha) g^2,\quad"
        r" \theta \leftarrow \theta - \eta\, g / (\sqrt{s} + \epsilon)"
    )
    help = "divides each gradient by its recent size"
    usual_lr = 0.001

    def update(self, params: Array, grad: Array, lr: float) -> None:
        """s = alpha s + (1 - alpha) g^2; theta -= lr g / (sqrt(s) + eps)."""
        s, alpha = self.state["mean_square"], self.settings["alpha"]
        s *= alpha
        square = np.multiply(grad, grad, out=self._scratch)
        square *= 1.0 - alpha
        s += square
        denominator = np.sqrt(s, out=self._scratch)
        denominator += self.settings["eps"]
        step = np.divide(grad, denominator, out=self._scratch)
        step *= lr
        params -= step


class Adam(Optimizer):
    """Adam. Kingma and Ba 2015, algorithm 1; torch.optim.Adam."""

    options = MappingProxyType({"beta1": BETA1, "beta2": BETA2, "eps": EPS})
    state_names = ("mean", "mean_square")
    formula = (
        r"m \leftarrow \beta_1 m + (1-\beta_1) g,\quad s \leftarrow \beta_2 s + (1-\beta_2) g^2,"
        r"\quad \theta \leftarrow \theta - \eta\, \hat m / (\sqrt{\hat s} + \epsilon)"
    )
    help = "momentum and a step size of its own for every weight"
    usual_lr = 0.003

    def update(self, params: Array, grad: Array, lr: float) -> None:
        """m, s: running means of g, g^2, over 1 - beta^t; theta -= lr m / (sqrt(s) + eps)."""
        m, s = self.state["mean"], self.state["mean_square"]
        beta1, beta2 = self.settings["beta1"], self.settings["beta2"]
        scratch = self._scratch
        m *= beta1
        m += np.multiply(grad, 1.0 - beta1, out=scratch)
        s *= beta2
        np.multiply(grad, grad, out=scratch)
        scratch *= 1.0 - beta2
        s += scratch
        denominator = np.sqrt(s, out=scratch)
        denominator /= (1.0 - beta2**self.steps) ** 0.5
        denominator += self.settings["eps"]
        step = np.divide(m, denominator, out=scratch)
        step *= lr / (1.0 - beta1**self.steps)
        params -= step


class AdamW(Adam):
    """Adam with decoupled weight decay. Loshchilov and Hutter 2019; torch.optim.AdamW."""

    options = MappingProxyType(
        {
            **Adam.options,
            "weight_decay": SHRINKING,
        }
    )
    coupled = False
    formula = r"\theta \leftarrow (1 - \eta\lambda)\theta,\ \text{then Adam}"
    help = "Adam that also shrinks every parameter a little"

    def update(self, params: Array, grad: Array, lr: float) -> None:
        """theta *= 1 - lr weight_decay, then Adam's step."""
        params *= 1.0 - lr * self.settings["weight_decay"]
        super().update(params, grad, lr)


def clipped(grad: Array, most: float) -> Array:
    """``grad`` times min(1, most / (|grad| + 1e-6)), as torch.nn.utils.clip_grad_norm_; a copy.

    Itself if it is short enough. Pascanu et al. 2013.
    """
    with np.errstate(over="ignore", invalid="ignore"):
        norm = float(np.linalg.norm(grad))
        if np.isinf(norm) and np.isfinite(grad).all():  # its square alone is too large
            largest = float(np.abs(grad).max())
            norm = largest * float(np.linalg.norm(grad / largest))
        return grad if norm + 1e-6 <= most else grad * (most / (norm + 1e-6))


OPTIMIZERS: dict[str, type[Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "rmsprop": RMSProp,
    "adam": Adam,
    "adamw": AdamW,
}
