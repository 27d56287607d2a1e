"""``Mistaken``: a backward pass with a mistake in it, beside the right one."""

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes import MISTAKES, inject
from mlpviz.gradcheck.mistakes.backward import RIGHT, STEP_WORDS, Steps
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Lines as MistakeLines
from mlpviz.gradcheck.mistakes.written import Written
from mlpviz.tracing.known import Known, layer_of, per_sample
from mlpviz.tracing.parts import Ref
from mlpviz.tracing.update import After, Update, after
from mlpviz.words import number

STEPS_OF = {  # the steps whose results are multiplied or added up in a line, by its quantity
    "last": ("loss_gradient", "output_slope"),
    "d": ("delta_below", "slope"),
    "dW": ("weight_gradient", "penalty", "l1_penalty"),
    "db": ("bias_gradient", "penalty", "l1_penalty"),
}


class Factor(NamedTuple):
    """One factor or term of a line: what it is, as it should be and as the mistake makes it."""

    step: str
    words: str
    right: float
    wrong: float
    right_shown: str
    wrong_shown: str
    sign: str  # "*" between the factors of a delta, "+" between the terms of a gradient


class Beside(NamedTuple):
    """One number, right and wrong; ``ratio`` is wrong to right, NaN where there is none."""

    ref: Ref
    symbol: str
    right: float
    wrong: float
    ratio: float
    right_shown: str
    wrong_shown: str
    ratio_shown: str
    factors: tuple[Factor, ...]


@dataclass(frozen=True, eq=False)
class Mistaken:
    """A mistake of the table, run on the samples of a trace.

    ``reason`` says why it cannot show here, empty if it can; the numbers are the right ones then.
    ``after`` is the loss that its step leads to. ``right`` and ``wrong`` are all numbers of both
    passes, ``inputs_before`` the layers' inputs
    [n, fan_in] that the weights before their last update had made.
    """

    name: str
    network: BuggyMLP
    right: Known
    wrong: Known
    reason: str
    after: After
    inputs_before: tuple[Array, ...]
    amount: Any = None

    @property
    def title(self) -> str:
        """The mistake's name."""
        return MISTAKES[self.name].title

    @property
    def help(self) -> str:
        """What it is, in one sentence."""
        return MISTAKES[self.name].help

    @property
    def lesson(self) -> str:
        """Why one makes it, how to recognise it, what it does, what to write."""
        return MISTAKES[self.name].lesson

    @cached_property
    def lines(self) -> MistakeLines:
        """The wrong line and the right one, in LaTeX and NumPy; deltas are called d1, d2, ..."""
        network, row = self.network, MISTAKES[self.name]
        lines = row.lines(Writer.of(setting_of(network, self.right)), self.amount)
        return lines._replace(wrong=_short(lines.wrong), right=_short(lines.right))

    @cached_property
    def changed(self) -> tuple[str, ...]:
        """Names of all that the mistake has changed, "L" included."""
        names = [*self.right.arrays, "L"]
        return tuple(name for name in names if not (self.ratio(name) == 1.0).all())

    def ratio(self, quantity: str) -> Array:
        """Wrong to right, shaped as the quantity; NaN where only the wrong one is not 0.

        Exactly 1 where the mistake has changed nothing: two passes differ by their rounding.
        """
        right, wrong = (
            np.array(known.value if quantity == "L" else known.arrays[quantity], float)
            for known in (self.right, self.wrong)
        )
        noise = 0.0 if quantity == "L" else 10.0 ** (2 - self.right.digits_known)
        with np.errstate(all="ignore"):
            ratio = wrong / np.where(right == 0.0, np.nan, right)
            return np.where(np.abs(right - wrong) <= noise * np.abs(right).max(), 1.0, ratio)

    def beside(self, quantity: str, index: tuple[int, ...] = ()) -> Beside:
        """One number, right and wrong, and the factors of its line."""
        right, wrong = self.right.val(quantity, index), self.wrong.val(quantity, index)
        ratios = self.ratio(quantity)
        row = ratios[self.right.sample] if per_sample(quantity) else ratios
        ratio = float(row[index])
        return Beside(
            right.ref or Ref(quantity, index),
            right.symbol,
            right.value,
            wrong.value,
            ratio,
            number(right.value, 4),
            number(wrong.value, 4),
            "no ratio to 0" if np.isnan(ratio) else number(ratio, 4),
            self.factors(quantity, index),
        )

    def factors(self, quantity: str, index: tuple[int, ...]) -> tuple[Factor, ...]:
        """What stands in the line of a delta or a gradient, right and wrong; else nothing."""
        kind, layer = quantity.rstrip("0123456789"), layer_of(quantity)
        if kind == "d" and layer == self.right.depth:
            kind = "last"
        if kind not in STEPS_OF:
            return ()
        sample = self.right.sample
        place = index if kind in ("dW", "db") else (sample, *index)
        sign = "+" if kind in ("dW", "db") else "*"
        steps = self.network.by_layer.get(layer, self.network.steps)
        found = []
        for name in STEPS_OF[kind]:
            one = self._result(name, self.right, RIGHT, layer, kind)
            other = self._result(name, self.wrong, steps, layer, kind)
            if one is None and other is None:
                continue
            one = np.zeros_like(other) if one is None else one
            other = np.zeros_like(one) if other is None else other
            right, wrong = float(one[place]), float(other[place])
            shown = number(right, 4), number(wrong, 4)
            found.append(Factor(name, STEP_WORDS[name], right, wrong, *shown, sign))
        return tuple(found)

    def _result(self, name: str, known: Known, steps: Steps, layer: int, kind: str) -> Array | None:
        """What one step gives in a pass that is known; None where it is not there."""
        arrays, step = known.arrays, getattr(steps, name)
        if name == "loss_gradient":
            last = f"z{known.depth}" if known.fused else f"a{known.depth}"
            return np.asarray(step(known.loss, arrays[last], steps.targets(arrays["y"])))
        if name in ("output_slope", "slope"):
            activation = known.activation(layer)
            if name == "output_slope" and (known.fused or activation == "identity"):
                return None
            return np.asarray(step(activation, arrays[f"z{layer}"], arrays[f"a{layer}"]))
        if name == "delta_below":
            W = steps.weights_below(arrays[f"W{layer + 1}"], arrays[f"dW{layer + 1}"])
            return np.asarray(step(arrays[f"d{layer + 1}"], W))
        if name == "weight_gradient":
            z = arrays[f"z{layer - 1}"] if layer > 1 else None
            given = arrays[known.before(layer)]
            inputs = steps.layer_input(given, z, lambda: self.inputs_before[layer - 1])
            return np.asarray(step(inputs, arrays[f"d{layer}"], arrays[f"a{layer}"]))
        if name == "bias_gradient":
            return np.asarray(step(arrays[f"d{layer}"]))
        parameter = arrays[f"{kind[1:]}{layer}"]
        strength, slope = known.l1, np.sign(parameter)
        if name == "penalty":
            strength, slope = known.l2, 2.0 * parameter
        term = strength * slope if kind == "dW" else 0.0
        added = np.broadcast_to(step(term, parameter, strength, known.n), parameter.shape)
        return added if np.any(added) or np.any(term) else None


