"""Views over the inputs, of data of every kind."""

import numpy as np
import pytest

from mlpviz import Dataset, RunConfig, Trainer
from mlpviz.views.frame import Frame
from mlpviz.views.input_views import fit
from mlpviz.views.table import VIEWS, fitting

RNG = np.random.default_rng(5)
N = 40
INPUTS = {
    "one": RNG.normal(size=(N, 1)),
    "two": RNG.normal(size=(N, 2)),
    "three": RNG.normal(size=(N, 3)),
    "grey": RNG.random((N, 4, 4)),
    "colour": RNG.random((N, 3, 4, 4)),
}
ANSWERS = {
    "number": RNG.normal(size=N),
    "two classes": np.arange(N) % 2,
    "three classes": np.array(["a", "b", "c"])[np.arange(N) % 3],
}


def frame_of(X, y, **choices):
    data = Dataset.from_arrays(X, y)
    trainer = Trainer(RunConfig(dataset=data, hidden_sizes=(3,), **choices), data)
    trainer.train(1)
    return Frame(trainer, trainer.network.copy(), log=False, playing=False)


@pytest.mark.parametrize("inputs", INPUTS)
@pytest.mark.parametrize("answers", ANSWERS)
def test_every_view_that_fits_data_can_be_drawn(inputs, answers):
    frame = frame_of(INPUTS[inputs], ANSWERS[answers])
    for view in fitting(frame.dataset).values():
        chart = view.chart(frame)
        assert chart.figure()["data"]
        assert chart.summary()


def test_views_that_not_all_data_have_say_for_which_they_are():
    always = fitting(frame_of(INPUTS["colour"], ANSWERS["number"]).dataset)
    assert [name for name, view in VIEWS.items() if view.data] == [
        name for name in VIEWS if name not in always
    ]


@pytest.mark.parametrize("output", ["softmax", "sigmoid", "tanh"])
def test_two_classes_over_one_input_are_the_second_and_how_sure_it_is(output):
    frame = frame_of(INPUTS["one"], np.array(["no", "yes"])[np.arange(N) % 2], output=output)
    chart = fit(frame)
    assert chart.target == "yes"
    np.testing.assert_array_equal(chart.y_train, frame.dataset.labels_train)
    scores = frame.scores(frame.outputs(frame.trainer.preprocess(chart.grid_x[:, None])))
    np.testing.assert_array_equal(chart.prediction, scores[:, 1])
