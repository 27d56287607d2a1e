"""Pins come back from the browser as they were, and nothing else does."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz import Dataset, RunConfig
from mlpviz.data import encode_points
from mlpviz.run import Trainer
from mlpviz.workbench.events import LONGEST
from mlpviz.workbench.train.pins import MAX_PINS, Pin
from mlpviz.workbench.train.stored_pins import CURVES, LETTERS, POINTS, restored, stored

CONFIG = RunConfig(dataset="moons", dataset_options={"n_samples": 40}, hidden_sizes=(3,), lr=0.3)


@pytest.fixture(scope="module")
def pins():
    """As many as there may be, of a long run."""
    trainer = Trainer(CONFIG)
    list(trainer.run(150))
    return [
        Pin.of(trainer.history, CONFIG, number=n, moment=(0, 150), preset="moons")
        for n in range(MAX_PINS)
    ]


def test_what_is_stored_is_restored(pins):
    found = restored(stored(pins), MAX_PINS)
    assert [pin.number for pin in found] == [*range(MAX_PINS)]
    for pin, before in zip(found, pins, strict=True):
        assert (pin.config, pin.preset, pin.kept) == (CONFIG, "moons", None)
        assert (pin.epoch[0], pin.epoch[-1], len(pin.epoch)) == (0, 150, POINTS)
        for name in CURVES:
            there = getattr(before, name)[np.isin(before.epoch, pin.epoch)]
            np.testing.assert_allclose(getattr(pin, name), there, rtol=1e-5)


def test_pins_on_data_of_ones_own_come_back_as_long_as_the_data_are_there():
    data = Dataset.from_arrays(np.arange(60.0).reshape(30, 2), np.arange(30) % 3)
    trainer = Trainer(RunConfig(dataset=data), data)
    trainer.step_epoch()
    text = stored([Pin.of(trainer.history, trainer.config, number=0, moment=(0, 1))])
    (pin,) = restored(text, MAX_PINS, {data.fingerprint: data}.get)
    assert pin.config == trainer.config
    assert restored(text, MAX_PINS) == []


def test_pins_of_more_drawn_points_than_a_link_holds_come_back_as_far_as_there_is_room(pins):
    rng = np.random.default_rng(0)
    drawings = [encode_points(rng.uniform(-1, 1, (n, 2)), np.arange(n) % 2) for n in (900, 2000)]
    configs = [RunConfig(dataset="drawn", dataset_options={"points": text}) for text in drawings]
    some = [replace(pin, config=configs[0], preset=None) for pin in pins[:2]]
    found = restored(stored(some), MAX_PINS)
    assert [pin.config for pin in found] == [configs[0]] * 2
    many = stored([replace(pin, config=configs[1], preset=None) for pin in pins])
    assert len(restored(many, MAX_PINS)) == LETTERS // len(drawings[1])
    assert len(json.dumps([{"event": "recall", "value": {"text": many}}])) < 0.9 * LONGEST
    assert restored(many.replace('"points": "', '"points": "!'), MAX_PINS) == []


def test_all_of_them_fit_into_what_a_board_may_send(pins):
    message = json.dumps([{"event": "recall", "value": {"text": stored(pins)}}])
    assert len(message) < 0.9 * LONGEST


def test_no_more_than_are_allowed_here(pins):
    assert [pin.number for pin in restored(stored(pins), 4)] == [0, 1, 2, 3]
    assert restored(stored(pins * 3), MAX_PINS)[-1].number == MAX_PINS - 1


def test_a_run_that_is_refused_here_is_left_out(pins, monkeypatch):
    monkeypatch.setenv("MLPVIZ_RUN_BYTES", "1")
    assert restored(stored(pins), MAX_PINS) == []


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda some: (
        st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=5), some, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=150, database=None, derandomize=True)
@given(st.sampled_from(["number", "link", "epoch", *CURVES]), ANY)
def test_whatever_comes_back_is_pins_or_nothing(name, value):
    entry = {"number": 0, "link": "?v=1&data=moons", "epoch": [0, 4]}
    entry |= {curve: [1.0, None] for curve in CURVES}
    assert len(restored(json.dumps([entry]), MAX_PINS)) == 1
    for pin in restored(json.dumps([entry | {name: value}]), MAX_PINS):
        assert len(pin.train_loss) == len(pin.epoch) >= 1
        assert not np.isinf(pin.train_loss).any()


@pytest.mark.parametrize("text", ["", "{", "3", "[[]]", "[" * 9000, '[{"number": 1e999}]', "null"])
def test_what_is_no_text_of_ours_is_nothing(text):
    assert restored(text, MAX_PINS) == []
