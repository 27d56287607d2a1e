import numpy as np
import pytest

from mlpviz import ConfigError, Dataset, RunConfig, variants
from mlpviz.comparison import VARIED, CompareError
from mlpviz.comparison.varied import MOST, read, variant
from mlpviz.engine.faults import FaultsError

BASES = [
    RunConfig(),
    RunConfig(dataset="moons", optimizer="adam", initializer="normal", schedule="plateau"),
    RunConfig(dataset="sine", hidden_sizes=(), lr=1e9, seed=2**32 - 1, batch_size=None),
    RunConfig(
        hidden_sizes=(8, 4), activation=("relu", "tanh"), initializer="orthogonal", bias_std=0.1
    ),
    RunConfig(dataset=Dataset.from_arrays(np.arange(60.0).reshape(30, 2), np.arange(30) % 3)),
]


@pytest.mark.parametrize("field", VARIED)
@pytest.mark.parametrize("base", BASES, ids=["plain", "plane", "extreme", "layers", "own"])
def test_what_is_offered_can_be_run(field, base):
    row = VARIED[field]
    if not row.applies(base):
        with pytest.raises(CompareError, match="has no such choice"):
            variants(base, field)
        return
    if field == "activation" and not base.hidden_sizes:
        with pytest.raises(CompareError, match="no hidden layer"):
            variants(base, field)
        return
    if field == "data_seed" and base.own is not None:
        with pytest.raises(CompareError, match="are your own and are split already"):
            variants(base, field)
        return
    assert set(row.first(base)) <= set(row.offered(base))
    assert len(set(row.offered(base))) == len(row.offered(base))
    named = variants(base, field)
    assert 1 < len(named) <= MOST
    assert len(set(named.values())) == len(named) == len(row.first(base))
    for value in row.offered(base):
        assert variant(base, field, value)


def test_every_option_of_a_row_can_be_varied_where_the_row_is():
    base = RunConfig(dataset="moons", optimizer="momentum", initializer="normal")
    options = {"noise", "share", "label_noise", "momentum", "clip_norm", "std"}
    assert options <= {field for field, row in VARIED.items() if row.applies(base)}
    named = variants(base, "momentum", [0.5, 0.99])
    assert [run.optimizer_options for run in named.values()] == [
        {"momentum": 0.5},
        {"momentum": 0.99},
    ]
    assert list(variants(base, "noise", [0, 0.4])) == ["noise 0", "noise 0.4"]
    assert not VARIED["noise"].applies(RunConfig(dataset="digits"))
    with pytest.raises(ConfigError, match=r"too large: choose between 0 and 0\.5"):
        variant(base, "noise", 1.2)  # which other datasets may have


def test_what_lies_close_below_one_is_varied_by_its_distance_from_it():
    base = RunConfig(dataset="moons", optimizer="adam")
    assert VARIED["beta2"].first(base) == (0.99, 0.997, 0.999, 0.9997, 0.9999)
    assert VARIED["weight_decay"].first(base) == (0.0, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2)


def test_an_output_brings_a_loss_that_goes_with_it():
    runs = list(variants(RunConfig(), "output").values())
    assert ("softmax", "cross_entropy") in {(run.output, run.loss) for run in runs}


def test_one_setting_changes_and_what_it_drags_along():
    base = RunConfig(optimizer="adam", optimizer_options={"beta1": 0.5}, lr=0.07)
    named = variants(base, "optimizer", ["sgd", "adam"])
    assert named == {
        "SGD": base.changed(optimizer="sgd", optimizer_options={}),
        "Adam": base.changed(optimizer_options={}),
    }
    usual = variants(base, "optimizer_lr", ["sgd", "adam"])
    assert list(usual) == ["SGD, lr 0.1", "Adam, lr 0.003"]
    normal = base.changed(initializer="normal", initializer_options={"std": 1.0})
    assert variants(normal, "initializer", ["zeros", "normal"])["normal"].initializer_options == {}


