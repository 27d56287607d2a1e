"""What is traced of a run: its loss with all penalties, and its very next step."""

import numpy as np
import pytest

from mlpviz.config import RunConfig
from mlpviz.run import Trainer
from mlpviz.workbench.trace.choices import TraceChoices
from mlpviz.workbench.trace.moment import moment


@pytest.mark.parametrize("epochs", [0, 2])
def test_the_batch_s_step_is_the_run_s_own(epochs):
    config = RunConfig(
        dataset="moons",
        dataset_options={"n_samples": 40},
        hidden_sizes=(3,),
        batch_size=None,
        l2=0.01,
        l1=0.02,
        schedule="cosine",
        optimizer="adam",
        shuffle=False,
    )
    trainer = Trainer(config)
    for _ in trainer.run(epochs):
        pass
    batch = moment(trainer, trainer.network.copy(), None, TraceChoices()).batch
    assert batch.n == len(trainer.train_split.X)  # all samples are in one batch
    assert batch.loss == pytest.approx(trainer.history.newest.train_loss, rel=1e-12)
    trainer.step_epoch()
    for name, values in trainer.network.params.items():
        np.testing.assert_allclose(batch.arrays[f"new_{name}"], values, rtol=1e-12)
