"""Messages of a run that do not flicker, and do not hang on how often they were asked for."""

import dataclasses
import itertools
import math

import numpy as np
import pytest

from benchmarks.healthy import SUBJECTS, healthy_run
from mlpviz import PRESETS, History, NonFiniteError, RunConfig, Trainer
from mlpviz.diagnosis import Steady
from mlpviz.diagnosis.report import Diagnosis
from mlpviz.diagnosis.steady import Lead, Look, Standing, after_lead, after_look, next_look

FOUND = Diagnosis("collapsed", "Collapsed", "The loss rests.", {})
RESTLESS = PRESETS["exploding-gradient"].config  # what the rules find comes and goes
HELD = RunConfig(dataset="iris", l2=1.0)  # all weights go to 0


def grid(until):
    return list(itertools.takewhile(lambda e: e <= until, _endless(0)))


def _endless(epoch):
    while True:
        yield epoch
        epoch = next_look(epoch)


def test_the_grid_is_dense_at_first_and_keeps_pace_with_the_run():
    epochs = grid(100_000)
    assert epochs[:33] == list(range(33))
    assert epochs[33:36] == [34, 36, 38]
    for before, after in itertools.pairwise(epochs[33:]):
        step = after - before
        assert step <= before / 16
        assert after % step == step & (step - 1) == 0


def looked_at(found, looks=1, over=lambda _: False):
    """The epochs of consecutive looks after which there is a message; ``found`` says when."""
    standing, shown = Standing(), []
    for epoch in range(200):
        there = FOUND if found(epoch) else None
        standing = after_look(standing, epoch, there, looks, over=over(epoch))
        if standing.shown:
            shown.append(epoch)
    return shown


def test_a_message_comes_when_it_was_found_twice_and_stays_while_it_is_found():
    assert looked_at(lambda e: e >= 30, looks=2) == list(range(31, 200))
    assert looked_at(lambda e: e % 2, looks=2) == []
    assert looked_at(lambda e: e == 30, looks=1)[0] == 30


def test_a_message_outlives_gaps_and_goes_with_its_cause():
    assert looked_at(lambda e: e >= 30 and e % 9 == 0) == list(range(36, 200))
    assert looked_at(lambda e: 5 <= e < 40) == list(range(5, 59))
    assert looked_at(lambda e: 5 <= e < 8) == list(range(5, 18))
    assert looked_at(lambda e: 5 <= e < 40, over=lambda e: e > 30) == list(range(5, 40))
    assert looked_at(lambda e: 5 <= e < 40, over=lambda e: e > 50) == list(range(5, 51))


def leads(kinds):
    """Which message comes first after each look, where ``kinds`` would be."""
    lead, first = Lead(), []
    for epoch, kind in enumerate(kinds):
        lead = after_lead(lead, epoch, kind)
        first.append(lead.kind)
    return first


def test_the_first_message_changes_twice_at_once_and_then_only_for_good():
    assert leads(["", "a", "b", "b"]) == ["", "a", "b", "b"]
    third = ["", "a", *"b" * 18, *"c" * 30]
    assert leads(third) == ["", "a", *"b" * 28, *"c" * 20]
    assert leads(["", "a", *"bc" * 30]) == ["", "a", *"b" * 60]
    fourth = [*third[:30], *"d" * 300]
    assert leads(fourth).index("d") == 30
    later = [*third, *"d" * 300]
    assert leads(later).index("d") == 8 * 30


def test_what_comes_back_stays_twice_as_long():
    shown = looked_at(lambda e: e in (10, 50))
    assert shown == [*range(10, 21), *range(50, 101)]


def story(config, epochs, every=1, history=None):
    """Kind and sentence of every message by epoch, and the trainer."""
    trainer, told, error = Trainer(config, history=history), {}, None
    try:
        for record in trainer.run(epochs):
            if record.epoch % every == 0:
                told[record.epoch] = said(trainer)
    except NonFiniteError as stopped:
        error = stopped
        told[error.epoch] = said(trainer, error)
    return told, trainer


def said(trainer, error=None):
    return [(d.kind, d.sentence) for d in trainer.diagnose(error=error)]


