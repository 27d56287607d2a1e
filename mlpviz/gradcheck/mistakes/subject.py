"""``name_in_network``: a wrong gradient of a known network, brought to the search and back."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import unheard
from mlpviz.gradcheck.mistakes.backward import Pass, Steps
from mlpviz.gradcheck.mistakes.case import Case, Remembered
from mlpviz.gradcheck.mistakes.conditions import Setting
from mlpviz.gradcheck.mistakes.explanation import Explanation, Found, explained
from mlpviz.gradcheck.mistakes.memory import Memory, Program, memories
from mlpviz.gradcheck.mistakes.naming import told
from mlpviz.gradcheck.mistakes.network import BuggyMLP
from mlpviz.gradcheck.mistakes.table import MISTAKES, inject
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.reading import Reading


class Subject(NamedTuple):
    """A network, its loss, and the gradients under test, all by the engine's names.

    ``scale``, ``l2`` and ``l1`` are those of loss = scale * engine's + l2 * sum of squares + l1 *
    sum of sizes, both over biases, too, if ``on_biases``. ``reported`` is the mistake, with its
    amount, in the loss itself, if one is known; ``trusted``: the loss has no other. ``actual`` are
    the gradients under test, ``right`` those of the loss without that mistake, and ``slack`` how
    far rounding may move them.
    ``between`` is called between two trials; what it raises ends the search.
    """

    network: MLP
    X: Array
    Y: Array
    loss: str
    l2: float
    l1: float
    actual: Mapping[str, Array]
    right: Mapping[str, Array]
    slack: Mapping[str, Array]
    writer: Writer
    u: float
    scale: float = 1.0
    on_biases: bool = False
    reported: Found | None = None
    trusted: bool = False
    memory: Memory | None = None
    between: Callable[[], object] = unheard

    @property
    def setting(self) -> Setting:
        """Where its mistakes are made: the engine's loss, with strengths that suit it."""
        l2, l1 = self.l2 / self.scale, self.l1 / self.scale
        return Setting(self.network, self.loss, l2, len(self.X), l1)


def name_in_network(subject: Subject) -> Reading | None:
    """The reading of a wrong gradient; None if nothing is wrong, or a number is not finite."""
    actual = subject.actual
    if not all(np.isfinite(g).all() for g in (*actual.values(), *subject.right.values())):
        return None
    off = [n for n, g in actual.items() if np.any(np.abs(g - subject.right[n]) > subject.slack[n])]
    if not off and subject.reported is None:
        return None
    with np.errstate(all="ignore"):
        explanation = _explained(subject) if off else Explanation(((),))
    if subject.reported is not None:
        sets = explanation.together or ((),)
        together = tuple((subject.reported, *each) for each in sets)
        explanation = replace(explanation, together=together)
    together = tuple(
        tuple(_in_own_scale(found, subject.scale) for found in each)
        for each in explanation.together
    )
    explanation = replace(explanation, together=together)
    names = [subject.writer.names.get(name, name) for name in off]
    return told(explanation, subject.writer, names)


def _in_own_scale(found: Found, scale: float) -> Found:
    """A mistake with its amounts as the program has them: the search ran on the engine's loss."""
    power = MISTAKES[found.name].power
    if not power or scale == 1.0:
        return found
    amounts: tuple[Any, ...] = found.amounts
    return replace(found, amounts=tuple(scale**power * amount for amount in amounts))


def _explained(subject: Subject) -> Explanation:
    case = _case(subject, subject.memory)
    found = explained(case)
    if found.unknown and subject.memory is None:
        for memory in _memories(subject, case):
            other = explained(_case(subject, memory))
            if not other.unknown:
                return other
    return found if subject.trusted else _with_losses(subject, found)


