"""Files of runs as the My run page opens them: what is damaged is told, whatever it is."""

import json
import struct

import numpy as np
import pytest

from mlpviz import Recorder, RunConfig, Trainer
from mlpviz.engine.faults import FaultsError
from mlpviz.files.tensors import KEY
from mlpviz.workbench.my_run.example import example
from mlpviz.workbench.my_run.opened import OpenedRecording, opened
from mlpviz.workbench.my_run.session import MyRun
from mlpviz.workbench.my_run.status import timeline
from mlpviz.workbench.protocol import Timeline


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    trainer = Trainer(RunConfig(dataset="iris", hidden_sizes=(4,)))
    trainer.train(3)
    path = tmp_path_factory.mktemp("runs") / "run.mlpviz"
    trainer.save(path)
    return path.read_bytes()


def changed(content, change):
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + size])
    plain = json.loads(header["__metadata__"][KEY])
    change(plain)
    header["__metadata__"][KEY] = json.dumps(plain)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + content[8 + size :]


def first(plain):
    return plain["history"]["records"][0]


LIES = {
    "no config": lambda p: p.pop("config"),
    "no history": lambda p: p.pop("history"),
    "a choice that is none": lambda p: p["config"].update(lr="fast"),
    "another network": lambda p: p["config"].update(hidden_sizes=[5]),
    "shares of too many classes": lambda p: first(p).update(predicted_share_test=[0.25] * 4),
    "norms of nothing": lambda p: first(p).update(param_norm={}),
    "no losses": lambda p: first(p).update(train_loss=None),
    "an epoch that is text": lambda p: first(p).update(epoch="x"),
    "a list of nothing": lambda p: p.update(history=[]),
}


def test_a_file_that_goes_leaves_its_place_to_the_next_which_may_be_on_its_way(run):
    own = MyRun()
    own.take("x.mlpviz", run)
    place = own.file
    own.clear()
    assert (own.run, own.file) == (None, place)
    own.close()
    assert own.file == place + 1


def test_the_slider_stands_at_the_epochs_that_are_kept_and_at_no_other():
    rec = Recorder([np.ones((2, 3))])
    for epoch in (1, 2, 5, 40):
        rec.log(1.0, epoch=epoch)
    own = OpenedRecording(rec)
    assert timeline(own, 5) == Timeline(1, 40, 5, kept=(1, 2, 5, 40))


@pytest.mark.parametrize("lie", LIES)
def test_a_run_whose_parts_do_not_fit_is_refused_in_words(run, lie):
    with pytest.raises(FaultsError):
        opened("x.mlpviz", changed(run, LIES[lie]))


def test_no_damage_to_the_bytes_does_anything_but_be_told(run):
    rng = np.random.default_rng(2)
    size = struct.unpack("<Q", run[:8])[0]
    assert opened("x.mlpviz", run).kept_epochs == (0, 1, 2, 3)
    for _ in range(25):
        damaged = bytearray(run)
        for at in rng.integers(0, 8 + size, 2):
            damaged[at] = rng.integers(0, 256)
        own = MyRun()
        own.take("x.mlpviz", bytes(damaged))
        assert (own.run is None) == (own.problem is not None)


def test_a_file_takes_the_place_of_the_one_before(run):
    own = MyRun()
    own.take_example()
    own.take("run.mlpviz", run)
    assert (own.file, own.name, own.shown) == (2, "run.mlpviz", 3)
    assert own.nbytes >= len(run)
    own.take("x.mlpviz", b"")
    assert own.run is None
    assert own.nbytes == 0
    assert "x.mlpviz" in own.problem


def test_the_example_has_a_mistake_that_its_log_alone_tells():
    rec = example()
    assert rec.missing() == {}
    first = rec.diagnose()[0]
    assert first.kind == "dead_units"
    assert "Steps that were too long killed them" in first.sentence
