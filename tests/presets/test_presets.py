"""All presets: complete, legal, shared by link, and able to learn what they ask about."""

import json

import pytest

from mlpviz import DATASETS, RunConfig, Trainer
from mlpviz.presets import EXPERIMENTS, PLAYGROUND, PRESETS

# What every playground problem reaches, by the share of right answers or R2 on the test split.
REACHED = {"hills": 0.9, "plane": 0.95, "sine": 0.95, "circles": 0.93, "moons": 0.93}


def test_the_five_experiments_come_first():
    assert (
        list(PRESETS)[:5]
        == list(EXPERIMENTS)
        == [
            "digits-collapse",
            "mnist-tanh",
            "mnist-optimizers",
            "cifar-relu",
            "numpy-sigmoid",
        ]
    )


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_says_what_it_is(name):
    preset = PRESETS[name]
    for text in (preset.title, preset.look_at, *preset.mistakes):
        assert len(text) >= 3
        assert text[0].isupper() or not text[0].isalpha()
    assert preset.look_at.endswith(".")
    assert all(mistake.endswith(".") for mistake in preset.mistakes)
    assert bool(preset.mistakes) == (name in EXPERIMENTS)
    assert preset.question.endswith("?") == (name in PLAYGROUND)
    assert preset.epochs >= 1


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_goes_into_a_link_and_back(name):
    for config in (PRESETS[name].config, *PRESETS[name].variants.values()):
        assert RunConfig.from_query(json.loads(json.dumps(config.to_query()))) == config


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_trains(name):
    record = Trainer(PRESETS[name].config).step_epoch()
    assert record.epoch == 1


def test_variants_share_the_initial_weights_and_differ_in_something():
    varied = {name: preset.variants for name, preset in PRESETS.items() if preset.variants}
    assert list(varied) == ["mnist-optimizers"]
    for name, variants in varied.items():
        assert len(set(map(str, variants.values()))) == len(variants)
        for config in variants.values():
            same = PRESETS[name].config
            for choice in ("seed", "initializer", "hidden_sizes", "data_seed", "batch_size"):
                assert getattr(config, choice) == getattr(same, choice)


def test_every_made_up_dataset_has_a_playground_preset():
    made_up = [name for name, spec in DATASETS.items() if spec.group.endswith(("ation", "ession"))]
    assert sorted(preset.config.dataset for preset in PLAYGROUND.values()) == sorted(made_up)


@pytest.mark.parametrize("seed", [0, 1])
@pytest.mark.parametrize("name", PLAYGROUND)
def test_a_playground_preset_learns(name, seed):
    preset = PLAYGROUND[name]
    *_, record = Trainer(preset.config.changed(seed=seed)).run(preset.epochs)
    reached = record.test_r2 if record.test_accuracy is None else record.test_accuracy
    assert reached > REACHED.get(name, 0.95)
