import pickle
from dataclasses import replace

import pytest

from mlpviz.config import RunConfig
from mlpviz.limits import LimitError, estimate_cost, require_allowed, require_together
from mlpviz.presets import PRESETS

# What once took gigabytes and stopped everybody else.
HOSTILE = {
    "spiral": RunConfig(
        dataset="spiral3",
        dataset_options={"n_samples": 5000},
        hidden_sizes=(4096, 1) * 4,
        batch_size=None,
    ),
    "deep": RunConfig(dataset="digits", hidden_sizes=(570,) * 16),
    "race": RunConfig(
        dataset="spiral3",
        dataset_options={"n_samples": 5000},
        hidden_sizes=(1024, 1) * 8,
        batch_size=None,
    ),
}


@pytest.mark.parametrize("config", HOSTILE.values(), ids=HOSTILE)
def test_what_stops_all_others_is_refused_and_the_nearest_is_offered(config, machine, hosted):
    with pytest.raises(LimitError) as caught:
        require_allowed(config, allowed=hosted, at=machine)
    assert caught.value.offers
    for offer in caught.value.offers:
        cost = require_allowed(offer.config, allowed=hosted, at=machine)
        assert cost.memory <= 64e6
        assert cost.update_seconds <= 0.05
        assert offer.config.dataset == config.dataset


@pytest.mark.parametrize("config", HOSTILE.values(), ids=HOSTILE)
def test_on_ones_own_computer_it_is_allowed(config, machine, local):
    assert require_allowed(config, allowed=local, at=machine).memory > 64e6


def test_every_preset_is_allowed_with_all_its_variants_side_by_side(machine, hosted):
    for preset in PRESETS.values():
        runs = [preset.offline, *preset.variants.values()]
        for run in runs:
            require_allowed(run, allowed=hosted, at=machine)
        require_together(list(preset.variants.values()), allowed=hosted, at=machine)


def test_the_message_has_the_number_the_limit_and_the_way_out(machine, hosted):
    with pytest.raises(LimitError) as caught:
        require_allowed(HOSTILE["deep"], allowed=hosted, at=machine)
    memory = estimate_cost(HOSTILE["deep"], allowed=hosted, at=machine).memory
    assert f"{memory / 1e6:.0f} MB" in str(caught.value)
    assert "64 MB is the most here" in str(caught.value)
    assert "on your own computer" in str(caught.value)
    for offer in caught.value.offers:
        assert offer.label.lower() in str(caught.value)
    assert [fault.field for fault in caught.value.faults] == ["run_bytes", "update_seconds"]
    assert caught.value.faults[0].value == memory


def test_whoever_owns_the_server_is_told_how_to_allow_it(machine, local):
    with pytest.raises(LimitError, match="MLPVIZ_SAMPLES sets the limit"):
        require_allowed(RunConfig(), allowed=replace(local, samples=100), at=machine)


def test_one_setting_is_enough_where_it_can_be(machine, hosted):
    with pytest.raises(LimitError) as caught:
        require_allowed(HOSTILE["spiral"], allowed=hosted, at=machine)
    batch, *others = caught.value.offers
    assert batch.label == f"Batch size {batch.config.batch_size:,}"
    assert batch.config == HOSTILE["spiral"].changed(batch_size=batch.config.batch_size)
    twice = batch.config.changed(batch_size=2 * batch.config.batch_size)
    with pytest.raises(LimitError):
        require_allowed(twice, allowed=hosted, at=machine)
    assert [offer.config.batch_size for offer in others] == [None, None]


def test_several_settings_are_less_where_one_is_not_enough(machine, hosted):
    with pytest.raises(LimitError) as caught:
        require_allowed(HOSTILE["deep"], allowed=replace(hosted, samples=1800), at=machine)
    assert caught.value.offers
    few = replace(hosted, samples=1000, update_seconds=0.001, run_bytes=6e6)
    with pytest.raises(LimitError) as caught:
        require_allowed(HOSTILE["spiral"], allowed=few, at=machine)
    (offer,) = caught.value.offers
    width = max(offer.config.hidden_sizes)
    assert offer.label == f"Batch size 32, 1,000 samples, at most {width} units a layer"
    assert f"Choose batch size 32, 1,000 samples, at most {width} units" in str(caught.value)
    require_allowed(offer.config, allowed=few, at=machine)


def test_nothing_is_offered_where_nothing_would_do(machine, hosted):
    with pytest.raises(LimitError) as caught:
        require_allowed(RunConfig(), allowed=replace(hosted, run_bytes=1.0), at=machine)
    assert caught.value.offers == ()
    assert "Choose less, or run it on your own computer." in str(caught.value)


def test_runs_side_by_side_count_together(machine, hosted):
    one = RunConfig(dataset="digits", hidden_sizes=(600, 300))
    require_together([one], allowed=hosted, at=machine)
    with pytest.raises(LimitError, match=r"Eight of them take .* together") as caught:
        require_together([one] * 8, "Eight of them", allowed=hosted, at=machine)
    for offer in caught.value.offers:
        require_together([offer.config] * 8, allowed=hosted, at=machine)


def test_the_error_can_be_pickled(machine, hosted):
    with pytest.raises(LimitError) as caught:
        require_allowed(HOSTILE["deep"], allowed=hosted, at=machine)
    copy = pickle.loads(pickle.dumps(caught.value))
    assert (copy.faults, copy.offers) == (caught.value.faults, caught.value.offers)
