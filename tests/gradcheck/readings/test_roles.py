import numpy as np
import pytest

from mlpviz import check_gradients
from mlpviz.gradcheck.readings.roles import roles_of


@pytest.mark.parametrize(
    ("names", "shapes", "roles"),
    [
        ("W1 b1 W2 b2", [(4, 6), (6,), (6, 3), (3,)], "w1+ b1 w2+ b2"),
        ("theta1 b1 theta2 b2", [(3, 4), (1, 4), (4, 2), (1, 2)], "w1+ b1 w2+ b2"),
        ("W_1 b_1 W_2 b_2", [(5, 4), (5, 1), (3, 5), (3, 1)], "w1- b1 w2- b2"),
        # square: nothing tells them apart, but the other layer
        ("fc1.weight fc1.bias fc2.weight fc2.bias", [(4, 4), (4,), (4, 4), (4,)], "w1 b1 w2 b2"),
        ("W1 b1 W2 b2", [(4, 4), (4,), (3, 4), (3,)], "w1- b1 w2- b2"),
        # a convolution has layers, and no rows of units
        ("W1 b1 W2 b2", [(3, 2, 3, 3), (3,), (27, 3), (3,)], "w1 b1 w2+ b2"),
        # whatever stands between may be a layer, too
        ("W1 gamma beta W2 b2", [(4, 5), (5,), (5,), (5, 3), (3,)], "w0+ ? ? w0+ b0"),
        # a normalisation's gain and shift
        (
            "fc1.weight fc1.bias bn.weight bn.bias fc2.weight fc2.bias",
            [(5, 4), (5,), (5,), (5,), (3, 5), (3,)],
            "w0- b0 ? ? w0- b0",
        ),
        ("0.weight 0.bias 2.weight 2.bias", [(5, 4), (5,), (3, 5), (3,)], "w1- b1 w2- b2"),
        ("0.weight 0.bias 2.weight 2.bias", [(5, 4), (5,), (3, 6), (3,)], "w0- b0 w0- b0"),
        ("0.weight 2.weight 2.bias", [(4, 4, 3, 3), (3, 4), (3,)], "w0 w0- b0"),
        ("in.weight in.bias out.weight out.bias", [(5, 4), (5,), (3, 5), (3,)], "w1- b1 w2- b2"),
        ("q.weight k.weight v.weight", [(4, 4), (4, 4), (4, 4)], "w0 w0 w0"),
        ("params[0] params[1] params[2] params[3]", [(4, 5), (5,), (5, 1), (1,)], "w1+ b1 w2+ b2"),
        (
            "params[0] params[1] params[2] params[3]",
            [(5, 4), (3, 5), (5, 1), (3, 1)],
            "w1- w2- b1 b2",
        ),
        ("params[0] params[1]", [(4, 5), (5, 3)], "w1+ w2+"),
        ("params[0] params[1]", [(2, 2), (2, 1)], "? ?"),  # or W and its b, samples in columns
        ("params[0] params[1] params[2]", [(3, 1), (1, 1), (1, 6)], "? ? ?"),  # or W1, b1, W2
        ("params[0] params[1] params[2]", [(4, 5), (5, 5), (5, 3)], "w1+ w2+ w3+"),
        ("params[0] params[1] params[2]", [(5, 5), (5, 5), (5, 3)], "? ? ?"),  # or q, k, v and more
        ("params[0] params[1] params[2] params[3]", [(4, 5), (5,), (6, 3), (3,)], "? ? ? ?"),
        ("params[0] params[1] params[2]", [(4, 5), (5,), (5, 3)], "? ? ?"),
        ("Wf bf Wo bo", [(7, 4), (1, 4), (7, 4), (1, 4)], "w0+ b0 w0+ b0"),
        ("params[0]['W'] params[0]['b']", [(3, 4), (4,)], "w0+ b0"),
        ("params[0] params[1]", [(3, 4), (4,)], "? ?"),
        ("w b", [(5,), ()], "w0 b0"),
        ("W b", [(5, 4), (3,)], "w0 ?"),  # no length of W: whatever it is, not its biases
        ("b1 b2", [(5,), (4,)], "? ?"),
        ("E bngain", [(5, 7), (1, 7)], "? ?"),
    ],
)
def test_names_and_shapes_tell_what_a_parameter_is(names, shapes, roles):
    """w is weights, b biases, ? open; then the layer; + for units in columns, - in rows."""
    told = [
        f"{role.kind[0]}{role.layer}{ {None: '', 1: '+', 0: '-'}[role.units] }".replace(" ", "")
        if role.kind
        else "?"
        for role in roles_of(names.split(), shapes)
    ]
    assert told == roles.split()


def test_beside_a_parameter_of_unknown_kind_no_delta_is_called_right():
    rng = np.random.default_rng(0)
    X, Y = rng.normal(size=(6, 4)), rng.normal(size=(6, 4))
    params = {"g": rng.normal(size=4), "b": rng.normal(size=4), "W": rng.normal(size=(4, 4))}

    def normalised(p):  # over the units of a sample: b is not the bias of W
        z = X @ p["W"]
        return (z - z.mean(axis=1, keepdims=True)) / z.std(axis=1, keepdims=True)

    d = normalised(params) * params["g"] + params["b"] - Y
    right = {"g": (d * normalised(params)).sum(axis=0), "b": d.sum(axis=0)}
    report = check_gradients(
        lambda p: 0.5 * np.sum((normalised(p) * p["g"] + p["b"] - Y) ** 2),
        params,
        right | {"W": X.T @ d},
    )
    assert [row.name for row in report.failing] == ["W"]
    assert "deltas" not in report.reading.sentence
