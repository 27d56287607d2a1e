import numpy as np
import pytest

from mlpviz.charts import PredictionDistribution


def shares(n_classes, **changes):
    even = np.full(n_classes, 1 / n_classes)
    values = {
        "class_names": [f"class {k}" for k in range(n_classes)],
        "predicted_train": even,
        "true_train": even,
        "predicted_test": even,
        "true_test": even,
        "true_class_train": np.linspace(0, 1, 50),
        "true_class_test": np.linspace(0, 1, 20),
    }
    return values | changes


@pytest.mark.parametrize("n_classes", [1, 2, 3, 10, 40])
def test_plotly_accepts_any_number_of_classes(n_classes, check):
    figure = check(PredictionDistribution(**shares(n_classes)).figure())
    assert len(figure["layout"]["xaxis"]["tickvals"]) <= 14


def test_bars_are_the_predicted_and_dashes_the_true_shares(decode):
    figure = PredictionDistribution(
        **shares(2, predicted_train=[0.25, 0.75], true_train=[0.5, 0.5], true_test=[0.4, 0.6])
    ).figure()
    train, test, truth = figure["data"][:3]
    assert decode(train["y"]).tolist() == [0.25, 0.75]
    assert decode(test["y"]).tolist() == [0.5, 0.5]
    first = decode(truth["y"])[:4]
    np.testing.assert_allclose(first, [0.5, 0.5, 0.4, 0.4], rtol=1e-6)
    assert np.isnan(decode(truth["y"])[4])


def test_the_distribution_is_a_share_of_the_samples(decode):
    figure = PredictionDistribution(**shares(3, true_class_test=[0.0, 0.99, 1.0, 1.2])).figure()
    y = decode(figure["data"][-1]["y"])
    assert y.sum() == pytest.approx(1.0)
    # The ends of the step line stand on the axis; beyond 1 counts into the last bin.
    assert (y[0], y[1], y[-2], y[-1]) == (0.0, 0.25, 0.75, 0.0)


def test_an_untrained_or_broken_network_is_drawn(check):
    nothing = np.full(3, np.nan)
    check(
        PredictionDistribution(
            **shares(3, predicted_train=nothing, predicted_test=nothing, true_class_test=nothing)
        ).figure()
    )
    check(PredictionDistribution(**shares(3, true_class_train=[], true_class_test=[])).figure())


def test_names_are_escaped_and_cut():
    names = ["<img src=x>", "a very long class name", "%{y}"]
    figure = PredictionDistribution(**shares(3, class_names=names)).figure()
    ticks = figure["layout"]["xaxis"]["ticktext"]
    assert ticks[0] == "&lt;img src=x&gt;"
    assert ticks[1] == "a very long…"
    assert "%{" not in ticks[2]


def test_the_output_is_called_what_it_is():
    figure = PredictionDistribution(**shares(2), output="output").figure()
    assert figure["layout"]["xaxis2"]["title"]["text"] == "output of the true class"


def test_the_summary_names_the_largest_gap():
    values = shares(3, predicted_test=[0.6, 0.3, 0.1], true_test=[0.3, 0.3, 0.4])
    text = PredictionDistribution(**values).summary()
    assert "predicts class 0 most often (60.0%; true share 30.0%)" in text
    assert "median probability of the true class is 0.5 on the training data" in text


def test_a_perfect_match_mentions_no_gap():
    values = shares(2)
    assert "deviation" not in PredictionDistribution(**values).summary()
