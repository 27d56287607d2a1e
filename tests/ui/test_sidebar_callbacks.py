"""What the sidebar's callbacks do, without a page."""

from types import SimpleNamespace

import pytest

from mlpviz import RunConfig
from mlpviz.ui import sidebar_callbacks


@pytest.mark.parametrize(
    ("chosen", "value", "begun"),
    [
        ({}, 300, None),  # the default, which a config leaves out
        ({}, 200, {"n_samples": 200}),
        ({"n_samples": 200}, 200, None),
        ({"n_samples": 200}, 300, {"n_samples": 300}),
        ({}, None, None),  # a widget that has left the page
    ],
)
def test_only_another_value_of_an_option_starts_a_run(monkeypatch, chosen, value, begun):
    rebuilt = []
    page = SimpleNamespace(
        get={"dataset_options.n_samples~moons": value}.get,
        choices=lambda: RunConfig(dataset="moons", dataset_options=chosen).model_dump(),
        rebuild=lambda choices: rebuilt.append(choices["dataset_options"]),
    )
    monkeypatch.setattr(sidebar_callbacks, "state", page)
    sidebar_callbacks.choose_option("dataset_options", "moons", "n_samples")
    assert rebuilt == ([] if begun is None else [begun])


@pytest.mark.parametrize(
    ("chosen", "value", "begun"),
    [
        (None, True, []),  # what None stands for
        (None, False, [False]),
        (False, True, [None]),
        (False, False, []),
        (True, False, [False]),
        (None, None, []),
    ],
)
def test_a_switch_is_back_at_what_suits_the_data(monkeypatch, chosen, value, begun):
    rebuilt = []
    config = RunConfig(dataset="diabetes", standardize_targets=chosen)
    page = SimpleNamespace(
        get={"standardize_targets": value}.get,
        session=lambda: SimpleNamespace(config=config),
        choices=config.model_dump,
        rebuild=lambda choices: rebuilt.append(choices["standardize_targets"]),
    )
    monkeypatch.setattr(sidebar_callbacks, "state", page)
    sidebar_callbacks.choose("standardize_targets")
    assert rebuilt == begun
