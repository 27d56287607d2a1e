"""Attributes of a trainer that look at what they are set to."""

import copy
import pickle

import numpy as np
import pytest

from mlpviz.engine.evaluation import Split
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.history import History
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import OPTIMIZERS


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("lr", "high", "lr = 'high' must be a number"),
        ("lr", 0.0, "lr = 0.0 is too small"),
        ("lr", None, "lr = None must be a number"),
        ("l2", -1.0, "l2 = -1.0 is too small"),
        ("batch_size", 0, "batch_size = 0 is too small"),
        ("batch_size", 2.5, "batch_size = 2.5 must be a whole number"),
        ("loss", "MSE", "Did you mean 'mse'?"),
        ("loss", "mse", "does not go with output 'softmax'"),
        ("optimizer", "adam", "optimizer = 'adam' must be made for"),
        ("optimizer", OPTIMIZERS["adam"](3), "must be made for"),
        ("network", "mlp", "network = 'mlp' must be an MLP"),
        ("network", MLP([5, 2]), "cannot take the place of"),
        ("threshold", 1.0, "threshold = 1.0: for softmax a number between 0 and 1"),
        ("threshold", "half", "threshold = 'half'"),
        ("train_split", Split(np.ones((1, 2)), np.ones((1, 2)), None), "make another trainer"),
        ("test_split", None, "make another trainer"),
        ("n_classes", 7, "make another trainer"),
        ("history", History(), "history=..."),
    ],
)
def test_what_it_cannot_take_is_refused_and_nothing_changes(make_classifier, name, value, words):
    trainer = make_classifier()
    before = getattr(trainer, name)
    with pytest.raises(FaultsError) as caught:
        setattr(trainer, name, value)
    assert words in str(caught.value)
    assert [fault.field for fault in caught.value.faults] == [name]
    assert getattr(trainer, name) is before
    trainer.step_epoch()


def test_what_it_can_take_is_taken(make_classifier):
    trainer = make_classifier()
    optimizer = OPTIMIZERS["adam"](trainer.network.n_parameters)
    network = trainer.network.copy()
    trainer.lr, trainer.l2, trainer.batch_size, trainer.threshold = 0.5, 0.25, 7.0, 0.25
    trainer.optimizer, trainer.network = optimizer, network
    assert (trainer.lr, trainer.l2, trainer.batch_size, trainer.threshold) == (0.5, 0.25, 7, 0.25)
    assert isinstance(trainer.batch_size, int)
    assert trainer.optimizer is optimizer
    assert trainer.network is network
    trainer.batch_size = None
    assert trainer.batches_per_epoch == 1


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda x: pickle.loads(pickle.dumps(x))])
def test_a_copy_checks_as_well(make_classifier, clone):
    twin = clone(make_classifier())
    with pytest.raises(FaultsError):
        twin.lr = "high"
    with pytest.raises(FaultsError):
        twin.history = History()
    twin.lr = 0.5
    assert twin.lr == 0.5


def test_an_unknown_setting_names_all_that_can_be_changed(make_classifier):
    with pytest.raises(FaultsError) as caught:
        make_classifier().change(learning_rate=0.1)
    assert str(caught.value) == (
        "option = 'learning_rate' is unknown. Did you mean 'lr'? Legal: lr, l2, batch_size, "
        "l1, dropout, patience, min_delta, weight_decay, clip_norm."
    )
    with pytest.raises(
        FaultsError,
        match=r"l1, dropout, patience, min_delta, beta1, beta2, eps, weight_decay, clip_norm\.",
    ):
        make_classifier(optimizer="adam").change(beta=0.1)
