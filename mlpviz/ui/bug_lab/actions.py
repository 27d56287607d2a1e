"""The bug lab's callbacks: what its controls and its board do to the session."""

from mlpviz.ui import state
from mlpviz.workbench import slices
from mlpviz.workbench.bug_lab.challenge import right_answers
from mlpviz.workbench.bug_lab.fitting import fitting
from mlpviz.workbench.bug_lab.twins import Twins


def present_twins() -> Twins:
    """The twins for the present choices, live ones included."""
    state.take_live()
    current = state.session()
    lab = current.lab
    before = lab.run
    with slices.gate:
        twins = lab.present_twins(current.config, current.trainer.dataset)
    if lab.run != before:
        current.visible = None
    twins.change(current.config, current.trainer.optimizer.settings)
    return twins


def choose_bug(widget: str) -> None:
    """Callback: take the bug from its widget."""
    current = state.session()
    current.lab.bug = state.get(widget, current.lab.bug)
    current.redraw()


def choose_checker(widget: str) -> None:
    """Callback: take the buggy checker from its widget."""
    lab = state.session().lab
    lab.checker = state.get(widget, lab.checker)


def make_it_show(bug: str) -> None:
    """Callback: change as little as is needed for ``bug`` to show."""
    config = fitting(state.session().config, bug)
    if config is not None:
        state.rebuild(config.model_dump())


def play(on: bool) -> None:
    """Callback: start or stop playing."""
    current = state.session()
    current.lab.playing, current.lab.stepping = on, False
    current.redraw()


def step() -> None:
    """Callback: train both twins by one epoch; one that takes long goes on with the next ticks."""
    lab = state.session().lab
    lab.playing, lab.stepping = False, True
    _train(whole_epoch=True)
    state.session().redraw()


def reset() -> None:
    """Callback: both twins from the beginning, same weights."""
    current = state.session()
    current.lab.pause()
    current.lab.twins = None
    current.error = None
    current.redraw()


def go_on() -> None:
    """The board asks for the next frame: train both twins."""
    _train(whole_epoch=state.session().lab.stepping or not state.get("lab_fast"))


def choose_challenge(number: int) -> None:
    """Callback: begin challenge ``number``."""
    current = state.session()
    lab = current.lab
    lab.pause()
    lab.challenge.number, lab.challenge.hidden, lab.twins = number, "", None
    current.redraw()


def choose_challenge_number(widget: str) -> None:
    """Callback: take the number of the challenge from its widget."""
    choose_challenge(state.get(widget, state.session().lab.challenge.number))


def hint() -> None:
    """Callback: show what the pattern says."""
    state.session().lab.challenge.hint = True


def guess(widget: str, number: int) -> None:
    """Callback: take the guess for challenge ``number`` from its widget."""
    challenge = state.session().lab.challenge
    chosen = state.get(widget)
    if chosen is not None and number == challenge.number:
        with slices.gate:
            challenge.answer(chosen, right_answers(present_twins()))


def _train(whole_epoch: bool) -> None:
    current = state.session()
    lab, twins = current.lab, present_twins()
    current.error = None
    with slices.gate:
        twins.advance(*slices.frame_budget(whole_epoch=whole_epoch))
    if twins.finished:
        lab.pause()
    if not twins.progress:
        lab.stepping = False
