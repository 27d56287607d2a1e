"""The payload of the Trace page: numbers of the engine, in places that the browser finds."""

import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from mlpviz import RunConfig
from mlpviz.engine.next_batch import Coming
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.presets import PRESETS
from mlpviz.run import Trainer
from mlpviz.workbench.trace.choices import TABS, TraceChoices
from mlpviz.workbench.trace.session import Trace

FIRST = TraceChoices()


def opened(choices=FIRST, **config):
    """A run after an epoch, and the trace of it."""
    trainer = Trainer(RunConfig(**config))
    trainer.step_epoch()
    own = Trace(choices)
    return trainer, own, lambda: own.shown(trainer, trainer.network.copy(), 1, None)


SMALL = {"dataset": "moons", "hidden_sizes": (4, 2)}


def text(line):
    return "".join(part.text for part in line.parts)


def test_every_step_has_its_lines_and_words_and_one_place_to_guess():
    _, _, shown = opened(**SMALL)
    view = shown()
    titles = ["x", "z1", "a1", "z2", "a2", "z3", "p", "L", "d3", "d2", "d1", "dW", "update"]
    assert [stage.title for stage in view.stages] == titles
    for stage in view.stages[1:]:
        assert stage.words
        assert {"symbols", "numbers", "NumPy"} <= {line.name for line in stage.lines}
        places = {part.place for line in stage.lines for part in line.parts}
        assert stage.asked is not None
        assert stage.asked.place in places
    assert json.loads(json.dumps(asdict(view), allow_nan=False))


def test_the_numbers_are_those_of_the_network():
    trainer, _, shown = opened(TraceChoices(sample=5, name="W2", index=(3, 1)), **SMALL)
    view, network = shown(), trainer.network.copy()
    split = trainer.train_split
    network.backpropagate(split.X[5:6], split.Y[5:6], trainer.loss, trainer.l2)
    right = network.grads["W2"][3, 1]
    (result,) = (line for line in view.results if line.name == "RESULT")
    assert float(text(result).rpartition("=")[2]) == pytest.approx(right, rel=1e-3)
    column = view.levels[1]
    z = next(quantity for quantity in column.quantities if quantity.name == "z1")
    assert [float(t) for t in z.texts] == pytest.approx(network.z[0][0], rel=1e-3)


def test_the_chosen_unit_of_every_column_is_on_the_way_of_the_weight():
    _, _, shown = opened(TraceChoices(name="W2", index=(3, 1)), **SMALL)
    inputs, first, second, output, loss = shown().levels
    assert (first.chosen, second.chosen, output.chosen) == (3, 1, 0)
    assert [level.title for level in (inputs, first, output, loss)] == [
        "inputs",
        "hidden 1",
        "output",
        "loss",
    ]


def test_a_small_network_has_all_weights_and_a_large_one_those_of_the_chosen_unit():
    assert [len(fan.rows) * len(fan.columns) for fan in opened(**SMALL)[2]().fans] == [8, 8, 4]
    view = opened(dataset="digits", hidden_sizes=(32, 16))[2]()
    assert [(len(fan.rows), len(fan.columns)) for fan in view.fans] == [(64, 1), (1, 16), (1, 10)]
    assert not view.levels[1].quantities[0].texts, "cells, not numbers"


def test_the_weights_into_one_unit_are_an_image():
    view = opened(TraceChoices(index=(400, 7)), dataset="mnist", hidden_sizes=(9,))[2]()
    weights, gradient, x, delta = view.matrices
    assert view.levels[0].picture
    assert (weights.rows, weights.columns) == (view.levels[0].rows, view.levels[0].columns)
    assert (gradient.pick, gradient.column, x.before, delta.before) == ("W1", 7, "=", "×")


def test_samples_of_a_mean_add_up_to_its_gradient():
    first = TraceChoices(sample=3, mean=True, tab="samples")
    trainer, _, shown = opened(first, **SMALL, batch_size=8, l2=0.01, l1=0.02)
    view = shown()
    assert [bar.name for bar in view.shares] == [str(k) for k in Coming(trainer).batch]
    assert max(abs(bar.share) for bar in view.shares) == 1.0
    assert "L2's own term is" in view.shares_words
    assert "L1's own term is" in view.shares_words
    assert view.batch == 8


