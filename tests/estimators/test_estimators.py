"""What the estimators promise beyond scikit-learn's checks."""

import pickle
import re
import warnings
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.datasets import load_digits, make_multilabel_classification, make_regression
from sklearn.exceptions import ConvergenceWarning

import mlpviz
from mlpviz import MLPClassifier, MLPRegressor, NonFiniteError, RunConfig, Trainer
from mlpviz.data import inputs
from mlpviz.engine.faults import FaultsError
from mlpviz.views.frame import Frame
from mlpviz.views.input_views import label_shares
from mlpviz.views.table import fitting
from mlpviz.words import score_number

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
DIGITS, DIGIT = load_digits(n_class=3, return_X_y=True)
DIGITS /= 16.0
NUMBERS, NUMBER = make_regression(120, 4, random_state=0)
NUMBER /= NUMBER.std()
MANY, LABELS = make_multilabel_classification(150, n_classes=4, random_state=0)
MANY = (MANY - MANY.mean(axis=0)) / MANY.std(axis=0)


def classifier(**choices):
    usual = {"hidden_layer_sizes": (8,), "learning_rate_init": 0.02, "max_iter": 8}
    return MLPClassifier(**usual | {"random_state": 0} | choices)


def regressor(**choices):
    usual = {"hidden_layer_sizes": (8,), "learning_rate_init": 0.02, "max_iter": 30}
    return MLPRegressor(**usual | {"random_state": 0} | choices)


def test_it_is_the_run_of_its_choices():
    net = classifier(alpha=0.02, batch_size=50, max_iter=3).fit(DIGITS, DIGIT)
    data = net.trainer_.given
    config = RunConfig(
        dataset=data,
        preprocessing="none",
        hidden_sizes=(8,),
        activation="relu",
        optimizer="adam",
        lr=0.02,
        l2=0.02 / 100,
        batch_size=50,
        seed=net.trainer_.config.seed,
    )
    assert net.trainer_.config == config
    trainer = Trainer(config, data)
    losses = [record.train_loss for record in trainer.run(3)]
    assert net.loss_curve_ == losses
    assert net.loss_ == losses[-1] == net.best_loss_
    assert net.n_iter_ == 3
    np.testing.assert_array_equal(net.coefs_[0], trainer.network.params["W1"])
    np.testing.assert_array_equal(net.intercepts_[1], trainer.network.params["b2"])
    assert (net.n_layers_, net.n_outputs_, net.out_activation_) == (3, 3, "softmax")
    assert net.trainer_.diagnose() == trainer.diagnose()


def test_it_learns_digits_and_numbers():
    assert classifier().fit(DIGITS, DIGIT).score(DIGITS, DIGIT) > 0.97
    assert regressor().fit(NUMBERS, NUMBER).score(NUMBERS, NUMBER) > 0.85


@pytest.mark.parametrize("sizes", [8, (8,), [8, 4], (), np.array([8])])
def test_layers(sizes):
    net = classifier(hidden_layer_sizes=sizes, max_iter=1).fit(DIGITS, DIGIT)
    hidden = (sizes,) if isinstance(sizes, int) else tuple(sizes)
    assert net.network_.sizes == (64, *hidden, 3)


def test_probabilities():
    net = classifier().fit(DIGITS, DIGIT)
    p = net.predict_proba(DIGITS)
    assert p.shape == (len(DIGITS), 3)
    np.testing.assert_allclose(p.sum(axis=1), 1.0)
    np.testing.assert_array_equal(net.classes_[p.argmax(axis=1)], net.predict(DIGITS))


@pytest.mark.parametrize("output", ["softmax", "sigmoid", "tanh"])
def test_two_classes_and_other_outputs(output):
    two = DIGIT < 2
    loss = {"softmax": "cross_entropy", "sigmoid": "binary_cross_entropy", "tanh": "mse"}[output]
    names = np.array(["nought", "one"])[DIGIT[two]]
    net = classifier(output=output, loss=loss).fit(DIGITS[two], names)
    assert net.score(DIGITS[two], names) > 0.97
    assert set(net.predict(DIGITS[two])) == {"nought", "one"}
    if output == "tanh":
        with pytest.raises(FaultsError, match="no probabilities"):
            net.predict_proba(DIGITS)
    else:
        assert net.predict_proba(DIGITS[two]).shape == (two.sum(), 2)


def test_several_labels():
    net = classifier(max_iter=60).fit(MANY, LABELS)
    predicted, p = net.predict(MANY), net.predict_proba(MANY)
    assert set(np.unique(predicted)) == {0, 1}
    np.testing.assert_array_equal(predicted, p > 0.5)
    assert (predicted == LABELS).mean() > 0.85
    assert net.trainer_.network.output == "sigmoid"
    with pytest.raises(ValueError, match=r"y has one class a sample, and was fitted on labels"):
        net.set_params(warm_start=True).fit(MANY, LABELS[:, 0])


