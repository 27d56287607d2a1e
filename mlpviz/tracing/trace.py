"""``trace``: every number of forward pass, loss, backward pass and update, and where it is from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.arguments import as_numbers, kind_fault, require, wrong
from mlpviz.engine.faults import Fault, FaultsError, require_known, show
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import OPTIMIZERS, Optimizer
from mlpviz.engine.options import as_number
from mlpviz.engine.penalty import L1, L2
from mlpviz.engine.samples import as_batch, as_targets, as_weights, nonfinite
from mlpviz.engine.settings import LIVE
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.tracing.backward import delta, weight_gradient
from mlpviz.tracing.forward import activated, passed_on, weighted_sum
from mlpviz.tracing.forward import loss as loss_lines
from mlpviz.tracing.gradient import Gradient
from mlpviz.tracing.judging import Judgement, judged
from mlpviz.tracing.known import Known, layer_of
from mlpviz.tracing.mistaken import Mistaken, mistaken, reason_against
from mlpviz.tracing.nudge import Nudge, nudged
from mlpviz.tracing.overview import Norms, focus_of, norms_of
from mlpviz.tracing.parts import Lines, Part, Ref
from mlpviz.tracing.proof import Proof, prove
from mlpviz.tracing.slopes import Curve, curve
from mlpviz.tracing.softmax import Jacobian, jacobian
from mlpviz.tracing.steps import Step, steps_of
from mlpviz.tracing.update import After, Update, after, new_parameter
from mlpviz.words import number

Index = int | Sequence[int]

LINES: dict[str, Callable[..., Lines]] = {
    "z": weighted_sum,
    "a": activated,
    "h": passed_on,
    "d": delta,
    "dW": weight_gradient,
    "db": weight_gradient,
}


@dataclass(frozen=True, eq=False)
class Trace:
    """One forward pass, loss, backward pass and update, all numbers of which are the engine's.

    ``known`` are the numbers, ``update`` the optimiser's step; made by ``mlpviz.trace``.
    """

    known: Known
    update: Update
    network: MLP

    @property
    def arrays(self) -> Mapping[str, Array]:
        """All numbers by name: x [n, d], z1, a1, ..., y, d1, ..., W1, b1, dW1, ..., new_W1, ..."""
        return self.known.arrays

    @property
    def loss(self) -> float:
        """The loss, with its penalty."""
        return self.known.value

    @property
    def n(self) -> int:
        """How many samples there are."""
        return self.known.n

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """All steps from x to the update, in order."""
        return steps_of(self.known, self.update.name, self.after)

    @cached_property
    def after(self) -> After:
        """The loss after the step, and after one in which biases stay as they are."""
        return after(self.network, self.known, self.update)

    def lines(self, quantity: str, index: Index = ()) -> Lines:
        """One number written out: by names, with numbers, as NumPy, in shapes.

        ``quantity`` is a name in ``arrays``, or "L"; ``index`` that of a unit, (from, to) of a
        weight; of a sample's numbers those of ``known.sample`` are written.
        """
        place = self._place(quantity, index)
        if quantity.startswith("new_"):
            return new_parameter(self.known, self.update, quantity[4:], place)
        if quantity == "L":
            return loss_lines(self.known)
        kind = quantity.rstrip("0123456789")
        if kind not in LINES:
            return _given(self.known, quantity, place)
        return LINES[kind](self.known, quantity, layer_of(quantity), place)

    def gradient(self, name: str, index: Index) -> Gradient:
        """The gradient of one weight or bias: ``trace.gradient("W1", (0, 1))``."""
        return Gradient(self.known, name, self._parameter(name, index))

    def curve(self, layer: int, unit: int) -> Curve:
        """The activation of a unit, the point on it and its slope."""
        last = self.known.depth if self.known.output in ACTIVATIONS else self.known.depth - 1
        if not is_whole(layer) or not 1 <= layer <= last:
            must = f"a layer whose units have an activation each, 1 to {last}"
            require(wrong("layer", layer, must))
        self._require_unit(layer, unit)
        return curve(self.known, layer, unit)

    def jacobian(self, unit: int) -> Jacobian:
        """The softmax's row of the output ``unit``; FaultsError for other outputs."""
        if self.known.output in ACTIVATIONS:
            must = f"left alone: outputs of {self.known.output} have no Jacobian but their slopes"
            require(wrong("unit", unit, must))
        self._require_unit(self.known.depth, unit)
        return jacobian(self.known, int(unit))

    def prove(self, name: str, index: Index) -> Proof:
        """The gradient of one weight beside the loss a little to its left and right."""
        place = self._parameter(name, index)
        return prove(self.network, self.known, name, place)

    def nudge(self, name: str, index: Index) -> Nudge:
        """The loss along one weight, its tangent, and where they part."""
        return nudged(self.known, name, self._parameter(name, index))

    def judge(self, quantity: str, index: Index, typed: float) -> Judgement:
        """Whether a number that was worked out by hand is right, and which slip it fits if not."""
        place = self._place(quantity, index)
        given = as_number(typed)
        require(wrong("typed", typed, "a number") if given is None else None)
        asked = self.network.copy(), self.known, self.update, quantity, place
        return judged(*asked, float(given or 0))

    @cached_property
    def mistakes(self) -> dict[str, str]:
        """Every mistake of the table, with the reason why it cannot show here, empty if it can."""
        return {name: reason_against(self.network, self.known, name) for name in MISTAKES}

    def mistake(self, name: str, amount: float | str | None = None) -> Mistaken:
        """The same samples with a mistake of ``mistakes`` in the backward pass."""
        require_known(name, MISTAKES, "name")
        return mistaken(self.network, self.known, self.update, name, amount)

    @cached_property
    def norms(self) -> Norms:
        """How long the delta of every layer is, and what that tells."""
        return norms_of(self.known)

    def focus(self, name: str, index: Index) -> dict[str, tuple[str, tuple[int, ...]]]:
        """Which number of every step belongs to a weight: by step, the arguments of ``lines``."""
        return focus_of(self.known, self.steps, name, self._parameter(name, index))

    def _require_unit(self, layer: int, unit: int) -> None:
        most = self.known.sizes[layer] - 1
        fits = is_whole(unit) and 0 <= unit <= most
        require(None if fits else wrong("unit", unit, f"a unit of layer {layer}, 0 to {most}"))

    def _parameter(self, name: str, index: Index) -> tuple[int, ...]:
        require_known(name, self.network.params, "name")
        return self._place(name, index)

    def _place(self, quantity: str, index: Index) -> tuple[int, ...]:
        require_known(quantity, {**self.arrays, "L": None}, "quantity")
        shape: tuple[int, ...] = () if quantity == "L" else self.known.row(quantity).shape
        place = tuple(index) if isinstance(index, Sequence) else (index,)
        fits = all(map(is_whole, place)) and len(place) == len(shape)
        if not fits or not all(0 <= i < size for i, size in zip(place, shape, strict=True)):
            require(wrong("index", index, f"an index into {quantity}, whose shape is {shape}"))
        return tuple(int(i) for i in place)


