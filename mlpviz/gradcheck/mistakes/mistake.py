"""``Mistake``: a row of the table, in words, formulas, NumPy and steps, and where it shows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.gradcheck.mistakes.backward import STEP_WORDS, Steps, loss_gradient
from mlpviz.gradcheck.mistakes.conditions import Need, Reach, Setting, everything
from mlpviz.gradcheck.mistakes.factor import Factor
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Lines, Written

Write = Callable[[Writer], Written]


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """One classic mistake of a backward pass. The table is ``mlpviz.gradcheck.mistakes.MISTAKES``.

    Attributes
    ----------
    title : short name
    help : what it is, in one sentence
    lesson : why one makes it, how to recognise it, what it does to training, what to write
    steps : the backward pass with the mistake in it
    wrong, right : write the line as it stands in the program and as it should, for a network, a
        loss and a way to lay out arrays
    needs : what must hold for it to show; each returns None or the reason why it cannot
    reach : names of the parameters whose gradient it corrupts, where it can show
    layer : the only layer in which it is put into a network; None: wherever it can stand
    amounts : values of the functions' argument ``amount``; the first that suits is injected
    in_words : what an amount is called, for a loss; by default it is told as it is
    on_biases : by what the amount is multiplied in the line of a bias
    solved : any number may be the amount; the ``amounts`` are where to look for it first
    power : by which power of the loss's scale the amount grows; 0 for a factor, 1 for what is added
        to a gradient
    of_lr : the amount is a learning rate, where one is known that of the run
    off_by : where the whole gradient, without L1 and L2, is off by one factor: that factor
    same_as : name of the row of which this is a special case that is worth a lesson of its own
    changes : "gradient", or "loss" if the loss that the program reports is not the function whose
        gradient it computes
    reported_gradient : for these, the derivative of the reported loss, as ``loss_gradient``
    reported_as : for these, the loss itself in words, as one that may be meant; with ``{amount}``
    needs_step : it shows only after an update, or from the second backward pass on
    """

    title: str
    help: str
    lesson: str
    steps: Steps
    wrong: Write
    right: Write
    reach: Reach = everything
    needs: tuple[Need, ...] = ()
    layer: int | None = None
    amounts: tuple[Any, ...] = ()
    in_words: Callable[[str, Any], str] | None = None
    on_biases: float = 1.0
    solved: bool = False
    power: int = 0
    of_lr: bool = False
    off_by: Factor | None = None
    same_as: str = ""
    changes: Literal["gradient", "loss"] = "gradient"
    reported_gradient: Callable[..., Array] | None = None
    reported_as: str = ""
    needs_step: bool = False

    def applies(
        self, network: MLP, loss: str, l2: float = 0.0, n: int = 2, l1: float = 0.0
    ) -> str | None:
        """None if the mistake can show in a check with ``n`` samples, else the plain reason."""
        setting = Setting(network, loss, l2, n, l1)
        return next((reason for need in self.needs if (reason := need(setting))), None)

    def corrupts(
        self, network: MLP, loss: str, l2: float = 0.0, n: int = 2, l1: float = 0.0
    ) -> frozenset[str]:
        """Names of the parameters whose gradient it must corrupt, with weights of no special form.

        Empty where ``applies`` gives a reason. With ``needs_step``: once the update has been made.
        """
        if self.applies(network, loss, l2, n, l1):
            return frozenset()
        names = frozenset(self.reach(Setting(network, loss, l2, n, l1)))
        return names & frozenset(network.params)

    @property
    def places(self) -> list[str]:
        """What the spoilt steps compute, in words."""
        return [STEP_WORDS[name] for name in self.steps.spoilt]

    def program(self, amount: Any = None) -> Steps:
        """The steps, with that amount if they take one."""
        if amount is None:
            return self.steps
        spoilt = {name: partial(f, amount=amount) for name, f in self.steps.spoilt.items()}
        return replace(self.steps, **spoilt)

    def derivative(self, amount: Any = None) -> Callable[..., Array]:
        """``reported_gradient`` with that amount if it takes one."""
        of: Callable[..., Array] = self.reported_gradient or loss_gradient
        return of if amount is None else partial(of, amount=amount)

    def usual_amount(self, activations: Sequence[str]) -> Any:
        """The first of ``amounts`` that is not an activation of the network's own; None if none."""
        return next((a for a in self.amounts if a not in activations), None)

    def lines(self, writer: Writer, amount: Any = None) -> Lines:
        """The wrong line and the right one."""
        known = self.usual_amount(writer.activations) if amount is None else amount
        writer = replace(writer, amount=known, factor=self.off_by or writer.factor)
        right = self.right(replace(writer, factor=Factor()))
        return Lines(self.title, self.wrong(writer), right, self.lesson)
