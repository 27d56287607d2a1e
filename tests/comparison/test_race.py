import pytest

from mlpviz import Trainer, compare, variants
from mlpviz.comparison import Race


def finish(race, seconds=0.0, patience=0.0):
    slices = 0
    while not race.done:
        race.advance(seconds, patience)
        slices += 1
    return slices


@pytest.fixture
def four(tiny):
    runs = variants(tiny, "optimizer", ["sgd", "momentum", "adam"])
    return runs | {"lr 1e9": tiny.changed(lr=1e9, loss="mse", output="identity", activation="relu")}


def test_a_race_in_slices_gives_the_same_bits_as_compare(four, same, one_thread):
    race = Race(four, epochs=5)
    assert finish(race) > 15  # slices end within epochs, too
    same(race.comparison(), compare(four, 5))


def test_all_runs_stay_abreast(tiny):
    race = Race(variants(tiny, "batch_size", [1, 8, "full"]), epochs=4)
    while not race.done:
        race.advance(0.0)
        epochs = [runner.trainer.epoch for runner in race.runners]
        assert max(epochs) - min(epochs) <= 1
        assert race.epoch == min(epochs)
    assert [runner.trainer.epoch for runner in race.runners] == [4, 4, 4]


def test_progress_runs_from_0_to_1_and_a_diverged_run_has_nothing_left_to_do(four):
    race = Race(four, epochs=3)
    shares = [race.progress]
    while not race.done:
        race.advance(0.0)
        shares.append(race.progress)
    assert shares[0] == 0.0
    assert shares[-1] == 1.0
    assert shares == sorted(shares)
    *others, wild = race.runners
    assert wild.error is not None
    assert wild.trainer.epoch < 3
    assert all(runner.error is None for runner in others)
    assert race.epoch == 3


def test_a_slice_ends_when_its_time_is_used_up(tiny, make_clock):
    race = Race(variants(tiny, "seed", [0, 1]), epochs=20)
    clock = make_clock(1.0)
    looks = race.runners[0].trainer.batches_per_epoch + 5  # with every batch, and around them
    race.advance(2.5 * looks, clock=clock)
    assert [runner.position for runner in race.runners] == [2, 1]
    assert clock.now == 1 + 3 * looks
    race.advance(0.0, patience=2.0, clock=clock)  # no time for a whole epoch
    assert 1 < race.runners[1].position < 2


def test_a_finished_race_stays_as_it_is(tiny):
    race = Race({"one": tiny}, epochs=1)
    finish(race)
    race.advance(0.01)
    assert race.runners[0].trainer.epoch == 1


def test_trainers_come_from_whoever_has_the_data(tiny):
    made = []

    def make(config):
        made.append(config)
        return Trainer(config)

    race = Race(variants(tiny, "seed", [0, 1]), 1, make)
    assert made == [runner.trainer.config for runner in race.runners]


def test_next_to_no_weights_are_kept(tiny):
    race = Race({"one": tiny}, epochs=30)
    finish(race)
    assert len(race.runners[0].trainer.history.kept_epochs) <= 2


def test_a_run_that_stops_early_has_nothing_left_to_do(tiny, same, one_thread):
    runs = {"early": tiny.changed(lr=1.0, patience=1), "long": tiny.changed(lr=1.0)}
    race = Race(runs, epochs=30)
    finish(race)
    early, long = race.runners
    assert early.trainer.stopped
    assert early.trainer.epoch < long.trainer.epoch == race.epoch == 30
    assert race.progress == 1.0
    assert early.outcome().end is not None
    same(race.comparison(), compare(runs, 30))
