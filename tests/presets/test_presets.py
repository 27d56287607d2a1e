"""All presets: complete, legal, shared by link, and able to learn what they ask about."""

import json
import re
from pathlib import Path

import pytest

from mlpviz import DATASETS, RunConfig, Trainer
from mlpviz.gradcheck.buggy_checkers import BUGGY_CHECKERS
from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.presets import EXPERIMENTS, PLAYGROUND, PRESETS

# What every playground problem reaches, by the share of right answers or R2 on the test split.
REACHED = {"hills": 0.9, "plane": 0.95, "sine": 0.95, "circles": 0.93, "moons": 0.93}


@pytest.mark.parametrize("name", PRESETS)
def test_its_run_is_as_long_as_its_words_say(name):
    preset = PRESETS[name]
    words = " ".join([preset.title, preset.question, preset.look_at, preset.answer])
    counts = re.findall(r"\b(\d[\d,]*) (?:full-batch )?(?:epochs|steps)\b", words)
    spoken = [int(count.replace(",", "")) for count in counts]
    assert all(n <= preset.epochs for n in spoken), "it stops there, before what is to be seen"
    if "full-batch steps" in words:
        assert set(spoken) == {preset.epochs}


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
    sentences = [mistake.sentence for mistake in preset.mistakes]
    for text in (preset.title, preset.question, preset.look_at, preset.answer, *sentences):
        assert len(text) >= 3
        assert text[0].isupper() or not text[0].isalpha()
    assert preset.look_at[-1] in ".?"
    assert preset.answer.endswith(".")
    assert all(sentence.endswith(".") for sentence in sentences)
    assert bool(sentences) == (name in EXPERIMENTS)
    assert preset.question.endswith("?")
    assert preset.epochs >= 1


# Words of rules that name no reason by themselves, and may stand on a card.
HARMLESS = {"network", "learning", "look", "units", "than", "soon"}


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if preset.diagnosis])
def test_a_card_does_not_give_away_what_is_wrong(name):
    preset = PRESETS[name]
    telling = set(preset.diagnosis.split("_")) - HARMLESS
    card = f"{preset.title} {preset.question}".lower()
    told = [word for word in telling if len(word) > 3 and word[:5] in card]
    assert told == []
    assert not re.search(r"too (large|small|strong|long|few)|not scaled|\bdead\b", card)


@pytest.mark.parametrize("name", PRESETS)
def test_what_to_look_at_gives_away_no_answer(name):
    preset = PRESETS[name]
    said = {text.strip() for text in re.split(r"[.:;,?]", preset.look_at) if len(text.split()) > 4}
    assert not [text for text in said if text in preset.answer]


def test_mistakes_name_cases_of_the_bug_lab():
    named = {m.case for preset in PRESETS.values() for m in preset.mistakes} - {""}
    assert named <= {*MISTAKES, *BUGGY_CHECKERS}
    assert not {*MISTAKES} & {*BUGGY_CHECKERS}, "a name must tell which of the two is meant"
    assert {"square-of-sum", "slope-at-a", "skips-w2", "sign", "labels", "tiny-h"} <= named


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
def test_a_playground_preset_learns_and_is_healthy(name, seed):
    preset = PLAYGROUND[name]
    trainer = Trainer(preset.config.changed(seed=seed))
    for record in trainer.run(preset.epochs):
        if record.epoch % 10 == 0:
            assert trainer.diagnose() == ()
    reached = record.test_r2 if record.test_accuracy is None else record.test_accuracy
    assert reached > REACHED.get(name, 0.95)


def test_the_page_for_teachers_has_the_link_of_every_preset():
    text = (Path(__file__).parents[2] / "docs" / "presets.md").read_text("utf-8")
    links = re.findall(r"^\| `/(\S*)\?preset=([\w-]+)` \|", text, re.M)
    paths = {name: preset.page.replace("train", "") for name, preset in PRESETS.items()}
    assert {name: page for page, name in links} == paths
    assert len(links) == len(PRESETS)
