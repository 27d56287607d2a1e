"""The h sweep: how the error of a numerical derivative depends on its step.

With a large h the difference is not yet the derivative (truncation, falling like h^2, or h^4 after
one Richardson step); with a small one the two losses agree in all but their last digits, and
dividing by h magnifies these (round-off, growing like 1/h). Between the arms of the V lies the best
step. The complex step subtracts nothing: its truncation falls like h^2 until only round-off is
left, and stays there however small h becomes.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import require_known
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.numerical import OFFSETS, nudged_losses
from mlpviz.gradcheck.progress import Progress
from mlpviz.gradcheck.structured.check import check_network
from mlpviz.gradcheck.structured.complex_loss import complex_loss
from mlpviz.gradcheck.structured.downstream import has_knot
from mlpviz.gradcheck.structured.sample_losses import sample_loss
from mlpviz.gradcheck.structured.sweep_curve import METHODS, SweepCurve, sweep_curve

Element = tuple[str, tuple[int, ...]]

STEPS = 10.0 ** (-np.arange(3, 40) / 3.0)  # 1e-1 to 1e-13, three per decade
STEPS.flags.writeable = False
DTYPES = ("float64", "float32")
LOSSES_PER_STEP = 5  # at +-h, +-h/2, and the complex one


@dataclass(frozen=True, eq=False)
class StepSweep:
    """The steps ``h`` [m], a curve per method and dtype, and which elements were moved."""

    h: Array
    curves: tuple[SweepCurve, ...]
    elements: tuple[Element, ...]

    def curve(self, method: str, dtype: str = "float64") -> SweepCurve:
        """One of the curves. Raises KeyError if there is no such one."""
        for curve in self.curves:
            if (curve.method, curve.dtype) == (method, dtype):
                return curve
        raise KeyError(f"no curve {method!r} in {dtype!r}")


def step_sweep(
    network: MLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float = 0.0,
    l1: float = 0.0,
    parameter: str | None = None,
    elements: int = 8,
    h: Array | None = None,
    seed: int = 0,
    progress: Callable[[float], object] | None = None,
) -> StepSweep:
    """Error of numerical derivatives against their step, in float64 and float32.

    ``network`` stays as it is; its copies are nudged, one weight at a time, on X [n, d], Y [n, k]
    with ``loss``, ``l2`` and ``l1`` as in ``MLP.loss``. ``elements`` weights are drawn with
    ``seed`` from ``parameter``, by default all; those that have no gradient come last. ``h`` are
    the steps [m], by default 37 from 1e-1 to 1e-13. ``progress`` is called with the share that is
    done, in [0, 1]; what it raises ends the sweep.

    The estimate "central" is D(h) = (f(w + h) - f(w - h)) / 2h with the network's own loss;
    "richardson" one step of extrapolation, (4 D(h/2) - D(h)) / 3, with an error of order h^4;
    "complex_step" is Im f(w + ih) / h with ``complex_loss`` (in complex64 for float32). The error
    is the largest |estimate - reference| of the chosen elements over the largest |reference| of
    ``parameter``, as in a report's row, or of the whole gradient (absolute if that is 0). The
    reference is the complex step by node probes in
    float64, at exactly the parameters and inputs of the dtype in question.

    Raises ValueError for an unknown ``parameter``, steps that are not positive, fewer than one
    element, and whatever ``check_network`` refuses.
    """
    steps = STEPS if h is None else np.asarray(h, np.float64)
    if steps.ndim != 1 or not steps.size or not np.all((steps > 0.0) & np.isfinite(steps)):
        raise ValueError(f"h = {h!r}: a sequence of positive numbers, such as [1e-2, 1e-4]")
    if elements < 1:
        raise ValueError(f"elements = {elements}: at least one weight has to be moved")
    if parameter is not None:
        require_known(parameter, network.params, "parameter")
    batches = [
        _Batch(network.copy(dtype), np.asarray(X, dtype), np.asarray(Y, dtype), loss, l2, l1)
        for dtype in DTYPES
    ]
    references = [batch.reference() for batch in batches]
    chosen = _draw(references[0], parameter, elements, seed)
    total = len(batches) * len(steps) * len(chosen) * LOSSES_PER_STEP
    told = None if progress is None else Progress(progress, total)
    curves = []
    for batch, reference in zip(batches, references, strict=True):
        of = list(reference) if parameter is None else [parameter]
        scale = max(float(np.abs(reference[name]).max()) for name in of) or 1.0
        exact = np.array([reference[name][index] for name, index in chosen])
        whole = float(np.abs(exact).max()) / scale or 1.0
        with np.errstate(all="ignore"):
            estimates, crosses = _estimates(batch, chosen, steps, told)
            for method, found in estimates.items():
                errors = np.abs(found - exact[:, None]).max(axis=0) / scale
                dtype = batch.network.dtype.name
                curves.append(sweep_curve(method, dtype, steps, errors, crosses[method], whole))
    return StepSweep(steps, tuple(curves), chosen)


class _Batch(NamedTuple):
    """A copy of the network with its samples, in one dtype."""

    network: MLP
    X: Array
    Y: Array
    loss: str
    l2: float
    l1: float

    def reference(self) -> dict[str, Array]:
        """The gradient at these very numbers, in float64."""
        report = check_network(
            self.network.copy("float64"),
            self.X.astype(np.float64),
            self.Y.astype(np.float64),
            loss=self.loss,
            l2=self.l2,
            l1=self.l1,
            sources=("complex_step",),
            spots=0,
        )
        return {row.name: row.values["complex_step"] for row in report.rows}

    def value(self) -> float:
        """The network's own loss."""
        return self.network.loss(self.X, self.Y, loss=self.loss, l2=self.l2, l1=self.l1)

    def sides(self) -> list[Array]:
        """On which side of a kink all was in the last pass: units, outputs, weights with L1."""
        rows = [ACTIVATIONS[name] for name in self.network.activations]
        pairs = zip(rows, self.network.z[:-1], strict=True)
        units = [z > 0.0 for row, z in pairs if row.kink or has_knot(row)]
        if self.l1:
            layers = range(1, len(self.network.sizes))
            units += [np.sign(self.network.params[f"W{layer}"]) for layer in layers]
        kinked = sample_loss(self.loss).from_side is not None
        return [*units, np.sign(self.network.a[-1] - self.Y)] if kinked else units


