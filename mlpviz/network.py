"""``MLP``: the engine's network, with a gradient check of its own."""

from collections.abc import Callable, Sequence

from mlpviz.arrays import Array
from mlpviz.engine import network as engine
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

    def check_gradients(
        self,
        X: Array,
        Y: Array,
        loss: str = "mse",
        l2: float = 0.0,
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
            self, X, Y, loss=loss, l2=l2, sources=sources, h=h, progress=progress
        )  # fmt: skip
