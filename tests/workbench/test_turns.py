import pytest

from mlpviz.workbench import turns
from mlpviz.workbench.gate import TURN, Gate
from mlpviz.workbench.slices import Latest
from mlpviz.workbench.turns import KEPT, LONG, Turns


def add(own, seconds, last=0.0):
    """A turn that ends in a function of mlpviz."""
    latest = Latest()
    latest.begin("", lambda progress: None)
    latest.job.run = lambda _: own.add(seconds, 0.0, last)
    latest.go_on(0.0)


def test_all_turns_are_counted_and_the_long_ones_remembered():
    own = Turns()
    for seconds in (LONG / 2, LONG, 2 * LONG):
        own.add(seconds, seconds / 2, seconds / 4)
    assert (own.count, own.long) == (3, 2)
    assert own.seconds == 3.5 * LONG
    (longest,) = own.longest
    assert longest == ("elsewhere", 2 * LONG, LONG, LONG / 2, 2)


def test_the_longest_is_kept_whichever_comes_last():
    own = Turns()
    own.add(3 * LONG, 0.0, 0.0)
    own.add(2 * LONG, 0.0, 0.0)
    assert own.longest[0].seconds == 3 * LONG


def test_they_are_told_apart_by_what_they_did():
    own = Turns()
    own.add(LONG, 0.0, 0.0)
    add(own, 2 * LONG)
    assert [turn.work for turn in own.longest] == ["slices.Latest.go_on", "elsewhere"]


def test_what_is_quick_is_not_looked_at(monkeypatch):
    monkeypatch.setattr(turns, "_work", lambda: 1 / 0)
    Turns().add(LONG / 2, 0.0, 0.0)


def test_no_more_kinds_are_kept_than_are_shown(monkeypatch):
    own, names = Turns(), iter(range(2 * KEPT))
    monkeypatch.setattr(turns, "_work", lambda: str(next(names)))
    for k in range(2 * KEPT):
        own.add(LONG + k, 0.0, 0.0)
    longest = range(2 * KEPT - 1, KEPT - 1, -1)
    assert [turn.seconds for turn in own.longest] == [LONG + k for k in longest]


def test_a_gate_tells_how_long_its_turns_were(make_clock):
    clock = make_clock(0.0)
    gate = Gate(clock)
    with gate:
        clock.now += TURN / 2
        gate.breathe()
        clock.now += LONG
        with gate:
            pass
    assert gate.turns.count == 1
    (turn,) = gate.turns.longest
    assert (turn.seconds, turn.last) == pytest.approx((TURN / 2 + LONG, LONG))
    assert turn.computed >= 0.0


def test_a_turn_ends_where_others_could_have_come_in(make_clock):
    clock = make_clock(0.0)
    gate = Gate(clock)
    with gate:
        for _ in range(5):
            clock.now += 1.5 * TURN
            gate.breathe()
    assert (gate.turns.count, gate.turns.long) == (6, 0)
    assert gate.turns.seconds == pytest.approx(7.5 * TURN)
