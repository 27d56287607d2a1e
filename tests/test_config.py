"""``RunConfig``: what it refuses and says, what it allows, and its way into a link and back."""

import copy
import math
import pickle

import numpy as np
import pytest

from mlpviz import DATASETS, ConfigError, RunConfig, Trainer
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.kinds import MAX_LAYERS, MAX_UNITS
from mlpviz.rules import MAX_PARAMETERS, legal_losses, legal_outputs, n_parameters

LEGAL_PAIRS = {
    "classification": {
        "identity": {"mse", "huber", "mae"},
        "tanh": {"mse", "huber", "mae"},
        "sigmoid": {"mse", "huber", "mae", "binary_cross_entropy"},
        "softmax": {"cross_entropy"},
    },
    "regression": {
        "identity": {"mse", "huber", "mae"},
        "tanh": {"mse", "huber", "mae"},
        "sigmoid": {"mse", "huber", "mae"},
    },
}


def faults_of(**choices):
    with pytest.raises(ConfigError) as error:
        RunConfig(**choices)
    assert min(len(error.value.faults), 11) == len(str(error.value).splitlines())
    return error.value.faults


def test_the_default_is_legal_and_trains():
    config = RunConfig()
    assert config.dataset in DATASETS
    assert config == RunConfig()
    assert config.sizes[0] == DATASETS[config.dataset].n_features


# What is refused. Every row: the field, a bad value, and a piece of what is allowed.
BAD = [
    ("dataset", "digit", "digits"),
    ("dataset", 3, "Legal: "),
    ("dataset", None, "Legal: "),
    ("preprocessing", "zscore", "standardize"),
    ("standardize_targets", "yes", "True, False, or None"),
    ("standardize_targets", 1, "True, False, or None"),
    ("standardize_targets", True, "for numbers, and Digits 8 x 8 has 10 classes: leave it out."),
    ("test_size", 0.0, "between 0.01 and 0.99"),
    ("test_size", 1.0, "between 0.01 and 0.99"),
    ("test_size", -0.2, "between"),
    ("test_size", "0.2", "number"),
    ("data_seed", -1, "between 0 and 4294967295"),
    ("data_seed", 2**32, "between 0 and 4294967295"),
    ("data_seed", 1.5, "whole number"),
    ("hidden_sizes", 8, "such as (8,)"),
    ("hidden_sizes", (0,), "between 1 and 4096"),
    ("hidden_sizes", (8, -1), "too small"),
    ("hidden_sizes", (2.5,), "whole number"),
    ("hidden_sizes", (True,), "whole number"),
    ("hidden_sizes", ("8",), "whole number"),
    ("hidden_sizes", (MAX_UNITS + 1,), str(MAX_UNITS)),
    ("hidden_sizes", (2,) * (MAX_LAYERS + 1), str(MAX_LAYERS)),
    ("activation", "tanhh", "tanh"),
    ("activation", ("relu",), "1 name for 2 hidden layers"),
    ("activation", ("relu", "tanhh"), "tanh"),
    ("activation", ("relu", 3), "Legal: "),
    ("activation", None, "Legal: "),
    ("output", "relu", "softmax"),
    ("loss", "squared", "cross_entropy"),
    ("target_scale", 0.0, "between 0.01 and 1."),
    ("target_scale", 1.01, "between 0.01 and 1."),
    ("initializer", "glorot", "xavier_uniform"),
    ("bias", 1, "True or False"),
    ("bias", "yes", "True or False"),
    ("bias_std", -0.1, "between 0 and 100."),
    ("optimizer", "adm", "adam"),
    ("lr", 0.0, "between 1e-12 and 1e+9."),
    ("lr", -0.1, "too small"),
    ("lr", 1e10, "too large"),
    ("lr", "0.1", "number"),
    ("lr", True, "number"),
    ("lr", None, "number"),
    ("batch_size", 0, "between 1 and 1e+9."),
    ("batch_size", 2.5, "whole number"),
    ("batch_size", "full", "or None for the full batch"),
    ("batch_size", True, "whole number"),
    ("l2", -1e-9, "between 0 and 100."),
    ("l2", 101.0, "between 0 and 100."),
    ("dtype", "float16", "float32"),
    ("seed", -1, "between 0 and 4294967295"),
    ("seed", False, "whole number"),
    ("seed", 0.5, "whole number"),
]