def test_of_many_samples_the_largest_have_bars_and_the_rest_one():
    first = TraceChoices(sample=3, mean=True, tab="samples")
    trainer, own, shown = opened(first, **SMALL, batch_size=None)
    view = shown()
    assert view.batch == len(trainer.train_split.X) > 100
    assert len(view.shares) in (33, 34)
    assert [bar.name for bar in view.shares].count("3") == 1, "the one that is written out"
    assert view.shares[-1].name == ""
    assert "other samples together" in view.shares[-1].words
    told = [float(bar.words.split(": ")[1].split(",")[0]) for bar in view.shares]
    gradient = float(text(result(own, shown)).rpartition("=")[2])
    assert sum(told) == pytest.approx(gradient, rel=0.01, abs=1e-5)


def result(own, shown):
    own.choices = replace(own.choices, tab="weight")
    return next(line for line in shown().results if line.name == "RESULT")


def test_dropout_is_a_step_with_its_mask():
    trainer, _, shown = opened(TraceChoices(sample=5), **SMALL, dropout=0.5)
    view, mask = shown(), Coming(trainer).masks(np.array([5]))[0][0]
    titles = [stage.title for stage in view.stages]
    assert titles[:7] == ["x", "z1", "a1", "h1", "z2", "a2", "h2"]
    numbers = {q.name: q.texts for q in view.levels[1].quantities}
    through = [float(t) * m for t, m in zip(numbers["a1"], mask, strict=True)]
    assert [float(t) for t in numbers["h1"]] == pytest.approx(through, rel=1e-3)
    assert "m1" in text(next(stage for stage in view.stages if stage.title == "d1").lines[0])
    gone = Trace()
    gone.follow("W1", (0, 0), "none", len(trainer.network.sizes) - 1, dropout=True)
    assert view.stages[gone.choices.step - 1].title == "dW"


def test_the_trace_is_made_once_for_all_steps():
    trainer, own, shown = opened(**SMALL)
    first = shown()
    own.choices = replace(own.choices, step=7)
    assert shown().step == 7
    assert shown().stages is first.stages
    own.choices = replace(own.choices, step=99)
    assert shown().step == len(first.stages)
    trainer.step_epoch()
    assert shown().stages is not first.stages


def test_what_no_open_tab_shows_is_not_computed():
    filled = {
        "weight": {"results", "matrices"},
        "nudge": {"nudge"},
        "samples": {"shares", "shares_words"},
        "mistake": {"wrong"},
    }
    _, own, shown = opened(TraceChoices(mistake="sign"), **SMALL)
    steps = shown().stages
    for tab in TABS:
        own.choices = replace(own.choices, tab=tab)
        view = shown()
        every = set().union(*filled.values())
        assert {name for name in every if getattr(view, name)} == filled[tab]
        assert [stage.lines for stage in view.stages] == [stage.lines for stage in steps]


def test_the_paths_are_called_by_their_units():
    digits = {"dataset": "digits", "hidden_sizes": (32, 16), "l2": 0.01}
    one = {**SMALL, "output": "sigmoid", "loss": "binary_cross_entropy"}
    for config, name, words in [
        (one, "W1", ["via h2[0] ", "via h2[1] "]),
        (one, "W2", ["via p[0] "]),
        (one, "W3", ["straight to the loss "]),
        (digits, "W1", ["via h2[", "] p[", "155 smaller paths ", "L2 "]),
        (digits, "b3", ["straight to the loss "]),
    ]:
        index = (0,) if name.startswith("b") else (0, 0)
        view = opened(TraceChoices(name=name, index=index), **config)[2]()
        paths = text(next(line for line in view.results if line.name == "PATHS"))
        assert all(each in paths for each in words), paths
        if config is one:
            assert paths.count("\n") == len(words)
        result = text(next(line for line in view.results if line.name == "RESULT"))
        assert result.count(" = ") == 3, "by names, with numbers, the number"


@pytest.mark.parametrize(
    "change", [{"lr": 0.5}, {"l2": 0.1}, {"dropout": 0.5}, {"batch_size": 4}, {"weight_decay": 0.3}]
)
def test_a_live_choice_counts_at_once(change):
    trainer, _, shown = opened(TraceChoices(mean=True), **SMALL)
    before = [text(line) for line in shown().results]
    trainer.change(**change)
    assert [text(line) for line in shown().results] != before


def test_a_weight_by_hand_counts_at_once():
    trainer, _, shown = opened(TraceChoices(name="W2", index=(1, 1)), **SMALL)
    before = shown().stages
    trainer.set_parameter("W2", (1, 1), 3.0)
    assert shown().stages != before


