"""Learning-rate schedules: torch's rates, and a run that trains by them."""

import numpy as np
import pytest

from mlpviz import RunConfig, Trainer
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.schedules import SCHEDULES, schedule_of

MOONS = RunConfig(dataset="moons", hidden_sizes=(4,), lr=0.3)
LOSSES = [1.0, 0.8, 0.79999, 0.7999, 0.79, 0.79, 0.79, 0.795, 0.79, 0.789999, 0.5, 0.5, 0.5, 0.5]
CASES = [
    ("step", {}, "StepLR", {"step_size": 30}, 100),
    ("step", {"every": 3, "factor": 0.5}, "StepLR", {"step_size": 3, "gamma": 0.5}, 20),
    ("cosine", {"floor": 0.0}, "CosineAnnealingLR", {"T_max": 100}, 100),
    ("cosine", {"span": 7, "floor": 0.25}, "CosineAnnealingLR", {"T_max": 7, "eta_min": 0.1}, 7),
    ("plateau", {}, "ReduceLROnPlateau", {}, 0),
    (
        "plateau",
        {"wait": 1, "factor": 0.5, "margin": 0.001},
        "ReduceLROnPlateau",
        {"patience": 1, "factor": 0.5, "threshold": 0.001},
        0,
    ),
]


@pytest.mark.parametrize(("name", "ours", "theirs", "more", "epochs"), CASES)
def test_rates_are_torch_s(name, ours, theirs, more, epochs):
    import torch

    weight = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([weight], lr=0.4)
    oracle = getattr(torch.optim.lr_scheduler, theirs)(optimizer, **more)
    optimizer.step()
    schedule, rates, expected = SCHEDULES[name](**ours), [], []
    losses = LOSSES * 3 if not epochs else [1.0] * epochs
    for epoch, loss in enumerate(losses):
        rates.append(0.4 * schedule.factor(epoch))
        expected.append(optimizer.param_groups[0]["lr"])
        schedule.see(loss)
        oracle.step(*([loss] if not epochs else []))
    np.testing.assert_allclose(rates, expected, rtol=1e-12, atol=1e-15)
    assert len(set(rates)) > 1


def test_a_cosine_stays_down():
    cosine = SCHEDULES["cosine"](span=10, floor=0.2)
    assert [round(cosine.factor(epoch), 12) for epoch in (0, 5, 10, 11, 1000)] == [
        1.0,
        0.6,
        0.2,
        0.2,
        0.2,
    ]


@pytest.mark.parametrize("name", SCHEDULES)
def test_the_history_has_the_rate_of_every_epoch_and_the_run_trains_by_it(name):
    options = {"step": {"every": 2}, "cosine": {"span": 5}, "plateau": {"wait": 0, "margin": 0.5}}
    config = MOONS.changed(schedule=name, schedule_options=options.get(name, {}))
    trainer, by_hand = Trainer(config), Trainer(MOONS)
    for record in trainer.run(5):
        by_hand.change(lr=record.lr)
        assert by_hand.step_epoch().train_loss == record.train_loss
    rates = trainer.history.column("lr")
    assert rates[0] == rates[1] == 0.3
    assert (rates[-1] < 0.3) == (name != "constant")
    assert np.array_equal(trainer.network.flat, by_hand.network.flat)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_run_goes_back_and_on_to_the_same_bits(name):
    options = {"plateau": {"wait": 0, "margin": 0.2}, "step": {"every": 2}}
    config = MOONS.changed(schedule=name, schedule_options=options.get(name, {}), batch_size=100)
    trainer = Trainer(config)
    for _ in trainer.run(3):
        pass
    trainer.step_batch()
    twin = trainer.twin()
    for _ in range(2):
        assert trainer.step_epoch().lr == twin.step_epoch().lr
    assert np.array_equal(trainer.network.flat, twin.network.flat)
    end, rates = trainer.network.flat.copy(), trainer.history.column("lr")
    trainer.rewind(1)
    for _ in trainer.run(4):
        pass
    assert np.array_equal(trainer.network.flat, end)
    np.testing.assert_array_equal(trainer.history.column("lr"), rates)


def test_another_schedule_while_it_trains_is_a_change_of_the_run():
    trainer = Trainer(MOONS)
    trainer.step_epoch()
    trainer.change(schedule="step", every=1, factor=0.5)
    trainer.step_epoch()
    assert trainer.history.newest.lr == 0.15  # counted from epoch 0
    trainer.change(lr=0.6)
    assert trainer.step_epoch().lr == 0.15
    told = {change.name: change[2:] for change in trainer.history.changes if change.epoch == 1}
    assert told["schedule"] == ("constant", "step")
    trainer.rewind(1)
    assert (trainer.schedule.name, trainer.lr) == ("constant", 0.3)
    assert trainer.step_epoch().lr == 0.3


def test_what_cannot_be_is_refused_and_changes_nothing():
    trainer = Trainer(MOONS)
    for wrong in ({"schedule": "cosin"}, {"schedule": "step", "span": 3}, {"every": 3}):
        with pytest.raises(FaultsError):
            trainer.change(**wrong)
        assert trainer.schedule.name == "constant"
    with pytest.raises(FaultsError, match="Legal: every, factor"):
        SCHEDULES["step"](evry=3)
    with pytest.raises(FaultsError, match=r"SCHEDULES\[\"step\"\]"):
        trainer.schedule = "step"
    with pytest.raises(FaultsError, match="it is the schedule's, and"):
        Trainer(MOONS.changed(schedule="step")).every = 3


def test_a_schedule_tells_all_of_itself():
    plateau = SCHEDULES["plateau"](wait=0)
    for loss in (1.0, 1.0, 0.5, 0.6):
        plateau.see(loss)
    again = schedule_of(plateau.snapshot())
    assert again.factor(4) == plateau.factor(4) == 0.1**2
    plateau.see(2.0)
    assert again.factor(5) == 0.1**2