@pytest.mark.parametrize(("field", "value", "allowed"), BAD, ids=str)
def test_a_fault_names_field_value_and_what_is_allowed(field, value, allowed):
    (fault,) = faults_of(**{field: value})
    assert fault.field.split(".")[0] == field
    assert field in fault.message
    shown = fault.value
    assert shown == value or shown in value  # one bad item of several is shown alone
    assert repr(shown)[:50] in fault.message
    assert allowed in fault.message


NUMBERS = [
    name
    for name, value in RunConfig().model_dump().items()
    if isinstance(value, int | float) and not isinstance(value, bool)
]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, np.nan, np.bool_(True)])
@pytest.mark.parametrize("field", NUMBERS)
def test_nan_infinity_and_truth_values_are_no_numbers(field, value):
    assert len(NUMBERS) == 11
    (fault,) = faults_of(**{field: value})
    assert fault.field == field


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, True, "0.1", None])
@pytest.mark.parametrize(
    ("choices", "field", "option"),
    [
        ({"dataset": "moons", "preprocessing": "none"}, "dataset_options", "noise"),
        ({"initializer": "normal"}, "initializer_options", "std"),
        ({"optimizer": "adam"}, "optimizer_options", "beta1"),
    ],
)
def test_nor_in_options(choices, field, option, value):
    faults = faults_of(**choices, **{field: {option: value}})
    assert len(faults) == 1
    assert option in faults[0].message or field in faults[0].message


@pytest.mark.parametrize(
    ("choices", "named"),
    [
        ({"dataset": "moons", "dataset_options": {"noise": 9.0}}, "noise"),
        ({"dataset": "moons", "dataset_options": {"noyse": 0.1}}, "noise"),
        ({"dataset": "moons", "dataset_options": {"n_samples": 99.5}}, "n_samples"),
        ({"dataset": "iris", "dataset_options": {"noise": 0.1}}, "noise"),
        ({"initializer": "normal", "initializer_options": {"std": -1.0}}, "std"),
        ({"initializer": "he_normal", "initializer_options": {"std": 1.0}}, "std"),
        ({"optimizer": "adam", "optimizer_options": {"momentum": 0.9}}, "momentum"),
        ({"optimizer": "momentum", "optimizer_options": {"momentum": 1.5}}, "momentum"),
        ({"optimizer": "adam", "optimizer_options": {"beta2": 1.0}}, "beta2"),
    ],
)
def test_options_are_checked_against_their_row(choices, named):
    (fault,) = faults_of(**choices)
    assert named in fault.message


def test_an_unknown_choice_suggests_the_nearest():
    (fault,) = faults_of(hiden_sizes=(3,))
    assert "hidden_sizes" in fault.message
    assert "hiden_sizes" in fault.message


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"learning_rate": 0.1}, "Did you mean 'lr'?"),
        ({"init": "he_normal"}, "Did you mean 'initializer' or 'initializer_options'?"),
        ({"activation": "Relu"}, "Did you mean 'relu'?"),
        ({"activation": None}, "activation = None is unknown. Did you mean 'identity'?"),
        ({"activation": ("tanh", None)}, "activation: layer 2 = None is unknown."),
        ({"initializer": "he"}, "Did you mean 'he_uniform' or 'he_normal'?"),
        ({"initializer": "torch"}, "Did you mean 'torch_default'?"),
        ({"initializer": "Ones"}, "Did you mean 'ones'?"),
        ({"initializer": "glorot_uniform"}, "Did you mean 'xavier_uniform'?"),
        ({"initializer": "KaimingNormal"}, "Did you mean 'he_normal'?"),
        ({"initializer": "nn.Linear"}, "Did you mean 'torch_default'?"),
        ({"dataset": "sine", "loss": "L1"}, "Did you mean 'mae'?"),
        ({"dataset": "sine", "loss": "mean_squared_error"}, "Did you mean 'mse'?"),
        ({"optimizer": None}, "optimizer = None is unknown. Legal:"),
        ({"loss": 3}, "loss = 3 is unknown. Legal: mse,"),
        ({"output": None}, "Did you mean 'identity'?"),
        ({"preprocessing": None}, "Did you mean 'none'?"),
        ({"dataset": None}, "dataset = None is unknown. Legal: moons,"),
        ({"dataset": "Moons"}, "Did you mean 'moons'?"),
    ],
)
def test_a_name_is_answered_with_what_was_likely_meant(choices, words):
    (fault,) = faults_of(**choices)
    assert words in fault.message


