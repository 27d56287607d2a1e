"""Data of the user's own, of any width and number of classes: the config of the run says which."""

import copy
import dataclasses
import pickle
import re
from pathlib import Path

import numpy as np
import pytest

from mlpviz import (
    ConfigError,
    DataError,
    Dataset,
    RunConfig,
    Trainer,
    compare,
    learning_rate_range,
    load_dataset,
    variants,
)
from mlpviz.comparison.differences import differences
from mlpviz.data import OwnData
from mlpviz.data.targets import one_hot
from mlpviz.diagnosis.report import scaled_inputs
from mlpviz.limits import estimate_cost


def table(d=7, k=3, seed=0, **changes):
    """200 samples of d features; k classes, or numbers where k is 0."""
    rng = np.random.default_rng(seed)
    X = 50.0 * rng.normal(size=(200, d)) + 10.0
    labels = np.argsort(np.argsort(X[:, 0])) * max(k, 1) // 200
    Y = one_hot(labels, k) if k else 1e4 * X[:, :1] + rng.normal(size=(200, 1))
    mine = {
        "name": "table",
        "title": "My table",
        "task": "classification" if k else "regression",
        "X_train": X[:150],
        "Y_train": Y[:150],
        "X_test": X[150:],
        "Y_test": Y[150:],
        "labels_train": labels[:150] if k else None,
        "labels_test": labels[150:] if k else None,
        "class_names": tuple("abcdefgh"[:k]),
        "feature_names": tuple(f"x{i}" for i in range(d)),
        "image_shape": None,
        "shift": np.zeros(d),
        "scale": np.ones(d),
    }
    return Dataset(**mine | changes)


DATA, NUMBERS = table(), table(k=0)
CONFIG = RunConfig(
    dataset=DATA, preprocessing="standardize", hidden_sizes=(8,), optimizer="adam", lr=0.02
)


@pytest.mark.parametrize("k", [2, 3, 5])
@pytest.mark.parametrize("d", [1, 7])
def test_any_width_and_number_of_classes(d, k):
    data = table(d, k)
    trainer = Trainer(CONFIG.changed(dataset="moons"), data)
    assert trainer.network.sizes == trainer.config.sizes == (d, 8, k)
    assert (trainer.config.dataset, trainer.config.spec.title) == ("own", "My table")
    assert trainer.config.own == OwnData.of(data)
    record = list(trainer.run(60))[-1]
    assert record.train_accuracy > 0.8


def test_of_two_classes_one_unit_can_tell():
    config = RunConfig(dataset=table(k=2), output="sigmoid")
    assert (config.sizes[-1], config.loss) == (1, "binary_cross_entropy")


def test_a_config_takes_the_data_themselves_and_what_suits_them():
    config = RunConfig(dataset=NUMBERS)
    assert (config.output, config.loss, config.preprocessing) == ("identity", "mse", "none")
    assert config.sizes == (7, 32, 16, 1)
    assert Trainer(config, NUMBERS).config is config
    scaled = config.changed(preprocessing="standardize", standardize_targets=True, lr=0.05)
    assert list(Trainer(scaled, NUMBERS).run(20))[-1].train_r2 > 0.9
    with pytest.raises(ConfigError, match=r"'My table', which are your own data: Trainer\(config"):
        Trainer(config)


def test_choices_that_do_not_fit_the_data_are_told():
    with pytest.raises(ConfigError, match="output = 'softmax' is for classes and My table is regr"):
        Trainer(RunConfig(), NUMBERS)
    with pytest.raises(ConfigError, match="standardize_targets = True is for numbers, and My tabl"):
        Trainer(RunConfig(dataset="sine", standardize_targets=True), DATA)
    with pytest.raises(ConfigError, match=r"option = 'noise' is unknown\. Legal: none"):
        CONFIG.changed(dataset_options={"noise": 0.1})


@pytest.mark.parametrize("choices", [{"dataset": "own"}, {"own": OwnData.of(DATA)}])
def test_own_goes_with_what_says_which(choices):
    with pytest.raises(ConfigError, match=r"RunConfig\(dataset=data\), or Trainer\(config, dat"):
        RunConfig(**choices)


def test_a_config_of_own_data_is_as_any_other():
    for same in (copy.deepcopy(CONFIG), pickle.loads(pickle.dumps(CONFIG)), CONFIG.changed()):
        assert same == CONFIG
        assert hash(same) == hash(CONFIG)
    assert RunConfig(**CONFIG.model_dump()) == CONFIG
    assert CONFIG.changed(dataset=table(seed=1)) != CONFIG, "other data of the same kind"
    assert CONFIG.changed(dataset="moons").own is None
    assert CONFIG.changed(lr=0.5).own == CONFIG.own


def test_no_link_can_hold_them():
    for link in (CONFIG.to_link, CONFIG.to_query):
        with pytest.raises(ConfigError, match=r"cannot hold data of your own \(My table\)"):
            link()


def test_a_fingerprint_tells_data_apart():
    assert DATA.fingerprint == table().fingerprint
    changed = DATA.X_train.copy()
    changed[3, 1] += 1e-9
    others = [
        table(seed=1),
        dataclasses.replace(DATA, X_train=changed),
        dataclasses.replace(DATA, class_names=("a", "b", "z")),
    ]
    assert len({data.fingerprint for data in [DATA, *others]}) == 4


