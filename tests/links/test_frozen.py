"""What a link means where it leaves something out."""

import pytest

from mlpviz import PRESETS, RunConfig
from mlpviz.links.frozen import filled
from mlpviz.links.names import CHOICES
from mlpviz.links.reading import parsed
from mlpviz.workbench.linked_run import asked_run


def test_nothing_is_left_out_afterwards():
    assert CHOICES.keys() <= filled({}).keys()
    assert filled({"data": "moons"})["data.noise"] == "0.2"
    assert filled({"data": "moons", "data.noise": "0.3"})["data.noise"] == "0.3"
    assert filled({"out": "tanh"})["loss"] == "mse"


def test_a_row_that_is_newer_than_the_table_has_its_own_defaults():
    assert filled({"data": "brand_new"}).keys() & {"prep", "out", "loss"} == set()


@pytest.mark.parametrize(
    ("link", "changes"),
    [
        ("lr=0.5", {"lr": 0.5}),
        ("opt=sgd", {"optimizer": "sgd"}),  # without Adam's options
        ("opt=adamw", {"optimizer": "adamw"}),
        ("out=tanh", {"output": "tanh", "loss": "mse"}),
        ("data=spiral&seed=3", {"seed": 3}),
        ("data.noise=0.1", {"dataset_options": {"noise": 0.1}}),
        ("layers=none", {"hidden_sizes": ()}),
    ],
)
def test_a_preset_has_what_its_link_leaves_out(link, changes):
    config, name, *_ = asked_run(parsed(f"v=1&preset=spiral&{link}"))
    assert name == "spiral"
    assert config == PRESETS["spiral"].config.changed(**changes)


def test_a_whole_link_from_before_a_choice_is_not_asked_for_it_by_a_preset():
    base = RunConfig(dataset="moons", shuffle=False).to_query()
    assert base["shuffle"] == "no"
    whole = RunConfig(dataset="moons").to_query()
    assert "shuffle" not in whole
    assert filled(whole, base)["shuffle"] == "yes"
    assert filled({"v": "1", "lr": "0.3"}, base)["shuffle"] == "no"
    link = RunConfig(dataset="spiral").to_link() + "&preset=spiral"
    assert RunConfig.from_link(link) == RunConfig(dataset="spiral")


def test_nor_for_an_option_that_came_later():
    base = RunConfig(dataset="moons", dataset_options={"label_noise": 0.2}).to_query()
    assert base["data.label_noise"] == "0.2"
    whole = RunConfig(dataset="moons").to_query()
    assert not {"data.share", "data.label_noise", "data.shuffle_labels"} & whole.keys()
    assert filled(whole, base)["data.label_noise"] == "0"
    assert filled({"v": "1", "data": "moons"}, base)["data.label_noise"] == "0.2"


def test_a_preset_is_about_its_own_data():
    config, name, *_ = asked_run(parsed("v=1&preset=spiral&data=moons"))
    assert (config, name) == (RunConfig(dataset="moons", batch_size=32), None)
    assert asked_run(parsed("preset=spiral&lr=0.5"))[:2] == (RunConfig(lr=0.5), None), "as ever"