@pytest.mark.parametrize("kind", ["labels", "targets"])
def test_a_run_on_several_has_all_that_a_run_has(kind, tmp_path):
    if kind == "targets":
        net = regressor(max_iter=3).fit(NUMBERS, np.column_stack([NUMBER, NUMBER**2]))
    else:
        net = classifier(max_iter=3).fit(MANY, LABELS)
    trainer = net.trainer_
    seen = {name: trainer.figure(name) for name in fitting(trainer.dataset)}
    assert {"curves", "check", "weights", "predictions", "network"} <= seen.keys()
    assert "shares" not in seen
    with pytest.raises(FaultsError, match="is for classes that exclude each other alone"):
        trainer.figure("shares")
    assert f"test R² {score_number('R²', trainer.history.newest.test_r2)}" in repr(trainer)
    assert isinstance(trainer.diagnose(), tuple)
    trainer.save(tmp_path / "run.mlpviz")
    again = mlpviz.load(tmp_path / "run.mlpviz")
    assert again.dataset.target_names == trainer.dataset.target_names
    assert again.config == trainer.config
    trainer.train(1)
    again.train(1)
    np.testing.assert_array_equal(again.network.flat, trainer.network.flat)


def test_labels_are_no_numbers_to_scale():
    trainer = classifier(max_iter=1).fit(MANY, LABELS).trainer_
    with pytest.raises(FaultsError, match="standardize_targets = True is for numbers"):
        trainer.config.changed(standardize_targets=True)


def test_the_shares_of_labels_are_those_of_the_predictions():
    net = classifier(max_iter=60).fit(MANY, LABELS)
    chart = label_shares(Frame(net.trainer_, net.network_.copy(), log=False, playing=False))
    np.testing.assert_allclose(chart.predicted_train, net.predict(MANY).mean(axis=0))
    np.testing.assert_allclose(chart.true_train, LABELS.mean(axis=0))
    given = np.where(LABELS, net.predict_proba(MANY), 1 - net.predict_proba(MANY))
    np.testing.assert_allclose(chart.true_class_train, given.ravel())


def test_several_targets():
    Y = np.column_stack([NUMBER, -NUMBER, NUMBER**2])
    net = regressor(max_iter=60).fit(NUMBERS, Y)
    assert net.predict(NUMBERS).shape == Y.shape
    assert net.score(NUMBERS, Y) > 0.7


def test_partial_fit_needs_all_classes_and_takes_no_others():
    net = classifier()
    with pytest.raises(ValueError, match="classes must be passed"):
        net.partial_fit(DIGITS, DIGIT)
    first = DIGIT < 2
    net.partial_fit(DIGITS[first], DIGIT[first], classes=[0, 1, 2])
    for _ in range(6):
        net.partial_fit(DIGITS, DIGIT)
    assert net.n_iter_ == 7 == len(net.loss_curve_)
    assert net.score(DIGITS, DIGIT) > 0.9
    with pytest.raises(ValueError, match=r"classes not in `self.classes_`, \[0, 1, 2\]: 7"):
        net.partial_fit(DIGITS, np.where(DIGIT == 1, 7, DIGIT))
    with pytest.raises(ValueError, match="are not those of the first call"):
        net.partial_fit(DIGITS, DIGIT, classes=[0, 1])


def test_partial_fit_goes_on_to_the_bit():
    """Full batches in order: as many calls as epochs end where one fit does."""
    choices = {"batch_size": None, "max_iter": 4, "tol": 0.0, "solver": "momentum"}
    whole = regressor(**choices).fit(NUMBERS, NUMBER)
    parts = regressor(**choices)
    for _ in range(4):
        parts.partial_fit(NUMBERS, NUMBER)
    np.testing.assert_array_equal(whole.network_.flat, parts.network_.flat)
    assert parts.trainer_.history[0].train_loss == whole.loss_curve_[-2]


def test_a_warm_start_goes_on():
    net = classifier(warm_start=True, max_iter=2).fit(DIGITS, DIGIT)
    loss = net.loss_
    net.fit(DIGITS, DIGIT)
    assert net.n_iter_ == 4 == len(net.loss_curve_)
    assert net.trainer_.history[0].train_loss == loss
    assert net.loss_ < loss
    assert net.set_params(warm_start=False).fit(DIGITS, DIGIT).n_iter_ == 2
    with pytest.raises(FaultsError, match="64 features and 3 outputs"):
        net.set_params(warm_start=True).fit(DIGITS[:, :9], DIGIT)
    with pytest.raises(ValueError, match="classes not in"):
        net.fit(DIGITS, DIGIT + 1)


