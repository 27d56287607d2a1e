"""What the app opens with is solved while one looks, by a network that can be read."""

import pytest

from mlpviz.run import Trainer
from mlpviz.workbench.first_run import FIRST_RUN

EPOCHS = 60  # Play shows about ten a second; ten seconds are 100
SOLVED = 0.95  # of the test points
SEEDS = range(10)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_is_solved_within_ten_seconds_and_stays_so(seed):
    trainer = Trainer(FIRST_RUN.changed(seed=seed))
    scores = [record.test_accuracy for record in trainer.run(EPOCHS)]
    assert scores[0] < 0.75, "there is something to see"
    assert min(scores[40:]) >= SOLVED


def test_its_network_can_be_read():
    assert FIRST_RUN.spec.n_features == 2
    assert sum(FIRST_RUN.sizes) <= 10
