import numpy as np
import pytest

from mlpviz import PRESETS, Dataset, RunConfig
from mlpviz.comparison.differences import _OPTIONS, _WORDS, differences

BASE = RunConfig()


def labels(*changes):
    return differences([BASE.changed(**choices) for choices in changes])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (({"lr": 0.3}, {"lr": 1e-6}), ("lr 0.3", "lr 1e-6")),
        (
            ({"optimizer": "sgd", "lr": 0.1}, {"optimizer": "adam"}, {"optimizer": "adamw"}),
            ("SGD", "Adam", "AdamW"),
        ),
        (
            ({"optimizer": "adam", "lr": 0.01}, {"optimizer": "rmsprop", "lr": 1}),
            ("Adam, lr 0.01", "RMSProp, lr 1"),
        ),
        (({"activation": "relu"}, {"activation": "tanh"}), ("relu", "tanh")),
        (({"activation": "relu"}, {"activation": ("relu", "tanh")}), ("relu", "relu-tanh")),
        (({"hidden_sizes": (16, 16)}, {"hidden_sizes": ()}), ("hidden 16-16", "linear")),
        (({"batch_size": None}, {"batch_size": 32}), ("batch full", "batch 32")),
        (({"seed": 3}, {"seed": 0}), ("seed 3", "seed 0")),
        (({"initializer": "zeros"}, {}), ("zeros", "xavier_uniform")),
        (({"dtype": "float32"}, {"dtype": "float64"}), ("float32", "float64")),
        (({"bias": False}, {}), ("no biases", "biases")),
        (({"l2": 0.001}, {}), ("L2 0.001", "L2 0")),
        (
            ({"preprocessing": "none"}, {"preprocessing": "minmax"}),
            ("scaling none", "scaling min-max"),
        ),
        (({"test_size": 0.5}, {}), ("test share 0.5", "test share 0.2")),
    ],
)
def test_a_label_states_what_differs_and_nothing_else(changes, expected):
    assert labels(*changes) == expected


def test_nothing_differs():
    assert differences([]) == ()
    assert differences([BASE]) == ("",)
    assert labels({}, {}) == ("", "")
    assert labels({"activation": "relu"}, {"activation": ("relu", "relu")}) == ("", "")


def test_equal_configs_among_others_have_equal_labels():
    assert labels({"seed": 1}, {"seed": 2}, {"seed": 1}) == ("seed 1", "seed 2", "seed 1")


def test_an_option_is_told_by_its_title_where_it_departs_from_its_default():
    assert labels(
        {"optimizer": "nesterov", "optimizer_options": {"momentum": 0.5}},
        {"optimizer": "nesterov", "optimizer_options": {"momentum": 0.9}},
        {"optimizer": "nesterov"},
        {"optimizer": "sgd"},
    ) == ("Nesterov, momentum 0.5", "Nesterov, momentum 0.9", "Nesterov, momentum 0.9", "SGD")
    assert labels(
        {"optimizer": "nesterov", "optimizer_options": {"momentum": 0.9}}, {"optimizer": "sgd"}
    ) == ("Nesterov", "SGD")
    assert labels(
        {"optimizer": "adam", "optimizer_options": {"beta1": 0.5}}, {"optimizer": "adam"}
    ) == ("β₁ 0.5", "β₁ 0.9")
    assert labels(
        {"initializer": "normal", "initializer_options": {"std": 1e-6}}, {"initializer": "normal"}
    ) == ("standard deviation 1e-6", "standard deviation 0.1")


def test_what_a_dataset_brings_along_goes_without_saying():
    configs = [RunConfig(dataset=name) for name in ("moons", "sine", "digits")]
    assert differences(configs) == ("Moons", "Sine", "Digits 8 x 8")
    noisy = [RunConfig(dataset="moons", dataset_options={"noise": n}) for n in (0.1, 0.2)]
    assert differences(noisy) == ("noise 0.1", "noise 0.2")


def test_what_has_no_effect_is_not_said():
    assert labels({"hidden_sizes": (), "activation": "relu"}, {"hidden_sizes": (4,)}) == (
        "linear",
        "hidden 4, tanh",
    )
    assert labels({"bias": False}, {"bias_std": 0.1})[0] == "no biases"


def test_the_scale_of_the_targets():
    base = RunConfig(dataset="plane")
    runs = [base.changed(standardize_targets=on) for on in (None, True, False)]
    assert differences(runs) == ("targets as they come", "targets standardised", "raw targets")


def test_the_order_of_the_samples():
    assert labels({}, {"shuffle": False}) == ("shuffled", "not shuffled")


def test_numbers_that_are_close_stay_apart():
    assert labels({"lr": 0.1234567}, {"lr": 0.1234568}) == ("lr 0.1234567", "lr 0.1234568")
    assert labels({"lr": 1e9}, {"lr": 123456789.0}) == ("lr 1e+9", "lr 123456789")


def test_the_labels_of_the_four_optimizers():
    assert differences(list(PRESETS["mnist-optimizers"].variants.values())) == (
        "SGD, lr 0.01",
        "Nesterov, lr 0.01",
        "Adam, lr 0.01",
        "Adam, lr 1",
    )


def test_every_field_of_a_config_has_words():
    fields = {name for name in RunConfig.model_fields if not name.endswith("_options")}
    assert fields == _WORDS.keys()
    assert {f"{name}_options" for name in _OPTIONS} == RunConfig.model_fields.keys() - fields


def test_own_data_are_told_by_their_title_and_by_a_number_where_that_is_the_same():
    y = np.arange(8) % 2
    one, same, other = (
        RunConfig(dataset=Dataset.from_arrays(y[:, None] + shift, y, title=title))
        for shift, title in ((0.0, "a.csv"), (1.0, "a.csv"), (0.0, "b.csv"))
    )
    moons = RunConfig(dataset="moons")
    assert [label.split(",")[0] for label in differences([one, moons])] == ["a.csv", "Moons"]
    assert differences([one, other]) == ("a.csv", "b.csv")
    first, second = differences([one, same])
    assert first.startswith("data ")
    assert first != second
