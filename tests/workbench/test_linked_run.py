"""What is wrong with a link is left out and told; all else of it is kept."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz import PRESETS, RunConfig
from mlpviz.links.reading import parsed
from mlpviz.workbench.linked_run import asked_run

GOOD = {
    "data": "moons",
    "data.noise": "0.3",
    "layers": "4-3",
    "act": "relu",
    "opt": "adam",
    "opt.beta1": "0.8",
    "lr": "0.02",
    "batch": "16",
    "seed": "3",
}


def asked(query):
    return asked_run(parsed("v=1&" + "&".join(f"{name}={text}" for name, text in query.items())))


def test_a_whole_link_asks_for_its_run():
    config, preset, faults, query = asked(GOOD)
    assert config == RunConfig.from_query({"v": "1"} | GOOD)
    assert (preset, faults, query) == (None, [], {"v": "1"} | GOOD)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("data.noise", "9", "noise = 9 is too large"),
        ("layers", "4-0", "layers: layer 2 = 0 is too small"),
        ("layers", "4-x", "layers = '4-x' must be whole numbers"),
        ("act", "reluu", "act = 'reluu' is unknown. Did you mean 'relu'?"),
        ("act", "relu-tan", "act: layer 2 = 'tan' is unknown. Did you mean 'tanh'?"),
        ("act", "relu-tanh-tanh", "3 names for 2 hidden layers"),
        ("opt.beta1", "1", "beta1"),
        ("opt.beta9", "0.5", "'beta9' is unknown"),
        ("lr", "-1", "lr = -1 is too small"),
        ("batch", "1.5", "batch = 1.5 must be a whole number"),
        ("loss", "huber", "loss = 'huber'"),
        ("out", "identitee", "out = 'identitee' is unknown"),
        ("preset", "spirall", "Did you mean 'spiral'?"),
    ],
)
def test_one_bad_parameter_leaves_all_good_ones(name, text, words):
    config, _, faults, query = asked(GOOD | {name: text})
    assert [words in fault.message for fault in faults] == [True]
    rest = {other: kept for other, kept in GOOD.items() if other != name}
    assert config == RunConfig.from_query({"v": "1"} | rest)
    assert name not in query or name == "preset"


def test_what_goes_with_a_bad_one_is_left_out_and_said():
    config, _, faults, _ = asked(GOOD | {"data": "mooons"})
    assert "Did you mean 'moons'?" in faults[0].message
    assert faults[1].message.startswith("data.noise = '0.3' goes with what is left out")
    assert len(faults) == 2
    rest = {name: text for name, text in GOOD.items() if not name.startswith("data")}
    assert config == RunConfig.from_query({"v": "1"} | rest)


def test_a_fault_that_names_no_parameter_of_the_link():
    # The test share of 0.2 is not said by it, and leaves no room for two classes.
    config, _, faults, _ = asked(GOOD | {"data.n_samples": "4"})
    assert faults
    assert config.dataset == "moons"
    assert (config.lr, config.hidden_sizes) == (0.02, (4, 3))


def test_a_parameter_that_stands_there_twice_is_left_out():
    config, _, faults, _ = asked_run(parsed("v=1&data=moons&lr=0.5&lr=0.7&seed=3"))
    assert config == RunConfig.from_link("?v=1&data=moons&seed=3")
    assert len(faults) == 1


def test_what_is_left_out_of_a_whole_link_does_not_become_the_preset_s_other_choices():
    config = RunConfig(dataset="spiral", seed=4)
    link = config.to_query() | {"preset": "spiral", "lr": "x"}
    found, preset, faults, _ = asked_run(parsed("&".join(f"{n}={t}" for n, t in link.items())))
    assert (preset, len(faults)) == ("spiral", 1)
    assert found == config.changed(lr=PRESETS["spiral"].config.lr)


WRONG = st.sampled_from(["", "0", "-1", "1e999", "x", "tanh-tanh", "softmax", "huber", "sine"])


@settings(max_examples=100, database=None, derandomize=True)
@given(st.dictionaries(st.sampled_from([*GOOD, "out", "loss", "scale", "init.std"]), WRONG))
def test_any_link_opens_a_run_and_what_is_kept_is_in_it(changes):
    config, _, faults, query = asked(GOOD | changes)
    again = asked_run(parsed("&".join(f"{name}={text}" for name, text in query.items())))
    assert again.config == config
    assert bool(faults) == (query != {"v": "1"} | GOOD | changes)
