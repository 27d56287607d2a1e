"""What is told of a race: who wins, who has diverged, and of which choices it is."""

from mlpviz.comparison import Race
from mlpviz.workbench.compare.plan import plan
from mlpviz.workbench.compare.race_status import CHANGED, message, metrics, table


def raced(config, field, values, epochs):
    planned = plan(config, field, values, epochs)
    race = Race(planned.runs, epochs)
    while not race.done:
        race.advance(1.0)
    return planned, race, race.comparison()


def said(planned, race, comparison, *, stale=False):
    return message(planned, race, comparison, playing=False, stale=stale, error=None)


def test_nobody_wins_at_chance(config_for):
    config = config_for("moons").changed(lr=1e-12, initializer="zeros")
    made = raced(config, "seed", ["1", "2"], 1)
    assert said(*made).text.startswith("No winner after epoch 1: no run is clearly above the ")
    assert not any("★" in row.cells[0] for row in table(*made[1:]).rows)


def test_a_loss_that_has_grown_counts_as_diverged(config_for):
    config = config_for("diabetes").changed(hidden_sizes=(), batch_size=None)
    planned, race, comparison = raced(config, "lr", ["0.01", "0.4"], 40)
    assert all(run.error is None for run in comparison.runs), "no number has overflowed"
    header = {metric.label: metric.value for metric in metrics(race, comparison)}
    assert header["Diverged"] == "1"
    told = said(planned, race, comparison)
    assert told.kind == "warning"
    assert told.text.startswith("lr 0.4 diverged, its training loss has grown from ")
    assert comparison["lr 0.4"].status == "diverged"


def test_a_result_of_other_choices_says_so_first(config_for):
    told = said(*raced(config_for("moons"), "seed", ["1", "2"], 1), stale=True)
    assert told.text.startswith(CHANGED)
    assert told.kind == "warning"
