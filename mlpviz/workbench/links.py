"""What a page's address holds beside the run's choices: a table of parameters for each page.

The run's own are those of ``RunConfig.to_query``. What is at its default, or says nothing in the
present mode, is left out, so that the plain address is the page as it opens.
"""

import json
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from mlpviz.engine.faults import Fault, FaultsError, require_known
from mlpviz.engine.network import SEED
from mlpviz.engine.options import Option
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.workbench.bug_lab.challenge import NUMBER, SEPARATOR, marked
from mlpviz.workbench.bug_lab.session import MODES, BugLab
from mlpviz.workbench.gradients.address import PRECISION, SOURCES, STEP, Choice
from mlpviz.workbench.gradients.choices import SAMPLES
from mlpviz.workbench.gradients.session import usual
from mlpviz.workbench.session import Session


class Parameter(NamedTuple):
    """A choice of a page in its address.

    ``write`` gives its text, None where it is left out; ``read`` takes one, and raises FaultsError
    that says what is wrong with it.
    """

    write: Callable[[Session], str | None]
    read: Callable[[Session, str], None]


def written(path: str, current: Session) -> dict[str, str]:
    """The parameters of the page ``path`` for the present choices."""
    texts = {name: row.write(current) for name, row in PARAMETERS.get(path, {}).items()}
    return {name: text for name, text in texts.items() if text is not None}


def take(path: str, current: Session, query: Mapping[str, str]) -> list[Fault]:
    """Take over the parameters of the page ``path`` in ``query``; what is wrong with the others.

    A choice whose parameter is wrong stays as it is.
    """
    faults: list[Fault] = []
    for name, row in PARAMETERS.get(path, {}).items():
        if name in query:
            try:
                row.read(current, query[name])
            except FaultsError as error:
                faults += error.faults
    return faults


def whole(name: str, text: str, option: Option) -> int:
    """The whole number in the text of a parameter. Raises FaultsError if it is not ``option``'s."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = text
    if fault := option.fault(name, value):
        raise FaultsError([fault])
    return int(value)


def _name(field: str, table: Collection[str], mode: str = "") -> Parameter:
    """A name of ``table`` that the bug lab keeps as ``field``; written in its ``mode`` alone."""

    def write(current: Session) -> str | None:
        own = current.bug_lab
        name = getattr(own, field)
        said = name != getattr(BugLab, field) and mode in ("", own.mode)
        return name if said else None

    def read(current: Session, text: str) -> None:
        require_known(text, table, field)
        setattr(current.bug_lab, field, text)

    return Parameter(write, read)


def _write_challenge(current: Session) -> str | None:
    own = current.bug_lab
    return own.challenge.written if own.mode == "challenge" and own.challenge.hidden else None


def _read_challenge(current: Session, text: str) -> None:
    digits, _, text_mark = text.partition(SEPARATOR)
    number = whole("challenge", digits, NUMBER)
    challenge = current.bug_lab.challenge
    linked = marked(number, text_mark) if text_mark else None
    challenge.number, challenge.linked = number, linked


def _of_lab(name: str, option: Option) -> Parameter:
    """A number that the bug lab keeps under the same name."""

    def write(current: Session) -> str | None:
        value = getattr(current.bug_lab, name)
        return None if value == option.default else str(value)

    def read(current: Session, text: str) -> None:
        setattr(current.bug_lab, name, whole(name, text, option))

    return Parameter(write, read)


def _of_check(choice: Choice) -> Parameter:
    """One of the choices of the Gradients page; left out where it is the preset's own."""

    def write(current: Session) -> str | None:
        return choice.written(current.gradients.choices, usual(current.preset))

    def read(current: Session, text: str) -> None:
        own = current.gradients
        own.follow(current.preset)
        own.choices = choice.taken(own.choices, text)

    return Parameter(write, read)


def _number(name: str, option: Option) -> Parameter:
    return _of_check(Choice(name, str, lambda text: whole(name, text, option)))


# By the page's path, then by the parameter's name, which no choice of a run may have.
PARAMETERS: dict[str, dict[str, Parameter]] = {
    "bug-lab": {
        "mode": _name("mode", MODES),
        "bug": _name("bug", MISTAKES, mode="learn"),
        "checker": _name("checker", BUGGY_CHECKERS, mode="checkers"),
        "challenge": Parameter(_write_challenge, _read_challenge),
        "samples": _of_lab("samples", SAMPLES),
        "batch_seed": _of_lab("batch_seed", SEED),
    },
    "gradients": {
        "samples": _number("samples", SAMPLES),
        "batch_seed": _number("batch_seed", SEED),
        "sources": _of_check(SOURCES),
        "h": _of_check(STEP),
        "precision": _of_check(PRECISION),
    },
}
