import gc
import os
import sys

import numpy as np
import pytest

from mlpviz.limits import memory as memories
from mlpviz.limits.memory import container_bytes, give_back, used_bytes

MACHINE = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


@pytest.mark.parametrize(
    ("v2", "v1", "expected"),
    [
        ("1000000\n", None, 1_000_000),  # cgroup v2
        (None, "2000000\n", 2_000_000),  # cgroup v1
        ("max\n", None, MACHINE),  # v2 without a limit
        (None, "9223372036854771712\n", MACHINE),  # v1 without one
        (None, None, MACHINE),  # no container
    ],
)
def test_the_containers_limit_counts_or_what_the_machine_has(tmp_path, v2, v1, expected):
    places = tmp_path / "memory.max", tmp_path / "limit_in_bytes"
    for place, text in zip(places, (v2, v1), strict=True):
        if text is not None:
            place.write_text(text)
    assert container_bytes(places) == expected


def test_the_memory_of_this_process_is_told(tmp_path):
    place = tmp_path / "statm"
    place.write_text("900 7 3 1 0 5 0\n")
    assert used_bytes(place) == 7 * os.sysconf("SC_PAGE_SIZE")
    assert 1e6 < used_bytes() < MACHINE


def test_where_it_is_not_told_the_most_so_far_is(tmp_path):
    assert used_bytes(tmp_path / "none") >= 1e6


def test_what_refers_to_itself_is_given_back():
    class Ring:
        pass

    freed = []
    ring = Ring()
    ring.self, ring.array = ring, np.zeros(10)

    class Told(np.ndarray):
        def __del__(self):
            freed.append(True)

    ring.array = ring.array.view(Told)
    gc.disable()
    try:
        del ring
        assert not freed
        give_back()
    finally:
        gc.enable()
    assert freed


def test_another_c_library_is_no_reason_to_fail(monkeypatch):
    class Other:
        def __getattr__(self, name):
            raise AttributeError(name)

    monkeypatch.setattr(memories.ctypes, "CDLL", lambda _: Other())
    give_back()


def test_a_system_that_tells_nothing_sets_no_limit(tmp_path, monkeypatch):
    monkeypatch.delattr(os, "sysconf")
    monkeypatch.setitem(sys.modules, "resource", None)
    assert used_bytes(tmp_path / "none") == 0
    assert container_bytes((tmp_path / "none",)) == sys.maxsize
