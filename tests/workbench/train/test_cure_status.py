from dataclasses import replace

import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.cures.sentence import BY_TEST
from mlpviz.workbench.protocol import Button, Message, Trial
from mlpviz.workbench.train.cure_status import AGAIN, CANCEL, TRY, with_cures
from mlpviz.workbench.train.cures import Cures
from tests.cures_by_hand import cure, search_by_hand

CONFIG = RunConfig(dataset="moons", hidden_sizes=(4,), dataset_options={"n_samples": 80})
TOLD = Message("warning", "It does not learn.", more=("It is small.",))


@pytest.fixture
def trainer():
    return Trainer(CONFIG)


@pytest.fixture
def tried(trainer, monkeypatch):
    """``tried(n)``: cures of which a search found ``n``; without ``n``, a search under way."""

    def build(n=None):
        search_by_hand(monkeypatch, [cure(lr / 10) for lr in range(1, 1 + (n or 0))], steps=2)
        own = Cures()
        own.ask(trainer, CONFIG, None)
        for _ in range(1 if n is None else 2):
            own.advance()
        return own

    return build


def test_nothing_is_offered_before_it_was_tried(trainer):
    told = with_cures(TOLD, Cures(), trainer)
    assert told == Message("warning", TOLD.text, (TRY,), more=TOLD.more)


def test_a_search_says_how_far_it_is_and_can_be_ended(tried, trainer):
    told = with_cures(TOLD, tried(), trainer)
    assert told.buttons == (CANCEL,)
    assert told.trial == Trial("Trying: Change 1", 0.5)


def test_what_helped_has_buttons_three_of_them_in_sight(tried, trainer):
    own = tried(5)
    told = with_cures(TOLD, own, trainer)
    labels = [c.label for c in own.found]
    assert told.buttons == tuple(Button("cure", label, label) for label in labels[:3])
    assert told.further == tuple(Button("cure", label, label) for label in labels[3:])
    assert told.trial == Trial("2 changes were tried. These help, the best and simplest first:")


def test_what_a_search_knew_when_it_was_ended(trainer, monkeypatch):
    search_by_hand(monkeypatch, [cure(0.1), cure(0.2)], steps=2)
    own = Cures()
    own.ask(trainer, CONFIG, None)
    own.advance()
    own.stop()
    told = with_cures(TOLD, own, trainer)
    assert told.trial == Trial("1 change was tried before the search ended. This one helps:")


def test_cures_that_the_test_chose_say_what_that_does_to_its_score(trainer, monkeypatch):
    search_by_hand(monkeypatch, [replace(cure(0.1), of_test=True), cure(0.2)], steps=1)
    own = Cures()
    own.ask(trainer, CONFIG, None)
    own.advance()
    told = with_cures(TOLD, own, trainer)
    assert (
        told.trial.text == f"1 change was tried. {BY_TEST} These help, the best and simplest first:"
    )


def test_waiting_is_said_first_where_it_comes_first(trainer, monkeypatch):
    search_by_hand(monkeypatch, [cure(), cure(0.2)], steps=1)
    own = Cures()
    own.ask(trainer, CONFIG, None)
    own.advance()
    told = with_cures(TOLD, own, trainer)
    assert told.trial.text.startswith("Waiting may be enough. 1 change was tried.")
    assert told.buttons[0].title.startswith("Train on: ")


def test_where_nothing_helps_there_is_no_button(tried, trainer):
    own = tried(0)
    told = with_cures(TOLD, own, trainer)
    assert told.buttons == told.further == ()
    assert told.trial == Trial(own.found.sentence)


def test_after_a_step_it_is_said_when_that_was_tried(tried, trainer):
    own = tried(1)
    trainer.step_epoch()
    told = with_cures(TOLD, own, trainer)
    assert [button.action for button in told.buttons] == ["cure", "try_cures"]
    assert told.buttons[-1] == AGAIN
    assert told.trial.text == "At epoch 0: 2 changes were tried. This one helps:"


def test_what_ended_a_search_is_said(trainer):
    own = Cures()
    own.problem = "The search ended early."
    told = with_cures(TOLD, own, trainer)
    assert told.buttons == (TRY,)
    assert told.trial == Trial("The search ended early.")
