"""What a trainer is set to: ``LIVE``, what may change while it trains, and attributes that check.

A ``Checked`` attribute looks at every value that it is given. Reading it costs nothing extra: the
value is in the instance's own dictionary, where an attribute without ``__get__`` is looked for.
"""

from collections.abc import Callable
from inspect import getattr_static
from typing import Any

from mlpviz.engine.changes import Setting
from mlpviz.engine.dropout import DROPOUT
from mlpviz.engine.early_stopping import MIN_DELTA, PATIENCE
from mlpviz.engine.faults import Fault, FaultsError, require_known, show, suggestions
from mlpviz.engine.losses import LOSSES, OUTPUTS, unfit
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import Optimizer
from mlpviz.engine.options import Option, as_number, validate_options
from mlpviz.engine.penalty import L1, L2
from mlpviz.engine.schedules import SCHEDULES, Schedule
from mlpviz.words import as_chosen, counted

LIVE = {
    "lr": Option("Learning rate", 0.1, 1e-12, 1e9, 0.01, "Length of each step."),
    "l2": L2,
    "batch_size": Option("Batch size", 32, 1, 10**9, 1, "Samples per update.", "the full batch"),
    "l1": L1,
    "dropout": DROPOUT,
    "patience": PATIENCE,
    "min_delta": MIN_DELTA,
}
EPOCHS = Option("Epochs", 1, 0, 10**9, 1, "How long to train.")
CLASSES = Option("Classes", 2, 2, 10**9, 1, "How many there are.", "regression")


class Checked:
    """An attribute of a class; ``check(instance, value)`` gives what to keep, or raises."""

    def __init__(self, check: Callable[[Any, Any], Any]) -> None:
        self.check = check

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __set__(self, instance: Any, value: Any) -> None:
        vars(instance)[self.name] = self.check(instance, value)


class Fixed(Checked):
    """An attribute that is set once; a second time FaultsError says what to do instead."""

    def __init__(self, instead: str) -> None:
        self.instead = instead

    def __set__(self, instance: Any, value: Any) -> None:
        if self.name in vars(instance):
            message = f"{self.name} cannot be set to {show(value)}: {self.instead}."
            raise FaultsError([Fault(self.name, value, message)])
        vars(instance)[self.name] = value


def checked(check: Callable[[Any, Any], Any]) -> Any:
    """A ``Checked`` attribute, for a class body that states the attribute's own type."""
    return Checked(check)


def fixed(instead: str) -> Any:
    """A ``Fixed`` attribute, for a class body that states the attribute's own type."""
    return Fixed(instead)


def _live(name: str) -> Any:
    """The number ``name`` of ``LIVE``."""

    def check(_: Any, value: Any) -> Any:
        if fault := LIVE[name].fault(name, value):
            raise FaultsError([fault])
        return int(value) if LIVE[name].integer and value is not None else value

    return checked(check)


def _loss(trainer: Any, value: Any) -> str:
    require_known(value, LOSSES, "loss")
    if fault := unfit(value, trainer.network.output):
        raise FaultsError([fault])
    return str(value)


def _network(trainer: Any, value: Any) -> MLP:
    present = vars(trainer).get("network")
    if not isinstance(value, MLP):
        message = f"network = {show(value)} must be an MLP."
        raise FaultsError([Fault("network", value, message)])
    if present is not None and _kind(value) != _kind(present):
        message = (
            f"network: {_kind(value)} cannot take the place of {_kind(present)}: make another "
            "trainer with it."
        )
        raise FaultsError([Fault("network", value, message)])
    return value


def _kind(network: MLP) -> str:
    sizes = "-".join(map(str, network.sizes))
    return f"{sizes} with output {network.output} in {network.dtype}"


def _optimizer(trainer: Any, value: Any) -> Optimizer:
    n = trainer.network.n_parameters
    if not isinstance(value, Optimizer) or value.size != n:
        message = (
            f"optimizer = {show(value)} must be made for {counted(n, 'parameter')}, such as "
            f'OPTIMIZERS["adam"](network.n_parameters, network.dtype).'
        )
        raise FaultsError([Fault("optimizer", value, message)])
    return value


def _schedule(_: Any, value: Any) -> Schedule:
    if type(value) not in SCHEDULES.values():
        message = (
            f'schedule = {show(value)} must be a schedule, such as SCHEDULES["step"](every=10).'
        )
        raise FaultsError([Fault("schedule", value, message)])
    assert isinstance(value, Schedule)
    return value


