"""``BuggyMLP``: an MLP whose backward pass has some steps exchanged."""

from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.buffers import Buffers
from mlpviz.engine.dropout import Dropout
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import unheard
from mlpviz.gradcheck.mistakes.backward import Pass, Steps


class BuggyMLP(MLP):
    """An MLP whose backward pass runs ``steps``; everything else is the engine's.

    ``steps`` should be functions of a module, so that the network can be pickled; ``bug`` names
    what is wrong with them ("" if nothing). ``by_layer`` are steps that some layers run instead.
    Copies and pickles keep all three, and the two things that a buggy program remembers from one
    call to the next: the gradients that it left in ``grads`` and the weights from before the last
    update. A trainer's snapshots do not. ``between`` is called between two layers of a backward
    pass, so that others may have their turn; copies do not have it.
    """

    between: Callable[[], object] = staticmethod(unheard)

    def __init__(
        self, *args: Any, steps: Steps | None = None, bug: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.by_layer: Mapping[int, Steps] = {}
        self.steps = Steps() if steps is None else steps
        self.bug = bug
        self._used = self._outdated = self.flat.copy()

    @classmethod
    def of(
        cls, network: MLP, steps: Steps, bug: str = "", by_layer: Mapping[int, Steps] | None = None
    ) -> Self:
        """A copy of ``network`` that runs ``steps``, but in a layer of ``by_layer`` its own."""
        twin = cls.__new__(cls)
        own = {"steps": steps, "bug": bug, "by_layer": by_layer or {}}
        twin.__setstate__(network.__getstate__() | own)
        return twin

    def __getstate__(self) -> dict[str, Any]:
        """Structure, weights, steps, and what the program remembers."""
        memory = {
            "flat_grad": self.flat_grad.copy(),
            "used": self._used.copy(),
            "outdated": self._outdated.copy(),
        }
        own = {"steps": self.steps, "bug": self.bug, "by_layer": self.by_layer}
        return super().__getstate__() | own | memory

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Rebuild from ``__getstate__``'s; without a memory if the state came from an MLP."""
        super().__setstate__(state)
        self.steps, self.bug = state["steps"], state["bug"]
        self.by_layer = state.get("by_layer", {})
        self.flat_grad[...] = state.get("flat_grad", 0.0)
        self._used = state.get("used", self.flat).astype(self.dtype)
        self._outdated = state.get("outdated", self.flat).astype(self.dtype)

    @property
    def memory(self) -> tuple[Array, Array]:
        """The weights from before the last update, and the gradients left behind; two vectors."""
        changed = not np.array_equal(self.flat, self._used, equal_nan=True)
        return (self._used if changed else self._outdated).copy(), self.flat_grad.copy()

    def remember(self, outdated: Array, held: Array) -> None:
        """Take over the weights from before the last update and the gradients left behind."""
        self._outdated, self._used = outdated.copy(), self.flat.copy()
        self.flat_grad[...] = held

    def backpropagate(
        self,
        X: Array,
        Y: Array,
        loss: str,
        l2: float = 0.0,
        weights: Array | None = None,
        l1: float = 0.0,
        dropout: Dropout | None = None,
    ) -> float:
        """Loss value for one batch; leaves the gradients of ``steps`` in ``flat_grad``, ``grads``.

        X [n, d] and Y [n, k] must already be arrays of the network's dtype. The deltas are in
        ``delta``, as after the engine's own backward pass.
        """
        if weights is not None or dropout is not None:
            raise ValueError(
                "a mistake is planted where all samples and units count alike: no weights of "
                "samples, no dropout"
            )
        if not np.array_equal(self.flat, self._used, equal_nan=True):  # not a second call
            self._outdated, self._used = self._used, self.flat.copy()
        buffers = self._forward_logits(X)
        value, _ = self._loss_and_delta(buffers, Y, loss)
        self.between()
        at = self.steps.weights(self.flat, self._outdated)
        source = self if at is self.flat else self._with(at, X)
        work = Pass.of(source, X, Y, loss, self._inputs_before_update(X), l2=l2, l1=l1)
        made = np.empty_like(self.flat)
        named = self.named(made)
        for layer, delta, dW, db in work.run(self.steps, self.by_layer):
            self.between()
            buffers.delta[layer - 1][...] = delta
            named[f"W{layer}"][...] = dW
            if db is not None:
                named[f"b{layer}"][...] = db
        self.flat_grad[...] = self.steps.new_gradient(made, self.flat_grad)
        return value + self.penalty(l2, l1)

    def _loss_and_delta(
        self, buffers: Buffers, Y: Array, loss: str, weights: Array | None = None
    ) -> tuple[float, Array]:
        """The loss that the program reports, and the engine's delta of the output layer."""
        value, delta = super()._loss_and_delta(
            buffers, Y, loss, weights
        )  # refuses what goes not together
        prediction = buffers.z[-1] if LOSSES[loss].fused else buffers.a[-1]
        return self.steps.loss_value(loss, value, prediction, Y), delta

    def _with(self, parameters: Array, X: Array) -> MLP:
        """An engine's network with other parameters, after its forward pass."""
        past = MLP(**super().__getstate__()["structure"], init="zeros")
        past.flat[...] = parameters
        past.forward(X)
        return past

    def _inputs_before_update(self, X: Array) -> Any:
        """A function for the layers' inputs that the weights before the last update make of X."""

        def inputs() -> list[Array]:
            return [X, *self._with(self._outdated, X).a[:-1]]

        return inputs
