"""The callbacks of the Compare page's race: what its controls and its board do to it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from mlpviz.comparison import Race
from mlpviz.limits import LimitError, require_room
from mlpviz.ui import state
from mlpviz.workbench import slices
from mlpviz.workbench.compare.plan import Plan
from mlpviz.workbench.compare.typed import split, taken
from mlpviz.workbench.gate import gate
from mlpviz.workbench.new_runs import new_race


def present_race() -> tuple[Race | None, Plan]:
    """The race, and what the present choices ask for; they build the race until it has begun.

    No race if the choices allow no run at all.
    """
    current = state.session()
    own, planned = current.compare, current.compare.plan(current.config)
    if own.race is None or not (own.race.begun or planned == own.planned):
        own.race, own.planned = None, planned
        try:
            require_room(current.config, planned.size)
        except LimitError as error:
            planned = replace(planned, runs={}, refused=(str(error),), offers=error.offers)
        if planned.runs:
            datasets = {run: state.run_dataset(run) for run in planned.runs.values()}
            own.race = new_race(planned.runs, planned.epochs, datasets)
        own.number += 1
        current.visible = None
    return own.race, planned


def choose_field(widget: str) -> None:
    """Callback: the setting to vary."""
    own = state.session().compare
    own.varied = state.get(widget, own.varied)
    _changed()


def choose_values(widget: str, field: str) -> None:
    """Callback: the values of the setting ``field``."""
    _race(field, state.get(widget, []))


def add_values(widget: str, field: str, present: Sequence[str]) -> None:
    """Callback: values that were typed beside the ``present`` ones; what cannot be one is told."""
    _race(field, [*present, *split(field, state.get(widget, ""))])


def _race(field: str, texts: Iterable[str]) -> None:
    own = state.session().compare
    _changed()
    own.values[field], own.problem = taken(field, texts)


def choose_epochs(epochs: int) -> None:
    """How long to race."""
    state.session().compare.epochs = epochs
    _changed()


def play(on: bool) -> None:
    """Callback: start, go on or pause; a race that is over starts anew."""
    current = state.session()
    own = current.compare
    if on and own.race is not None and own.race.done:
        own.forget()
    own.playing = on
    current.error = None
    current.redraw()


def reset() -> None:
    """Callback: back to the start, with the present choices."""
    current = state.session()
    current.compare.forget()
    current.error = None
    current.redraw()


def go_on() -> None:
    """The board asks for the next frame: train the race that was drawn."""
    own, race = state.session().compare, state.session().compare.race
    if race is not None:
        with gate:
            race.advance(*slices.frame_budget())
    own.playing = race is not None and not race.done


def open_in_train(title: str) -> None:
    """Callback: the racer with this title becomes the visitor's run, on the Train page."""
    own = state.session().compare
    config = own.planned.runs.get(title) if own.planned is not None else None
    if config is None:
        return
    own.playing = False
    state.session().pause()
    state.rebuild(config.model_dump())
    state.session().go_to("train")


# What the board's buttons do, by the name that they send.
ACTIONS: dict[str, Callable[[str], None]] = {"open": open_in_train}


def _changed() -> None:
    """A choice of this page has changed: the race starts anew."""
    current = state.session()
    current.compare.forget()
    current.compare.problem = current.error = None
    current.redraw()
