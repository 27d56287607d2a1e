import gc
import gzip
import hashlib
import json
import os
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from threadpoolctl import threadpool_limits

from mlpviz import DATASETS, RunConfig, Trainer
from mlpviz.follow import follow
from mlpviz.views.frame import Frame
from mlpviz.workbench import slices

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


# Run at the start of every Python that is started with this on its path: urllib's requests to
# openml.org go to the test's own server. Nothing of scikit-learn or mlpviz is changed.
REDIRECT = """
import os
import sys
import urllib.request
from urllib.parse import urlsplit


class ToTheTest(urllib.request.BaseHandler):
    handler_order = 100

    def https_open(self, request):
        parts = urlsplit(request.full_url)
        assert parts.hostname.endswith("openml.org"), request.full_url
        address = os.environ["TEST_OPENML"] + parts.path
        return self.parent.open(urllib.request.Request(address, headers=dict(request.headers)))


urllib.request.install_opener(urllib.request.build_opener(ToTheTest))
"""


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


POLL = 0.01  # s, how long closing the server may take


class OpenML:
    """The part of OpenML's API that fetch_openml uses, on this machine.

    ``images`` uint8 [n, d] and ``labels`` [n] become its ARFF file; ``checksum`` is what is stated
    of it. With ``hold`` set, half of the file is sent, which sets ``half_sent``, and the rest when
    ``release`` is set.
    ``status`` other than 200 is the answer to everything. ``packed``: the file is sent compressed.
    """

    def __init__(self):
        self.serve(np.zeros((1, 1), np.uint8), [0])
        self.status, self.packed, self.hold = 200, True, False
        self.release, self.half_sent = threading.Event(), threading.Event()
        self.asked = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.answer(self)

            def log_message(self, *_):
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.http.server_port}"
        threading.Thread(target=self.http.serve_forever, args=(POLL,), daemon=True).start()

    def serve(self, images, labels):
        """Serve these images from now on."""
        d = images.shape[1]
        head = [f"@ATTRIBUTE pixel{i} real" for i in range(1, d + 1)]
        rows = [
            ",".join(map(str, [*row, label])) for row, label in zip(images, labels, strict=True)
        ]
        lines = ["@RELATION test", *head, "@ATTRIBUTE class {0,1,2,3,4,5,6,7,8,9}", "@DATA", *rows]
        self.arff = "\n".join([*lines, ""]).encode()
        self.checksum = hashlib.md5(self.arff).hexdigest()
        self.names = [*(f"pixel{i}" for i in range(1, d + 1)), "class"]
        self.n = len(images)

    def answer(self, request):
        path = urlsplit(request.path).path
        self.asked.append(path)
        if self.status != 200:
            request.send_error(self.status)
        elif path.endswith(".arff"):
            self.send_arff(request)
        else:
            self.send(request, json.dumps(self.json(path)).encode(), {})

    def json(self, path):
        if "/features/" in path:
            return {"data_features": {"feature": [self.feature(name) for name in self.names]}}
        if "/qualities/" in path:
            return {
                "data_qualities": {"quality": [{"name": "NumberOfInstances", "value": str(self.n)}]}
            }
        return {
            "data_set_description": {
                "id": path.rsplit("/", 1)[1],
                "name": "test",
                "version": "1",
                "description": "made up",
                "format": "ARFF",
                "status": "active",
                "url": "https://www.openml.org/data/v1/download/1/test.arff",
                "md5_checksum": self.checksum,
            }
        }

    def feature(self, name):
        return {
            "name": name,
            "data_type": "nominal" if name == "class" else "numeric",
            "is_target": "true" if name == "class" else "false",
            "is_ignore": "false",
            "is_row_identifier": "false",
            "number_of_missing_values": "0",
        }

    def send_arff(self, request):
        body = gzip.compress(self.arff) if self.packed else self.arff
        headers = {"Content-Encoding": "gzip"} if self.packed else {}
        self.send(request, body, headers, half=self.hold)

    def send(self, request, body, headers, half=False):
        request.send_response(200)
        for name, value in (headers | {"Content-Length": str(len(body))}).items():
            request.send_header(name, value)
        request.end_headers()
        middle = len(body) // 2 if half else len(body)
        try:
            request.wfile.write(body[:middle])
            request.wfile.flush()
            if half:
                self.half_sent.set()
                self.release.wait(600)
                request.wfile.write(body[middle:])
        except OSError:  # whoever asked has gone
            pass

    def close(self):
        """No longer listen: who asks is refused."""
        self.release.set()
        self.http.shutdown()
        self.http.server_close()


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
