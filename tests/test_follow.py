"""What a choice drags along always ends in a legal config."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlpviz import DATASETS, ConfigError, RunConfig
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import OUTPUTS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.follow import follow, with_layers, with_option
from mlpviz.rules import FIRST, TABLES, legal_losses, legal_outputs


def choices(**changes):
    return RunConfig().model_dump() | changes


@pytest.mark.parametrize("before", DATASETS)
def test_from_any_dataset_to_any_other_is_legal(before):
    first = RunConfig(**follow(choices(), "dataset", before))
    for after in DATASETS:
        second = RunConfig(**follow(first.model_dump(), "dataset", after))
        assert second.dataset == after
        assert second.preprocessing == DATASETS[after].preprocessing
        suits = RunConfig(dataset=after)
        assert {field: getattr(second, field) for field in FIRST} == {
            field: getattr(suits, field) for field in FIRST
        }


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_offered_output_and_loss_is_legal(dataset):
    config = RunConfig(**follow(choices(), "dataset", dataset))
    task = DATASETS[dataset].task
    for output in legal_outputs(task):
        chosen = RunConfig(**follow(config.model_dump(), "output", output))
        assert chosen.output == output
        for loss in legal_losses(output, task):
            assert RunConfig(**follow(chosen.model_dump(), "loss", loss)).loss == loss


def test_a_loss_that_still_fits_stays():
    config = choices(output="softmax", loss="cross_entropy")
    with_sigmoid = follow(config, "output", "sigmoid")
    assert with_sigmoid["loss"] == "binary_cross_entropy"
    with_mse = with_sigmoid | {"loss": "mse"}
    assert follow(with_mse, "output", "tanh")["loss"] == "mse"


def test_classes_after_a_regression_get_probabilities():
    hills = follow(choices(), "dataset", "hills")
    assert (hills["output"], hills["loss"]) == ("identity", "mse")
    moons = follow(hills, "dataset", "moons")
    assert (moons["output"], moons["loss"]) == ("softmax", "cross_entropy")


def test_an_output_that_was_chosen_stays_with_another_dataset_of_the_task():
    chosen = follow(choices(), "output", "sigmoid")
    assert follow(chosen, "dataset", "moons")["output"] == "sigmoid"


def test_what_was_chosen_stays_with_another_dataset():
    own = {"hidden_sizes": (7,), "activation": "gelu", "batch_size": 64, "lr": 0.07}
    new = follow(choices(**own), "dataset", "spiral")
    assert {name: new[name] for name in own} == own
    assert new["initializer"] == "xavier_uniform", "spiral's goes with its activation"
    mixed = follow(choices(activation=("relu", "gelu")), "dataset", "mnist")
    assert RunConfig(**mixed).hidden_sizes == (32, 16)


def test_an_optimiser_brings_its_usual_rate():
    adam = follow(choices(lr=0.5), "optimizer", "adam")
    assert adam["lr"] == OPTIMIZERS["adam"].usual_lr
    assert follow(adam, "dataset", "diabetes")["lr"] == adam["lr"]
    assert follow(adam | {"lr": 0.02}, "optimizer", "adamw")["lr"] == 0.02
    diabetes = follow(adam, "dataset", "diabetes")
    assert follow(diabetes, "optimizer", "sgd")["lr"] == RunConfig(dataset="diabetes").lr


def test_a_new_dataset_brings_its_own_options():
    old = choices(dataset="moons", dataset_options={"noise": 0.4}, preprocessing="minmax")
    new = follow(old, "dataset", "iris")
    assert new["dataset_options"] == {}
    assert new["preprocessing"] == DATASETS["iris"].preprocessing


@pytest.mark.parametrize(
    ("field", "table"), [("optimizer", OPTIMIZERS), ("initializer", INITIALIZERS)]
)
def test_a_new_row_starts_from_its_own_defaults(field, table):
    for name in table:
        other = next(row for row in table if row != name)
        new = follow(choices(**{field: other, f"{field}_options": {"beta": 0.5}}), field, name)
        assert new[f"{field}_options"] == {}
        assert getattr(RunConfig(**new), field) == name


def test_an_initializer_with_biases_of_its_own_leaves_no_spread():
    old = choices(bias_std=0.3)
    assert follow(old, "initializer", "torch_default")["bias_std"] == 0.0
    assert follow(old, "initializer", "constant")["bias_std"] == 0.3


def test_other_choices_keep_the_options():
    old = choices(optimizer="momentum", optimizer_options={"momentum": 0.5})
    assert follow(old, "seed", 3)["optimizer_options"] == {"momentum": 0.5}


def test_a_target_scale_goes_when_there_are_no_classes():
    old = choices(output="tanh", loss="mse", target_scale=0.9)
    assert follow(old, "dataset", "sine")["target_scale"] == 1.0
    assert follow(old, "dataset", "moons")["target_scale"] == 0.9


def test_the_choices_given_are_left_alone():
    old = choices(dataset="sine")
    copy = dict(old)
    follow(old, "dataset", "iris")
    with_layers(old, (3,))
    assert old == copy


@pytest.mark.parametrize("sizes", [(), (3,), (3, 4), (3, 4, 5, 6)])
def test_layers_with_one_activation_for_all(sizes):
    new = RunConfig(**with_layers(choices(activation="relu"), sizes))
    assert new.hidden_sizes == sizes
    assert new.activation == "relu"


def test_activations_chosen_per_layer_grow_and_shrink():
    mixed = choices(hidden_sizes=(4, 4), activation=("relu", "gelu"))
    grown = with_layers(mixed, (4, 4, 4))
    assert grown["activation"] == ("relu", "gelu", "gelu")
    assert with_layers(mixed, (4,))["activation"] == ("relu",)
    for sizes in [(), (4,), (4, 4, 4)]:
        RunConfig(**with_layers(mixed, sizes))


def test_from_no_layer_back_to_some():
    none = with_layers(choices(hidden_sizes=(4,), activation=("relu",)), ())
    assert RunConfig(**with_layers(none, (8,))).activations == (none["activation"],)


def test_every_output_has_a_task():
    assert {o for task in ("classification", "regression") for o in legal_outputs(task)} == set(
        OUTPUTS
    )


CHANGES = st.deferred(lambda: st.one_of(_NAMES, _NUMBERS, _OPTIONS, _LAYERS))
_NAMES = st.one_of(
    st.tuples(st.just(field), st.sampled_from(list(TABLES[field])))
    for field in ("dataset", "preprocessing", "optimizer", "initializer", "output", "loss")
)
_NUMBERS = st.sampled_from(
    [("seed", 3), ("data_seed", 1), ("bias", False), ("bias_std", 0.5), ("target_scale", 0.9)]
    + [("standardize_targets", value) for value in (True, False)]
)
_OPTIONS = st.sampled_from(
    [
        (f"{field}_options", row, option, value)
        for field in ("dataset", "initializer", "optimizer")
        for row, known in TABLES[field].items()
        for option, legal in known.options.items()
        for value in (legal.minimum, legal.default)
    ]
)
_LAYERS = st.lists(st.integers(1, 64), max_size=4).map(lambda sizes: ("layers", tuple(sizes)))


@settings(max_examples=60, database=None, derandomize=True)
@given(st.lists(CHANGES, max_size=12))
def test_choices_in_any_order_late_ones_too_never_contradict_each_other(changes):
    # Late: of a control that the page has no more, such as an option of the dataset before.
    told = choices()
    for change in changes:
        match change:
            case ("layers", sizes):
                told = with_layers(told, sizes)
            case (field, value):
                told = follow(told, field, value)
            case (field, row, option, value):
                before = told
                told = with_option(told, field, row, option, value)
                assert told == before or told[field.removesuffix("_options")] == row
        problems = [fault.field for fault in faults_of(told)]
        assert set(problems) <= {"share", "test_size", "n_samples"}, "sizes are told, not dropped"
        told = told if not problems else choices()


def faults_of(told):
    try:
        RunConfig(**told)
    except ConfigError as error:
        return error.faults
    return ()


def test_an_option_of_a_row_that_is_not_chosen_any_more_means_nothing():
    moons = choices(dataset="moons")
    noisy = with_option(moons, "dataset_options", "moons", "noise", 0.4)
    assert noisy["dataset_options"] == {"noise": 0.4}
    for after in ("iris", "circles"):
        now = follow(moons, "dataset", after)
        assert with_option(now, "dataset_options", "moons", "noise", 0.4) == now
