"""A lesson: what a link says of how a run is shown, beside the run itself.

It belongs to the visitor's whole visit: it stays in the address through all pages.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from math import inf
from typing import Any, NamedTuple

from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.options import Option
from mlpviz.links.names import DASH
from mlpviz.words import counted, whole
from mlpviz.workbench import hiding, speed
from mlpviz.workbench.typed import typed_number

LONGEST = 300  # characters of a sentence of one's own
EPOCHS = Option("Epochs", 50, 1, 100_000, 1, "After which epoch Play stops.", "no stop")


@dataclass(frozen=True)
class Lesson:
    """How a run is shown; by default all of it, with the guide of its preset.

    hide : names of controls and groups that are not drawn
    say : a sentence of one's own, plain text, instead of the guide
    guide : whether the preset's guide stands above the run
    play : whether the run plays as soon as the page is open
    epochs : the epoch at which Play stops, or None
    speed : a row of ``SPEEDS``, how fast it plays
    answers : whether the page says what is wrong and what would help
    """

    hide: tuple[str, ...] = ()
    say: str = ""
    guide: bool = True
    play: bool = False
    epochs: int | None = None
    speed: str = speed.USUAL
    answers: bool = True

    def rests(self, epoch: int) -> float:
        """The epoch at which a run that plays from ``epoch`` stops; infinity for none."""
        return self.epochs if self.epochs is not None and epoch < self.epochs else inf

    def wait(self, *, playing: bool, progress: float = 0.0) -> int:
        """Milliseconds from one frame to the next, at least.

        None where nothing plays, or an epoch is under way: ``progress`` is its share in [0, 1).
        """
        return int(1000 * speed.SPEEDS[self.speed].wait) if playing and not progress else 0

    def resting(self, epoch: int, *, busy: bool) -> str:
        """Why a run rests at ``epoch``, in a sentence; empty where the lesson is not why."""
        if busy or epoch != self.epochs:
            return ""
        return f"Play has stopped at epoch {whole(epoch)}, as chosen. Play or Step goes on."


class Display(NamedTuple):
    """A row of ``DISPLAY``: the parameter's text for a value, and the value of a text.

    ``read`` raises FaultsError that says what is wrong with a text. What each is for is told in
    ``links/names.py``.
    """

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def _on(value: bool) -> str:
    return str(int(value))


def _switch(name: str) -> Callable[[str], bool]:
    def read(text: str) -> bool:
        if text not in ("0", "1"):
            raise FaultsError([Fault(name, text, f"{name} = {show(text)} must be 0 or 1.")])
        return text == "1"

    return read


def _epochs(text: str) -> int:
    value = int(text) if re.fullmatch("[0-9]{1,9}", text) else text
    if fault := EPOCHS.fault("epochs", value):
        raise FaultsError([fault])
    return int(value)


def typed_epochs(text: str) -> int | None:
    """The epoch at which Play is to stop, as somebody typed it: 500, 1,000 or 1e3; none for "".

    Raises FaultsError for all else.
    """
    value = typed_number(text, EPOCHS, "Stop at epoch")
    return None if value is None else int(value)


def sentence(text: str) -> str:
    """One's own sentence: on one line. Raises FaultsError if it is too long."""
    if len(text) > LONGEST:
        message = (
            f"say = {show(text)} has {counted(len(text), 'character')}, and {LONGEST} is the most: "
            "shorten it."
        )
        raise FaultsError([Fault("say", text[:LONGEST], message)])
    return re.sub(r"\s+", " ", text).strip()


# By the parameter's name, which is the field of ``Lesson``.
DISPLAY: dict[str, Display] = {
    "hide": Display(DASH.join, hiding.read),
    "say": Display(str, sentence),
    "guide": Display(_on, _switch("guide")),
    "play": Display(_on, _switch("play")),
    "epochs": Display(str, _epochs),
    "speed": Display(str, speed.read),
    "answers": Display(_on, _switch("answers")),
}


def written(lesson: Lesson) -> dict[str, str]:
    """The parameters of a lesson; what is as usual is left out."""
    values = {name: getattr(lesson, name) for name in DISPLAY}
    return {
        name: DISPLAY[name].write(value)
        for name, value in values.items()
        if value != getattr(Lesson, name)
    }


def read(query: Mapping[str, str]) -> tuple[Lesson, list[Fault]]:
    """The lesson of a link, and what is wrong with its parameters: those stay as usual."""
    lesson, faults = Lesson(), list[Fault]()
    for name, row in DISPLAY.items():
        if name in query:
            try:
                lesson = replace(lesson, **{name: row.read(query[name])})
            except FaultsError as error:
                faults += error.faults
    return lesson, faults