def _case(subject: Subject, memory: Memory | None) -> Case:
    setting = subject.setting
    network, X, Y = subject.network, subject.X, subject.Y
    program = Program(network, X, Y, subject.loss, setting.l2, setting.l1, subject.between)
    network.forward(X)
    inputs = [X, *network.a[:-1]]
    before = (lambda: inputs) if memory is None else (lambda: program.inputs(memory[0]))
    penalties = {"l2": setting.l2, "l1": setting.l1, "on_biases": subject.on_biases}
    work = Pass.of(network, X, Y, subject.loss, before, **penalties)
    actual, right, slack = (
        {name: g / subject.scale for name, g in each.items()}
        for each in (subject.actual, subject.right, subject.slack)
    )
    past = None
    if memory is not None:
        older = network.named(program.gradient(memory[0]))
        subject.between()
        past = Remembered(older, network.named(memory[1]))
    return Case(work, actual, right, slack, setting, subject.u, past, subject.between)


def _memories(subject: Subject, case: Case) -> Iterable[Memory]:
    """What the program may remember; nothing if some of its parameters are not under test."""
    network, names = subject.network, list(subject.network.params)
    if set(names) != set(case.actual) or subject.on_biases:
        return ()
    X, Y, loss, l2, l1 = subject.X, subject.Y, subject.loss, case.work.l2, case.work.l1
    program = Program(network, X, Y, loss, l2, l1, subject.between)
    actual, right = (
        np.concatenate([given[name].ravel() for name in names])
        for given in (case.actual, case.right)
    )

    def stale(memory: Memory) -> Array:
        subject.between()
        there = inject(network, "stale-activation")
        there.remember(*memory)
        there.backpropagate(X, Y, loss, l2, l1=l1)
        return there.flat_grad.copy()

    return memories(program, actual, right, stale)


def _with_losses(subject: Subject, found: Explanation) -> Explanation:
    """With the mistakes in the reported loss that give the same constant factor."""
    n, k = subject.Y.shape
    factors = [
        row.off_by(n, k)
        for each in found.together
        if len(each) == 1
        for row in [MISTAKES[each[0].name]]
        if row.off_by is not None
    ]
    if not factors:
        return found
    alike = [
        (Found(name),)
        for name, row in MISTAKES.items()
        if row.changes == "loss"
        and row.off_by is not None
        and np.isclose(row.off_by(n, k), factors[0], 1e-12)
        and row.applies(*subject.setting) is None
    ]
    return replace(found, together=(*found.together, *alike))


def subject_of_program(
    setting: Setting,
    X: Array,
    Y: Array,
    actual: Mapping[str, Array],
    right: Mapping[str, Array],
    slack: Mapping[str, Array],
    reported: Found | None,
) -> Subject:
    """A network of the engine, which knows what it remembers; with copies of network, X and Y.

    So the search may wait, whatever becomes of them.
    """
    network, loss, l2, _, l1 = setting
    return Subject(
        BuggyMLP.of(network, Steps()),
        X.copy(),
        Y.copy(),
        loss,
        l2,
        l1,
        actual,
        right,
        slack,
        Writer.of(setting),
        float(np.finfo(network.dtype).eps) / 2.0,
        reported=reported,
        trusted=True,
        memory=network.memory if isinstance(network, BuggyMLP) else None,
    )


def reported_mistake(
    setting: Setting, X: Array, Y: Array, value: float, right: float
) -> Found | None:
    """The mistake that makes ``value`` of the ``right`` loss, both with penalties; None if none."""
    network, loss, l2, l1 = setting.network.copy(), setting.loss, setting.l2, setting.l1
    network.forward(X)
    prediction = network.z[-1] if LOSSES[loss].fused else network.a[-1]
    penalty = network.penalty(l2, l1)
    slack = 1e4 * float(np.finfo(network.dtype).eps) * (abs(value) + abs(right))
    for name, row in MISTAKES.items():
        if row.changes != "loss" or row.applies(*setting):
            continue
        for amount in row.amounts or (None,):
            made = row.program(amount).loss_value(loss, right - penalty, prediction, Y)
            if abs(value - penalty - made) <= slack < abs(value - right):
                return Found(name, (), False, (amount,))
    return None
