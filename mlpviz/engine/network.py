"""``MLP``: a fully connected network whose backward pass is written by hand.

All parameters live in one flat vector and all gradients in another, in the order W1, b1, W2, b2,
...; ``params["W1"]`` and the others are views. An optimiser is then a function of two vectors, and
a snapshot is one copy.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np

from mlpviz.arrays import Array, product_flags_ignored
from mlpviz.engine.activations import ACTIVATIONS, one_per_layer
from mlpviz.engine.arguments import kind_fault, options_fault, require, wrong
from mlpviz.engine.buffers import Buffers, LastPass
from mlpviz.engine.dropout import Dropout, DroppedBuffers
from mlpviz.engine.faults import Fault, FaultsError, require_known
from mlpviz.engine.initializers import INITIALIZERS, bias_fault, draw
from mlpviz.engine.losses import LOSSES, OUTPUTS, unfit
from mlpviz.engine.options import Option, validate_options
from mlpviz.engine.parameters import Parameters, parameter_shapes, pieces, views, whole_sizes
from mlpviz.engine.penalty import L1, L2, Penalty
from mlpviz.engine.samples import as_batch, as_targets, as_weights
from mlpviz.words import counted

BIAS_STD = Option("Bias spread", 0.0, 0.0, 100.0, 0.1, "Standard deviation of the initial biases.")
SEED = Option("Seed", 0, 0, 2**32 - 1, 1, "Of the initial weights and the order of the samples.")
DTYPES = ("float64", "float32")


class MLP(LastPass):
    """Multi-layer perceptron: ``a[l] = f(a[l-1] @ W[l] + b[l])``.

    Parameters
    ----------
    sizes : units per layer, inputs first, outputs last; at least two (two: a linear model)
    activation : a name in ``ACTIVATIONS`` for all hidden layers, or one name per hidden layer
    output : a name in ``OUTPUTS``
    bias : whether layers have biases
    init, init_options : a name in ``INITIALIZERS`` and its keyword arguments
    bias_std : biases are drawn from N(0, bias_std); 0 means zeros, or what ``init`` says of biases
    seed : of the generator that draws the weights; same seed, same bits
    dtype : "float64" or "float32"

    Raises FaultsError that names what is unknown or impossible and what is allowed.

    Examples
    --------
    >>> net = MLP([2, 3, 1], activation="tanh", seed=0)
    >>> {name: p.shape for name, p in net.params.items()}
    {'W1': (2, 3), 'b1': (3,), 'W2': (3, 1), 'b2': (1,)}
    """

    def __init__(
        self,
        sizes: Sequence[int],
        activation: str | Sequence[str] = "tanh",
        output: str = "identity",
        bias: bool = True,
        init: str = "xavier_uniform",
        init_options: Mapping[str, float] | None = None,
        bias_std: float = 0.0,
        seed: int = 0,
        dtype: str = "float64",
    ) -> None:
        self.sizes = whole_sizes(sizes)
        self.activations = one_per_layer(activation, len(self.sizes) - 2)
        require_known(output, OUTPUTS, "output")
        require_known(init, INITIALIZERS, "init")
        require_known(dtype, DTYPES, "dtype")
        require(options_fault("init_options", init_options))
        require(
            kind_fault("bias", bias, bool | np.bool_, "True or False"),
            BIAS_STD.fault("bias_std", bias_std),
            SEED.fault("seed", seed),
            *validate_options(INITIALIZERS[init].options, init_options or {}),
        )
        require(bias_fault(init, bool(bias), bias_std))
        if OUTPUTS[output].activation is None and self.sizes[-1] < 2:
            message = f"output = {output!r} over one unit is always 1: use sigmoid, or two units."
            raise FaultsError([Fault("output", output, message)])
        self.output = output
        self.bias = bias
        self.dtype = np.dtype(dtype)

        shapes = parameter_shapes(self.sizes, bias)
        n_parameters = sum(int(np.prod(shape)) for shape in shapes.values())
        self._shapes = shapes
        self.pieces = pieces(shapes)  # where each parameter stands in ``flat``, a slice by name
        self.flat = np.zeros(n_parameters, self.dtype)
        self.flat_grad = np.zeros(n_parameters, self.dtype)
        self.params: dict[str, Array] = Parameters(views(self.flat, shapes))
        self.grads: dict[str, Array] = views(self.flat_grad, shapes)
        self._penalty = Penalty(self.flat, shapes)

        rng = np.random.default_rng(seed)
        draw(self.params, rng, init, init_options or {}, bias_std)

        rows = [ACTIVATIONS[name] for name in self.activations]
        self._f = [*(row.f for row in rows), None]  # the output is not applied here
        self._df = [row.df for row in rows]
        self._output = OUTPUTS[output]
        depth = len(self.sizes) - 1
        self._W = [self.params[f"W{layer}"] for layer in range(1, depth + 1)]
        self._b = [self.params.get(f"b{layer}") for layer in range(1, depth + 1)]
        self._dW = [self.grads[f"W{layer}"] for layer in range(1, depth + 1)]
        self._db = [self.grads.get(f"b{layer}") for layer in range(1, depth + 1)]
        self._buffers: dict[int, Buffers] = {}
        self._last: Buffers | None = None

    def __getstate__(self) -> dict[str, Any]:
        """What a copy or pickle needs: structure and weights; buffers are made anew."""
        structure: dict[str, Any] = {"sizes": self.sizes, "activation": self.activations}
        structure |= {"output": self.output, "bias": self.bias, "dtype": self.dtype.name}
        return {"structure": structure, "flat": self.flat.copy()}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Rebuild the views, which a plain copy would detach from their vector."""
        MLP.__init__(self, **state["structure"], init="zeros")
        self.flat[...] = state["flat"]

    def copy(self, dtype: str | None = None) -> Self:
        """The same network with its own parameters and buffers, in another ``dtype`` if given."""
        if dtype is not None:
            require_known(dtype, DTYPES, "dtype")
        state, twin = self.__getstate__(), type(self).__new__(type(self))
        state["structure"]["dtype"] = dtype or self.dtype.name
        twin.__setstate__(state)
        return twin

    @property
    def n_parameters(self) -> int:
        """How many numbers the network learns."""
        return self.flat.size

    def named(self, flat: Array) -> dict[str, Array]:
        """Views, keyed and shaped like ``params``, of any vector laid out like ``flat``."""
        must = f"a vector of {counted(self.n_parameters, 'number')}, as flat is"
        fits = getattr(flat, "shape", None) == self.flat.shape
        require(None if fits else wrong("flat", flat, must))
        return views(flat, self._shapes)

    def forward(self, X: Array) -> Array:
        """Outputs [n, k] for inputs X [n, d]; keeps every layer's z and a until the next call.

        The returned array is a buffer that the next forward pass of the same batch size reuses.
        """
        X = self._as_batch(X)
        with product_flags_ignored():
            return self._apply_output(self._forward_logits(X))

    def loss(
        self,
        X: Array,
        Y: Array,
        loss: str,
        l2: float = 0.0,
        weights: Array | None = None,
        l1: float = 0.0,
    ) -> float:
        """Value of ``loss``, a name in ``LOSSES``, over X [n, d], Y [n, k], plus ``penalty``.

        With ``weights`` [n], >= 0 and not all 0, its average over samples is one by weight.
        """
        require_known(loss, LOSSES, "loss")
        X, Y = self._as_batch(X), self._as_targets(X, Y)
        column = None if weights is None else as_weights(weights, len(X), self.dtype)
        with product_flags_ignored():
            return self.batch_loss(X, Y, loss, column) + self.penalty(l2, l1)

    def batch_loss(self, X: Array, Y: Array, loss: str, weights: Array | None = None) -> float:
        """Value of ``loss`` without penalty; the arguments are as ``backpropagate`` needs them."""
        return self._loss_and_delta(self._forward_logits(X), Y, loss, weights)[0]

    def loss_and_gradients(
        self, X: Array, Y: Array, loss: str = "mse", l2: float = 0.0, l1: float = 0.0
    ) -> tuple[float, dict[str, Array]]:
        """Loss value and its gradient in every parameter, by hand-written backpropagation.

        X [n, d], Y [n, k]. The loss sums over outputs, averages over samples, and includes
        ``penalty(l2, l1)``; the gradients are fresh arrays keyed and shaped like ``params``.
        Raises ValueError for shapes that don't fit or a loss that doesn't go with the output.
        """
        require_known(loss, LOSSES, "loss")
        require(L2.fault("l2", l2), L1.fault("l1", l1))
        X, Y = self._as_batch(X), self._as_targets(X, Y)
        with product_flags_ignored():
            if l1:
                value = self.backpropagate(X, Y, loss, l2, l1=l1)
            else:  # a backward pass of somebody's own need not know of it
                value = self.backpropagate(X, Y, loss, l2)
        return value, {name: gradient.copy() for name, gradient in self.grads.items()}

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
        """Loss value for one batch; leaves d loss / d parameters in ``flat_grad`` and ``grads``.

        The hot path: X [n, d], Y [n, k] and the samples' weights [n, 1], whose mean is 1, must
        already be arrays of the network's dtype. With ``dropout``, hidden units are left out, and
        loss and gradients are those of what is left.

        delta[L] = d loss / d z[L];  dW[l] = a[l-1]^T delta[l];  db[l] = sum_n delta[l];
        delta[l-1] = (delta[l] W[l]^T) * f'(z[l-1]).
        """
        buffers = self._forward_logits(X) if dropout is None else self._forward_logits(X, dropout)
        value, delta = self._loss_and_delta(buffers, Y, loss, weights)
        ones = buffers.ones
        for a_prev_T, dW, db, W_T, delta_prev, df, z_prev, a_prev, slope in buffers.backward:
            a_prev_T.dot(delta, dW)
            if db is not None:
                ones.dot(delta, db)
            delta = delta.dot(W_T, delta_prev)
            delta *= df(z_prev, a_prev, slope)
        X.T.dot(delta, self._dW[0])
        if self.bias:
            ones.dot(delta, self._db[0])
        if l2 or l1:
            value += self._penalty.add(self.flat_grad, l2, l1)
        return value

    def _forward_logits(self, X: Array, dropout: Dropout | None = None) -> Buffers:
        """Run every layer up to the last z; the output function is not applied."""
        n = len(X)
        buffers = self._buffers.get(n if dropout is None else -n)
        if buffers is None:
            buffers = self._new_buffers(n, Buffers if dropout is None else DroppedBuffers)
        if dropout is not None and isinstance(buffers, DroppedBuffers) and buffers.masks:
            dropout.draw(buffers.masks)
        self._last = buffers
        if buffers.bias_places is not None:
            self.flat.take(buffers.bias_places, 0, buffers.biases, "clip")
        a = X
        for W, b, z, f, out in buffers.forward:
            a.dot(W, z)
            if b is not None:
                z += b
            if f is not None:
                a = f(z, out)
        return buffers

    def _apply_output(self, buffers: Buffers) -> Array:
        if self.output == "identity":  # the logits themselves: see ``_new_buffers``
            return buffers.a[-1]
        return self._output.f(buffers.z[-1], buffers.a[-1])

    def _loss_and_delta(
        self, buffers: Buffers, Y: Array, loss: str, weights: Array | None = None
    ) -> tuple[float, Array]:
        """Value and delta = d loss / d logits, already divided by n."""
        row = LOSSES[loss]
        if self.output not in row.outputs:
            require(unfit(loss, self.output))
        logits, delta, scratch = buffers.z[-1], buffers.delta[-1], buffers.slope[-1]
        if row.fused or self.output == "identity":
            return row.f(logits, Y, delta, scratch, weights)
        a = self._apply_output(buffers)
        value, delta = row.f(a, Y, delta, scratch, weights)
        if self._output.activation is not None:
            delta *= self._output.activation.df(logits, a, scratch)
        return value, delta

    def penalty(self, l2: float, l1: float = 0.0) -> float:
        """l2 sum(W**2) + l1 sum(|W|) over all weights; biases are left out."""
        if isinstance(l2, float) and isinstance(l1, float) and l2 == l1 == 0.0:
            return 0.0  # of most runs, in every measure
        require(L2.fault("l2", l2), L1.fault("l1", l1))
        return self._penalty.value(l2, l1)

    def _new_buffers(self, n: int, kind: type[Buffers]) -> Buffers:
        kept = self._buffers
        while len(kept) >= 6:  # batch and last batch; a chunk, and the last of each split
            kept.pop(next(iter(kept)))
        buffers = kept[n if kind is Buffers else -n] = kind(n, self.sizes[1:], self.dtype)
        if self.output == "identity":
            buffers.a[-1] = buffers.z[-1]
        places = [piece for name, piece in self.pieces.items() if name.startswith("b")]
        b = buffers.repeat(places) if self.bias else None
        buffers.link(self._W, b or self._b, self._dW, self._db, self._f, self._df)
        return buffers

    def _as_batch(self, X: Array) -> Array:
        return as_batch(X, self.sizes[0], self.dtype)

    def _as_targets(self, X: Array, Y: Array) -> Array:
        return as_targets(Y, len(X), self.sizes[-1], self.dtype)