@pytest.mark.parametrize("config", [RESTLESS, HELD], ids=["restless", "held"])
@pytest.mark.parametrize("most", [2, 64, 2000])
def test_an_epoch_has_its_messages_however_often_they_were_asked_for(most, config):
    often, _ = story(config, 75, 1, History(max_records=most))
    seldom, _ = story(config, 75, 25, History(max_records=most))
    assert {epoch: often[epoch] for epoch in seldom} == seldom
    assert len(seldom) == 3


def test_a_run_that_went_back_forgets_what_came_later():
    told, trainer = story(HELD, 40)
    assert told[40]
    assert not told[1]
    trainer.rewind(1)
    assert said(trainer) == told[1]
    assert [said(trainer) for _ in trainer.run(39)] == [told[epoch] for epoch in range(2, 41)]


WEIGHTS = RunConfig(dataset="xor", initializer="zeros", activation="sigmoid", lr=0.3)


@pytest.mark.parametrize("size", [0, 10**6])
def test_weights_are_looked_at_where_they_are_kept_and_else_those_of_now(size):
    history = History(snapshot_bytes=size)
    often, trainer = story(WEIGHTS, 40, history=history)
    assert (history.most_snapshots < 64) == (size == 0)
    (steady,) = trainer._steady.values()
    assert (steady.weights is None) == (size == 0)
    assert [epoch for epoch, told in often.items() if told[0][0] == "symmetric_units"] == [*often]
    seldom, _ = story(WEIGHTS, 40, 20, History(snapshot_bytes=size))
    assert {epoch: often[epoch] for epoch in seldom} == seldom


def test_weights_that_are_about_to_go_are_looked_at_before():
    trainer = Trainer(WEIGHTS, history=History(snapshot_bytes=10**6))
    most = trainer.history.most_snapshots
    assert 64 <= most < 100
    list(trainer.run(2 * most))
    assert len(trainer.history.kept_epochs) <= most
    (steady,) = trainer._steady.values()
    assert steady._looks[-1].epoch >= most - 8
    assert all("symmetric_units" in look.standings for look in steady._looks[1:])


def test_what_is_no_longer_found_is_told_with_its_epoch():
    record = Trainer(HELD).step_epoch()
    one_class = {"predicted_share_train": np.eye(3)[1], "train_loss": math.log(3.0)}
    records = [dataclasses.replace(record, epoch=e, **one_class) for e in range(25)]
    steady = Steady(RunConfig(dataset="iris"))
    assert steady.messages(records)[0].sentence.startswith("100.0% of the predictions")
    records += [dataclasses.replace(record, epoch=e, train_loss=0.5) for e in range(25, 37)]
    (kept,) = steady.messages(records)
    assert kept.sentence.startswith("At epoch 24: 100.0% of the predictions")
    records.append(dataclasses.replace(record, epoch=38, train_loss=0.5))
    assert steady.messages(records) == ()


def test_what_was_in_vain_is_over_when_the_run_has_learned():
    record = Trainer(HELD).step_epoch()
    one_class = {"predicted_share_train": np.eye(3)[1], "train_loss": math.log(3.0)}
    records = [dataclasses.replace(record, epoch=e, **one_class) for e in range(25)]
    steady = Steady(RunConfig(dataset="iris"))
    assert steady.messages(records)
    records += [dataclasses.replace(record, epoch=e, train_loss=0.2) for e in range(25, 28)]
    assert steady.messages(records) == ()


def test_what_was_so_now_is_told_as_then():
    record = Trainer(HELD).step_epoch()
    fit = {"train_accuracy": 1.0, "train_loss": 0.1, "test_accuracy": 0.8}
    records = [dataclasses.replace(record, epoch=0, test_loss=0.5)]
    records += [dataclasses.replace(record, epoch=e, test_loss=2.0, **fit) for e in range(1, 14)]
    steady = Steady(RunConfig(dataset="iris"))
    assert "The test loss, 2 now" in steady.messages(records)[0].sentence
    records += [dataclasses.replace(records[-1], epoch=14, test_accuracy=0.99)]
    (kept,) = steady.messages(records)
    assert kept.sentence.startswith("At epoch 13: The test loss, 2 then")


