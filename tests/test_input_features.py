"""Input features of a run: from the config to the network, and back to the plane."""

import pickle

import numpy as np
import pytest

from mlpviz import Dataset, RunConfig, Trainer, compare, learning_rate_range, load_dataset
from mlpviz.config import ConfigError
from mlpviz.cures.general import GENERAL
from mlpviz.data import FEATURES, expand
from mlpviz.data.features import CONIC
from mlpviz.follow import follow

ALL = tuple(FEATURES)
CONFIG = RunConfig(dataset="xor", hidden_sizes=(), lr=0.3, input_features=("x1", "x1 x2"))


def test_a_linear_model_learns_xor_with_the_product():
    plain, product = Trainer(CONFIG.changed(input_features=None)), Trainer(CONFIG)
    for trainer in (plain, product):
        for _ in trainer.run(20):
            pass
    assert plain.history.newest.test_accuracy < 0.8
    assert product.history.newest.test_accuracy > 0.9


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_network_takes_the_features_of_the_scaled_inputs(dtype):
    config = CONFIG.changed(input_features=ALL, preprocessing="standardize", dtype=dtype)
    trainer = Trainer(config)
    data = load_dataset("xor", preprocessing="standardize")
    assert trainer.network.sizes == config.sizes == (7, 2)
    assert trainer.input_names == ("x1", "x2", "x1²", "x2²", "x1·x2", "sin x1", "sin x2")
    np.testing.assert_array_equal(trainer.dataset.X_train, data.X_train)
    np.testing.assert_array_equal(trainer.train_split.X, expand(data.X_train, ALL).astype(dtype))
    raw = data.raw_inputs(data.X_test)
    near = 8 * np.finfo(dtype).eps * np.abs(raw).max() ** 2 / data.scale.min() ** 2
    np.testing.assert_allclose(trainer.preprocess(raw), trainer.test_split.X, atol=near)


def test_gradients_are_right_with_every_feature():
    trainer = Trainer(RunConfig(dataset="hills", hidden_sizes=(4,), input_features=ALL))
    report = trainer.network.check_gradients(
        trainer.train_split.X[:9], trainer.train_split.Y[:9], loss="mse"
    )
    assert report.passed


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"input_features": "x1^2"}, "a tuple of 1 to 7 names"),
        ({"input_features": ()}, "a tuple of 1 to 7 names"),
        ({"input_features": ("x1", "x1")}, "each once"),
        (
            {"input_features": ("x1", "cos x1")},
            "Did you mean 'sin x1'? Legal: x1, x2, x1^2",
        ),
        ({"input_features": ("x1", {})}, "input_features = {} is unknown"),
        ({"input_features": ALL * 2}, "a tuple of 1 to 7 names"),
        ({"dataset": "iris", "input_features": ("x1",)}, "Iris has 4 inputs: leave them out"),
        ({"dataset": "sine", "input_features": ("x1",)}, "Sine has 1 input: leave them out"),
    ],
)
def test_what_cannot_be_is_said(choices, words):
    with pytest.raises(ConfigError, match=r"input_features") as caught:
        RunConfig(**{"dataset": "xor"} | choices)
    assert words in str(caught.value)


def test_configs_of_the_same_run_are_equal():
    plain = RunConfig(dataset="xor")
    assert plain == plain.changed(input_features=["x2", "x1"])
    assert CONFIG.changed(input_features=("x1 x2", "x1")) == CONFIG
    assert pickle.loads(pickle.dumps(CONFIG)) == CONFIG


def test_links_say_them_where_they_are_others():
    assert CONFIG.to_query()["features"] == "x1-x1x2"
    assert RunConfig.from_link(CONFIG.to_link()) == CONFIG
    assert "features" not in CONFIG.changed(input_features=None).to_query()
    one = RunConfig.from_link("?v=1&data=moons&features=sinx2")
    assert one.input_features == ("sin x2",)
    with pytest.raises(ConfigError, match="features = 'x1-x3' must be given, or names"):
        RunConfig.from_link("?v=1&data=moons&features=x1-x3")


def test_data_of_ones_own_with_two_columns():
    rng = np.random.default_rng(0)
    X = rng.normal(50.0, 10.0, (80, 2))
    y = ((X - 50.0) ** 2).sum(axis=1) > 150.0
    data = Dataset.from_arrays(X, y, feature_names=["width", "height"], preprocessing="standardize")
    config = RunConfig(dataset=data, hidden_sizes=(), input_features=("x1^2", "x2^2"), lr=0.3)
    trainer = Trainer(config, data)
    for _ in trainer.run(40):
        pass
    assert trainer.input_names == ("width²", "height²")
    assert trainer.history.newest.test_accuracy > 0.8
    assert trainer.network.predict(trainer.preprocess(X[:3])).shape == (3,)
    three = Dataset.from_arrays(np.column_stack([X, X[:, 0]]), y)
    with pytest.raises(ConfigError, match="Your data has 3 inputs"):
        config.on(three)


def test_they_stay_with_another_plane_and_go_with_other_inputs():
    choices = dict(CONFIG)
    assert follow(choices, "dataset", "moons")["input_features"] == CONFIG.input_features
    assert follow(choices, "dataset", "digits")["input_features"] is None


def test_runs_are_compared_and_told_apart():
    runs = [CONFIG.changed(input_features=names) for names in (None, ("x1", "x2", "x1 x2"))]
    found = compare(runs, 2)
    assert [run.label for run in found.runs] == ["inputs as they are", "inputs x1 x2 x1·x2"]
    assert found.notes == (
        "The runs start from different weights: the number of inputs decides them.",
    )


def test_a_range_test_and_a_twin_take_them():
    assert len(learning_rate_range(CONFIG).lr)
    trainer = Trainer(CONFIG)
    trainer.step_epoch()
    assert trainer.twin().step_epoch().train_loss == trainer.step_epoch().train_loss


def test_a_linear_model_in_vain_is_offered_squares_and_the_product():
    trainer = Trainer(RunConfig(dataset="circles", hidden_sizes=()))
    for _ in trainer.run(20):
        pass
    offered = [cure.changes.get("input_features") for cure in trainer.cures()]
    assert CONIC in offered
    assert not any(GENERAL["input features"].changes(RunConfig(dataset="circles")))
    assert not any(GENERAL["input features"].changes(RunConfig(hidden_sizes=())))
