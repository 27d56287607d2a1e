"""The lines of one update: what an optimiser makes of a parameter and its gradient.

They are those of ``numpy_code.OPTIMIZERS``, run for one number; what comes out is the engine's.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import OPTIMIZERS as ROWS
from mlpviz.engine.optimizers import Optimizer, clipped
from mlpviz.numpy_code import OPTIMIZERS
from mlpviz.tracing.formula import Val, expression, written
from mlpviz.tracing.known import Known, shape_part
from mlpviz.tracing.parts import Line, Lines, Part, Ref

CLIP = "g * (clip_norm / (norm + 1e-6))"
DECAY = "g + weight_decay * p"


@dataclass(frozen=True, eq=False)
class Update:
    """One step of an optimiser: ``before`` and ``after`` it, and what it stepped on.

    ``flat`` are the new parameters, ``grad`` the gradient, one vector each; ``pieces`` say where a
    parameter stands in them.
    """

    before: Optimizer
    after: Optimizer
    flat: Array
    grad: Array
    lr: float
    pieces: Mapping[str, slice]

    @classmethod
    def of(
        cls,
        optimizer: Optimizer,
        params: Array,
        grad: Array,
        lr: float,
        pieces: Mapping[str, slice],
    ) -> "Update":
        """What a step would do; everything stays as it is."""
        after, flat = deepcopy(optimizer), params.copy()
        after.step(flat, grad, lr)
        return cls(deepcopy(optimizer), after, flat, grad.copy(), lr, pieces)

    @property
    def name(self) -> str:
        """The optimiser's row."""
        return next(name for name, row in ROWS.items() if type(self.before) is row)

    def new(self, network: MLP) -> dict[str, Array]:
        """The new parameters by name: new_W1, new_b1, ..."""
        return {f"new_{name}": array for name, array in network.named(self.flat).items()}


class After(NamedTuple):
    """The loss after a step, and after one in which biases stay as they are."""

    loss: float
    weights_alone: float


def after(network: MLP, known: Known, update: Update) -> After:
    """What a step leads to, on the same samples."""
    twin = network.copy()
    twin.flat[...] = update.flat
    loss = known.loss_of(twin)
    for name, array in network.params.items():
        if name.startswith("b"):
            twin.params[name] = array
    return After(loss, known.loss_of(twin) if network.bias else loss)


def new_parameter(known: Known, update: Update, name: str, index: tuple[int, ...]) -> Lines:
    """The new value of one weight or bias, by the optimiser's own lines."""
    place = update.pieces[name].start + int(np.ravel_multi_index(index, known.arrays[name].shape))
    lines = [*_lines(known, update, name, index, place)]
    return lines[-1]._replace(before=tuple(lines[:-1]))


def _lines(
    known: Known, update: Update, name: str, index: tuple[int, ...], place: int
) -> Iterator[Lines]:
    """All lines, each with what those before it made."""
    settings, row = update.before.settings, OPTIMIZERS[update.name]
    parameter, gradient = known.val(name, index), known.val(f"d{name}", index)
    new = Val(f"new {parameter.symbol}", float(update.flat[place]), Ref(f"new_{name}", index))
    values: dict[str, Val] = {key: Val(key, float(value)) for key, value in settings.items()}
    values |= {"p": parameter, "g": gradient, "lr": Val("lr", update.lr)}
    values["t"] = Val("t", float(update.after.steps))
    states = dict(zip(row.state, update.before.state_names, strict=True))
    values |= {
        f"{short}[i]": Val(short, float(update.before.state[state][place]))
        for short, state in states.items()
    }
    steps: list[tuple[str, str]] = []
    if settings["clip_norm"] and clipped(update.grad, settings["clip_norm"]) is not update.grad:
        values["norm"] = Val("norm", float(np.linalg.norm(update.grad.astype(float))))
        steps.append(("g", CLIP))
    if update.before.coupled and settings["weight_decay"]:
        steps.append(("g", DECAY))
    for text in row.step:
        steps += assignments(text.format(**{key: key for key in settings}))
    last = max(i for i, (target, _) in enumerate(steps) if target == "p")
    for i, (target, code) in enumerate(steps):
        formula = expression(code, values)
        value = computed_value(code, values)
        short = target.removesuffix("[i]")
        if target in values and short in states:
            value = float(update.after.state[states[short]][place])
        left = new if i == last else Val("w" if target == "p" else short, value)
        line = written(left, formula)
        yield Lines(
            left.ref or Ref(f"new_{name}", index),
            _title(update, left, parameter, i == last),
            line.symbols,
            line.numbers,
            numpy_update(known, name, target, code),
            (shape_part(known, name), Part(" throughout: element by element")) if i == last else (),
            line.shown,
            left.value,
        )
        values[target] = left


def _title(update: Update, left: Val, parameter: Val, last: bool) -> str:
    if last:
        return f"{left.symbol}: {parameter.symbol} after one step of {update.name}"
    return f"{left.symbol}, on the way to the new {parameter.symbol}"


def computed_value(code: str, values: Mapping[str, Val]) -> float:
    """What a line gives for one number, in full precision."""
    names = {re.sub(r"\W", "_", name): val.value for name, val in values.items()}
    plain = code.replace("[i]", "_i_")
    return float(eval(plain, {"np": np}, names))


def assignments(line: str) -> list[tuple[str, str]]:
    """The target and the expression of every assignment in a line: ``p -= x`` is p = p - x."""
    (statement,) = ast.parse(line).body
    if isinstance(statement, ast.AugAssign):
        sign = {ast.Sub: "-", ast.Mult: "*", ast.Add: "+"}[type(statement.op)]
        value = ast.unparse(statement.value)
        if isinstance(statement.value, ast.BinOp) and (
            sign == "*" or isinstance(statement.value.op, ast.Add | ast.Sub)
        ):
            value = f"({value})"
        target = ast.unparse(statement.target)
        return [(target, f"{target} {sign} {value}")]
    assert isinstance(statement, ast.Assign)
    (goal,) = statement.targets
    if isinstance(goal, ast.Tuple) and isinstance(statement.value, ast.Tuple):
        pairs = zip(goal.elts, statement.value.elts, strict=True)
        return [(ast.unparse(one), ast.unparse(each)) for one, each in pairs]
    return [(ast.unparse(goal), ast.unparse(statement.value))]


def numpy_update(known: Known, name: str, target: str, code: str) -> Line:
    """A line of the update in NumPy, for a whole parameter."""
    parts: list[Part] = []
    for piece in re.split(r"\b(p|g)\b", f"{target} = {code}".replace("[i]", "")):
        if piece == "p":
            parts.append(known.whole(name))
        elif piece == "g":
            parts.append(known.whole(f"d{name}") if target != "g" else Part("g"))
        elif piece:
            parts.append(Part(piece))
    return tuple(parts)
