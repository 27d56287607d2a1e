"""The bug lab's callbacks: what its controls and its board do to the twins and the challenge."""

from contextlib import suppress
from math import inf

from mlpviz.limits import LimitError, require_epoch
from mlpviz.ui import state
from mlpviz.views.budget import CHECK_SAMPLES
from mlpviz.workbench import slices
from mlpviz.workbench.bug_lab.challenge import right_answers
from mlpviz.workbench.bug_lab.fitting import fitting
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.gate import gate
from mlpviz.workbench.speed import SPEEDS


def present_twins() -> Twins:
    """The twins for the present choices, live ones included. Raises LimitError as they do."""
    state.take_live()
    current = state.session()
    own = current.bug_lab
    before = own.run
    with gate:
        twins = own.present_twins(current.config, current.trainer.dataset)
    if own.run != before:
        current.visible = None
    twins.change(current.config, current.trainer.optimizer.settings)
    return twins


def choose_bug(widget: str) -> None:
    """Callback: take the bug from its widget."""
    current = state.session()
    current.error = None
    current.bug_lab.bug = state.get(widget, current.bug_lab.bug)
    current.redraw()


def choose_checker(widget: str) -> None:
    """Callback: take the buggy checker from its widget."""
    own = state.session().bug_lab
    state.session().error = None
    own.checker = state.get(widget, own.checker)


def make_it_show(bug: str) -> None:
    """Callback: change as little as is needed for ``bug`` to show, network or samples.

    The run on the Train page, which would be lost, is pinned there if there is room.
    """
    current = state.session()
    config = fitting(current.config, bug)
    if config == current.config:  # or it is a second click
        current.bug_lab.samples = max(current.bug_lab.samples, CHECK_SAMPLES)
        current.redraw()
    elif config is not None:
        current.pin()
        state.rebuild(config.model_dump())


def play(on: bool) -> None:
    """Callback: start or stop playing."""
    current = state.session()
    current.bug_lab.playing, current.bug_lab.stepping = on, False
    current.redraw()


def step() -> None:
    """Callback: train both twins by one epoch; one that takes long goes on with the next ticks."""
    own = state.session().bug_lab
    own.playing, own.stepping = False, True
    _train(epochs=1)
    state.session().redraw()


def reset() -> None:
    """Callback: both twins from the beginning, same weights."""
    current = state.session()
    current.bug_lab.pause()
    current.bug_lab.twins = None
    current.error = None
    current.redraw()


def go_on() -> None:
    """The board asks for the next frame: train both twins. They stop at the epoch chosen."""
    current = state.session()
    _train(1 if current.bug_lab.stepping else SPEEDS[current.lesson.speed].epochs)


def choose_challenge(number: int) -> None:
    """Callback: begin challenge ``number``."""
    current = state.session()
    own = current.bug_lab
    own.pause()
    own.challenge.number, own.challenge.hidden, own.twins = number, "", None
    current.redraw()


def hint(number: int, place: int) -> None:
    """Callback: show the hint in this place of challenge ``number``."""
    challenge = state.session().bug_lab.challenge
    if number == challenge.number:
        challenge.take_hint(place)


def choose_number(value: int, name: str) -> None:
    """Take samples or seed of the checks from their field."""
    current = state.session()
    setattr(current.bug_lab, name, value)
    current.redraw()


def choose_parameter(table: str, widget: str) -> None:
    """Callback: take the parameter whose numbers are shown from its widget."""
    current = state.session()
    current.selected[table] = state.get(widget, current.selected.get(table))
    current.redraw()


def choose_element(new: int, parameter: str, index: tuple[int, ...], axis: int) -> None:
    """Take one number of the element's index from its field."""
    state.session().bug_lab.element = parameter, (*index[:axis], new, *index[axis + 1 :])


def guess_again(number: int) -> None:
    """Callback: another guess for challenge ``number``, whose answer was not told."""
    challenge = state.session().bug_lab.challenge
    if number == challenge.number:
        challenge.guess = None


def guess(widget: str, number: int) -> None:
    """Callback: take the guess for challenge ``number`` from its widget."""
    challenge = state.session().bug_lab.challenge
    chosen = state.get(widget)
    if chosen is not None and number == challenge.number:
        with gate, suppress(LimitError):  # the page says so
            challenge.answer(chosen, right_answers(present_twins()))


def _train(epochs: int | None) -> None:
    current = state.session()
    own = current.bug_lab
    try:
        twins = present_twins()
    except LimitError:  # the page says so
        own.pause()
        return
    if not twins.progress:
        try:
            require_epoch(current.config, twins.common_epoch, "The twins have")
        except LimitError as error:
            current.refuse(error)
            own.pause()
            return
    current.error = None
    rests = current.lesson.rests(twins.common_epoch) if own.playing else inf
    seconds, patience, clock = slices.frame_budget(epochs)
    goal = min(rests, inf if epochs is None else twins.common_epoch + epochs)
    with gate:
        twins.advance(seconds, patience, slices.until(lambda: twins.common_epoch >= goal, clock))
    if twins.finished or twins.common_epoch >= rests:
        own.pause()
    if not twins.progress:
        own.stepping = False
