"""What a page's address holds: the run, its preset, and a table of parameters for each page.

The run's own are those of ``RunConfig.to_query``, or of `own_data/links.py`. Everything is written,
so that a link means the same for good; only a page as it opens by itself has its plain address.
"""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import NamedTuple

from mlpviz.engine.faults import Fault, FaultsError, require_known
from mlpviz.engine.network import SEED
from mlpviz.engine.options import Option
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.links import frozen
from mlpviz.workbench import lesson
from mlpviz.workbench.bug_lab.challenge import NUMBER, SEPARATOR, marked
from mlpviz.workbench.bug_lab.session import MODES
from mlpviz.workbench.compare import address as compare
from mlpviz.workbench.first_run import FIRST_RUN
from mlpviz.workbench.gradients.address import PRECISION, SOURCES, STEP, Choice
from mlpviz.workbench.gradients.choices import SAMPLES
from mlpviz.workbench.lesson import Lesson
from mlpviz.workbench.linked_run import PRESET
from mlpviz.workbench.own_data.links import run_query
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.predict import address as predict
from mlpviz.workbench.presets.groups import GROUPS
from mlpviz.workbench.session import Session
from mlpviz.workbench.trace import address as trace
from mlpviz.workbench.trace.choices import SAMPLE, TraceChoices
from mlpviz.workbench.trace.choices import STEP as AT
from mlpviz.workbench.train import surface_switches

FRAMED = ("embed", "embed_options")  # Streamlit's own names: how a page stands in another one


class Parameter(NamedTuple):
    """A choice of a page in its address.

    ``write`` gives its text, None where it says nothing in the present mode; ``read`` takes one,
    and raises FaultsError that says what is wrong with it.
    """

    write: Callable[[Session], str | None]
    read: Callable[[Session, str], None]


def address(path: str, current: Session, shown_as: Lesson | None = None) -> dict[str, str]:
    """The whole link to the page ``path`` with its present choices, as parameters.

    It is shown as in the present lesson, or as in another one.
    """
    preset = {} if current.preset is None else {PRESET: current.preset}
    own = written(path, current) | lesson.written(shown_as or current.lesson)
    return run_query(current.config) | preset | own


def shown_address(path: str, current: Session) -> dict[str, str]:
    """What the browser shows: the whole link, or nothing where the page is as it opens."""
    fresh = Session(FIRST_RUN, current.trainer, current.viewer)
    whole_link = address(path, current)
    return {} if whole_link == address(path, fresh) else whole_link


def of_no_run(query: Collection[str]) -> bool:
    """Whether a link names nothing but choices of pages that show no run, and how it is framed.

    It asks for no run, so that it is the one that the app opens with.
    """
    names = {n for path, rows in PARAMETERS.items() if not PAGES[path].sidebar for n in rows}
    return names.union(FRAMED).issuperset(query)


def written(path: str, current: Session) -> dict[str, str]:
    """The parameters of the page ``path`` for the present choices."""
    texts = {name: row.write(current) for name, row in PARAMETERS.get(path, {}).items()}
    unsaid = {name: frozen.PAGES[path][name] for name in frozen.LATER_OF_PAGES if name in texts}
    return {n: text for n, text in texts.items() if text is not None and text != unsaid.get(n)}


def take(path: str, current: Session, query: Mapping[str, str]) -> list[Fault]:
    """Take over the parameters of the page ``path`` in a link; what is wrong with the others.

    A choice whose parameter is wrong stays as it is. One that is left out is what it was when
    links began, or a preset's own; the plain address has the page's present choices.
    """
    has_own = path == "gradients" and current.preset is not None
    own = {} if has_own or not query else frozen.PAGES.get(path, {})
    faults: list[Fault] = []
    for name, row in PARAMETERS.get(path, {}).items():
        text = query.get(name, own.get(name))
        if text is not None:
            try:
                row.read(current, text)
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
        name: str = getattr(current.bug_lab, field)
        return name if mode in ("", current.bug_lab.mode) else None

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

    def write(current: Session) -> str:
        return str(getattr(current.bug_lab, name))

    def read(current: Session, text: str) -> None:
        setattr(current.bug_lab, name, whole(name, text, option))

    return Parameter(write, read)