def test_an_earlier_epoch_has_the_rate_of_that_moment():
    plateau = {"schedule": "plateau", "schedule_options": {"wait": 1, "factor": 0.1}, "lr": 20.0}
    trainer, own, shown = opened(**SMALL, **plateau)
    early = [text(line) for line in shown().results]
    for _ in range(40):
        trainer.step_epoch()
    assert trainer.present_lr < trainer.lr
    again = own.shown(trainer, trainer.network.copy(), 1, 1)
    assert [text(line) for line in again.results] == early


def test_an_earlier_epoch_has_the_optimiser_of_that_moment():
    trainer, own, _ = opened(**SMALL, optimizer="adam")
    early = own.shown(trainer, trainer.network.copy(), 1, None)
    trainer.step_epoch()
    again = own.shown(trainer, trainer.network.copy(), 1, 1)
    assert [text(line) for line in again.results] == [text(line) for line in early.results]


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_all_lines_of_an_update_are_shown_and_copied(optimizer):
    decay = {"weight_decay": 0.1, "clip_norm": 0.01}
    choices = TraceChoices(name="W2", index=(1, 0))
    _, _, shown = opened(choices, **SMALL, optimizer=optimizer, optimizer_options=decay)
    *before, symbols, numbers, numpy, shapes = shown().stages[-1].lines
    assert [line.name for line in (symbols, numbers, numpy)] == ["symbols", "numbers", "NumPy"]
    copied = numpy.copies.split("\n")
    assert len(copied) == len(before) + 1
    for line, code in zip(before, copied, strict=False):
        assert text(line).startswith(f"{line.name} = ")
        assert code.startswith(f"{'W2' if line.name == 'w' else line.name} = "), code
    assert "clip_norm" in numpy.copies
    assert text(shapes).startswith("(4,2)")


@pytest.mark.parametrize(
    ("config", "words"),
    [({}, "none"), ({"l1": 0.1}, "none"), ({"dropout": 0.2}, "none: not with dropout")],
)
def test_a_run_without_mistakes_says_why(config, words):
    view = opened(**SMALL, **config)[2]()
    assert view.mistakes[0].title == words
    assert (len(view.mistakes) == 1) == (words != "none")


def test_a_deep_network_has_a_norm_for_each_layer():
    view = opened(dataset="moons", hidden_sizes=(3,) * 8)[2]()
    assert [bar.name for bar in view.norms] == [str(k) for k in range(1, 10)]
    assert all(0.0 <= bar.share <= 1.0 for bar in view.norms)
    assert not opened(**SMALL)[2]().norms
    assert np.isfinite([bar.share for bar in view.norms]).all()


def test_gates_are_open_or_closed():
    trainer, _, shown = opened(**SMALL, activation="relu")
    view = shown()
    z = np.array([float(t) for t in view.levels[1].quantities[0].texts])
    n = int((z > 0).sum())
    words = {stage.title: stage.words for stage in view.stages}
    assert f"{n} of 4 gates" in words["a1"]
    assert f"{n} of 4 gates" in words["d1"]
    assert "gates" not in words["p"]
    assert "the gate is" in next(stage.curve.words for stage in view.stages if stage.title == "a1")
    assert trainer.config.activation == "relu"


@pytest.mark.parametrize("mistake", ["no-slope", "updated-weights", "no-mean"])
def test_a_mistake_has_its_line_its_numbers_and_their_ratios(mistake):
    _, own, shown = opened(TraceChoices(mean=True, mistake=mistake, tab="mistake"), **SMALL)
    wrong = shown().wrong
    assert [line.name for line in wrong.lines[:2]] == ["right", "wrong"]
    assert text(wrong.lines[0]) != text(wrong.lines[1])
    assert wrong.rows
    assert all(row.ratio for row in wrong.rows)
    assert "The loss after the step is" in wrong.words
    own.choices = replace(own.choices, mistake="none")
    assert shown().wrong is None
    assert shown().tab == "weight"


@pytest.mark.parametrize(
    ("config", "about"),
    [
        (SMALL, "class upper"),
        ({"dataset": "plane", "hidden_sizes": (2,)}, "target"),
        (
            PRESETS["worked-example"].config.model_dump(exclude_defaults=True),
            "target 0.01 and 0.99",
        ),
    ],
    ids=["class", "number", "targets of their own"],
)
def test_a_sample_is_told_by_its_class_or_its_target(config, about):
    assert opened(**config)[2]().about.startswith(about)
