import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from mlpviz.charts import plane_cell, plane_index
from mlpviz.charts.tensor_plane import MAX_CELLS, mask_border, plane_shape, window


@pytest.mark.parametrize(
    ("shape", "plane"),
    [((), (1, 1)), ((7,), (1, 7)), ((784, 50), (784, 50)), ((16, 3, 5, 2), (16, 30))],
)
def test_rows_and_columns(shape, plane):
    assert plane_shape(shape) == plane


@given(array_shapes(min_dims=0, max_dims=4, max_side=5), st.data())
def test_a_cell_is_where_reshaping_puts_the_element_and_leads_back_to_it(shape, data):
    tensor = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    index = tuple(data.draw(st.integers(0, side - 1)) for side in shape)
    cell = plane_cell(index, shape)
    assert tensor.reshape(plane_shape(shape))[cell] == tensor[index]
    assert plane_index(*cell, shape) == index


def test_cells_and_elements_that_do_not_exist_are_refused():
    with pytest.raises(IndexError, match=r"no cell \(0, 12\): .* 4 rows and 12 columns"):
        plane_index(0, 12, (4, 3, 4))
    with pytest.raises(ValueError, match="invalid"):
        plane_cell((4, 0), (4, 3))


@given(st.integers(1, 10**7), st.integers(1, 10**7), st.floats(0, 1), st.floats(0, 1))
def test_the_window_holds_its_cell_and_no_more_than_may_be_drawn(rows, columns, down, along):
    row, column = int(down * (rows - 1)), int(along * (columns - 1))
    vertical, horizontal = window(rows, columns, row, column)
    assert row in range(rows)[vertical]
    assert column in range(columns)[horizontal]
    drawn = len(range(rows)[vertical]) * len(range(columns)[horizontal])
    assert min(rows * columns, MAX_CELLS // 2) <= drawn <= MAX_CELLS


@given(arrays(bool, array_shapes(min_dims=2, max_dims=2, max_side=7)))
def test_a_border_has_every_edge_between_inside_and_outside_once(mask):
    edges = set()
    for command in mask_border(mask, top=10, left=200):
        x, y, turn, end = re.fullmatch(r"M([\d.]+),([\d.]+)([HV])([\d.]+)", command).groups()
        at, line = (float(x), float(y)) if turn == "H" else (float(y), float(x))
        while at < float(end):
            edge = (turn, line, at)
            assert edge not in edges
            edges.add(edge)
            at += 1
    padded = np.pad(mask, 1)
    expected = set()
    for i in range(mask.shape[0] + 1):
        for j in range(mask.shape[1] + 1):
            here = padded[i + 1, j + 1]
            if padded[i, j + 1] != here:
                expected.add(("H", 9.5 + i, 199.5 + j))
            if padded[i + 1, j] != here:
                expected.add(("V", 199.5 + j, 9.5 + i))
    assert edges == expected


def test_whole_columns_take_four_commands():
    mask = np.zeros((784, 50), bool)
    mask[:, 7:9] = True
    assert len(mask_border(mask)) == 4
