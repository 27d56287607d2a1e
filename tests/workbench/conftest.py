import pytest

from mlpviz import DATASETS, RunConfig, Trainer
from mlpviz.follow import follow
from mlpviz.workbench.train.frame import Frame


@pytest.fixture(autouse=True)
def pace(own_pace):
    """No test of the workbench hangs on the machine's speed."""
    return own_pace


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
