import threading

import pytest

from mlpviz.workbench.gate import TURN, Gate


@pytest.fixture
def clock(make_clock):
    """A clock that stands still until a test moves it."""
    return make_clock(0.0)


@pytest.fixture
def gate(clock):
    return Gate(clock)


class Others:
    """Threads that come to the gate one after the other; ``order`` is how they got in."""

    def __init__(self, gate):
        self.gate, self.order, self.threads = gate, [], []

    def come(self, name):
        before = self.gate.waiting

        def visit():
            with self.gate:
                self.order.append(name)

        thread = threading.Thread(target=visit)
        thread.start()
        self.threads.append(thread)
        while self.gate.waiting == before:  # until it stands in the row
            threading.Event().wait(0.001)

    def leave(self):
        for thread in self.threads:
            thread.join()


@pytest.fixture
def others(gate):
    return Others(gate)


def test_first_come_first_served(gate, others):
    names = list("abcdefgh")
    with gate:
        for name in names:
            others.come(name)
    others.leave()
    assert others.order == names
    assert not gate.held


def test_whoever_is_inside_may_enter_again(gate):
    with gate, gate:
        assert gate.held
        with gate:
            pass
        assert gate.held
    assert not gate.held


def test_after_a_turn_those_who_wait_come_first(gate, clock, others):
    with gate, gate:
        others.come("a")
        others.come("b")
        gate.breathe()
        assert others.order == []
        clock.now += TURN
        gate.breathe()
        others.order.append("me")
        assert gate.held
    others.leave()
    assert gate.turns.count == 4
    assert others.order == ["a", "b", "me"]
    assert not gate.held


def test_whoever_was_let_in_may_leave_as_often_as_it_entered(gate, clock, others):
    with gate:
        with gate:
            others.come("a")
            clock.now += TURN
            gate.breathe()
        others.come("b")
        assert others.order == ["a"]
    others.leave()
    assert others.order == ["a", "b"]


def test_a_turn_begins_anew_where_nobody_waits(gate, clock, others):
    with gate:
        clock.now += TURN
        gate.breathe()
        others.come("a")
        clock.now += TURN / 2
        gate.breathe()
        assert others.order == []
    others.leave()


def test_only_who_is_inside_breathes(gate, others):
    gate.breathe(lambda: pytest.fail("nobody is inside"))
    with gate:
        others.come("a")
    others.leave()
    assert others.order == ["a"]


def test_work_ends_where_its_visitor_has_left(gate, clock):
    class LeftError(Exception):
        pass

    def leave():
        raise LeftError

    with gate:
        gate.breathe(leave)  # its turn has only begun
        clock.now += TURN
        with pytest.raises(LeftError):
            gate.breathe(leave)
    assert not gate.held


def test_an_error_inside_lets_the_next_one_in(gate, others):
    with pytest.raises(ValueError, match="invalid literal"), gate:
        others.come(str(int("inside")) if gate.waiting else "a") or int("inside")
    others.leave()
    assert others.order == ["a"]
