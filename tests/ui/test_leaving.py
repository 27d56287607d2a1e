"""Whatever a visitor asked for ends when he has gone, and leaves all as it was."""

from itertools import count

import pytest
from streamlit.runtime.scriptrunner import StopException

from mlpviz.ui import presence  # noqa: F401  # it says how to tell who has gone, which is replaced
from mlpviz.workbench.gate import TURN, Leaving, gate
from mlpviz.workbench.session import Session
from mlpviz.workbench.slices import Latest

RUN = {"dataset": "moons", "hidden_sizes": "[4]", "batch_size": "64"}


@pytest.fixture
def gone(monkeypatch):
    """Where work was ended once ``gone.now`` is set; every look at the clock takes a turn."""

    class Gone:
        now, ended = False, 0

        def look(self):
            if self.now:
                self.ended += 1
                raise StopException

    own, times = Gone(), count()
    monkeypatch.setattr(Leaving, "check", own.look)
    monkeypatch.setattr(gate, "_clock", lambda: next(times) * TURN)
    return own


def epochs(app):
    return app.trainer.epoch, app.trainer.progress


def twins(app):
    own = app.session.bug_lab.twins
    return own.healthy.epoch, own.buggy.epoch, own.progress


def race(app):
    return app.session.compare.race.progress


@pytest.mark.parametrize(
    ("page", "key", "done"),
    [
        ("", "step", epochs),
        ("gradients", "step", epochs),
        ("bug-lab", "bug_lab_step", twins),
    ],
)
def test_a_step_ends_and_leaves_all_as_it_was(page, key, done, open_app, gone):
    app = open_app(page, **RUN)
    before = done(app)
    gone.now = True
    app.test.button(key=key).click().run()
    assert gone.ended
    assert done(app) == before
    gone.now = False
    app.redraw()
    app.press(key)
    assert done(app) > before


@pytest.mark.parametrize(
    ("page", "key", "done"),
    [
        ("", "play", epochs),
        ("gradients", "play", epochs),
        ("bug-lab", "bug_lab_play", twins),
        ("compare", "compare_race_play", race),
    ],
)
def test_a_frame_ends_and_leaves_all_as_it_was(page, key, done, open_app, gone):
    app = open_app(page, **RUN)
    app.press(key)
    before = done(app)
    gone.now = True
    app.tick()
    assert gone.ended
    assert done(app) == before
    gone.now = False
    app.redraw()
    app.tick()
    assert done(app) > before


@pytest.mark.parametrize("page", ["", "gradients", "bug-lab", "compare"])
def test_so_does_the_drawing_of_a_page(page, open_app, gone):
    app = open_app(page, **RUN)
    seen = gone.ended
    app.session.visible = None
    gone.now = True
    app.redraw()
    assert gone.ended == seen + 1


def latest_of(thing, seen):
    """All jobs that hang on a visitor's session, wherever they stand."""
    if id(thing) in seen or not type(thing).__module__.startswith("mlpviz."):
        return []
    seen.add(id(thing))
    found = [thing] if isinstance(thing, Latest) else []
    parts = vars(thing).values() if hasattr(thing, "__dict__") else ()
    return found + [each for part in parts for each in latest_of(part, seen)]


def test_every_job_of_a_session_ends_when_its_visitor_leaves(open_app):
    session: Session = open_app(**RUN).session
    jobs = latest_of(session, set())
    assert len(jobs) == 4  # check, sweep, range test, Check my code
    for latest in jobs:
        latest.begin("a job", lambda progress: [progress(0.0) for _ in iter(int, 1)])
        latest.go_on(0.01)
    threads = [latest.job._thread for latest in jobs]
    assert all(thread.is_alive() for thread in threads)
    session.rest()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    assert all(latest.job.given_up for latest in jobs)
