import pytest

from mlpviz import RunConfig
from mlpviz.data import DATASETS
from mlpviz.engine.faults import FaultsError
from mlpviz.ui.sidebar import DRAW
from mlpviz.workbench.hiding import (
    CONTROLS,
    GROUPS,
    HIDEABLE,
    in_sight,
    read,
    shown,
    title,
    under_more,
)

MOONS = RunConfig(dataset="moons")


def drawn(config, hidden=()):
    """All controls of the sidebar."""
    more = under_more(config, hidden).values()
    return {*in_sight(config, hidden)} | {name for names in more for name in names}


def test_the_sidebar_draws_every_control_of_its_groups_and_no_other():
    own = [name for name, control in CONTROLS.items() if GROUPS[control.group].sidebar]
    assert [*DRAW] == own


def test_what_is_changed_most_is_in_sight_and_the_rest_under_more():
    first = ["data", "data_options", "layers", "act", "lr", "batch", "l2"]
    assert [name for name in in_sight(MOONS, ()) if name in first] == first
    assert not set(in_sight(MOONS, ())) & {n for ns in under_more(MOONS, ()).values() for n in ns}
    assert {"opt", "init", "seed", "prep"} <= {
        n for ns in under_more(MOONS, ()).values() for n in ns
    }


def test_no_name_is_twice_in_the_table_and_none_holds_what_separates_names():
    assert len(HIDEABLE) == len(GROUPS) + len(CONTROLS)
    assert all(name.replace("_", "").isalnum() for name in HIDEABLE)
    assert len({title(name) for name in HIDEABLE}) == len(HIDEABLE)


def test_nothing_is_hidden_unless_it_is_named():
    assert [*under_more(MOONS, ())] == [name for name, group in GROUPS.items() if group.sidebar]
    assert all(shown(name, ()) for name in CONTROLS)


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_hides_all_that_stands_in_it(group):
    hidden = {name for name in CONTROLS if not shown(name, [group])}
    assert hidden == {name for name, control in CONTROLS.items() if control.group == group}


def test_a_control_hides_itself_alone_and_a_group_without_controls_goes():
    assert [name for name in CONTROLS if not shown(name, ["lr"])] == ["lr"]
    assert "lr" not in in_sight(MOONS, ["lr"])
    hidden = [name for name, row in CONTROLS.items() if row.group == "network_tab"]
    assert [*under_more(MOONS, hidden)] == ["data_tab", "training_tab"]
    assert "layers" not in in_sight(MOONS, ["network_tab"])
    assert drawn(MOONS, ["data_tab", "network_tab", "training_tab"]) == set()


def test_a_control_that_the_run_has_not_is_not_drawn():
    for name, spec in DATASETS.items():
        found = drawn(RunConfig(dataset=name))
        assert ("data_options" in found) == bool(spec.options)
        assert ("split" in found) == (not spec.fixed_split)
    assert not drawn(MOONS.changed(hidden_sizes=())) & {"act", "mixed"}
    assert "bias_std" not in drawn(MOONS.changed(bias=False))
    own = MOONS.changed(initializer="torch_default")
    assert {"bias", "bias_std"} & drawn(own) == {"bias"}


@pytest.mark.parametrize("text", ["lr-data_tab", " data_tab , lr,", "data_tab-lr-lr-data_tab"])
def test_names_are_read_in_the_order_of_the_table(text):
    assert read(text) == ("data_tab", "lr")


@pytest.mark.parametrize(
    ("text", "meant"),
    [("lerning_rate", "lr"), ("activation", "act"), ("Network", "network_tab"), ("LR", "lr")],
)
def test_an_unknown_name_is_answered_with_the_likely_one(text, meant):
    with pytest.raises(FaultsError, match=f"Did you mean '{meant}'"):
        read(f"seed-{text}")


def test_all_unknown_names_are_told_and_a_flood_of_them_in_one_line():
    with pytest.raises(FaultsError) as caught:
        read("first-second-lr")
    assert [fault.value for fault in caught.value.faults] == ["first", "second"]
    with pytest.raises(FaultsError, match="holds 100,000 names") as caught:
        read("-".join(map(str, range(100_000))))
    assert len(str(caught.value)) < 200
