"""Learning-rate schedules: the table ``SCHEDULES``.

A schedule is a factor of the learning rate, the same for all steps of an epoch; so the rate itself
can still be changed while it trains. ``factor(epoch)`` is that after ``epoch`` finished epochs. Of
the rows, one looks at the losses (``see``). The rules are torch.optim.lr_scheduler's.
"""

from collections.abc import Mapping
from math import cos, inf, pi
from types import MappingProxyType
from typing import Any, ClassVar

from mlpviz.engine.faults import FaultsError
from mlpviz.engine.options import Option, validate_options

FACTOR = Option("Factor", 0.1, 0.001, 1.0, 0.1, "What the learning rate is multiplied by.")
EVERY = Option("Every", 30, 1, 10**9, 1, "Epochs from one cut to the next.")
SPAN = Option("Epochs down", 100, 1, 10**9, 1, "Epochs until the lowest rate, where it stays.")
FLOOR = Option("Lowest", 0.01, 0.0, 1.0, 0.01, "Lowest rate, as a share of the learning rate.")
WAIT = Option("Wait", 10, 0, 10**9, 1, "Epochs in a row without a lower loss that are borne.")
MARGIN = Option(
    "Margin", 0.0001, 0.0, 1.0, 0.0001, "Share of the lowest loss by which a lower one counts."
)


class Schedule:
    """Base: ``settings`` with defaults from ``options``, and ``state``, numbers by name.

    Raises FaultsError that names each unknown or illegal setting. A row says ``name``, ``formula``
    and ``help``; ``steady`` that the factor is always 1.
    """

    options: ClassVar[Mapping[str, Option]] = MappingProxyType({})
    first: ClassVar[Mapping[str, float]] = MappingProxyType({})  # the state of the beginning
    steady: ClassVar[bool] = False
    name: ClassVar[str]
    formula: ClassVar[str]
    help: ClassVar[str]

    def __init__(self, **settings: float) -> None:
        if faults := validate_options(self.options, settings):
            raise FaultsError(faults)
        self.settings = {name: option.default for name, option in self.options.items()} | settings
        self.state = dict(self.first)

    def factor(self, epoch: int) -> float:
        """What the learning rate is multiplied by after ``epoch`` finished epochs, in (0, 1]."""
        raise NotImplementedError  # abstract: every row of SCHEDULES has its own rule

    def see(self, loss: float) -> None:
        """Take in the training loss of the epoch that is over."""

    def snapshot(self) -> dict[str, Any]:
        """A copy of everything that decides the next factors."""
        return {"name": self.name, "state": dict(self.state), "settings": dict(self.settings)}


class Constant(Schedule):
    """The learning rate as it is."""

    steady = True
    name = "constant"
    formula = r"\eta_t = \eta"
    help = "the same rate all the time"

    def factor(self, epoch: int) -> float:  # noqa: ARG002  # as all rows
        """1."""
        return 1.0


class Step(Schedule):
    """A cut every so many epochs; torch's StepLR."""

    options = MappingProxyType({"every": EVERY, "factor": FACTOR})
    name = "step"
    formula = r"\eta_t = \eta\,\gamma^{\lfloor t / T \rfloor}"
    help = "cut by a factor γ every T epochs"

    def factor(self, epoch: int) -> float:
        """factor^(epoch // every)."""
        return float(self.settings["factor"] ** (epoch // self.settings["every"]))


class Cosine(Schedule):
    """Down half a cosine. Loshchilov and Hutter 2017; torch's CosineAnnealingLR.

    Where the way down is over it stays down, while torch's goes up again.
    """

    options = MappingProxyType({"span": SPAN, "floor": FLOOR})
    name = "cosine"
    formula = r"\eta_t = \eta\,(\phi + (1 - \phi)\tfrac{1}{2}(1 + \cos(\pi t / T)))"
    help = "slowly down to a share φ in T epochs, as half a cosine"

    def factor(self, epoch: int) -> float:
        """floor + (1 - floor) (1 + cos(pi epoch / span)) / 2."""
        span, floor = self.settings["span"], self.settings["floor"]
        return float(floor + (1.0 - floor) * 0.5 * (1.0 + cos(pi * min(epoch, span) / span)))


class Plateau(Schedule):
    """A cut where the training loss has come to rest; torch's ReduceLROnPlateau.

    ``best`` is the lowest loss that counted, ``since`` how many in a row did not, ``factor`` the
    product of the cuts so far.
    """

    options = MappingProxyType({"wait": WAIT, "factor": FACTOR, "margin": MARGIN})
    first = MappingProxyType({"best": inf, "since": 0, "factor": 1.0})
    name = "plateau"
    formula = r"\eta_{t+1} = \gamma\,\eta_t\ \text{where the loss rests}"
    help = "cut by a factor γ where the training loss no longer falls"

    def factor(self, epoch: int) -> float:  # noqa: ARG002  # as all rows
        """The product of the cuts so far."""
        return self.state["factor"]

    def see(self, loss: float) -> None:
        """Cut after more than ``wait`` epochs in a row without a loss below best (1 - margin)."""
        state = self.state
        if loss < state["best"] * (1.0 - self.settings["margin"]):
            state["best"], state["since"] = loss, 0
            return
        state["since"] += 1
        if state["since"] > self.settings["wait"]:
            state["factor"] *= self.settings["factor"]
            state["since"] = 0


SCHEDULES: dict[str, type[Schedule]] = {
    "constant": Constant,
    "step": Step,
    "cosine": Cosine,
    "plateau": Plateau,
}


def schedule_of(snapshot: Mapping[str, Any]) -> Schedule:
    """The schedule of which ``Schedule.snapshot`` told."""
    schedule = SCHEDULES[snapshot["name"]](**snapshot["settings"])
    schedule.state = dict(snapshot["state"])
    return schedule
