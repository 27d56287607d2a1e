"""The run as a file that a visitor asks for."""

import io
import json
import sys
import zipfile

import pytest

from mlpviz import RunConfig
from mlpviz.export import EXPORTS
from mlpviz.run import Trainer
from mlpviz.workbench.take_away import TakeAway

CONFIG = RunConfig(dataset="moons", hidden_sizes=(3,))


@pytest.fixture
def trainer():
    trainer = Trainer(CONFIG)
    list(trainer.run(2))
    return trainer


def asked(trainer, end):
    own = TakeAway(opened=True)
    own.ask(end)
    own.make(trainer)
    return own


@pytest.mark.parametrize("end", EXPORTS)
def test_every_kind_is_made_and_named_after_the_run(trainer, end):
    own = asked(trainer, end)
    assert own.problem is None
    several = ".zip" if EXPORTS[end].data else ""
    assert own.made.name == f"mlpviz-moons-epoch-2{end}{several}"
    assert own.nbytes == len(own.made.content) > 0
    if several:
        names = zipfile.ZipFile(io.BytesIO(own.made.content)).namelist()
        assert names == [f"mlpviz-moons-epoch-2{end}", "mlpviz-moons-epoch-2_data.npz"]


def test_it_is_made_once_and_only_when_it_is_asked_for(trainer):
    own = TakeAway()
    own.make(trainer)
    assert (own.made, own.problem, own.nbytes) == (None, None, 0)
    own.ask(".json")
    own.make(trainer)
    first = own.made
    own.make(trainer)
    assert own.made is first
    assert RunConfig(**json.loads(first.content)) == CONFIG
    own.ask(".csv")
    assert own.made is None
    own.make(trainer)
    own.close()
    assert (own.opened, own.end, own.made) == (False, None, None)


def test_a_package_that_is_missing_is_named(trainer, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors.numpy", None)
    monkeypatch.setitem(sys.modules, "safetensors", None)
    own = asked(trainer, ".safetensors")
    assert own.made is None
    assert "takes the package safetensors" in own.problem


def test_why_there_is_none_is_said(trainer):
    trainer.set_parameter("b1", 0, 2.0)
    own = asked(trainer, ".py")
    assert own.made is None
    assert "weights set by hand" in own.problem
    own.ask(".npz")
    own.make(trainer)
    assert own.problem is None
