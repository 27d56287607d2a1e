import gc

import numpy as np

from mlpviz.views.remembered import Remembered


def test_computed_once_for_each_array_not_for_equal_ones():
    asked = []

    def total(array):
        asked.append(array)
        return float(array.sum())

    kept = Remembered()
    one, equal = np.ones(3), np.ones(3)
    assert [kept.of(array, total) for array in (one, equal, one, equal)] == [3.0] * 4
    assert [array is one for array in asked] == [True, False]
    assert len(kept) == 2


def test_a_result_goes_with_its_array():
    kept = Remembered()
    array, other = np.ones(3), np.zeros(3)
    kept.of(array, np.sum)
    kept.of(other, np.sum)
    del array
    gc.collect()
    assert len(kept) == 1
    assert kept.of(other, lambda _: "again") == 0.0


def test_the_id_of_a_freed_array_does_not_bring_its_result_back():
    kept = Remembered()
    for k in range(200):
        assert kept.of(np.full(2, k), lambda array: int(array[0])) == k
    assert len(kept) == 0
