"""How a network's logits change with its inputs, and what each input has to do with each logit."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array, product_flags_ignored
from mlpviz.data import expand
from mlpviz.data.features import FEATURES
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.network import MLP

PATH = 32  # points on the way from a baseline to an input
TINY = 1e-30  # an imaginary step whose square is nothing


def logits(network: MLP, X: Array) -> Array:
    """The last layer's z [n, k] for inputs X [n, d], in float64; the network's passes are used."""
    with np.errstate(all="ignore"):
        network.forward(X)
    return np.asarray(network.z[-1], dtype=np.float64).copy()


def logit_gradients(network: MLP, X: Array) -> tuple[Array, Array]:
    """Logits [n, k] for inputs X [n, d], and their gradients in the inputs [n, k, d].

    By backpropagation of a one for each logit: G_L = I W_L^T, G_{l-1} = (G_l * f'(z_{l-1})) W^T.
    """
    z = logits(network, X)
    depth = len(network.sizes) - 1
    last = network.params[f"W{depth}"].T
    G = np.broadcast_to(last, (len(X), *last.shape))
    with np.errstate(all="ignore"), product_flags_ignored():
        for layer in range(depth - 1, 0, -1):
            slope = ACTIVATIONS[network.activations[layer - 1]].df(
                network.z[layer - 1], network.a[layer - 1]
            )
            G = (G * slope[:, None, :]) @ network.params[f"W{layer}"].T
    return z, np.asarray(G, dtype=np.float64)


def expand_gradients(X: Array, names: Sequence[str] | None) -> Array:
    """How the input features ``names`` of X [n, 2] change with the plane: [n, len(names), 2].

    By the complex step, which is exact to round-off: f'(x) = Im f(x + ih) / h (Squire and Trapp
    1998). None are the two inputs as they are; then d may be any number, and [n, d, d] is I.
    """
    if names is None:
        return np.broadcast_to(np.eye(X.shape[1]), (len(X), X.shape[1], X.shape[1]))
    columns = []
    for axis in range(2):
        moved = X.astype(complex)
        moved[:, axis] += 1j * TINY
        with np.errstate(all="ignore"):
            values = [FEATURES[name].of(moved[:, 0], moved[:, 1]) for name in names]
        columns.append(np.imag(np.stack(values, axis=1)) / TINY)
    return np.stack(columns, axis=-1)


class Model(NamedTuple):
    """A network, and the input features that it takes of a plane; None: its inputs as they are.

    What it is asked about is X [n, d], before the features.
    """

    network: MLP
    features: Sequence[str] | None = None

    def logits(self, X: Array) -> Array:
        """The logits [n, k] of X [n, d]."""
        return logits(self.network, expand(X, self.features).astype(self.network.dtype, copy=False))

    def gradients(self, X: Array) -> tuple[Array, Array]:
        """Logits [n, k], and their gradients in X [n, k, d]."""
        inputs = expand(X, self.features).astype(self.network.dtype, copy=False)
        z, G = logit_gradients(self.network, inputs)
        return z, G if self.features is None else G @ expand_gradients(X, self.features)


class Contributions(NamedTuple):
    """What each input adds to each logit, on the way from a baseline to an input.

    ``values`` [k, d]; ``before`` and ``after`` [k] are the logits at both ends.
    """

    values: Array
    before: Array
    after: Array

    @property
    def missing(self) -> Array:
        """By how much the contributions to each logit [k] miss its change: 0 for linear networks.

        What is left is the error of the sum over points of the way.
        """
        missing: Array = self.after - self.before - self.values.sum(axis=1)
        return missing


def contributions(model: Model, x: Array, baseline: Array, points: int = PATH) -> Contributions:
    """What each entry of an input x [d] adds to each logit, compared with ``baseline`` [d].

    Integrated gradients: (x_i - b_i) times the mean of dz_k/dx_i on the straight way from b to x,
    at ``points`` points of Gauss and Legendre (Sundararajan, Taly and Yan, "Axiomatic Attribution
    for Deep Networks", 2017). They add up to z_k(x) - z_k(b): exactly for a linear network, where
    they are (x_i - b_i) W_ik, and elsewhere but for ``missing``.
    """
    nodes, weights = np.polynomial.legendre.leggauss(points)
    at = 0.5 * (nodes + 1.0)
    _, G = model.gradients(baseline + at[:, None] * (x - baseline))
    mean = np.tensordot(0.5 * weights, G, axes=1)
    before, after = model.logits(np.stack([baseline, x]))
    return Contributions(mean * (x - baseline), before, after)
