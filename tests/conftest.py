import gc
import os
import sys
import urllib.request

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from threadpoolctl import threadpool_limits

from mlpviz import DATASETS, RunConfig, Trainer
from mlpviz.follow import follow
from mlpviz.views.frame import Frame
from mlpviz.workbench import slices
from tests.openml import REDIRECT, OpenML

# Hypothesis asks no clock, neither how long an example takes nor how quickly it is made.
settings.register_profile(
    "any machine",
    settings.default,
    deadline=None,
    suppress_health_check=[*settings.default.suppress_health_check, HealthCheck.too_slow],
)
settings.load_profile("any machine")


def pytest_configure():
    """Matrix products take one thread, here and in every process that a test starts.

    Two threads of one product wait for each other, milliseconds where the cores have other tests to
    run: ten times the processor's time for a training.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    threadpool_limits(limits=1, user_api="blas")  # NumPy's, which is loaded already


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """Nothing of what is imported and collected is garbage: looking for it takes a quarter of the
    time, and some more with every later look, as it is never let go.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


# Generators of random numbers that modules of tests have, each with its state after they were read.
GENERATORS = pytest.StashKey[list[tuple[np.random.Generator, dict]]]()


def pytest_collection_finish(session):
    """Keep where the generators of the tests' modules stand."""
    named = [module for name, module in sys.modules.items() if name.partition(".")[0] == "tests"]
    found = {id(each): each for module in named for each in vars(module).values()}
    generators = [each for each in found.values() if isinstance(each, np.random.Generator)]
    session.stash[GENERATORS] = [(each, each.bit_generator.state) for each in generators]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """A test draws the same numbers whichever tests, of its module or another, ran before it."""
    for generator, state in item.session.stash[GENERATORS]:
        generator.bit_generator.state = state


class Clock:
    """A clock that goes on by ``tick`` seconds whenever it is read, on every machine."""

    def __init__(self, tick=0.001):
        self.now, self.tick = 0.0, tick
        self._looks, self._leap = 0, 0.0  # until it leaps, and how far

    def __call__(self):
        self._looks -= 1
        self.now += self.tick + (self._leap if self._looks == 0 else 0.0)
        return self.now

    def leap(self, looks, seconds):
        """Be ``seconds`` later at the so-many-th look from now on."""
        self._looks, self._leap = looks, seconds


@pytest.fixture
def make_clock():
    """``make_clock(tick) -> Clock``."""
    return Clock


# A frame's time is over after so many looks, however long it is: at a look a batch, ten seconds of
# them are minutes of a test. Twice what an epoch is waited for, 25 times the usual frame.
FRAME_LOOKS = 1000


@pytest.fixture
def set_frames(monkeypatch):
    """``set_frames(seconds)``: what a page's frame may train, by the pace's clock."""
    budget = slices.frame_budget  # not one that has been set before: its leaps would be the last

    def set_seconds(seconds):
        clock = slices.pace.clock

        def within_sight(epochs=None):
            clock.leap(FRAME_LOOKS, seconds)
            return budget(epochs)

        monkeypatch.setattr(slices, "FRAME_SECONDS", seconds)
        monkeypatch.setattr(slices, "frame_budget", within_sight)

    return set_seconds


@pytest.fixture
def own_pace(monkeypatch, request, set_frames):
    """Time on the pages passes by what is done, not by how quickly: a millisecond a look at it.

    A slice of work ends at the first call of ``progress`` that finds its time used up, and the page
    waits for that however long it takes. Returns the clock.
    """
    clock = Clock()
    monkeypatch.setattr(slices, "pace", slices.Pace(clock, lambda event, _: event.wait(), clock))
    if (seconds := request.config.getoption("frame_seconds")) is not None:
        set_frames(seconds)
    return clock


def pytest_addoption(parser):
    """``--frame-seconds``: what a page's frame may train, instead of its usual time."""
    parser.addoption("--frame-seconds", type=float, metavar="SECONDS")


@pytest.fixture
def openml(tmp_path, monkeypatch):
    """An ``OpenML`` that serves 40 images of 784 pixels, for this process and those it starts.

    The data folder is an empty one.
    """
    server = OpenML()
    rng = np.random.default_rng(0)
    server.images = rng.integers(0, 256, (40, 784), dtype=np.uint8)
    server.labels = np.arange(40) % 10
    server.serve(server.images, server.labels)
    place = tmp_path / "start"
    place.mkdir()
    (place / "sitecustomize.py").write_text(REDIRECT)
    path = os.environ.get("PYTHONPATH")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(place), path])))
    monkeypatch.setenv("TEST_OPENML", server.address)
    monkeypatch.setenv("MLPVIZ_DATA", str(tmp_path / "data"))
    before = urllib.request._opener
    exec(compile(REDIRECT, "sitecustomize.py", "exec"), {})
    yield server
    urllib.request.install_opener(before)
    server.close()


@pytest.fixture
def no_torch(monkeypatch):
    """torch is not installed, as far as anyone can tell who imports it or looks for it."""
    monkeypatch.setitem(sys.modules, "torch", None)


@pytest.fixture
def config_for():
    """The config that choosing a dataset gives, with small data and a small network."""

    def build(dataset, **choices):
        base = follow(RunConfig().model_dump(), "dataset", dataset)
        options = {"n_train": 100, "n_test": 50} if dataset == "mnist" else {}
        if "n_samples" in DATASETS[dataset].options:
            options = {"n_samples": 80}
        small = {"hidden_sizes": (5, 4), "dataset_options": options}
        return RunConfig(**(base | small | choices))

    return build


@pytest.fixture
def frame_of():
    """The frame of a new run of a config, after some epochs."""

    def build(config, epochs=0, *, log=False, playing=False):
        trainer, viewer = Trainer(config), Trainer(config).network
        for _ in trainer.run(epochs):
            pass
        return Frame(trainer, viewer, log=log, playing=playing)

    return build
