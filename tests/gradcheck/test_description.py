from itertools import product

import pytest

from mlpviz import Description
from mlpviz.engine.faults import FaultsError
from mlpviz.gradcheck.description import PENALTY_FORMS, REDUCTIONS
from mlpviz.gradcheck.recognise import recognise
from tests.gradcheck.test_recognise import Code


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"activations": "rely"}, "Did you mean 'relu'"),
        ({"activations": ("tanh", "x"), "sizes": (3, 4, 4, 2)}, "'x' is unknown"),
        ({"activations": ("tanh",), "sizes": (3, 4, 4, 2)}, "1 name for 2 hidden layers"),
        ({"output": "softmax", "loss": "mse"}, "does not go with output 'softmax'"),
        ({"output": "soft max"}, "Did you mean 'softmax'"),
        ({"loss": "hinge"}, "Legal: mse"),
        ({"sizes": (3,)}, "inputs first"),
        ({"sizes": (3, 0, 2)}, "inputs first"),
        ({"reduction": "average"}, "Legal: mean, half mean"),
        ({"reduction": 0.0}, "above 0"),
        ({"l2": -0.1}, "at least 0"),
        ({"l2": float("nan")}, "at least 0"),
        ({"l2_form": "quarter"}, "Legal: sum, half"),
        ({"l1": -0.1}, "0 for no L1 term"),
        ({"l1_form": "quarter"}, "Legal: sum, half"),
    ],
)
def test_what_cannot_be_is_refused(said, words):
    with pytest.raises(FaultsError, match=words):
        Description(**said)


def test_all_faults_are_told_at_once():
    with pytest.raises(FaultsError) as caught:
        Description((3,), "x", "y", "z", "w", -1.0, "v", l1=-1.0, l1_form="u")
    assert [fault.field for fault in caught.value.faults] == [
        "sizes", "activations", "output", "loss", "reduction", "l2", "l2_form", "l1", "l1_form",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("reduction", "form", "penalty"),
    [
        *product(REDUCTIONS, PENALTY_FORMS, ["l2"]),
        *product(["half mean"], PENALTY_FORMS, ["l1"]),
    ],
)
def test_a_right_description_holds_and_another_reduction_or_strength_does_not(
    reduction, form, penalty
):
    n, k, strength = 7, 3, 0.3
    alpha = {
        "mean": 1.0,
        "half mean": 0.5,
        "sum": n,
        "half sum": n / 2,
        "mean over outputs": 1 / k,
        "half mean over outputs": 0.5 / k,
    }[reduction]
    beta = {"sum": 1.0, "half": 0.5, "per sample": 1 / n, "half per sample": 0.5 / n}[form]
    own = {"n": n, "scale": alpha, penalty: beta * strength}
    code = Code((4, 5, k), "tanh", "identity", "mse", **own)
    right = Description(reduction=reduction, **{penalty: strength, f"{penalty}_form": form})

    def found(**other):
        said = Description(**(vars(right) | other))
        return recognise(code.loss, code.arrays, code.X, code.Y, said=said)

    assert found().activations == ("tanh",)
    assert found(reduction=alpha, **{penalty: None}).penalised == "weights"
    assert found(reduction=1.1 * alpha) is None
    assert found(**{penalty: 0.0}) is None
    assert found(**{penalty: 1.01 * strength}) is None
    assert found(**{"l1" if penalty == "l2" else "l2": 0.1}) is None
    assert found(l2_biases=True) is None


def test_what_is_said_is_not_tried_otherwise():
    code = Code((4, 5, 5, 3), ("relu", "tanh"), "softmax", "cross_entropy", out_in=True)

    def found(**said):
        return recognise(code.loss, code.arrays, code.X, code.Y, said=Description(**said))

    assert found(sizes=(4, 5, 5, 3), activations=("relu", "tanh"), out_in=True, columns=False)
    for other in (
        {"sizes": (4, 5, 3, 5)},
        {"activations": "tanh"},
        {"activations": ("tanh", "relu")},
        {"activations": ("tanh", "tanh")},
        {"output": "identity"},
        {"loss": "mse"},
        {"out_in": False},
        {"columns": True},
    ):
        assert found(**other) is None, other
