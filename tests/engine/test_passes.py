import numpy as np
import pytest

from mlpviz.engine.evaluation import Split
from mlpviz.engine.network import MLP
from mlpviz.engine.nonfinite import NonFiniteError, Origin
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.passes import Passes
from mlpviz.engine.trainer import Trainer

N, ROWS = 23, 5


def splits(scale=1.0):
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(N, 3)), rng.normal(size=(N, 2))
    return Split(scale * X, Y, None), Split(X[:7], Y[:7], None)


def make(passes, *, batch_size=None, scale=1.0, lr=0.1, activation="tanh"):
    network = MLP([3, 6, 4, 2], activation, seed=1)
    optimizer = OPTIMIZERS["sgd"](network.n_parameters)
    return Trainer(
        network,
        *splits(scale),
        loss="mse",
        l2=0.01,
        optimizer=optimizer,
        lr=lr,
        batch_size=batch_size,
        passes=passes,
    )


@pytest.mark.parametrize("l2", [0.0, 0.3])
@pytest.mark.parametrize("rows", [1, ROWS, N - 1])
def test_the_gradient_is_that_of_the_whole_batch_to_round_off(rows, l2):
    train, _ = splits()
    network = MLP([3, 6, 4, 2], "tanh", seed=1)
    value = network.backpropagate(train.X, train.Y, "mse", l2)
    whole = network.flat_grad.copy()
    network.flat_grad.fill(np.nan)
    parts = Passes(rows).backpropagate(network, train.X, train.Y, "mse", l2)
    u = np.finfo(float).eps
    assert parts == pytest.approx(value, rel=4 * N * u)
    assert np.abs(network.flat_grad - whole).max() <= 4 * N * u * np.abs(whole).max()


def test_what_fits_into_one_pass_has_the_same_bits():
    one, other = make(Passes()), make(Passes(N))
    for trainer in (one, other):
        trainer.step_epoch()
    assert one.network.flat.tobytes() == other.network.flat.tobytes()


def test_no_more_samples_than_that_are_in_the_network_at_once():
    trainer = make(Passes(ROWS))
    trainer.step_epoch()
    assert max(trainer.network._buffers) == ROWS
    assert N in make(Passes()).network._buffers


def test_what_is_only_measured_may_be_cut_where_batches_are_whole():
    trainer = make(Passes(measured=ROWS))
    assert max(trainer.network._buffers) == ROWS
    trainer.step_epoch()
    assert N in trainer.network._buffers
    whole = make(Passes())
    whole.step_epoch()
    assert trainer.network.flat.tobytes() == whole.network.flat.tobytes()


def test_training_goes_the_same_way_to_round_off():
    whole, parts = make(Passes(), batch_size=10), make(Passes(3), batch_size=10)
    for _ in range(5):
        whole.step_epoch(), parts.step_epoch()
    assert parts.network.flat == pytest.approx(whole.network.flat, rel=1e-12, abs=1e-13)
    assert parts.history.newest.train_loss == pytest.approx(
        whole.history.newest.train_loss, rel=1e-12
    )
    assert parts.history.newest.test_r2 == pytest.approx(whole.history.newest.test_r2, rel=1e-12)


def test_others_have_their_turn_after_every_pass():
    turns = []
    trainer = make(Passes(ROWS, lambda: turns.append(1)), batch_size=12)
    turns.clear()
    trainer.step_epoch()
    in_updates, after_updates, before_measuring, measuring = 2 + 2, 2, 1, 5 + 2
    assert len(turns) == in_updates + after_updates + before_measuring + measuring


class GoneError(Exception):
    pass


@pytest.mark.parametrize("turn", range(1, 13))
def test_whoever_ends_it_between_two_passes_finds_all_as_it_was(turn):
    left = [10**6]

    def between():
        left[0] -= 1
        if not left[0]:
            raise GoneError

    trainer, other = make(Passes(ROWS, between), batch_size=12), make(Passes(ROWS), batch_size=12)
    trainer.step_epoch(), other.step_epoch()
    left[0] = turn
    with pytest.raises(GoneError):
        trainer.step_epoch()
    assert trainer.epoch == 1
    assert trainer.progress == 0.0
    assert trainer.network.flat.tobytes() == other.network.flat.tobytes()
    trainer.step_epoch(), other.step_epoch()
    assert trainer.network.flat.tobytes() == other.network.flat.tobytes()


def test_a_number_that_is_not_finite_is_named_whichever_pass_it_is_in():
    network = MLP([3, 6, 4, 2], "identity", seed=1)
    train, test = splits()
    X = train.X.copy()
    X[2] = 1e200  # in the first of several passes
    trainer = Trainer(
        network,
        Split(X, train.Y, None),
        test,
        loss="mse",
        optimizer=OPTIMIZERS["sgd"](network.n_parameters),
        lr=0.1,
        passes=Passes(ROWS),
    )
    before = network.flat.copy()
    with pytest.raises(NonFiniteError) as caught:
        trainer.step_epoch()
    assert (caught.value.batch, caught.value.origin) == (1, Origin("loss", 3))
    assert network.flat.tobytes() == before.tobytes()
