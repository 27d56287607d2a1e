"""The numbers that may change while a run trains, as the sidebar's fields and sliders have them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from mlpviz.config import RunConfig
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.optimizers import Optimizer
from mlpviz.engine.options import Option
from mlpviz.engine.schedules import Schedule
from mlpviz.engine.settings import LIVE
from mlpviz.run import Trainer
from mlpviz.workbench.session import Session
from mlpviz.workbench.typed import Number, Refusal, present_number

FULL = "full"  # the word for a batch of all samples
NEVER = "never"  # of early stopping
NONE = {"batch_size": FULL, "patience": NEVER}
SLIDER = "{}.slider"  # the widget beside the field of that name


class Live(NamedTuple):
    """One of them: the name of its field on the page, its own, what it can be, and what it is.

    ``of`` is the config's dict that it stands in, if it is an option of a row.
    """

    widget: str
    name: str
    option: Option
    value: Number | None
    of: str = ""

    @property
    def none(self) -> str:
        """The word for None, if it can be that."""
        return NONE.get(self.name, "")

    @property
    def shown(self) -> Number | str:
        """The value as a slider has it."""
        return self.none if self.value is None else self.value


def live_numbers(current: Session) -> Iterator[Live]:
    """Those of every run, and those of its optimiser and of its schedule."""
    for name, option in LIVE.items():
        yield Live(name, name, option, getattr(current.config, name))
    for of, kind, row in _rows(current):
        for name, option in row.options.items():
            yield Live(f"{kind}.{name}", name, option, row.settings[name], of)


def _rows(current: Session) -> Iterator[tuple[str, str, Optimizer | Schedule]]:
    """The rows whose options are live: the config's dict of them, their name, what has them."""
    config, trainer = current.config, current.trainer
    yield "optimizer_options", config.optimizer, trainer.optimizer
    yield "schedule_options", config.schedule, trainer.schedule


def as_changes(current: Session, found: Mapping[str, Number | None]) -> dict[str, Any]:
    """What is another in the config where its live numbers are those ``found``, by its fields."""
    config = current.config
    wanted: dict[str, Any] = {name: found[name] for name in LIVE}
    for of, _, row in _rows(current):
        options = row.options.items()
        wanted[of] = {name: found[name] for name, o in options if found[name] != o.default}
    return {name: value for name, value in wanted.items() if value != getattr(config, name)}


def bring_to(trainer: Trainer, config: RunConfig) -> None:
    """Have a trainer go on as a ``config`` that differs from its own in live choices alone."""
    trainer.change(schedule=config.schedule, **{name: getattr(config, name) for name in LIVE})
    for chosen, row in (
        (config.optimizer_options, trainer.optimizer),
        (config.schedule_options, trainer.schedule),
    ):
        options = {name: chosen.get(name, o.default) for name, o in row.options.items()}
        trainer.change(**options)


def chosen(current: Session, get: Callable[[str], Any]) -> dict[str, Number | None]:
    """All of them as the page has them; ``get`` gives a widget's value, None if it is not there.

    A slider that was moved counts before what stands in its field. What was typed and cannot be is
    kept in ``current.refusals``, and its number stays.
    """
    found: dict[str, Number | None] = {}
    for live in live_numbers(current):
        found[live.name] = live.value
        slid = get(SLIDER.format(live.widget))
        if slid is not None and (slid := None if slid == FULL else slid) != live.value:
            found[live.name] = slid
            continue
        text = get(live.widget)
        told = current.refusals.get(live.widget)
        if told is not None and (told.text, told.value) == (text, live.value):
            continue
        try:
            found[live.name] = present_number(text, live.value, live.option, none=live.none)
        except FaultsError as error:
            current.refuse_text(live.widget, Refusal(text or "", str(error), live.value))
    return found


def keep_refused(current: Session, get: Callable[[str], Any], words: str) -> None:
    """Have the fields in which something else was typed say ``words`` beside it."""
    for live in live_numbers(current):
        text = get(live.widget)
        try:
            same = present_number(text, live.value, live.option, none=live.none) == live.value
        except FaultsError:
            continue  # which is told already
        if not same:
            current.refuse_text(live.widget, Refusal(str(text), words, live.value))
