"""Several targets of very different size: each is scaled by itself, named, cured and taken away."""

import numpy as np
import onnxruntime
import pytest

import mlpviz
from mlpviz import MLPRegressor, Trainer
from mlpviz.data import as_chosen
from mlpviz.diagnosis.chance import score_of
from mlpviz.words import number

RNG = np.random.default_rng(3)
X = RNG.normal(size=(150, 4))
SIZES = np.array([1.0, 1e3, 1e6])
Y = (X @ RNG.normal(size=(4, 3)) + [0.0, 1.0, -2.0]) * SIZES
CONSTANT = np.column_stack([Y[:, 0], np.full(150, 7.0)])


def begun(y, epochs=0):
    """A run on numbers [n, k] as they come, as the estimators make it."""
    made = MLPRegressor((12,)).partial_fit(X, y).trainer_
    trainer = Trainer(made.config, made.given)
    list(trainer.run(epochs))
    return trainer


@pytest.fixture(scope="module")
def scaled():
    trainer = begun(Y)
    trainer = Trainer(trainer.config.changed(standardize_targets=True, lr=0.05), trainer.given)
    list(trainer.run(20))
    return trainer


def test_each_is_standardised_by_itself_and_comes_back(scaled):
    targets = scaled.dataset.Y_train
    np.testing.assert_allclose(targets.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(targets.std(axis=0), 1.0)
    np.testing.assert_allclose(scaled.dataset.raw_targets(targets) / SIZES, Y / SIZES)
    back = as_chosen(scaled.dataset, "none", False)
    np.testing.assert_allclose(back.Y_train / SIZES, Y / SIZES)


def test_one_that_never_changes_is_only_shifted():
    found = as_chosen(begun(CONSTANT).given, "none", True)
    np.testing.assert_array_equal(found.Y_train[:, 1], 0.0)
    np.testing.assert_array_equal(found.target_scale[1:], [1.0])


def test_their_sizes_are_told_and_to_standardise_them_is_what_helps():
    trainer = begun(Y, epochs=20)
    told = trainer.diagnose()[0]
    assert told.kind == "targets_not_scaled"
    means, spreads = (np.sort(f(trainer.dataset.Y_train, axis=0)) for f in (np.mean, np.std))
    low, least, most = (number(size) for size in (means[0], spreads[0], spreads[-1]))
    assert f"The 3 targets have means from {low} to" in told.sentence
    assert f"spreads from {least} to {most}" in told.sentence
    cures = trainer.cures()
    assert cures[0].changes["standardize_targets"] is True
    assert cures[0].reached > 0.9


def test_of_what_is_told_of_several_each_counts_alike():
    wrong = np.column_stack([np.zeros(150), Y[:, 1]])
    pair = Y[:, :2] - Y[:, :2].mean(axis=0)
    assert score_of(wrong - [0.0, Y[:, 1].mean()], pair, classes=False) == pytest.approx(0.5)
    assert score_of(CONSTANT, CONSTANT, classes=False) == 0.5, "as R² has it"


def test_the_run_is_kept_and_taken_away_with_all_of_their_scales(scaled, tmp_path):
    scaled.save(tmp_path / "run.mlpviz")
    again = mlpviz.load(tmp_path / "run.mlpviz")
    np.testing.assert_array_equal(again.dataset.target_scale, scaled.dataset.target_scale)
    expected = scaled.dataset.raw_targets(scaled.network.forward(scaled.preprocess(X)))
    (path,) = scaled.export(tmp_path / "net.onnx")
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (given,) = session.run(None, {"X": X.astype(np.float32)})
    np.testing.assert_allclose(given / SIZES, expected / SIZES, rtol=1e-3, atol=1e-3)
    (path,) = scaled.export(tmp_path / "net.npz")
    arrays = np.load(path)
    np.testing.assert_array_equal(arrays["target_shift"], scaled.dataset.target_shift)
    np.testing.assert_array_equal(arrays["target_scale"], scaled.dataset.target_scale)
