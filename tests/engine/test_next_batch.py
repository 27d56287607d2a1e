"""What a run takes next is told before it does: samples, and the masks of dropout."""

import numpy as np
import pytest

from mlpviz.config import RunConfig
from mlpviz.engine.next_batch import Coming
from mlpviz.run import Trainer


class Seen:
    """A trainer whose passes are written down: samples, by their first feature, and masks."""

    def __init__(self, **config):
        small = {"dataset": "moons", "dataset_options": {"n_samples": 50}, "hidden_sizes": (3, 2)}
        self.trainer = Trainer(RunConfig(**small | config))
        self.batches = []
        network = self.trainer.network
        run = network.backpropagate

        def written(X, *args):
            value = run(X, *args)
            masks = [mask.copy() for mask in getattr(network.buffers, "masks", [])]
            self.batches.append((X.copy(), masks))
            return value

        network.backpropagate = written


@pytest.mark.parametrize("shuffle", [True, False])
@pytest.mark.parametrize("batch_size", [7, None])
@pytest.mark.parametrize("dropout", [0.0, 0.5])
def test_the_next_batch_and_its_masks(shuffle, batch_size, dropout):
    seen = Seen(shuffle=shuffle, batch_size=batch_size, dropout=dropout)
    trainer, X = seen.trainer, seen.trainer.train_split.X
    for _ in range(9):  # into the second epoch
        coming = Coming(trainer)
        told, masks = coming.batch, coming.masks(coming.batch)
        trainer.step_batch()
        taken, drawn = seen.batches[-1]
        np.testing.assert_array_equal(X[told], taken)
        assert (masks is None) == (not dropout)
        for one, other in zip(masks or [], drawn, strict=True):
            np.testing.assert_array_equal(one, other)


def test_of_an_earlier_epoch_and_of_every_sample_s_turn():
    seen = Seen(batch_size=8, dropout=0.4)
    trainer, X = seen.trainer, seen.trainer.train_split.X
    for _ in trainer.run(3):
        pass
    per_epoch = trainer.batches_per_epoch
    coming = Coming(trainer, trainer.history.moment(1))
    second = seen.batches[per_epoch : 2 * per_epoch]
    np.testing.assert_array_equal(X[coming.order], np.concatenate([taken for taken, _ in second]))
    turns = [coming.order[[20]], coming.order[[3, 17, 5]], coming.order[8:16]]
    places = [[20], [3, 17, 5], [*range(8, 16)]]
    for samples, place in zip(turns, places, strict=True):
        for layer, mask in enumerate(coming.masks(samples)):
            drawn = np.concatenate([masks[layer] for _, masks in second])
            np.testing.assert_array_equal(mask, drawn[place])


def test_nothing_of_the_run_is_changed():
    runs = [Seen(batch_size=8, dropout=0.4).trainer for _ in range(2)]
    Coming(runs[0]).masks(np.array([3]))
    for trainer in runs:
        trainer.step_epoch()
    np.testing.assert_array_equal(runs[0].network.flat, runs[1].network.flat)