def _short(written: Written) -> Written:
    """With d1 where a writer says delta1, as in all lines of a trace."""
    return written._replace(code=re.sub(r"\bdelta(\d)", r"d\1", written.code))


def setting_of(network: MLP, known: Known) -> Setting:
    """Where a mistake is made on the samples of a pass."""
    return Setting(network, known.loss, known.l2, known.n, known.l1)


def reason_against(network: MLP, known: Known, name: str) -> str:
    """Why a mistake cannot show here; empty if it can."""
    if known.dropped or known.weighted:
        return "needs all units, and samples that count alike: so mistakes are planted"
    return MISTAKES[name].applies(*setting_of(network, known)) or ""


def mistaken(network: MLP, known: Known, update: Update, name: str, amount: Any) -> Mistaken:
    """Run the mistake ``name`` on the samples of a pass whose gradients ``network`` holds.

    One that remembers has been through one step of gradient descent, to the present weights.
    """
    row, X, Y = MISTAKES[name], known.arrays["x"], known.arrays["y"]
    reason = reason_against(network, known, name)
    amount = update.lr if amount is None and row.of_lr else amount
    buggy, past = inject(network, name, amount=amount), network.copy()
    if reason:
        inputs = (X, *(known.arrays[f"a{layer}"] for layer in range(1, known.depth)))
        same = after(network, known, update)
        return Mistaken(name, buggy, known, known, reason, same, inputs, amount)
    if row.needs_step:
        past.flat[...] = network.flat + update.lr * network.flat_grad
        past.backpropagate(X, Y, known.loss, known.l2, l1=known.l1)
        buggy.remember(past.flat, past.flat_grad)
    past.forward(X)
    wrong = Known.of(buggy, X, Y, known.loss, known.l2, known.l1, known.sample)
    step = Update.of(update.before, buggy.flat, buggy.flat_grad, update.lr, buggy.pieces)
    arrays = {**wrong.arrays, **step.new(buggy)}
    inputs = tuple(array.copy() for array in (X, *past.a[:-1]))
    wrong, later = replace(wrong, arrays=arrays), after(network, known, step)
    return Mistaken(name, buggy, known, wrong, reason, later, inputs, amount)