def test_every_unknown_choice_is_named():
    message = "\n".join(str(fault) for fault in faults_of(learning_rate=0.1, momentum=0.9))
    assert "'learning_rate'" in message
    assert "'momentum'" in message


def test_all_faults_are_reported_at_once():
    wrong = {
        "dataset": "digitz",
        "preprocessing": "zscore",
        "test_size": 7.0,
        "data_seed": -1,
        "hidden_sizes": (0,),
        "activation": "tanhh",
        "output": "softplus",
        "loss": "l1",
        "target_scale": 2.0,
        "initializer": "glorot",
        "bias": "on",
        "bias_std": -1.0,
        "optimizer": "sdg",
        "lr": math.nan,
        "batch_size": 0,
        "l2": -1.0,
        "dtype": "double",
        "seed": -1,
    }
    faults = faults_of(**wrong)
    assert {fault.field.split(".")[0] for fault in faults} == set(wrong)
    assert len(faults) == len(wrong)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"test_size": math.nan}, {"dataset": "digitz"}),
        ({"test_size": math.nan}, {"preprocessing": "zscore"}),
        ({"dataset_options": 3}, {"test_size": 7.0}),
        ({"preprocessing": 3}, {"dataset": "digitz"}),
        ({"hidden_sizes": (0,)}, {"output": "relu"}),
        ({"lr": -1.0}, {"loss": "mse"}),
        ({"optimizer": 3}, {"initializer": "glorot"}),
    ],
)
def test_one_fault_does_not_hide_another(first, second):
    fields = {fault.field.split(".")[0] for fault in faults_of(**first, **second)}
    assert fields == {*first, *second}


def test_numbers_of_other_kinds_are_taken():
    config = RunConfig(
        lr=1,
        l2=np.float64(0.5),
        batch_size=np.int64(16),
        hidden_sizes=[np.int32(3), 4],
        activation=["relu", "tanh"],
        seed=np.int64(7),
    )
    assert config.hidden_sizes == (3, 4)
    assert config.activation == ("relu", "tanh")
    assert config.to_query()["batch"] == "16"


# What goes together


PROMISED_OUTPUTS = sorted(LEGAL_PAIRS["classification"])
PROMISED_LOSSES = sorted(set().union(*LEGAL_PAIRS["classification"].values()))


@pytest.mark.parametrize("task", LEGAL_PAIRS)
def test_legal_pairs(task):
    pairs = {
        output: {loss for loss in legal_losses(output, task) if loss in PROMISED_LOSSES}
        for output in legal_outputs(task)
        if output in PROMISED_OUTPUTS
    }
    assert pairs == LEGAL_PAIRS[task]


@pytest.mark.parametrize("dataset", ["digits", "moons", "sine"])
@pytest.mark.parametrize("output", PROMISED_OUTPUTS)
@pytest.mark.parametrize("loss", PROMISED_LOSSES)
def test_a_pair_that_does_not_go_together_names_those_that_do(dataset, output, loss):
    choices = {"dataset": dataset, "preprocessing": "none", "output": output, "loss": loss}
    legal = LEGAL_PAIRS[DATASETS[dataset].task]
    if loss in legal.get(output, ()):
        assert RunConfig(**choices).loss == loss
        return
    faults = faults_of(**choices)
    if output not in legal:
        fault = next(fault for fault in faults if fault.field == "output")
        for name in legal:
            assert name in fault.message
    else:
        (fault,) = faults
        assert fault.field == "loss"
        for name in legal[output]:
            assert name in fault.message