def test_the_width_is_that_of_every_hidden_layer():
    base = RunConfig(hidden_sizes=(3, 5, 7), activation=("relu", "tanh", "elu"))
    (config,) = variants(base, "hidden_sizes", [4]).values()
    assert config.hidden_sizes == (4, 4, 4)
    assert config.activation == ("relu", "tanh", "elu")
    (config,) = variants(RunConfig(hidden_sizes=(), activation=()), "hidden_sizes", [4]).values()
    assert (config.hidden_sizes, config.activation) == ((4,), "tanh")


def test_layers_are_those_that_are_named():
    base = RunConfig(hidden_sizes=(8, 4), activation=("relu", "tanh"))
    named = variants(base, "layers", ["none", "6-5-4"])
    assert list(named) == ["linear", "hidden 6-5-4"]
    assert [config.hidden_sizes for config in named.values()] == [(), (6, 5, 4)]


def test_a_loss_brings_an_output_that_goes_with_it():
    named = variants(RunConfig(dataset="moons"), "loss", ["cross_entropy", "mse"])
    assert [config.output for config in named.values()] == ["softmax", "identity"]
    kept = variants(RunConfig(dataset="moons", output="tanh", loss="mse"), "loss", ["huber"])
    assert [config.output for config in kept.values()] == ["tanh"]


def test_a_single_variant_is_called_by_its_value():
    assert list(variants(RunConfig(), "lr", [0.1])) == ["lr 0.1"]
    assert list(variants(RunConfig(), "optimizer", ["adam"])) == ["Adam"]


def test_full_batch():
    assert list(variants(RunConfig(), "batch_size", [8, "full"])) == ["batch 8", "batch full"]


@pytest.mark.parametrize("values", [[], [0.1 * k for k in range(1, 8)]])
def test_one_to_six_values(values):
    with pytest.raises(CompareError, match="between 1 and 6"):
        variants(RunConfig(), "lr", values)


def test_an_unknown_field_or_value_is_refused():
    with pytest.raises(FaultsError, match="optimizer"):
        variants(RunConfig(), "optimiser")
    with pytest.raises(ConfigError, match="lr"):
        variants(RunConfig(), "lr", [-1.0])
    with pytest.raises(ConfigError, match="adma"):
        variants(RunConfig(), "optimizer", ["adma"])
    with pytest.raises(CompareError, match="no hidden layer"):
        variants(RunConfig(hidden_sizes=()), "activation", ["relu"])


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        ("lr", "0.25", 0.25),
        ("lr", " 1e-3 ", 1e-3),
        ("lr", "0,5", 0.5),
        ("batch_size", "Full", "full"),
        ("batch_size", "12", 12),
        ("seed", "7", 7),
        ("hidden_sizes", "24", 24),
        ("batch_size", "32,0", 32),
        ("seed", "32,0", 32),
        ("hidden_sizes", "32,0", 32),
        ("hidden_sizes", "3.2e1", 32),
        ("seed", "4294967295", 2**32 - 1),
        ("seed", "١٢", 12),
        ("layers", " 64 - 32", "64-32"),
        ("layers", "8x8x8", "8-8-8"),
        ("layers", "Linear", "none"),
        ("features", " x2sq - X1 ", "x1-x2sq"),
    ],
)
def test_what_a_visitor_types_is_read(field, text, value):
    got = read(field, text)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("lr", "fast", "learning rate = 'fast' must be a number"),
        ("lr", "0", "too small"),
        ("lr", "nan", "must be a number"),
        ("seed", "1.5", "whole number"),
        ("hidden_sizes", "99999", "too large"),
        ("batch_size", "0", "too small"),
        ("layers", "8-", "units = ''"),
        ("layers", "8-many", "units = 'many'"),
        ("layers", "8-0", "too small"),
        ("features", "x1-tan", "'tan' is none of x1, x2,"),
        ("features", "", "'' is none of"),
    ],
)
def test_and_refused_with_what_it_has_to_be(field, text, words):
    with pytest.raises(CompareError, match=words):
        read(field, text)


@pytest.mark.parametrize("field", [field for field, row in VARIED.items() if row.number])
@pytest.mark.parametrize("text", ["", " ", "1e400", "-1e400", "nan", "0x10", "1,2,3", "\ud800"])
def test_what_is_no_number_is_a_typed_error_for_every_setting(field, text):
    with pytest.raises(CompareError, match="must be a"):
        read(field, text)
