"""Every kind of long work ends when its visitor has gone: whatever enters the gate has its row."""

import ast
from pathlib import Path

import pytest
from streamlit.runtime.scriptrunner import StopException

import mlpviz
from mlpviz.export import EXPORTS
from mlpviz.files.runs import write_run
from mlpviz.views.frame import Frame
from mlpviz.workbench.bug_lab.twins import Twins
from mlpviz.workbench.gate import TURN, Leaving, gate
from mlpviz.workbench.my_run.session import MyRun
from mlpviz.workbench.my_run.status import figures as my_figures
from mlpviz.workbench.own_data.session import YourData
from mlpviz.workbench.predict.moment import Moment
from mlpviz.workbench.predict.views import figures as predict_figures
from mlpviz.workbench.train.figures import figures
from tests.data.tables.files import csv

ROOT = Path(mlpviz.__file__).parent
EVERYWHERE = None  # all cards are on screen
FILE = "run.mlpviz"


def frame(session):
    return Frame(session.trainer, session.viewer, log=False, playing=False)


def file_of(session, folder):
    """A file of the run, as My run opens it."""
    write_run(session.trainer, folder / FILE)
    return (folder / FILE).read_bytes()


def read(session, folder):
    return lambda: YourData().take("a.csv", csv())


def pasted(session, folder):
    return lambda: YourData().take_text(csv(sign="\t").decode())


def made(session, folder):
    own = YourData()
    own.take("a.csv", csv())
    return lambda: own.made


def cards(session, folder):
    return lambda: figures(frame(session), EVERYWHERE)


def predicted(session, folder):
    return lambda: predict_figures(Moment(frame(session), session.predict), EVERYWHERE)


def traced(session, folder):
    return lambda: session.trace.shown(session.trainer, session.viewer, session.run, None)


def opened(session, folder):
    content = file_of(session, folder)
    return lambda: MyRun().take(FILE, content)


def looked_at(session, folder):
    own = MyRun()
    own.take(FILE, file_of(session, folder))
    return lambda: my_figures(own.run, own.shown, EVERYWHERE)


def asked_for_cures(session, folder):
    return lambda: session.cures.ask(session.trainer, session.config, session.failure)


def cured(session, folder):
    asked_for_cures(session, folder)()
    return lambda: session.cures.advance()


def named(session, folder):
    twins = Twins(session.config, session.trainer.dataset, "no-slope")
    twins.check(playing=False)
    return lambda: twins.checks.reading


def taken_away(kind):
    def work(session, folder):
        session.take_away.ask(kind)
        return lambda: session.take_away.make(session.trainer, None, session.config)

    return work


# The functions that enter the gate. Of each: what a visitor does before, which returns the work;
# else the test in which it ends, or why it is short.
WORK = {
    "workbench.own_data.session.YourData.take": read,
    "workbench.own_data.session.YourData.take_text": pasted,
    "workbench.own_data.session.YourData._present": made,
    "workbench.cards.cards": cards,
    "ui.predict.page._board": predicted,
    "ui.trace.page._traced": traced,
    "ui.my_run.page._take": opened,
    "ui.my_run.page._board": looked_at,
    "ui.train.cures.try_cures": asked_for_cures,
    "ui.train.cures.go_on": cured,
    "workbench.bug_lab.twin_reports.Checks.reading": named,
}
TAKE_AWAY = "workbench.take_away.TakeAway.make"
ELSEWHERE = {
    "ui.training._train": "a frame ends",
    "ui.compare.race_callbacks.go_on": "a frame ends",
    "ui.bug_lab.twins_callbacks._train": "a frame ends",
    "ui.gradients.page._board": "drawing ends",
    "ui.gradients.page._run": "a job: every job ends",
    "ui.check_my_code.page._check": "a job: every job ends",
    "ui.compare.range_mode._go_on": "a job: every job ends",
    "ui.bug_lab.page._twins": "drawing ends",
    "ui.train.page._board": "drawing ends",
}
SHORT = {
    "ui.my_run.page._example": "a small loop of 60 epochs",
    "ui.predict.callbacks.pick": "which samples are shown",
    "ui.trace.page._take": "one number of a trace",
    "ui.train.by_hand.assign": "one number is set",
    "ui.train.time_travel.open_anyway": "arrays are copied",
    "ui.train.time_travel.recall": "pins are read, of a bounded text",
    "ui.bug_lab.twins_callbacks.present_twins": "two networks are made",
    "ui.bug_lab.twins_callbacks.guess": "one answer is looked at",
    "workbench.bug_lab.fitting._network": "a network is made",
    "workbench.bug_lab.trials.trials": "eight small gradients",
    "workbench.new_runs.new_run": "a network is made",
    "workbench.new_runs.new_race": "networks are made, one with each frame",
    "workbench.dataset_pictures.dataset_picture": "one small picture",
    "workbench.presets.thumbnails.thumbnail": "one small picture",
}


def entering():
    """The functions of mlpviz that enter the gate, by their places."""
    found = set()

    def walk(node, place):
        for child in ast.iter_child_nodes(node):
            named = isinstance(child, ast.FunctionDef | ast.ClassDef)
            if isinstance(child, ast.With):
                names = [ast.unparse(item.context_expr) for item in child.items]
                found.update([".".join(place)] if "gate" in names else [])
            walk(child, [*place, child.name] if named else place)

    for path in ROOT.rglob("*.py"):
        walk(ast.parse(path.read_text()), [*path.relative_to(ROOT).with_suffix("").parts])
    return found


def test_whatever_enters_the_gate_has_its_row():
    assert entering() == {*WORK, TAKE_AWAY, *ELSEWHERE, *SHORT}


@pytest.fixture(scope="module")
def session(open_app):
    """A visitor's, of a small run: whoever left is back for the next kind of work."""
    return open_app(dataset="moons", hidden_sizes="[4]").session


@pytest.fixture
def gone(monkeypatch):
    """Called once the visitor has gone; every look at the clock then takes a turn."""

    def leave():
        def ended():
            raise StopException

        times = iter(range(10**9))
        monkeypatch.setattr(Leaving, "check", ended)
        monkeypatch.setattr(gate, "_clock", lambda: next(times) * TURN)

    return leave


@pytest.mark.parametrize(
    "begin", [*WORK.values(), *map(taken_away, EXPORTS)], ids=[*WORK, *EXPORTS]
)
def test_it_ends_when_its_visitor_has_gone(begin, session, gone, tmp_path):
    work = begin(session, tmp_path)
    gone()
    with pytest.raises(StopException), gate:
        work()
    assert not gate.held