def test_the_same_state_gives_the_same_bits_and_another_does_not():
    nets = [classifier(random_state=state, max_iter=1).fit(DIGITS, DIGIT) for state in (1, 1, 2)]
    flats = [net.network_.flat for net in nets]
    np.testing.assert_array_equal(flats[0], flats[1])
    assert not np.array_equal(flats[0], flats[2])
    rng = np.random.RandomState(1)
    drawn = classifier(random_state=rng, max_iter=1).fit(DIGITS, DIGIT)
    np.testing.assert_array_equal(drawn.network_.flat, flats[0])


def test_without_shuffling_the_order_of_samples_counts():
    nets = [
        classifier(shuffle=shuffle, batch_size=10, max_iter=1).fit(DIGITS, DIGIT)
        for shuffle in (True, False)
    ]
    assert not np.array_equal(*(net.network_.flat for net in nets))
    assert [net.trainer_.shuffle for net in nets] == [True, False]


@pytest.mark.parametrize("kind", [sparse.csr_matrix, sparse.csc_array])
def test_sparse_inputs_are_made_dense(kind):
    thin = np.where(DIGITS > 0.5, DIGITS, 0.0)
    nets = [classifier(max_iter=2).fit(X, DIGIT) for X in (thin, kind(thin))]
    np.testing.assert_array_equal(*(net.network_.flat for net in nets))
    np.testing.assert_array_equal(nets[1].predict(kind(thin)), nets[0].predict(thin))


def test_sparse_inputs_that_would_be_too_large_are_refused(monkeypatch):
    wide = sparse.csr_matrix(([1.0], ([0], [3])), shape=(50, 10**8))
    with pytest.raises(ValueError, match=r"50 x 100000000.* 40,000 MB, more than 1,074 MB"):
        classifier().fit(wide, np.arange(50) % 2)
    monkeypatch.setattr(inputs, "MOST_DENSE", 1000)
    with pytest.raises(ValueError, match="TruncatedSVD"):
        classifier().fit(sparse.csr_matrix(DIGITS), DIGIT)


def test_training_ends_when_nothing_is_gained():
    net = regressor(max_iter=500, tol=0.5, n_iter_no_change=3)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        net.fit(NUMBERS, NUMBER)
    assert net.n_iter_ < 30
    assert net.best_loss_ == min(net.loss_curve_)
    with pytest.warns(ConvergenceWarning, match="MLPRegressor stopped at max_iter = 2 epochs"):
        regressor(max_iter=2).fit(NUMBERS, NUMBER)
    endless = regressor(max_iter=40, tol=100.0, n_iter_no_change=np.inf).fit(NUMBERS, NUMBER)
    assert endless.n_iter_ == 40


def test_early_stopping_predicts_with_the_best_weights():
    net = classifier(
        early_stopping=True, validation_fraction=0.2, max_iter=40, learning_rate_init=0.1, tol=0.0
    )
    net.fit(DIGITS, DIGIT)
    scores = net.validation_scores_
    assert len(scores) == net.n_iter_
    assert net.best_validation_score_ == max(scores)
    assert net.best_loss_ is None
    data = net.trainer_.dataset
    assert len(data.X_test) == round(0.2 * len(DIGITS) + 0.5)
    shares = np.bincount(data.labels_test) / len(data.labels_test)
    np.testing.assert_allclose(shares, np.bincount(DIGIT) / len(DIGIT), atol=0.02)
    reached = (net.predict(data.X_test).astype(int) == data.labels_test).mean()
    assert reached == pytest.approx(max(scores))


def test_early_stopping_on_several_labels_and_on_numbers():
    many = classifier(early_stopping=True).fit(MANY, LABELS)
    assert 0.0 <= many.best_validation_score_ <= 1.0
    number = regressor(early_stopping=True).fit(NUMBERS, NUMBER)
    assert number.best_validation_score_ == max(r.test_r2 for r in number.trainer_.history[1:])


def test_weights_by_class():
    X = np.vstack([DIGITS[DIGIT == 0], DIGITS[DIGIT == 1][:12]])
    y = np.repeat([0, 1], [(DIGIT == 0).sum(), 12])
    net = classifier(class_weight="balanced", max_iter=1).fit(X, y)
    weights = net.trainer_.dataset.weights_train
    assert weights[y == 0].sum() == pytest.approx(weights[y == 1].sum())
    np.testing.assert_allclose(net.trainer_.history[0].true_share_train, [0.5, 0.5])
    twice = classifier(class_weight={0: 1.0, 1: 3.0}, max_iter=1)
    twice.fit(X, y, sample_weight=np.full(len(y), 2.0))
    np.testing.assert_array_equal(twice.trainer_.dataset.weights_train, np.where(y == 1, 6.0, 2.0))


