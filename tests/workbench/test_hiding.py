import pytest

from mlpviz import RunConfig
from mlpviz.data import DATASETS
from mlpviz.engine.faults import FaultsError
from mlpviz.ui.sidebar import DRAW
from mlpviz.workbench.hiding import CONTROLS, GROUPS, HIDEABLE, read, shown, tabs, title

MOONS = RunConfig(dataset="moons")


def test_the_sidebar_draws_every_control_of_its_tabs_and_no_other():
    in_tabs = [name for name, control in CONTROLS.items() if GROUPS[control.group].tab]
    assert [*DRAW] == in_tabs


def test_no_name_is_twice_in_the_table_and_none_holds_what_separates_names():
    assert len(HIDEABLE) == len(GROUPS) + len(CONTROLS)
    assert all(name.replace("_", "").isalnum() for name in HIDEABLE)
    assert len({title(name) for name in HIDEABLE}) == len(HIDEABLE)


def test_nothing_is_hidden_unless_it_is_named():
    assert [*tabs(MOONS, ())] == [name for name, group in GROUPS.items() if group.tab]
    assert all(shown(name, ()) for name in CONTROLS)


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_hides_all_that_stands_in_it(group):
    hidden = {name for name in CONTROLS if not shown(name, [group])}
    assert hidden == {name for name, control in CONTROLS.items() if control.group == group}


def test_a_control_hides_itself_alone_and_a_tab_without_controls_goes():
    assert [name for name in CONTROLS if not shown(name, ["lr"])] == ["lr"]
    drawn = tabs(MOONS, [name for name, row in CONTROLS.items() if row.group == "network_tab"])
    assert [*drawn] == ["data_tab", "training_tab"]
    assert tabs(MOONS, ["data_tab", "network_tab", "training_tab"]) == {}


def test_a_control_that_the_run_has_not_is_not_drawn():
    for name, spec in DATASETS.items():
        drawn = tabs(RunConfig(dataset=name), ())["data_tab"]
        assert ("data_options" in drawn) == bool(spec.options)
        assert ("split" in drawn) == (not spec.fixed_split)
    assert "act" not in tabs(MOONS.changed(hidden_sizes=()), ())["network_tab"]
    assert "bias_std" not in tabs(MOONS.changed(bias=False), ())["network_tab"]
    own = MOONS.changed(initializer="torch_default")
    assert {"bias", "bias_std"} & set(tabs(own, ())["network_tab"]) == {"bias"}


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
