import pytest

from mlpviz.gradcheck.layout import Layout
from mlpviz.workbench.check_my_code.sides import sides


def titles(layout):
    return [tuple(side.title for side in sides(layout, index)) for index in range(4)]


@pytest.mark.parametrize("out_in", [False, True])
def test_rows_and_columns_follow_the_orientation(out_in):
    layout = Layout((0, 2), (1, 3), (4, 5, 3), out_in, columns=False)
    first, second = ("input", "unit of layer 1"), ("unit of layer 1", "output")
    weights = [pair[::-1] if out_in else pair for pair in (first, second)]
    assert titles(layout) == [weights[0], ("", "unit of layer 1"), weights[1], ("", "output")]


def test_parameters_are_known_by_their_place():
    layout = Layout((3, 0), (1, None), (4, 5, 3), False, columns=False)
    assert titles(layout) == [
        ("unit of layer 1", "output"),
        ("", "unit of layer 1"),
        ("", ""),
        ("input", "unit of layer 1"),
    ]


def test_biases_inside_the_weights_leave_them_unnamed():
    layout = Layout((0,), (None,), (4, 3), False, columns=False, inside="first")
    assert titles(layout)[0] == ("", "")
