"""What is traced of a run: its loss with all penalties, and its very next step."""

import numpy as np
import pytest

from mlpviz.config import RunConfig
from mlpviz.data.dataset import Dataset
from mlpviz.engine.next_batch import Coming
from mlpviz.run import Trainer
from mlpviz.workbench.trace.choices import TraceChoices
from mlpviz.workbench.trace.moment import moment

SMALL = {"dataset": "moons", "dataset_options": {"n_samples": 40}, "hidden_sizes": (3,)}
MEAN = TraceChoices(mean=True)


@pytest.mark.parametrize("epochs", [0, 2])
@pytest.mark.parametrize(
    "config",
    [
        {"l2": 0.01, "l1": 0.02, "schedule": "cosine", "optimizer": "adam"},
        {"dropout": 0.5, "batch_size": 8, "optimizer": "momentum"},
        {"dropout": 0.3, "batch_size": None, "hidden_sizes": (4, 3), "dtype": "float32"},
        {"optimizer_options": {"weight_decay": 0.1, "clip_norm": 0.05}, "schedule": "step"},
    ],
    ids=["penalties", "dropout", "full batch", "decay and clipping"],
)
def test_the_batch_s_step_is_the_run_s_very_next(config, epochs):
    trainer = Trainer(RunConfig(**SMALL | {"batch_size": 7} | config))
    step_is_told(trainer, config, epochs)


@pytest.mark.parametrize("epochs", [0, 2])
def test_samples_with_weights_and_dropout(epochs):
    rng = np.random.default_rng(0)
    X, y, weights = rng.normal(size=(40, 3)), rng.integers(3, size=40), rng.integers(4, size=40)
    data = Dataset.from_arrays(X, y, sample_weight=weights)
    config = {"hidden_sizes": (4,), "batch_size": 7, "dropout": 0.5}
    trainer = Trainer(RunConfig(dataset=data, **config), data)
    batch = step_is_told(trainer, config, epochs)
    assert batch.known.weighted
    assert not moment(trainer, trainer.network.copy(), None, TraceChoices()).one.known.weighted


def step_is_told(trainer, config, epochs):
    """The trace of the batch that comes next after some epochs, compared with its step."""
    for _ in trainer.run(epochs):
        pass
    batch = moment(trainer, trainer.network.copy(), None, MEAN).one
    assert trainer.step_batch() == pytest.approx(batch.loss, rel=1e-6)
    close = {"rtol": 1e-4, "atol": 1e-6} if config.get("dtype") == "float32" else {"rtol": 1e-12}
    for name, values in trainer.network.params.items():
        np.testing.assert_allclose(batch.arrays[f"new_{name}"], values, **close)
    return batch


def test_the_full_batch_s_loss_is_the_one_that_was_recorded():
    trainer = Trainer(RunConfig(**SMALL, batch_size=None, l2=0.01, l1=0.02))
    batch = moment(trainer, trainer.network.copy(), None, MEAN).batch
    assert batch.n == len(trainer.train_split.X)  # all samples are in one batch
    assert batch.loss == pytest.approx(trainer.history.newest.train_loss, rel=1e-12)


def test_a_chosen_sample_is_written_where_the_batch_has_it_else_the_first():
    trainer = Trainer(RunConfig(**SMALL, batch_size=7))
    samples = Coming(trainer).batch
    for chosen in range(len(trainer.train_split.X)):
        seen = moment(trainer, trainer.network.copy(), None, TraceChoices(chosen, mean=True))
        assert seen.written == (chosen if chosen in samples else samples[0])
        x = trainer.train_split.X[seen.written]
        np.testing.assert_array_equal(seen.one.known.row("x"), x)


def test_of_a_batch_that_is_too_large_the_first_samples_are_traced(monkeypatch):
    monkeypatch.setattr(f"{moment.__module__}.MOST_NUMBERS", 60)
    trainer = Trainer(RunConfig(**SMALL, batch_size=None))
    seen = moment(trainer, trainer.network.copy(), None, MEAN)
    assert (seen.one.n, seen.whole) == (60 // sum(trainer.network.sizes), 32)
    assert len(seen.samples) == seen.one.n


def test_a_batch_that_is_not_looked_at_is_not_traced():
    trainer = Trainer(RunConfig(**SMALL))
    assert moment(trainer, trainer.network.copy(), None, TraceChoices()).batch is None
    assert moment(trainer, trainer.network.copy(), None, TraceChoices(tab="samples")).batch