TRIALS = [
    (dataset, output, loss)
    for dataset, spec in DATASETS.items()
    for output in legal_outputs(spec.task)
    for loss in legal_losses(output, spec.task)
]


@pytest.mark.parametrize(("dataset", "output", "loss"), TRIALS, ids="-".join)
def test_every_legal_combination_trains(dataset, output, loss):
    spec = DATASETS[dataset]
    config = RunConfig(
        dataset=dataset,
        dataset_options={"n_train": 100, "n_test": 50} if dataset == "mnist" else {},
        preprocessing=spec.preprocessing,
        hidden_sizes=(4,),
        output=output,
        loss=loss,
        target_scale=0.9 if spec.n_classes else 1.0,
        lr=0.01,
        batch_size=64,
    )
    trainer = Trainer(config)
    record = trainer.step_epoch()
    assert trainer.network.sizes == config.sizes
    assert math.isfinite(record.train_loss)
    assert math.isfinite(record.test_loss)
    if spec.n_classes:
        assert 0 <= record.train_accuracy <= 1
        assert record.train_r2 is None
        assert len(record.predicted_share_test) == spec.n_classes
    else:
        assert record.train_accuracy is None
        assert record.train_r2 <= 1


def test_one_sigmoid_unit_decides_halfway_to_the_scaled_target():
    base = RunConfig(
        dataset="two_gaussians",
        preprocessing="none",
        output="sigmoid",
        loss="binary_cross_entropy",
        hidden_sizes=(),
        lr=0.5,
        target_scale=0.5,
    )
    trainer = Trainer(base)
    list(trainer.run(60))
    output = trainer.network.forward(trainer.train_split.X)[:, 0]
    labels = trainer.dataset.labels_train
    record = trainer.history.newest
    assert record.train_accuracy == np.mean((output > 0.25) == labels) > 0.95
    assert np.mean((output > 0.5) == labels) < record.train_accuracy - 0.1


@pytest.mark.parametrize("choices", [{"lr": 1e-12}, {"lr": 1e9}, {"batch_size": 10**9}])
def test_what_the_config_allows_the_trainer_takes(choices):
    config = RunConfig(dataset="moons", preprocessing="none", **choices)
    trainer = Trainer(config)
    trainer.change(**choices)
    for name, value in choices.items():
        assert getattr(trainer, name) == value


@pytest.mark.parametrize("choices", [{"lr": 1e-13}, {"lr": 2e9}, {"batch_size": 10**9 + 1}])
def test_what_the_trainer_refuses_the_config_refuses(choices):
    (fault,) = faults_of(dataset="moons", preprocessing="none", **choices)
    assert fault.field == next(iter(choices))


def test_target_scale_is_for_classes():
    choices = {"preprocessing": "none", "output": "identity", "loss": "mse", "target_scale": 0.9}
    (fault,) = faults_of(dataset="sine", **choices)
    assert fault.field == "target_scale"
    assert RunConfig(dataset="moons", **choices).target_scale == 0.9


def test_too_many_parameters_are_refused():
    (fault,) = faults_of(hidden_sizes=(4096, 4096, 4096))
    assert fault.field == "hidden_sizes"
    assert f"{MAX_PARAMETERS:,}" in fault.message


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("hidden", [(), (3,), (5, 4)])
def test_n_parameters_counts_what_the_network_has(bias, hidden):
    config = RunConfig(dataset="iris", preprocessing="none", hidden_sizes=hidden, bias=bias)
    network = Trainer(config).network
    assert n_parameters(config.sizes, bias) == network.n_parameters
    assert config.activations == network.activations == ("tanh",) * len(hidden)


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
