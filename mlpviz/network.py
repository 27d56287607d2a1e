"""``MLP``: the engine's network, with what its users ask of it: predictions, a gradient check."""

from collections.abc import Callable, Sequence

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine import network as engine
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.engine.losses import OUTPUTS, decode
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.structured.check import check_network


class MLP(engine.MLP):
    """The engine's multi-layer perceptron (see ``mlpviz.engine.network.MLP`` for parameters).

    Examples
    --------
    >>> net = MLP([3, 4, 2], activation="tanh", output="softmax", seed=0)
    >>> X, Y = np.eye(3), np.array([[1, 0], [0, 1], [1, 0]])
    >>> net.check_gradients(X, Y, loss="cross_entropy").passed
    True
    """

    def predict(self, X: Array) -> Array:
        """Class indices [n] for outputs that are probabilities (softmax, sigmoid), else outputs.

        X is [n, d]. The class of the largest output; of a single one, class 1 if it is above 1/2.
        """
        outputs = self.forward(X)
        return decode(outputs, 0.5) if OUTPUTS[self.output].probabilities else outputs.copy()

    def predict_proba(self, X: Array) -> Array:
        """Probability of every class [n, k] for inputs X [n, d].

        A single sigmoid unit gives p of class 1, and so there are two columns, 1 - p and p; several
        each tell yes or no of their own class, and so rows need not sum to 1. Raises FaultsError
        where outputs are no probabilities.
        """
        return probabilities(self, self.forward(X))

    def input_gradient(self, X: Array, Y: Array, loss: str = "mse") -> Array:
        """How each sample's own loss changes with its inputs: d loss_i / d X_i, as [n, d].

        X [n, d], Y [n, k]; the loss of a sample is summed over outputs. By backpropagation to the
        inputs: delta_1 W1^T. Raises FaultsError as ``loss_and_gradients`` does.
        """
        delta = self._own_deltas(X, Y, loss)[0]
        gradient: Array = delta @ self.params["W1"].T
        return gradient

    def sample_gradients(self, X: Array, Y: Array, loss: str = "mse") -> dict[str, Array]:
        """The gradient of each sample's own loss in every parameter, by name: W1 [n, d, h], b1 ...

        X [n, d], Y [n, k]. Their means over samples are those of ``loss_and_gradients`` without
        penalties. dW_i = a_i^T delta_i, db_i = delta_i. Raises FaultsError as it does.
        """
        deltas = self._own_deltas(X, Y, loss)
        gradients = {}
        for layer, (before, delta) in enumerate(zip([X, *self.a[:-1]], deltas, strict=True), 1):
            inputs = np.asarray(before, self.dtype)
            gradients[f"W{layer}"] = np.einsum("ni,nj->nij", inputs, delta)
            if self.bias:
                gradients[f"b{layer}"] = delta
        return gradients

    def _own_deltas(self, X: Array, Y: Array, loss: str) -> list[Array]:
        """d loss_i / d z_i of every layer, of each sample's own loss: n times those of the mean."""
        self.loss_and_gradients(X, Y, loss)
        return [len(delta) * delta for delta in self.delta]

    def check_gradients(
        self,
        X: Array,
        Y: Array,
        loss: str = "mse",
        l2: float = 0.0,
        l1: float = 0.0,
        *,
        sources: str | Sequence[str] | None = None,
        h: float | None = None,
        progress: Callable[[float], object] | None = None,
    ) -> GradientReport:
        """Compare this network's gradients on X [n, d], Y [n, k] with independent ones.

        ``sources`` are one or several of "autograd" (torch), "central" and "complex_step", by
        default the latter two; ``h`` is the central differences' nudge of a pre-activation, chosen
        automatically by default; ``progress`` is called with the share that is done. The network
        stays as it is. Raises ValueError for shapes that don't fit, NaN or infinity in X or Y, an
        unknown source, or a loss that doesn't go with the output; MissingTorchError, an
        ImportError, for autograd where torch is not installed.
        """
        return check_network(
            self, X, Y, loss=loss, l2=l2, l1=l1, sources=sources, h=h, progress=progress
        )  # fmt: skip


def probabilities(network: engine.MLP, outputs: Array) -> Array:
    """Those of every class [n, k], as ``MLP.predict_proba``, from the network's outputs; a copy."""
    if not OUTPUTS[network.output].probabilities:
        legal = ", ".join(name for name, row in OUTPUTS.items() if row.probabilities)
        message = f"outputs of {network.output!r} are no probabilities; those of {legal} are"
        raise FaultsError([Fault("output", network.output, message)])
    if outputs.shape[1] > 1:
        return outputs.copy()
    return np.concatenate([1.0 - outputs, outputs], axis=1)
