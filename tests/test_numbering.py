"""Units and layers are called alike everywhere: layers count from 1, units from 0, as in NumPy."""

import re
from pathlib import Path

import numpy as np
import pytest

from mlpviz import MLP, RunConfig, Trainer, check_gradients
from mlpviz.views.frame import Frame
from mlpviz.views.sides import element_words, sides
from mlpviz.views.unit_views import network
from mlpviz.words import element_name

ROOT = Path(__file__).parents[1]
UNIT = "unit 2 of layer 1"


@pytest.fixture(scope="module")
def trainer():
    return Trainer(RunConfig(dataset="iris", hidden_sizes=(4, 3)))


@pytest.fixture(scope="module")
def hover(trainer):
    return words_of(trainer)


def words_of(trainer):
    figure = network(Frame(trainer, trainer.network.copy(), log=False, playing=False)).figure()
    return figure["diagram"]["words"]


def test_the_diagram_and_the_tables_of_a_check(trainer, hover):
    lines = hover[4 + 2]
    assert lines[0] == UNIT
    assert lines[1].startswith(f"{element_name('b1', [2])} = ")
    assert element_words(sides(trainer, "W1"), (1, 2)) == f"sepal width (cm) → {UNIT}"
    assert hover[1] == ["input sepal width (cm)"]


def test_pixels_go_by_row_and_column():
    trainer = Trainer(RunConfig(dataset="digits", hidden_sizes=(4,)))
    assert words_of(trainer)[1] == ["pixel (0, 1)"]
    assert element_words(sides(trainer, "W1"), (1, 2)) == f"pixel (0, 1) → {UNIT}"


def test_what_a_check_says_of_a_unit():
    net = MLP([3, 6, 2], activation="tanh", output="softmax", seed=0)
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(8, 3)), np.eye(2)[rng.integers(2, size=8)]
    _, grads = net.loss_and_gradients(X, Y, "cross_entropy")
    grads["W1"][:, 2] *= 1.5
    grads["b1"][2] *= 1.5
    params = {name: values.copy() for name, values in net.params.items()}

    def loss(params):
        net.params.update(params)
        return net.loss(X, Y, "cross_entropy")

    text = str(check_gradients(loss, params, grads, X=X, Y=Y))
    for element in element_name("W1", (0, 2)), element_name("b1", (2,)):
        assert f"{element}: analytic" in text


def test_nothing_else_numbers_them_in_another_order():
    """``layer 1, unit 2`` or ``neuron 2`` in a sentence of the program would be a second way."""
    other = re.compile(r"layer \{[^}]+\}, unit|neuron \{|unit #|\{[^}]*(unit|row) \+ 1\}")
    files = [*(ROOT / "mlpviz").rglob("*.py"), *(ROOT / "mlpviz").rglob("*.js")]
    found = [path.name for path in files if other.search(path.read_text(encoding="utf-8"))]
    assert len(files) > 300
    assert found == []