def is_whole(value: object) -> bool:
    """Whether a value is a whole number, which True is not."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


GIVEN = {
    "x": "an input",
    "y": "a target",
    "W": "a weight",
    "b": "a bias",
    "w": "the weight of a sample",
    "m": "the factor of a unit: 0 where dropout leaves it out",
}


def _given(known: Known, quantity: str, index: tuple[int, ...]) -> Lines:
    """What is not computed: an input, a target, a weight."""
    val = known.val(quantity, index)
    shown, name = number(val.value, 4), Part(val.symbol, val.ref)
    what = GIVEN[quantity[0]]
    line = (name, Part(" = "), Part(shown, val.ref))
    array = (known.whole(quantity),)
    title = f"{val.symbol}: {what}"
    return Lines(val.ref or Ref(quantity), title, (name,), line, array, (), shown, val.value)


def as_masks(network: MLP, masks: Sequence[Array] | None, n: int) -> list[Array]:
    """Masks as arrays of the network's dtype. Raises FaultsError for other shapes."""
    if masks is None:
        return []
    units, must = network.sizes[1:-1], "[n, units] numbers >= 0 for each hidden layer"
    listed = isinstance(masks, Sequence) and not isinstance(masks, str)
    require(None if listed and len(masks) == len(units) else wrong("masks", masks, must))
    made = [as_numbers("masks", mask, network.dtype) for mask in masks]
    for mask, size in zip(made, units, strict=True):
        fits = mask.shape == (n, size) and np.isfinite(mask).all() and (mask >= 0.0).all()
        given = mask.shape if mask.ndim == 2 else masks
        require(None if fits else wrong("masks", given, f"{must}; here [{n}, {size}]"))
    return made


