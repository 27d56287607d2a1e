"""The public programs that ``python -m benchmarks faults`` counts: they are what they say."""

import pytest

from benchmarks.fault_programs import PROGRAMS
from benchmarks.fault_runs import Case, judge
from mlpviz.engine.faults import FaultsError
from mlpviz.run import config_on


@pytest.mark.parametrize("row", PROGRAMS, ids=lambda row: row.post)
def test_a_program_and_its_twin_go_with_their_data(row):
    if row.choices is not None:
        config_on(row.config, row.data(0))
    config_on(row.repaired, (row.twin_data or row.data)(0))
    assert row.repaired != row.config or row.twin_data is not None


@pytest.mark.parametrize(
    "row", [row for row in PROGRAMS if row.refused is not None], ids=lambda row: row.post
)
def test_a_refusal_names_the_way_out(row):
    with pytest.raises(FaultsError, match=r"sigmoid.*softmax|softmax.*sigmoid"):
        row.refused()


def test_a_run_that_reaches_its_goal_needs_no_cure():
    row = PROGRAMS[0]
    data = row.twin_data
    twin = judge(Case("twin", row.repaired, 300, 0.2, (), data), 0)
    assert twin.works
    assert not twin.cures
    sick = judge(Case("sick", row.config, 5, row.goal, row.named, row.data), 0, cure=False)
    assert not sick.works
    assert sick.among
    assert "targets_out_of_range" in sick.shown


@pytest.mark.parametrize("seed", [6, 14, 15])
def test_steps_of_a_few_epochs_are_told_too_short_whatever_the_weights_began_as(seed):
    row = next(row for row in PROGRAMS if row.post == "50306988")
    config = row.config.changed(seed=seed)
    sick = judge(Case("sick", config, row.epochs, row.goal, row.named, row.data), seed, cure=False)
    assert sick.shown == ("learning_rate_too_small",)