def test_float32_stays_float32():
    net = classifier(max_iter=1).fit(DIGITS.astype(np.float32), DIGIT)
    assert net.network_.dtype == np.float32
    assert net.predict_proba(DIGITS).dtype == np.float32
    assert regressor(max_iter=1).fit(NUMBERS, NUMBER).predict(NUMBERS).dtype == np.float64


def test_names_of_features_and_classes_reach_the_run():
    frame = pd.DataFrame(DIGITS[:, 2:5], columns=["left", "middle", "right"])
    net = classifier(max_iter=1).fit(frame, np.array(["a", "b", "c"])[DIGIT])
    assert net.trainer_.dataset.feature_names == ("left", "middle", "right")
    assert net.trainer_.dataset.class_names == ("a", "b", "c")
    with pytest.raises(ValueError, match="feature names"):
        net.predict(frame[["right", "left", "middle"]])


@pytest.mark.parametrize("keep", [pickle, joblib])
def test_a_kept_one_predicts_and_goes_on(keep, tmp_path):
    net = classifier(max_iter=2).fit(DIGITS, DIGIT)
    path = tmp_path / "net"
    if keep is joblib:
        joblib.dump(net, path)
        again = joblib.load(path)
    else:
        again = pickle.loads(pickle.dumps(net))
    np.testing.assert_array_equal(again.predict_proba(DIGITS), net.predict_proba(DIGITS))
    again.partial_fit(DIGITS, DIGIT)
    net.partial_fit(DIGITS, DIGIT)
    np.testing.assert_array_equal(again.network_.flat, net.network_.flat)


def test_a_run_that_diverges_says_where():
    with pytest.raises(NonFiniteError, match="The steps are too long"):
        regressor(solver="sgd", learning_rate_init=90.0, max_iter=60).fit(NUMBERS * 1e6, NUMBER)


def test_verbose_prints_every_epoch(capsys):
    classifier(verbose=True, max_iter=2).fit(DIGITS, DIGIT)
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(",")[0] for line in lines] == ["Epoch 1", "Epoch 2"]


def test_the_given_arrays_stay_writable_and_as_they_were():
    X, y = DIGITS.copy(), DIGIT.copy()
    classifier(max_iter=1).fit(X, y)
    assert X.flags.writeable
    assert y.flags.writeable
    np.testing.assert_array_equal(X, DIGITS)


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"hidden_layer_sizes": (0,)}, "hidden_layer_sizes: layer 1 = 0"),
        ({"hidden_layer_sizes": 3.5}, "hidden_layer_sizes = 3.5 must be units"),
        ({"activation": 3}, "activation = 3 must be a name"),
        ({"activation": "logistic"}, "'logistic'"),
        ({"solver": "lbfgs"}, "solver = 'lbfgs'"),
        ({"solver_options": {"mu": 0.9}}, "mu"),
        ({"solver_options": 3}, "solver_options = 3 must be a dict"),
        ({"solver_options": {"clip_norm": -1.0}}, "^solver clip_norm = -1"),
        ({"alpha": -1.0}, "alpha"),
        ({"batch_size": 0}, "batch_size"),
        ({"batch_size": "all"}, "batch_size"),
        ({"learning_rate_init": 0.0}, "^learning_rate_init = 0.0"),
        ({"max_iter": -1}, "max_iter"),
        ({"tol": "no"}, "tol"),
        ({"n_iter_no_change": 0}, "n_iter_no_change = 0 is too small"),
        ({"early_stopping": True, "validation_fraction": 1.0}, "validation_fraction"),
        ({"output": "relu"}, "output"),
        ({"initializer": "he"}, "he_uniform"),
    ],
)
def test_what_cannot_be_chosen_is_named(choices, said):
    with pytest.raises(FaultsError, match=said):
        classifier(**choices).fit(DIGITS, DIGIT)


def test_the_run_has_its_views_and_checks():
    net = classifier(max_iter=3).fit(DIGITS, DIGIT)
    trainer = net.trainer_
    assert trainer.network.check_gradients(DIGITS[:5], np.eye(3)[DIGIT[:5]], "cross_entropy").passed
    trainer.step_epoch()
    assert trainer.history.newest.epoch == 4


def test_the_package_offers_them():
    assert {"MLPClassifier", "MLPRegressor"} <= set(dir(mlpviz))
    assert mlpviz.MLPClassifier is MLPClassifier


def test_the_code_on_the_page_runs(capsys):
    page = Path(__file__).resolve().parents[2] / "docs" / "estimators.md"
    (code,) = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    exec(compile(code, page.name, "exec"), {})
    accuracy, epochs, check = capsys.readouterr().out.splitlines()
    assert int(accuracy.removesuffix("%")) > 90
    assert epochs.startswith("True")
    assert check == "True"