def trace(
    network: MLP,
    X: Array,
    Y: Array,
    loss: str = "mse",
    l2: float = 0.0,
    lr: float | None = None,
    optimizer: str | Optimizer = "sgd",
    *,
    l1: float = 0.0,
    sample: int = 0,
    weights: Array | None = None,
    masks: Sequence[Array] | None = None,
) -> Trace:
    """Every number of one step of training, and where each comes from; nothing is changed.

    On X [n, d] and Y [n, k], one row for one sample, of whose n the ``sample`` is written out where
    each has numbers of its own. ``loss`` is a name in ``LOSSES``, ``l2`` and
    ``l1`` the weights of sum(W**2) and sum(|W|),
    ``lr`` by default what is usual for the ``optimizer``: a name in ``OPTIMIZERS``, or an optimiser
    with the state that it has. ``weights`` [n], >= 0: a sample counts by its share of their sum.
    ``masks``: dropout, as [n, units] for each hidden layer, the factors of what units give: 0 for
    those left out, 1 / (1 - p) for the others.

    Examples
    --------
    >>> from mlpviz.network import MLP
    >>> t = trace(MLP([2, 4, 2, 1], seed=1), np.array([[-0.9, 0.8]]), np.array([[0.0]]))
    >>> gradient = t.gradient("W1", (0, 1))
    >>> gradient.value == t.network.grads["W1"][0, 1]
    np.True_

    Raises FaultsError for shapes that don't fit, a loss that does not go with the output, and
    numbers that are not finite.
    """
    require(kind_fault("network", network, MLP, "an MLP, such as mlpviz.MLP([2, 4, 1])"))
    require_known(loss, LOSSES, "loss")
    if not isinstance(optimizer, Optimizer):
        require_known(optimizer, OPTIMIZERS, "optimizer")
        optimizer = OPTIMIZERS[optimizer](network.n_parameters, network.dtype)
    rate = optimizer.usual_lr if lr is None else lr
    require(L2.fault("l2", l2), L1.fault("l1", l1), LIVE["lr"].fault("lr", rate))
    X = as_batch(X, network.sizes[0], network.dtype)
    Y = as_targets(Y, len(X), network.sizes[-1], network.dtype)
    require(*nonfinite("X", X, X), *nonfinite("Y", Y, Y))
    fits = is_whole(sample) and 0 <= sample < len(X)
    require(None if fits else wrong("sample", sample, f"0 to {len(X) - 1}, the number of a sample"))
    column = None if weights is None else as_weights(weights, len(X), network.dtype)
    column = None if column is None or (column == 1.0).all() else column
    twin, factors = network.copy(), as_masks(network, masks, len(X))
    known = Known.of(twin, X, Y, loss, l2, l1, int(sample), column, factors)
    if broken := known.broken:
        message = (
            f"network = {show(network)}: {broken} is not finite on these samples, and what follows "
            "from it has no digits to show. Go back to an epoch before, or take smaller weights."
        )
        raise FaultsError([Fault("network", network, message)])
    update = Update.of(optimizer, twin.flat, twin.flat_grad, rate, twin.pieces)
    return Trace(replace(known, arrays={**known.arrays, **update.new(twin)}), update, twin)
