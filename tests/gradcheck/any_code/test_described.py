"""``check_gradients`` with a ``Description`` of the network."""

import re

import numpy as np
import pytest

from mlpviz import Description, check_gradients
from mlpviz.gradcheck import GradientCheckInputError
from tests.gradcheck.any_code.test_recognised import program

RIGHT = Description((4, 4, 4, 3), "tanh", "softmax", "cross_entropy")


def check(network, *, l2=0.0, **more):
    code = program("tanh-softmax", l2=l2)
    return code.check(code.gradients(code.network), network=network, **more)


def test_a_right_description_is_what_the_verdict_rests_on():
    report = check(RIGHT)
    assert report.passed
    assert report.sources == ("analytic", "complex_step")
    assert report.notes[0].startswith("As described, and so are its losses: 4-4-4-3, tanh, ")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"activations": "relu"}, "no one factor makes both equal"),
        ({"activations": "relu", "reduction": "mean"}, "its loss (mean over samples) is"),
        ({"reduction": "sum"}, "its loss (sum over samples) is"),
        ({"reduction": "mean", "l2": 0.1}, "its loss (mean over samples) is"),
        ({"output": "sigmoid", "loss": None}, "none of the networks that network= allows"),
    ],
)
def test_a_wrong_description_is_told_by_the_numbers_that_differ_and_not_believed(said, words):
    report = check(Description(**(vars(RIGHT) | said)))
    assert report.verdict == "fail"
    assert not report.failing  # the gradients are right, judged by nudging them
    assert report.sources == ("analytic", "central")
    (fault,) = report.faults
    assert words in fault
    assert "What loss_fn gives is: 4-4-4-3, tanh, softmax, cross_entropy" in fault
    assert fault in str(report)


def test_the_numbers_are_those_of_the_description_and_of_the_loss():
    code = program("tanh-softmax")
    (fault,) = check(Description(**(vars(RIGHT) | {"reduction": "sum"}))).faults
    told, found = map(float, re.findall(r"is ([\d.]+), and loss_fn gives ([\d.]+)\.", fault)[0])
    assert found == pytest.approx(code.loss(), rel=1e-8)
    assert told == pytest.approx(len(code.X) * code.loss(), rel=1e-8)


def test_an_l2_term_that_was_not_said_is_told():
    (fault,) = check(Description(**(vars(RIGHT) | {"l2": 0.0})), l2=0.05).faults
    assert "plus 0.05 sum(W^2)" in fault


def test_an_unknown_network_that_is_described_is_told_too():
    W, X, Y = np.random.default_rng(0).normal(size=(3, 2)), np.eye(3), np.ones((3, 2))
    said = Description(output="identity", loss="mse")
    report = check_gradients(
        lambda: np.sum(np.sin(X @ W) ** 4), [W], [np.zeros((3, 2))], X=X, Y=Y, network=said
    )
    assert "no one factor" in report.faults[0]
    assert "What loss_fn gives" not in report.faults[0]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"sizes": (4, 5, 4, 3)}, r"sizes = \(4, 5, 4, 3\); .* make 4-4-4-3"),
        ({"sizes": None, "activations": ("tanh",)}, r"activations = \('tanh',\)"),
        ({"columns": True}, "columns = True"),
    ],
)
def test_a_description_that_the_shapes_rule_out_is_refused(said, words):
    with pytest.raises(GradientCheckInputError, match=words):
        check(Description(**(vars(RIGHT) | said)))


def test_data_that_fit_no_network_are_refused_where_one_is_described():
    with pytest.raises(GradientCheckInputError, match="make no fully connected network"):
        check(RIGHT, X=np.ones((6, 9)))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"X": None}, "pass X, too"),
        ({"X": None, "Y": None}, "pass X and Y, too"),
        ({"h": 1e-3, "sources": ["central"]}, "leave out h and sources"),
    ],
)
def test_a_description_without_data_is_refused(more, words):
    with pytest.raises(GradientCheckInputError, match=words):
        check(RIGHT, **more)


def test_what_is_no_description_is_refused():
    with pytest.raises(GradientCheckInputError, match=r"pass mlpviz\.Description"):
        check("tanh")
