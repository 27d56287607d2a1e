"""``RunConfig`` as a value: frozen, equal, copied, pickled; and what it suggests."""

import copy
import pickle

import numpy as np
import pytest

from mlpviz import DATASETS, ConfigError, RunConfig
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.optimizers import OPTIMIZERS
from tests.config_faults import faults_of

# Frozen, equal, copied


def test_it_is_frozen():
    config = RunConfig(dataset="moons", preprocessing="none", dataset_options={"noise": 0.1})
    with pytest.raises(
        ConfigError, match=r"lr cannot be set to 3\.0, .*config\.changed\(lr=3\.0\)"
    ):
        config.lr = 3.0
    with pytest.raises(ConfigError, match=r"choice = 'learning_rate' is unknown.* mean 'lr'"):
        config.learning_rate = 3.0
    with pytest.raises(ConfigError, match="lr cannot be deleted"):
        del config.lr
    with pytest.raises(TypeError):
        config.dataset_options["noise"] = 0.2
    with pytest.raises(TypeError):
        config.dataset_options.update(noise=0.2)
    with pytest.raises(TypeError):
        config.dataset_options.clear()
    assert (config.lr, config.dataset_options) == (0.1, {"noise": 0.1})


def test_the_callers_own_dictionary_stays_apart():
    options = {"noise": 0.1}
    config = RunConfig(dataset="moons", preprocessing="none", dataset_options=options)
    options["noise"] = 0.4
    assert config.dataset_options == {"noise": 0.1}


DEFAULTS = [
    (field, name, option, row.options[option].default)
    for field, table in (
        ("dataset", DATASETS),
        ("initializer", INITIALIZERS),
        ("optimizer", OPTIMIZERS),
    )
    for name, row in table.items()
    for option in row.options
]


@pytest.mark.parametrize(("field", "name", "option", "default"), DEFAULTS)
def test_an_option_at_its_default_is_no_choice(field, name, option, default):
    plain = RunConfig(**{field: name})
    for value in (default, np.float64(default)):
        said = RunConfig(**{field: name, f"{field}_options": {option: value}})
        assert said == plain
        assert hash(said) == hash(plain)
        assert said.to_query() == plain.to_query()
        assert said.model_dump() == plain.model_dump()
    assert plain.changed(**{f"{field}_options": {option: default}}) == plain
    short = {"dataset": "data", "initializer": "init", "optimizer": "opt"}[field]
    asked = plain.to_query() | {f"{short}.{option}": str(default)}
    assert RunConfig.from_query(asked) == plain


def test_defaults_are_left_out_beside_other_options_and_faults_are_kept():
    options = {"n_samples": 300, "noise": 0.3}
    assert RunConfig(dataset="moons", dataset_options=options).dataset_options == {"noise": 0.3}
    assert RunConfig(optimizer_options={}).optimizer_options == {}
    for faulty in ({"n_train": False}, {"n_samples": 300}, {"n_train": "1000"}):
        assert faults_of(dataset="mnist", dataset_options={"n_test": 1000} | faulty)


def test_equal_choices_are_equal_and_hash_alike():
    first, second = (
        RunConfig(dataset="moons", preprocessing="none", dataset_options=options, hidden_sizes=h)
        for options, h in (
            ({"noise": 0.1, "n_samples": 100}, (3,)),
            ({"n_samples": 100, "noise": 0.1}, [3]),
        )
    )
    assert first == second
    assert hash(first) == hash(second)
    assert first != first.changed(seed=1)
    assert len({first, second, first.changed(seed=1)}) == 2


@pytest.mark.parametrize(
    "clone", [copy.copy, copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))]
)
def test_copies_are_equal(clone):
    config = RunConfig(dataset="moons", preprocessing="none", dataset_options={"noise": 0.1})
    twin = clone(config)
    assert twin == config
    assert hash(twin) == hash(config)
    assert twin.to_query() == config.to_query()


def test_changed_is_a_checked_copy():
    config = RunConfig()
    other = config.changed(lr=0.5, hidden_sizes=(7,))
    assert (other.lr, other.hidden_sizes, other.dataset) == (0.5, (7,), config.dataset)
    assert (config.lr, config.hidden_sizes) == (0.1, (32, 16))
    assert config.changed() == config
    with pytest.raises(ConfigError, match="lr"):
        config.changed(lr=-1.0)
    with pytest.raises(ConfigError, match="loss"):
        config.changed(loss="mse")
    with pytest.raises(ConfigError, match="nonsense"):
        config.changed(nonsense=1)


def test_the_error_pickles_with_its_faults():
    error = ConfigError(faults_of(lr=-1.0, seed=-1))
    twin = pickle.loads(pickle.dumps(error))
    assert str(twin) == str(error)
    assert [fault.field for fault in twin.faults] == [fault.field for fault in error.faults]


class Unread(list):
    """Long, and nothing in it may be looked at but its beginning, which a message shows."""

    def __init__(self):
        super().__init__([1] * 1000)

    def __iter__(self):
        raise AssertionError


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"hidden_sizes": Unread()}, "is for 1,000 hidden layers: at most 16"),
        ({"activation": Unread()}, "is for 1,000 hidden layers: at most 16"),
        ({"hidden_sizes": (1,) * 17}, "is for 17 hidden layers"),
        ({"dataset_options": {str(i): 1 for i in range(1000)}}, "1,000 options: too many"),
        ({f"a{i}": 1 for i in range(1000)}, "1,000 choices; a RunConfig has 31"),
        ({"activation": "x" * 1_000_000}, "is unknown. Legal"),
    ],
    ids=["sizes", "activations", "a layer too many", "options", "choices", "name"],
)
def test_what_is_too_long_is_refused_unread(choices, words):
    (fault,) = faults_of(**choices)
    assert words in str(fault)
    assert len(str(fault)) < 250


# What suggests what


@pytest.mark.parametrize("name", DATASETS)
def test_a_dataset_suggests_preprocessing_output_and_loss(name):
    config, spec = RunConfig(dataset=name), DATASETS[name]
    suggested = ("softmax", "cross_entropy") if spec.n_classes else ("identity", "mse")
    assert (config.output, config.loss) == suggested
    assert config.preprocessing == spec.preprocessing


@pytest.mark.parametrize(
    ("output", "loss"),
    [("tanh", "mse"), ("identity", "mse"), ("sigmoid", "binary_cross_entropy")],
)
def test_an_output_suggests_its_loss(output, loss):
    assert RunConfig(output=output).loss == loss
