"""``check_network``: the engine's gradients against independent ones, with a verdict."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import unheard
from mlpviz.engine.samples import nonfinite
from mlpviz.gradcheck.missing_torch import require_torch
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.subject import reported_mistake, subject_of_program
from mlpviz.gradcheck.numerical import STEP, UNIT_ROUNDOFF
from mlpviz.gradcheck.progress import Progress
from mlpviz.gradcheck.report import GradientReport
from mlpviz.gradcheck.result import LayerDeltas
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.gradcheck.sources import known_sources
from mlpviz.gradcheck.structured.agreement import forward_faults, loss_faults
from mlpviz.gradcheck.structured.autograd import autograd_gradients
from mlpviz.gradcheck.structured.complex_step import complex_deltas
from mlpviz.gradcheck.structured.downstream import Downstream
from mlpviz.gradcheck.structured.probes import MEMORY, NodeDelta, node_deltas
from mlpviz.gradcheck.structured.rounding import delta_rounding
from mlpviz.gradcheck.structured.spots import spot_faults
from mlpviz.words import number

PROBES = ("complex_step", "central")  # sharpest first
ROUNDED = (
    "float32: weights, samples and every result on the way forward and back are rounded to 24 "
    "bits, about 7 digits. The references are derivatives of that same rounded network, taken in "
    "float64: only what the backward pass itself rounds is left between them."
)
BETTER = 4.0  # times sharper: then the step that was asked for is to blame
A_ROUNDINGS = 4.0  # inside one activation of torch's, with a margin


def check_network(
    network: MLP,
    X: Array,
    Y: Array,
    *,
    loss: str,
    l2: float = 0.0,
    l1: float = 0.0,
    gradients: Mapping[str, Array] | None = None,
    sources: str | Sequence[str] | None = None,
    h: float | None = None,
    spots: int = 10,
    memory: int = MEMORY,
    progress: Callable[[float], object] | None = None,
) -> GradientReport:
    """Compare the gradients of ``network`` on X [n, d], Y [n, k] with independent ones.

    ``loss``, ``l2`` and ``l1`` are those of ``MLP.loss_and_gradients``. ``gradients``, keyed and
    shaped like ``network.params``, are what is judged: by default the network's own. ``sources``
    are what it is judged by: one or several of "autograd" (torch), "central" (differences with
    Romberg extrapolation) and "complex_step"; the latter two by default. ``h`` is the central
    differences' nudge of a pre-activation: by default 2^-8, and less where the loss is too sharp
    for that. Up to ``spots`` entries of every parameter are also moved through the network's own
    loss. ``memory`` bounds temporary arrays, in bytes. ``progress`` is called with the share that
    is done, in [0, 1]; what it raises ends the check. The mistake behind what fails is looked for
    once the report is printed or asked for its ``reading``.

    The network stays as it is, buffers included: the check works on copies. A float32 network is
    differentiated at the pre-activations that float32 gave, but in float64; what float32 rounds in
    its backward pass widens the tolerance. Raises ValueError for shapes that don't fit, an empty
    batch, NaN or infinity in it, an unknown source, an ``h`` that is not a positive number, or a
    loss that doesn't go with the output; MissingTorchError for autograd without torch.
    """
    started = perf_counter()
    between = unheard if progress is None else partial(progress, 1.0)
    sources = known_sources(sources)
    if "autograd" in sources:
        require_torch()
    if len(X) == 0:
        raise ValueError("the batch is empty: a gradient check needs at least one sample")
    if h is not None and not 0.0 < h < np.inf:
        raise ValueError(f"h = {h!r}: a positive number, such as {STEP}")
    copy = network.copy()
    if progress is not None:
        progress(0.0)
    u = float(np.finfo(copy.dtype).eps) / 2.0
    with np.errstate(all="ignore"):
        value, own = copy.loss_and_gradients(X, Y, loss=loss, l2=l2, l1=l1)
        _require_finite(X, Y, copy.dtype)
        judged = own if gradients is None else {n: np.array(g) for n, g in gradients.items()}
        _require_same_shapes(judged, copy.params)
        backward = [delta.astype(np.float64) for delta in copy.delta]
        if progress is not None:
            progress(0.0)
        copy.forward(X)
        X, Y = np.asarray(X, copy.dtype), np.asarray(Y, copy.dtype)
        downstream = Downstream.of(copy, Y, loss)
        deltas = _probe(downstream, sources, h, memory, progress)
        between()
        best = next(deltas[probe] for probe in PROBES if probe in deltas)
        roundings = delta_rounding(downstream, [delta.value for delta in best], u)
        autograd = None
        if "autograd" in sources:
            at = None if downstream.sides is None else copy.a[-1]
            _, autograd = autograd_gradients(
                copy, X, Y, loss=loss, l2=l2, l1=l1, z=copy.z, outputs=at
            )
        asked = {probe: deltas[probe] for probe in PROBES if probe in sources}
        penalties = [2.0 * l2 * W.T + l1 * np.sign(W.T) for W in downstream.weights]
        rows = _rows(
            copy, X, downstream, best, asked, roundings, judged, autograd, penalties, u, between
        )
        reference_loss, faults = loss_faults(downstream, value, l2, u, l1)
        faults += forward_faults(copy, X, u)
        between()
        if spots:
            faults += spot_faults(
                copy,
                X,
                Y,
                loss=loss,
                l2=l2,
                l1=l1,
                downstream=downstream,
                deltas=best,
                spots=spots,
            )
        limit = ""
        if h is not None and any(row.verdict == "unresolved" for row in rows):
            limit = _limit(downstream, deltas, h, memory, progress)
    setting = Setting(network, loss, l2, len(X), l1)
    reported = reported_mistake(setting, X, Y, value, reference_loss) if faults else None
    subject = None
    if reported is not None or any(row.verdict == "fail" for row in rows):
        subject = subject_of_program(
            setting,
            X,
            Y,
            {row.name: row.analytic for row in rows},
            {row.name: row.numerical for row in rows},
            {row.name: row.bounds["analytic"] + row.tolerance for row in rows},
            reported,
        )
    return GradientReport(
        rows=rows,
        loss=value,
        dtype=copy.dtype.name,
        seconds=perf_counter() - started,
        faults=faults,
        notes=(ROUNDED,) if copy.dtype == np.float32 else (),
        reference_loss=reference_loss,
        h=(STEP if h is None else h) if "central" in sources else None,
        n=len(X),
        spots=sum(min(spots, row.analytic.size) for row in rows),
        why_unresolved=limit,
        layers=_layers(downstream, backward, best, roundings),
        subject=subject,
    )


def _limit(
    downstream: Downstream,
    deltas: Mapping[str, list[NodeDelta]],
    h: float,
    memory: int,
    progress: Callable[[float], object] | None,
) -> str:
    """Why a check with the step h is unresolved, if that step is the reason."""
    if "complex_step" in deltas or "central" not in deltas:
        return ""
    told = None if progress is None else Progress(progress, 1.0)
    own = node_deltas(downstream, None, memory, told)
    asked = sum(float(delta.tolerance.sum()) for delta in deltas["central"])
    if sum(float(delta.tolerance.sum()) for delta in own) > asked / BETTER:
        return ""
    return (
        f"the step h = {number(h)} was asked for, and does not suit it. Leave h out, and one that "
        "does is chosen"
    )


def _probe(
    downstream: Downstream,
    sources: Sequence[str],
    h: float | None,
    memory: int,
    progress: Callable[[float], object] | None,
) -> dict[str, list[NodeDelta]]:
    """delta of every layer by each probe asked for; by the complex step if there is none.

    Bounds need magnitudes of delta that do not come from the code under test.
    """
    probes = [probe for probe in PROBES if probe in sources] or ["complex_step"]
    each = sum(z.size for z in downstream.z)
    told = None if progress is None else Progress(progress, each * len(probes))
    deltas = {}
    if "complex_step" in probes:
        deltas["complex_step"] = complex_deltas(downstream, memory, told)
    if "central" in probes:
        deltas["central"] = node_deltas(downstream, h, memory, told)
    return deltas


def _rows(
    network: MLP,
    X: Array,
    downstream: Downstream,
    best: Sequence[NodeDelta],
    probes: Mapping[str, Sequence[NodeDelta]],
    roundings: Sequence[Array],
    judged: Mapping[str, Array],
    autograd: Mapping[str, Array] | None,
    penalties: Sequence[Array],
    u: float,
    between: Callable[[], object],
) -> tuple[ParameterRow, ...]:
    """From delta to parameters: dW = a_prev^T delta + the penalty's, db = sum delta; bounds too.

    The bound of delta, the rounding of the engine's delta and that of its sum over n samples all
    pass through |a_prev|^T. Underflow is an absolute error. torch's operations are those of a
    float64 engine, so their bound is the engine's own if that is float64, and below it if not; but
    its activations may round the other way: z Phi(z), for one, as z (1 + erf) / 2, which for z < 0
    cancels and is only known to some units of |z|.
    """
    n = len(X)
    tiny = float(np.finfo(network.dtype).tiny)
    rows = []
    a_prev = X.T.astype(np.float64)
    a_slack = np.zeros(a_prev.shape)  # how far torch's own a_prev may be off
    for i, (delta, rounding) in enumerate(zip(best, roundings, strict=True)):
        names = [f"W{i + 1}", f"b{i + 1}"] if network.bias else [f"W{i + 1}"]
        size = np.abs(delta.value)
        slack = {"analytic": rounding + (n + 2) * u * size}
        value = {}
        for source, deltas in probes.items():
            slack[source] = deltas[i].tolerance + (n + 2) * UNIT_ROUNDOFF * size
            value[source] = deltas[i].value
        penalty = penalties[i]
        crosses = probes["central"][i].crosses if "central" in probes else None
        for name, pull in zip(names, (a_prev, np.ones((1, n))), strict=False):
            between()
            weight = name.startswith("W")
            shape = network.params[name].shape
            values = {"analytic": judged[name]}
            bounds = {s: (np.abs(pull) @ b / n).reshape(shape) + tiny for s, b in slack.items()}
            between()
            for source, delta_value in value.items():
                values[source] = (pull @ delta_value / n).reshape(shape)
            if weight and penalty.any():
                for source in value:
                    values[source] += penalty
                for source in bounds:
                    bounds[source] += 4.0 * u * np.abs(penalty)
            if autograd is not None:
                values["autograd"], bounds["autograd"] = autograd[name], bounds["analytic"]
                if weight:
                    bounds["autograd"] = bounds["autograd"] + a_slack @ size / n
            kinks = np.zeros(shape, bool)
            if crosses is not None and crosses.any():
                kinks = ((pull != 0.0) @ crosses).reshape(shape)
            rows.append(ParameterRow.compare(name, values, bounds, kinks, between=between))
        a_prev = network.a[i].T.astype(np.float64)
        a_slack = A_ROUNDINGS * UNIT_ROUNDOFF * np.maximum(np.abs(downstream.z[i]), np.abs(a_prev))
    return tuple(rows)


def _layers(
    downstream: Downstream,
    backward: Sequence[Array],
    best: Sequence[NodeDelta],
    roundings: Sequence[Array],
) -> tuple[LayerDeltas, ...]:
    n = downstream.targets.shape[1]
    return tuple(
        LayerDeltas(z.T, analytic, delta.value / n, (delta.tolerance + rounding) / n)
        for z, analytic, delta, rounding in zip(
            downstream.z, backward, best, roundings, strict=True
        )
    )


def _require_finite(X: Any, Y: Any, dtype: Any) -> None:
    """Raise FaultsError that names sample and column: with NaN in the data no gradient is right."""
    given = {"X": X, "Y": Y}
    if faults := [f for n, a in given.items() for f in nonfinite(n, a, np.asarray(a, dtype))]:
        raise FaultsError(faults)


def _require_same_shapes(gradients: Mapping[str, Array], params: Mapping[str, Array]) -> None:
    for name, array in params.items():
        if name not in gradients:
            raise ValueError(f"gradients has no {name!r}; need {', '.join(params)}")
        if np.shape(gradients[name]) != array.shape:
            shape = np.shape(gradients[name])
            raise ValueError(f"gradient {name} has shape {shape}; need {array.shape}")
