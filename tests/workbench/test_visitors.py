import pytest

from mlpviz.workbench.visitors import GRACE, Visitors


@pytest.fixture
def clock(make_clock):
    """A clock that stands still until a test moves it."""
    return make_clock(0.0)


@pytest.fixture
def here():
    """The tabs that are connected."""
    return set("abcdef")


@pytest.fixture
def visitors(here, clock):
    return Visitors(here.__contains__, clock)


class Session:
    """What the server keeps for a visitor: here, how often it was put to rest, and bytes."""

    rests, size = 0, 10

    def rest(self):
        self.rests += 1


def test_first_come_first_served(visitors, here):
    assert [visitors.admit(name, 2) for name in "abcd"] == [0, 0, 1, 2]
    assert visitors.admit("c", 2) == 1
    here.remove("a")
    assert visitors.admit("d", 2) == 2, "c came first"
    assert visitors.admit("c", 2) == 0
    assert visitors.admit("d", 2) == 1
    assert len(visitors) == 3  # a has not been looked for yet


def test_whoever_waits_and_leaves_is_before_nobody(visitors, here):
    assert [visitors.admit(name, 1) for name in "abc"] == [0, 1, 2]
    here.remove("b")
    assert visitors.admit("c", 1) == 1


def test_whoever_has_a_place_keeps_it(visitors):
    assert visitors.admit("a", 1) == 0
    assert visitors.admit("a", 0) == 0


def test_jobs_end_at_once_and_the_rest_is_forgotten_later(visitors, here, clock):
    visitors.admit("a", 9), visitors.admit("b", 9)
    own = Session()
    visitors.keep("a", own)
    assert visitors.look(60.0) == ((), ())
    here.remove("a")
    assert visitors.look(60.0) == (("a",), ())
    assert own.rests == 1
    clock.now = 59.0
    assert visitors.look(60.0) == ((), ())
    clock.now = 60.0
    assert visitors.look(60.0) == ((), ("a",))
    assert visitors.look(60.0) == ((), ())
    assert own.rests == 1
    assert len(visitors) == 1


def test_whoever_comes_back_in_time_is_not_forgotten(visitors, here, clock):
    visitors.admit("a", 9)
    here.remove("a")
    visitors.look(60.0)
    clock.now = 50.0
    here.add("a")
    assert visitors.look(60.0) == ((), ())
    clock.now = 100.0
    here.remove("a")
    assert visitors.look(60.0) == (("a",), ())
    clock.now = 159.0
    assert visitors.look(60.0) == ((), ())
    assert visitors.admit("a", 0) == 0


def test_nothing_of_a_visitor_is_kept_for_his_sake(visitors, here):
    visitors.admit("a", 9)
    own = Session()
    visitors.keep("a", own)
    visitors.keep("nobody", own)
    del own
    here.remove("a")
    assert visitors.look(60.0).gone == ("a",)


def test_only_whoever_has_a_place_takes_one(visitors):
    visitors.admit("a", 1)
    visitors.admit("b", 1)
    assert len(visitors) == 1


def test_of_many_who_have_left_only_the_latest_are_remembered(visitors, here, clock):
    sessions = {name: Session() for name in "abc"}
    for name, session in sessions.items():
        visitors.admit(name, 9)
        visitors.keep(name, session)
    for name in "bac":
        clock.now += 1.0
        here.discard(name)
        visitors.look(60.0)
    clock.now = GRACE
    assert visitors.look(60.0, 0) == ((), ()), "their network may be back"
    clock.now += 3.0
    assert visitors.look(60.0, 30) == ((), ())
    assert visitors.look(60.0, 29) == ((), ("b",))
    assert visitors.look(60.0, 29) == ((), ())
    assert visitors.look(60.0, 5) == ((), ("a",))
    assert visitors.look(60.0, 5) == ((), ()), "the latest one may come back, whatever he keeps"
    clock.now = 63.0
    assert visitors.look(60.0, 5) == ((), ("c",))


def test_who_leaves_while_waiting_is_forgotten_at_once(visitors, here):
    visitors.admit("a", 1)
    assert visitors.admit("b", 1) == 1
    assert visitors.look(60.0) == ((), ())
    here.remove("b")
    assert visitors.look(60.0) == ((), ("b",))
    assert visitors.look(60.0) == ((), ())
