"""What the sidebar's callbacks do, without a page."""

from types import SimpleNamespace

import pytest

from mlpviz import RunConfig
from mlpviz.ui import sidebar_callbacks


@pytest.mark.parametrize(
    ("chosen", "value", "begun"),
    [
        ({}, False, None),  # the default, which a config leaves out
        ({}, True, {"shuffle_labels": 1}),
        ({"shuffle_labels": 1}, True, None),
        ({"shuffle_labels": 1}, False, {"shuffle_labels": 0}),
        ({}, None, None),  # a widget that has left the page
    ],
)
def test_only_another_place_of_an_options_switch_starts_a_run(monkeypatch, chosen, value, begun):
    rebuilt = []
    page = SimpleNamespace(
        get={"dataset_options.shuffle_labels~moons": value}.get,
        choices=lambda: RunConfig(dataset="moons", dataset_options=chosen).model_dump(),
        rebuild=lambda choices: rebuilt.append(choices["dataset_options"]),
    )
    monkeypatch.setattr(sidebar_callbacks, "state", page)
    sidebar_callbacks.choose_switch("dataset_options", "moons", "shuffle_labels")
    assert rebuilt == ([] if begun is None else [begun])


def test_an_option_of_a_dataset_that_is_no_more_starts_none(monkeypatch):
    page = SimpleNamespace(choices=RunConfig(dataset="iris").model_dump)
    monkeypatch.setattr(sidebar_callbacks, "state", page)
    assert sidebar_callbacks.choose_option(0.3, "dataset_options", "moons", "noise")


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
