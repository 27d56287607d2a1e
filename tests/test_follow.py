"""What a choice drags along always ends in a legal config."""

import pytest

from mlpviz import DATASETS, RunConfig
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import OUTPUTS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.follow import follow, with_layers
from mlpviz.rules import legal_losses, legal_outputs


def choices(**changes):
    return RunConfig().model_dump() | changes


@pytest.mark.parametrize("before", DATASETS)
def test_from_any_dataset_to_any_other_is_legal(before):
    first = RunConfig(**follow(choices(dataset=before), "dataset"))
    for after in DATASETS:
        second = RunConfig(**follow(first.model_dump() | {"dataset": after}, "dataset"))
        assert second.dataset == after
        assert second.preprocessing == DATASETS[after].preprocessing
        assert second.hidden_sizes == first.hidden_sizes


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_offered_output_and_loss_is_legal(dataset):
    config = RunConfig(**follow(choices(dataset=dataset), "dataset"))
    task = DATASETS[dataset].task
    for output in legal_outputs(task):
        chosen = RunConfig(**follow(config.model_dump() | {"output": output}, "output"))
        assert chosen.output == output
        for loss in legal_losses(output, task):
            assert RunConfig(**follow(chosen.model_dump() | {"loss": loss}, "loss")).loss == loss


def test_a_loss_that_still_fits_stays():
    config = choices(output="softmax", loss="cross_entropy")
    with_sigmoid = follow(config | {"output": "sigmoid"}, "output")
    assert with_sigmoid["loss"] == "binary_cross_entropy"
    with_mse = with_sigmoid | {"loss": "mse"}
    assert follow(with_mse | {"output": "tanh"}, "output")["loss"] == "mse"


def test_classes_after_a_regression_get_probabilities():
    hills = follow(choices(dataset="hills"), "dataset")
    assert (hills["output"], hills["loss"]) == ("identity", "mse")
    moons = follow(hills | {"dataset": "moons"}, "dataset")
    assert (moons["output"], moons["loss"]) == ("softmax", "cross_entropy")


def test_an_output_that_was_chosen_stays_with_another_dataset_of_the_task():
    chosen = follow(choices(output="sigmoid"), "output")
    assert follow(chosen | {"dataset": "moons"}, "dataset")["output"] == "sigmoid"


def test_a_new_dataset_brings_its_own_options():
    old = choices(dataset="moons", dataset_options={"noise": 0.4}, preprocessing="minmax")
    new = follow(old | {"dataset": "iris"}, "dataset")
    assert new["dataset_options"] == {}
    assert new["preprocessing"] == DATASETS["iris"].preprocessing


@pytest.mark.parametrize(
    ("field", "table"), [("optimizer", OPTIMIZERS), ("initializer", INITIALIZERS)]
)
def test_a_new_row_starts_from_its_own_defaults(field, table):
    for name in table:
        new = follow(choices(**{field: name, f"{field}_options": {"beta": 0.5}}), field)
        assert new[f"{field}_options"] == {}
        assert getattr(RunConfig(**new), field) == name


def test_an_initializer_with_biases_of_its_own_leaves_no_spread():
    old = choices(bias_std=0.3)
    assert follow(old | {"initializer": "torch_default"}, "initializer")["bias_std"] == 0.0
    assert follow(old | {"initializer": "constant"}, "initializer")["bias_std"] == 0.3


def test_other_choices_keep_the_options():
    old = choices(optimizer="momentum", optimizer_options={"momentum": 0.5})
    assert follow(old | {"seed": 3}, "seed")["optimizer_options"] == {"momentum": 0.5}


def test_a_target_scale_goes_when_there_are_no_classes():
    old = choices(output="tanh", loss="mse", target_scale=0.9)
    assert follow(old | {"dataset": "sine"}, "dataset")["target_scale"] == 1.0
    assert follow(old | {"dataset": "moons"}, "dataset")["target_scale"] == 0.9


def test_the_choices_given_are_left_alone():
    old = choices(dataset="sine")
    copy = dict(old)
    follow(old, "dataset")
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
