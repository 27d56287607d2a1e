"""scikit-learn's own checks of estimators, and that its meta-estimators take ours."""

import warnings
from unittest import SkipTest

import numpy as np
import pytest
from sklearn import neural_network
from sklearn.datasets import load_iris
from sklearn.exceptions import ConvergenceWarning
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

from mlpviz import MLPClassifier, MLPRegressor

# Asked only of what there is: an environment variable, and a method that networks do not have.
NOT_ASKED = {
    "check_array_api_input",
    "check_classifiers_multilabel_output_format_decision_function",
}


def checks():
    for kind in (MLPClassifier, MLPRegressor):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pairs = list(
                estimator_checks_generator(kind((10,), max_iter=30, learning_rate_init=0.02))
            )
        for i, (estimator, check) in enumerate(pairs):
            name = getattr(check, "func", check).__name__
            yield pytest.param(estimator, check, id=f"{kind.__name__}-{i}-{name}")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("estimator", "check"), list(checks()))
def test_scikit_learns_own_check(estimator, check):
    try:
        check(estimator)
    except SkipTest:
        assert getattr(check, "func", check).__name__ in NOT_ASKED


X, Y = load_iris(return_X_y=True)


def test_in_a_pipeline_and_a_grid_search():
    pipe = make_pipeline(
        StandardScaler(), MLPClassifier((6,), random_state=0, max_iter=60, tol=0.0)
    )
    grid = {
        "mlpclassifier__learning_rate_init": [1e-5, 0.03],
        "mlpclassifier__solver": ["sgd", "adam"],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        search = GridSearchCV(pipe, grid, cv=3).fit(X, Y)
        scores = cross_val_score(search.best_estimator_, X, Y, cv=3)
    chosen = {"mlpclassifier__learning_rate_init": 0.03, "mlpclassifier__solver": "adam"}
    assert search.best_params_ == chosen
    assert scores.mean() > 0.9
    trainer = search.best_estimator_[-1].trainer_
    assert trainer.config.lr == 0.03
    assert trainer.dataset.class_names == ("0", "1", "2")


@pytest.mark.parametrize("alpha", [0.0, 3.0])
@pytest.mark.parametrize("solver", ["sgd", "adam"])
@pytest.mark.parametrize("kind", ["MLPClassifier", "MLPRegressor"])
def test_its_own_network_takes_the_same_steps(kind, solver, alpha):
    """From the same weights, full batch; its regressor's loss is half of the squared error."""
    y = Y if kind == "MLPClassifier" else X[:, 0] * X[:, 1]
    inputs = StandardScaler().fit_transform(X)
    shared = {"hidden_layer_sizes": (5,), "activation": "tanh", "solver": solver, "shuffle": False}
    shared |= {"batch_size": 150, "random_state": 3}
    half = 0.5 if kind == "MLPRegressor" and solver == "sgd" else 1.0
    own_alpha = alpha * (2.0 if kind == "MLPRegressor" else 1.0)
    more = {"momentum": 0.0, "nesterovs_momentum": False} if solver == "sgd" else {}
    theirs = getattr(neural_network, kind)(**shared, **more, alpha=alpha, learning_rate_init=0.01)
    ours = {"MLPClassifier": MLPClassifier, "MLPRegressor": MLPRegressor}[kind](
        **shared, alpha=own_alpha, learning_rate_init=0.01 * half
    )
    known = {"classes": [0, 1, 2]} if kind == "MLPClassifier" else {}
    theirs.partial_fit(inputs, y, **known)
    ours.partial_fit(inputs, y, **known)
    network = ours.network_
    for mine, other in zip(
        [*ours.coefs_, *ours.intercepts_], [*theirs.coefs_, *theirs.intercepts_], strict=True
    ):
        mine[...] = other
    if solver == "adam":  # its state: the same moments, in our order
        optimizer, state = theirs._optimizer, ours.trainer_.optimizer.state
        scale = 2.0 if kind == "MLPRegressor" else 1.0
        named = [f"W{i}" for i in (1, 2)] + [f"b{i}" for i in (1, 2)]
        for name, m, s in zip(named, optimizer.ms, optimizer.vs, strict=True):
            network.named(state["mean"])[name][...] = scale * m
            network.named(state["mean_square"])[name][...] = scale**2 * s
    for _ in range(5):
        theirs.partial_fit(inputs, y)
        ours.partial_fit(inputs, y)
    for mine, other in zip(ours.coefs_, theirs.coefs_, strict=True):
        # its Adam adds eps to a root that is not corrected yet: a little more damping at first
        bound = {"rtol": 1e-6, "atol": 1e-9} if solver == "sgd" else {"rtol": 1e-4, "atol": 1e-5}
        np.testing.assert_allclose(mine, other, **bound)
