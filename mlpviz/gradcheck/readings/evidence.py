"""``Evidence``: a gradient report as lines of a backward pass, some of them wrong."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import OUTPUTS
from mlpviz.gradcheck.numerical import UNIT_ROUNDOFF
from mlpviz.gradcheck.readings.context import Context
from mlpviz.gradcheck.readings.roles import Role, roles_of
from mlpviz.gradcheck.readings.trace import TINY, Line, Stage, Trace
from mlpviz.gradcheck.result import CheckResult
from mlpviz.gradcheck.row import SHARPEST_FIRST, ParameterRow


@dataclass(frozen=True, eq=False)
class Evidence:
    """The numbers that readings are tested on.

    ``rows`` are the parameters against their references. ``lines`` are the lines of the backward
    pass where it can be followed (then ``trace`` is there), else the rows once more.
    """

    report: CheckResult
    context: Context
    rows: tuple[Line, ...]
    lines: tuple[Line, ...]
    trace: Trace | None = None

    @classmethod
    def of(cls, report: CheckResult, context: Context) -> "Evidence":
        """Sort a report's numbers; follow its backward pass if context and deltas allow it."""
        names, shapes = [row.name for row in report.rows], [row.shape for row in report.rows]
        roles = roles_of(names, shapes, in_out=report.n is not None)
        parts = zip(report.rows, roles, strict=True)
        rows = tuple(_row_line(row, role, context) for row, role in parts)
        trace = _trace(report, context)
        if trace is not None:
            named = {row.name: row for row in report.rows}
            lines = trace.lines(report.layers, named, context.l2 or 0.0)
            if _made_of_deltas(report, lines):
                return cls(report, context, rows, lines, trace)
        return cls(report, context, rows, rows)

    @cached_property
    def wrong(self) -> tuple[Line, ...]:
        """The lines that are wrong."""
        return tuple(line for line in self.lines if line.wrong)

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The stages of the wrong lines, in the order in which a backward pass runs."""
        return tuple(dict.fromkeys(sorted((line.stage for line in self.wrong), key=ORDER.index)))

    def only(self, stage: Stage) -> "Evidence":
        """The same with the lines of one stage."""
        return replace(self, lines=tuple(line for line in self.lines if line.stage == stage))

    @property
    def n(self) -> int | None:
        """Number of samples, if known."""
        return self.report.n if self.report.n is not None else self.context.n

    @property
    def outputs(self) -> int | None:
        """Number of outputs, if known."""
        if self.report.layers:
            return int(self.report.layers[-1].z.shape[1])
        return None if self.context.Y is None else int(self.context.Y.shape[1])

    @property
    def u(self) -> float:
        """Unit round-off of the program under test."""
        return 2.0**-24 if "float32" in self.report.dtype else UNIT_ROUNDOFF

    @property
    def penalty(self) -> float:
        """l2 * sum(W**2), as far as it is known."""
        params, l2 = self.context.params, self.context.l2
        if params is None or not l2:
            return 0.0
        weights = [np.asarray(W, np.float64) for W in params.values() if W.ndim > 1]
        return l2 * sum(float(np.sum(np.square(W))) for W in weights)


ORDER: list[Stage] = ["output", "step", "weights", "biases"]


def _row_line(row: ParameterRow, role: Role, context: Context) -> Line:
    """A parameter as a line: its gradient against the sharpest reference."""
    source = next(source for source in SHARPEST_FIRST if source in row.values)
    stage: Stage = role.kind or "weights"
    penalty: Array | float = 0.0
    if stage == "weights" and context.l2 and context.params is not None:
        penalty = 2.0 * context.l2 * np.asarray(context.params[row.name], np.float64)
    bound = row.bounds["analytic"] + row.bounds[source] + TINY
    numbers = row.analytic, row.numerical, bound
    return Line(stage, role.layer, row.name, *numbers, penalty, role)


def _trace(report: CheckResult, context: Context) -> Trace | None:
    """The numbers of the backward pass, if the context has what they are made of."""
    network = context.network
    if network is None or not report.layers:
        return None
    z = [layer.z.astype(report.dtype) for layer in report.layers]
    functions = [*(ACTIVATIONS[name].f for name in network.activations), OUTPUTS[network.output].f]
    a = [f(layer).astype(np.float64) for f, layer in zip(functions, z, strict=True)]
    return Trace(
        activations=network.activations,
        output=network.output,
        loss=network.loss,
        targets=np.asarray(network.Y, report.dtype).astype(np.float64),
        inputs=(np.asarray(network.X, report.dtype).astype(np.float64), *a[:-1]),
        outputs=tuple(a),
        z=tuple(layer.z for layer in report.layers),
        delta=tuple(layer.analytic for layer in report.layers),
        weights=tuple(np.asarray(network.params[f"W{i + 1}"], np.float64) for i in range(len(z))),
        u=float(np.finfo(report.dtype).eps) / 2.0,
    )


def _made_of_deltas(report: CheckResult, lines: tuple[Line, ...]) -> bool:
    """Whether the deltas in the report are those that the gradients were made of.

    A backward pass that keeps its deltas to itself leaves others behind. They count as its own in
    a layer where they are right, or where weights or biases follow from them.
    """
    for i, layer in enumerate(report.layers):
        right = bool(np.all(np.abs(layer.analytic - layer.numerical) <= layer.bound + TINY))
        made = [line for line in lines if line.name in (f"W{i + 1}", f"b{i + 1}")]
        if not right and all(line.wrong for line in made):
            return False
    return True