def _threshold(trainer: Any, value: Any) -> float:
    output = trainer.network.output
    low, high = OUTPUTS[output].range
    number = as_number(value)
    if number is None or not low < number < high:
        message = (
            f"threshold = {show(value)}: for {output} a number between {as_chosen(low)} and "
            f"{as_chosen(high)}, exclusive."
        )
        raise FaultsError([Fault("threshold", value, message)])
    return float(number)


def _declared(kind: type) -> set[str]:
    """The attributes that the classes of ``kind`` annotate."""
    return {name for each in kind.__mro__ for name in vars(each).get("__annotations__", ())}


def _unsettable(trainer: Any, name: str, value: Any) -> Fault:
    """The fault of setting an attribute that there is not, or that is no setting."""
    optimizer, schedule = vars(trainer).get("optimizer"), vars(trainer).get("schedule")
    meant = suggestions(name, dict.fromkeys(_SETTINGS) | LIVE)
    if optimizer is not None and name in optimizer.options:
        way = f"it is the optimiser's, and trainer.change({name}={show(value)}) sets it."
    elif schedule is not None and name in schedule.options:
        way = f"it is the schedule's, and trainer.change({name}={show(value)}) sets it."
    elif hasattr(type(trainer), name):
        way = "it is no setting."
    else:
        way = f"there is none.{f' Did you mean {meant[0]}?' if meant else ''}"
    message = f"{name} cannot be set to {show(value)}: {way} Settings: {', '.join(_SETTINGS)}."
    return Fault(name, value, message)


class Settings:
    """What of a trainer can be set after it was made; a value that it cannot take raises.

    FaultsError then names the value and what is allowed, and everything stays as it was.
    """

    network: MLP = checked(_network)
    loss: str = checked(_loss)
    optimizer: Optimizer = checked(_optimizer)
    lr: float = _live("lr")
    l2: float = _live("l2")
    batch_size: int | None = _live("batch_size")
    l1: float = _live("l1")
    dropout: float = _live("dropout")
    patience: int | None = _live("patience")
    min_delta: float = _live("min_delta")
    schedule: Schedule = checked(_schedule)
    threshold: float = checked(_threshold)

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute that can be set; any other would change nothing, and silently.

        Those with a leading underscore are a class's own, and so is what a subclass declares.
        """
        own = name.startswith("_") or isinstance(getattr_static(type(self), name, None), Checked)
        if not own and name not in _declared(type(self)):
            raise FaultsError([_unsettable(self, name, value)])
        object.__setattr__(self, name, value)

    def change(self, **settings: Any) -> None:
        """Set any of ``LIVE``, such as ``lr``, the optimiser's and the schedule's settings.

        ``schedule`` is a name in ``SCHEDULES``: another one begins with its own settings. A new
        batch size counts from the next epoch on; ``None`` is the full batch. Raises FaultsError
        that names every illegal value, its range, and unknown names; nothing is changed then. The
        next step makes it a change of the run: ``history.changes`` has it.
        """
        schedule, kind = self.schedule, settings.pop("schedule", self.schedule.name)
        require_known(kind, SCHEDULES, "schedule")
        if kind != schedule.name:
            schedule = SCHEDULES[kind]()
        own = dict(self.optimizer.options) | dict(schedule.options)
        if faults := validate_options(LIVE | own, settings):
            raise FaultsError(faults)
        self.schedule = schedule
        for name, value in settings.items():
            if name in LIVE:
                setattr(self, name, value)
            elif name in self.optimizer.options:
                self.optimizer.settings[name] = value
            else:
                self.schedule.settings[name] = value

    @property
    def live_options(self) -> dict[str, Option]:
        """What each number of ``change`` can be, by its name."""
        return LIVE | dict(self.optimizer.options) | dict(self.schedule.options)

    def _present(self) -> dict[str, Setting]:
        """What ``change`` sets, as it is."""
        own: dict[str, Setting] = {"schedule": self.schedule.name}
        own |= self.optimizer.settings
        own |= self.schedule.settings
        return {name: getattr(self, name) for name in LIVE} | own


_SETTINGS = [name for name, row in vars(Settings).items() if isinstance(row, Checked)]