def test_what_a_run_makes_of_them_are_still_the_same_data():
    trainer = Trainer(CONFIG, DATA)
    assert trainer.dataset is not DATA
    assert trainer.dataset.fingerprint == DATA.fingerprint
    for again in (Trainer(trainer.config, trainer.dataset), trainer.twin()):
        assert again.config is trainer.config
        np.testing.assert_array_equal(again.train_split.X, trainer.train_split.X)


def test_data_that_a_config_names_stay_named():
    config = RunConfig(dataset="moons", dataset_options={"noise": 0.1}, preprocessing="minmax")
    assert Trainer(config, load_dataset("moons", noise=0.1)).config is config
    assert Trainer(config, Trainer(config).dataset).config is config
    for other in (load_dataset("moons"), load_dataset("moons", noise=0.1, seed=3)):
        assert Trainer(config, other).config.own.title == "Moons"
    data = load_dataset("moons", noise=0.1)
    assert Trainer(config, dataclasses.replace(data, X_train=2 * data.X_train)).config.own


def test_all_that_takes_data_takes_them():
    named = CONFIG.changed(dataset="moons")
    assert learning_rate_range(named, dataset=DATA, steps=30).lr.size
    compared = compare(variants(named, "lr", [0.01, 0.02]), 3, dataset=DATA)
    assert {run.config.own for run in compared.runs} == {CONFIG.own}
    assert compared.same_start
    configs = {"a": RunConfig(output="identity", loss="mse"), "b": RunConfig(dataset="sine")}
    assert compare(configs, 1, dataset=NUMBERS).score == "R²"
    with pytest.raises(ConfigError, match="output = 'softmax' is for classes"):
        compare([RunConfig()], 1, dataset=NUMBERS)


def test_they_are_diagnosed_and_cured():
    trainer = Trainer(CONFIG.changed(preprocessing="none", lr=1e-3, optimizer="sgd"), DATA)
    list(trainer.run(20))
    kinds = [found.kind for found in trainer.diagnose()]
    assert "inputs_not_scaled" in kinds
    assert [found.kind for found in trainer.diagnose(CONFIG.changed(dataset="moons"))] == kinds
    cured = Trainer(trainer.config.changed(preprocessing="standardize", lr=0.1), DATA)
    assert list(cured.run(20))[-1].train_accuracy > 0.8


def test_pixels_are_scaled_together():
    images = Dataset.from_arrays(DATA.X_train[:, :6], DATA.labels_train, image_shape=(2, 3))
    for data, suited in ((images, "standardize_global"), (DATA, "standardize")):
        assert scaled_inputs(RunConfig(dataset=data)) == {"preprocessing": suited}


def test_two_of_them_are_told_apart():
    labels = differences([CONFIG, CONFIG.changed(dataset=table(seed=1))])
    assert labels == tuple(f"data {data.fingerprint[:4]}" for data in (DATA, table(seed=1)))
    assert differences([CONFIG, CONFIG.changed(lr=0.5)]) == ("lr 0.02", "lr 0.5")


def test_what_they_cost_is_known_from_the_config():
    own, given = estimate_cost(CONFIG), estimate_cost(CONFIG, DATA)
    assert own.epoch_flops == given.epoch_flops


def test_one_class_is_none():
    with pytest.raises(DataError, match=r"class_names = \('a',\): there must be two classes"):
        RunConfig(dataset=table(k=2, class_names=("a",)))


def test_the_code_on_the_page_runs(capsys):
    page = Path(__file__).resolve().parents[1] / "docs" / "own-data.md"
    (code,) = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    exec(compile(code, page.name, "exec"), {})
    accuracy, predicted = capsys.readouterr().out.splitlines()
    assert int(accuracy.removesuffix("%")) > 90
    assert "('left', 'right')" in predicted


@pytest.mark.parametrize("classes", [True, False])
def test_weights_go_where_their_samples_go(classes):
    n = 40
    X = np.arange(2.0 * n).reshape(n, 2)
    y = np.arange(n) % 2 if classes else X.sum(axis=1)
    weights = np.arange(1.0, n + 1)
    data = Dataset.from_arrays(X, y, sample_weight=weights, task=None if classes else "regression")
    for split in ("train", "test"):
        rows = (getattr(data, f"X_{split}")[:, 0] / 2).astype(int)
        np.testing.assert_array_equal(getattr(data, f"weights_{split}"), weights[rows])
    trainer = Trainer(RunConfig(dataset=data, preprocessing="standardize"), data)
    np.testing.assert_array_equal(trainer.train_split.weights, data.weights_train)
    record = trainer.step_epoch()
    if classes:
        share = np.bincount(data.labels_train, data.weights_train) / data.weights_train.sum()
        np.testing.assert_allclose(record.true_share_train, share)


def test_samples_that_count_belong_to_the_data():
    X, y = np.eye(12), np.arange(12) % 2
    once, twice = (
        Dataset.from_arrays(X, y, test=(X, y), sample_weight=weights)
        for weights in (np.ones(12), np.full(12, 2.0))
    )
    assert once.fingerprint != twice.fingerprint != Dataset.from_arrays(X, y).fingerprint
    with pytest.raises(DataError, match="sample_weight are all 0"):
        Dataset.from_arrays(X, y, sample_weight=np.zeros(12))
