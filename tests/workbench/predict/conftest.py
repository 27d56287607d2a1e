"""Moments of small runs."""

from functools import cache

import pytest

from mlpviz import RunConfig
from mlpviz.follow import follow
from mlpviz.run import Trainer
from mlpviz.views.frame import Frame
from mlpviz.workbench.predict.moment import Moment
from mlpviz.workbench.predict.session import Predict


@cache
def trained(dataset, epochs=2, **choices):
    """A run on a dataset, as the sidebar has it."""
    config = RunConfig(**(follow(RunConfig().model_dump(), "dataset", dataset) | choices))
    trainer = Trainer(config)
    for _ in trainer.run(epochs):
        pass
    return trainer


@pytest.fixture
def moment():
    """The moment of a dataset's run: ``moment("iris", values=...)``."""

    def made(dataset, own=None, marker=None, **choices):
        trainer = trained(dataset, **choices)
        viewer = trainer.network.copy()
        frame = Frame(trainer, viewer, log=False, playing=False, marker=marker)
        return Moment(frame, Predict() if own is None else own)

    return made