def _of_check(choice: Choice) -> Parameter:
    """One of the choices of the Gradients page."""

    def write(current: Session) -> str:
        return choice.written(current.gradients.choices)

    def read(current: Session, text: str) -> None:
        own = current.gradients
        own.follow(current.preset)
        own.choices = choice.taken(own.choices, text)

    return Parameter(write, read)


def _number(name: str, option: Option) -> Parameter:
    return _of_check(Choice(name, str, lambda text: whole(name, text, option)))


def _count(field: str, name: str, option: Option) -> trace.Said:
    """A whole number that the Trace page keeps as ``field``, by its ``name`` in an address."""

    def read(choices: TraceChoices, text: str) -> TraceChoices:
        return replace(choices, **{field: whole(name, text, option)})  # type: ignore[arg-type]

    return trace.Said(lambda choices: str(getattr(choices, field)), read)


def _of_trace(said: trace.Said) -> Parameter:
    """One of the choices of the Trace page."""

    def write(current: Session) -> str | None:
        return said.write(current.trace.choices)

    def read(current: Session, text: str) -> None:
        current.trace.choices = said.read(current.trace.choices, text)

    return Parameter(write, read)


def _of_look(name: str) -> Parameter:
    """How the surfaces of the Train page are looked at."""

    def write(current: Session) -> str:
        return surface_switches.written(current.look, name)

    def read(current: Session, text: str) -> None:
        current.look = surface_switches.read(current.look, name, text)

    return Parameter(write, read)


def _read_sample(current: Session, text: str) -> None:
    """Of a test that is shorter the last sample."""
    own = current.predict
    own.follow(current.trainer.dataset)
    own.look_at(whole("sample", text, SAMPLE))
    own.follow(current.trainer.dataset)


def _of_predict(said: predict.Said) -> Parameter:
    """One of the choices of the Predict page."""

    def write(current: Session) -> str:
        return said.write(current.predict, current.trainer.dataset)

    def read(current: Session, text: str) -> None:
        current.predict.follow(current.trainer.dataset)
        said.read(current.predict, current.trainer.dataset, text)

    return Parameter(write, read)


def _read_group(current: Session, text: str) -> None:
    require_known(text, GROUPS, "group")
    current.group = text


# By the page's path, then by the parameter's name, which no choice of a run may have.
PARAMETERS: dict[str, dict[str, Parameter]] = {
    "train": {name: _of_look(name) for name in surface_switches.SWITCHES},
    "trace": {
        "sample": _of_trace(_count("sample", "sample", SAMPLE)),
        "weight": _of_trace(trace.WEIGHT),
        "of": _of_trace(trace.SAMPLES_OF),
        "mistake": _of_trace(trace.MISTAKE),
        "tab": _of_trace(trace.TAB),
        "at": _of_trace(_count("step", "at", AT)),
    },
    "predict": {
        "sample": Parameter(lambda current: str(current.predict.sample), _read_sample),
        **{name: _of_predict(said) for name, said in predict.SAID.items()},
    },
    "bug-lab": {
        "mode": _name("mode", MODES),
        "bug": _name("bug", MISTAKES, mode="learn"),
        "checker": _name("checker", BUGGY_CHECKERS, mode="checkers"),
        "challenge": Parameter(_write_challenge, _read_challenge),
        "samples": _of_lab("samples", SAMPLES),
        "batch_seed": _of_lab("batch_seed", SEED),
    },
    "compare": {
        "mode": Parameter(
            lambda current: current.compare.mode,
            lambda current, text: compare.read_mode(current.compare, text),
        ),
        "vary": Parameter(
            lambda current: current.compare.varied if current.compare.mode == "race" else None,
            lambda current, text: compare.read_varied(current.compare, text, current.preset),
        ),
        "values": Parameter(
            lambda current: compare.write_values(current.compare),
            lambda current, text: compare.read_values(current.compare, text),
        ),
    },
    "presets": {"group": Parameter(lambda current: current.group, _read_group)},
    "gradients": {
        "samples": _number("samples", SAMPLES),
        "batch_seed": _number("batch_seed", SEED),
        "sources": _of_check(SOURCES),
        "h": _of_check(STEP),
        "precision": _of_check(PRECISION),
    },
}