def test_other_choices_are_judged_by_themselves():
    trainer = Trainer(RunConfig(dataset="sine", output="tanh", loss="mse"))
    config = trainer.config.changed(l2=0.5)
    assert trainer.diagnose(config) == trainer.diagnose() == ()
    for lr in range(1, 20):
        trainer.diagnose(config.changed(lr=float(lr)))
    assert len(trainer._steady) <= 5


def test_an_error_is_told_at_once():
    told, _ = story(RunConfig(dataset="diabetes", preprocessing="none", lr=0.1), 40)
    kind, text = list(told.values())[-1][0]
    assert kind == "diverged"
    assert "not finite" in text


def test_a_history_that_keeps_little_is_not_looked_at_unasked(monkeypatch):
    monkeypatch.setattr(Steady, "_look", lambda *_: 1 / 0)
    trainer = Trainer(HELD, history=History(max_records=2, snapshot_bytes=0))
    list(trainer.run(40))
    assert trainer.diagnose()[0].title
    trainer = Trainer(HELD, history=History(snapshot_bytes=0))
    list(trainer.run(40))


def test_nothing_is_looked_at_twice():
    trainer = Trainer(RunConfig(dataset="iris"))
    list(trainer.run(40))
    steady = Steady(trainer.config)
    looks = []
    steady._look = lambda records: (
        looks.append(records[-1].epoch),
        Steady._look(steady, records),
    )
    for until in (5, 5, 20):  # a part at a time, for who cannot wait for all
        steady.follow(trainer.history, until)
        assert looks == grid(until)
    for _ in range(3):
        steady.messages(trainer.history)
    assert looks == grid(40)


SPOILED = (
    lambda c: c,
    lambda c: c.changed(lr=100.0 * c.lr),
    lambda c: c.changed(lr=10.0 * c.lr, optimizer="momentum", optimizer_options={}),
    lambda c: c.changed(initializer="normal", initializer_options={"std": 5.0}),
    lambda c: c.changed(activation="sigmoid", hidden_sizes=(8,) * 4),
    lambda c: c.changed(l2=0.1, preprocessing="none"),
)


@pytest.mark.parametrize("number", range(len(SUBJECTS)))
def test_the_first_message_changes_three_times_at_most(number):
    run = healthy_run(number, list(SUBJECTS)[number % len(SUBJECTS)])
    config = SPOILED[number % len(SPOILED)](run.config)
    told, _ = story(config, min(run.epochs, 80))
    first = ["", *(found[0][0] if found else "" for found in told.values())]
    assert sum(a != b for a, b in itertools.pairwise(first)) <= 3


def test_an_epoch_whose_weights_were_set_by_hand_is_looked_at_anew():
    trainer = Trainer(WEIGHTS.changed(hidden_sizes=(3,)))
    list(trainer.run(3))
    assert said(trainer)[0][0] == "symmetric_units"
    (steady,) = trainer._steady.values()
    assert steady._looks[-1].standings["symmetric_units"].streak > 0
    for unit in range(3):
        trainer.set_parameter("W1", (0, unit), unit - 1.0)
    assert steady._looks[-1].epoch == 2
    said(trainer)
    assert steady._looks[-1].epoch == 3
    assert steady._looks[-1].standings["symmetric_units"].streak == 0


@pytest.mark.parametrize(
    ("collapsed", "plateau", "lead", "told"),
    [
        (30, 20, "collapsed", ["collapsed"]),
        (20, 30, "collapsed", ["collapsed", "plateau"]),  # the reason has gone since
        (30, 20, "plateau", ["plateau", "collapsed"]),  # what comes first does not change at once
    ],
)
def test_nothing_is_told_to_keep_no_run_where_something_does(collapsed, plateau, lead, told):
    trainer = Trainer(RunConfig(dataset="moons"))
    steady = Steady(trainer.config)
    epochs = {"collapsed": collapsed, "plateau": plateau}
    standings = {
        kind: Standing(2, 1, True, epoch, dataclasses.replace(FOUND, kind=kind))
        for kind, epoch in epochs.items()
    }
    steady._looks = [Look(0, standings, Lead(lead, 1, 0))]
    assert [message.kind for message in steady.messages(trainer.history)] == told
