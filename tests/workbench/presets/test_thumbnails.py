"""Each preset's picture is of its own data."""

import pytest

from mlpviz import PRESETS, load_dataset
from mlpviz.presets import EXPERIMENTS, PLAYGROUND
from mlpviz.workbench.datasets import _cache, is_loaded
from mlpviz.workbench.gate import gate
from mlpviz.workbench.presets import thumbnails
from mlpviz.workbench.presets.thumbnails import picture, thumbnail


@pytest.mark.parametrize("name", PLAYGROUND)
def test_a_small_problem_is_drawn_as_points(name):
    uri = thumbnail(name)
    assert uri.startswith("data:image/svg+xml;base64,")
    assert len(uri) < 10_000
    assert uri is thumbnail(name), "drawn once"


def test_pictures_differ():
    assert len({thumbnail(name) for name in PLAYGROUND}) == len(PLAYGROUND)


def test_digits_are_drawn_as_images_and_the_numbers_of_one_sample_as_bars():
    drawn = {name: thumbnail(name)[:14] for name in EXPERIMENTS}
    assert drawn == {
        "digits-collapse": "data:image/png",
        "mnist-tanh": "data:image/png",
        "mnist-optimizers": "data:image/png",
        "cifar-relu": "",
        "numpy-sigmoid": "data:image/svg",
    }


def test_images_are_drawn_raw_whatever_the_preprocessing():
    raw, scaled = (
        picture(load_dataset("digits", preprocessing=name)) for name in ("none", "standardize")
    )
    assert raw == scaled


def test_the_data_are_those_that_visitors_share_and_drawn_inside_their_gate(monkeypatch):
    config, held = PRESETS["xor"].offline, []
    _cache.clear()
    thumbnail.cache_clear()
    monkeypatch.setattr(thumbnails, "picture", lambda _: held.append(gate.held) or "drawn")
    assert (thumbnail("xor"), held) == ("drawn", [True])
    assert is_loaded(config)
    thumbnail.cache_clear()