def _draw(
    reference: dict[str, Array], parameter: str | None, count: int, seed: int
) -> tuple[Element, ...]:
    names = list(reference) if parameter is None else [parameter]
    gradient = np.concatenate([reference[name].ravel() for name in names])
    starts = np.cumsum([0, *(reference[name].size for name in names)])
    order = np.random.default_rng(seed).permutation(gradient.size)
    order = order[np.argsort(gradient[order] == 0.0, kind="stable")][:count]
    owners = np.searchsorted(starts, order, side="right") - 1
    elements = []
    for flat_index, owner in zip(order, owners, strict=True):
        shape = reference[names[owner]].shape
        index = np.unravel_index(flat_index - starts[owner], shape)
        elements.append((names[owner], tuple(int(i) for i in index)))
    return tuple(elements)


def _estimates(
    batch: _Batch, elements: tuple[Element, ...], steps: Array, told: Progress | None
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Derivatives [elements, m] by method, and the steps [m] whose nudges cross something."""
    found = {method: np.empty((len(elements), len(steps))) for method in METHODS}
    crosses = {method: np.zeros(len(steps), bool) for method in METHODS}
    moved = _Moved(batch)
    for row, (name, index) in enumerate(elements):
        array = batch.network.params[name]
        for i, h in enumerate(steps):
            moved.crossed.clear()
            up, down, half_up, half_down = nudged_losses(moved, array, index, h, OFFSETS[:4])
            plain, half = (up - down) / (2.0 * h), (half_up - half_down) / h
            found["central"][row, i] = plain
            found["richardson"][row, i] = (4.0 * half - plain) / 3.0
            crosses["central"][i] |= any(moved.crossed[:2])
            crosses["richardson"][i] |= any(moved.crossed)
            if told is not None:
                told.advance(LOSSES_PER_STEP - 1)
        for i, derivative in enumerate(_complex_steps(batch, name, index, steps)):
            found["complex_step"][row, i] = derivative
            if told is not None:
                told.advance(1)
    return found, crosses


class _Moved:
    """The loss of a batch, noting at each call whether some unit is on another side of 0."""

    def __init__(self, batch: _Batch) -> None:
        batch.value()
        self._batch, self._sides = batch, batch.sides()
        self.crossed: list[bool] = []

    def __call__(self) -> float:
        value = self._batch.value()
        pairs = zip(self._batch.sides(), self._sides, strict=True)
        self.crossed.append(any(not np.array_equal(now, then) for now, then in pairs))
        return value


def _complex_steps(
    batch: _Batch, name: str, index: tuple[int, ...], steps: Array
) -> Iterator[float]:
    """Im loss(w + ih) / h for every step."""
    dtype = np.result_type(batch.network.dtype, np.complex64)
    params = {key: values.astype(dtype) for key, values in batch.network.params.items()}
    for h in steps:
        params[name].imag[index] = h
        value = complex_loss(
            batch.network, params, batch.X, batch.Y, loss=batch.loss, l2=batch.l2, l1=batch.l1
        )
        yield value.imag / h
