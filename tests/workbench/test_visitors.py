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


def test_a_tab_that_nobody_touches_gives_its_place_to_one_who_waits(visitors, clock):
    assert [visitors.admit(name, 2) for name in "abc"] == [0, 0, 1]
    clock.now = 299.0
    visitors.touch("a")
    assert visitors.rest(300.0, 2) == ()
    clock.now = 300.0
    assert visitors.rest(300.0, 2) == ("b",)
    assert [visitors.rests(name) for name in "abc"] == [False, True, False]
    assert visitors.admit("c", 2) == 0
    assert visitors.rest(0.0, 2) == (), "nobody waits"


def test_no_more_tabs_rest_than_places_are_wanted_the_longest_idle_first(visitors, here, clock):
    for name in "abcd":
        visitors.admit(name, 4)
    clock.now = 10.0
    for name in "bdac":
        clock.now += 1.0
        visitors.touch(name)
    clock.now = 400.0
    assert visitors.rest(300.0, 4) == ()
    assert [visitors.admit(name, 4) for name in "ef"] == [1, 2]
    here.remove("a")  # whose place is free
    assert visitors.rest(300.0, 4) == ("b",)
    assert visitors.rest(300.0, 4) == ()
    assert visitors.rest(300.0, 0) == ("d", "c"), "fewer places than before"


def test_whoever_rests_comes_back_to_what_he_had(visitors, here, clock):
    own = Session()
    visitors.admit("a", 1), visitors.keep("a", own)
    assert visitors.rested("a") is None, "its tab has it"
    visitors.admit("b", 1)
    assert visitors.rest(0.0, 1) == ("a",)
    assert own.rests == 1
    assert visitors.session("a") is None
    assert visitors.admit("b", 1) == 0
    clock.now = 1000.0
    assert visitors.look(60.0, 100) == ((), ()), "the tab is still open"
    assert visitors.admit("a", 1) == 1, "he asks for a place again"
    assert not visitors.rests("a")
    here.remove("b")
    assert visitors.admit("a", 1) == 0
    assert visitors.rested("a") is own
    assert visitors.rested("a") is None, "its tab has it again"
    assert visitors.rest(0.0, 1) == ()


def test_of_those_who_rest_no_more_is_kept_than_there_is_room_for(visitors, here, clock):
    sessions = {name: Session() for name in "abc"}
    for name, session in sessions.items():
        visitors.admit(name, 3)
        visitors.keep(name, session)
    visitors.admit("d", 3), visitors.admit("e", 3)
    assert visitors.rest(0.0, 3) == ("a", "b")
    clock.now = 5.0
    here.remove("c")
    visitors.look(60.0, 20)
    clock.now = GRACE
    assert visitors.look(60.0, 20) == ((), ())
    assert visitors.rested("b") is None, "c has left later"
    assert visitors.rested("a") is sessions["a"]


def test_who_rests_and_leaves_is_forgotten_at_once(visitors, here):
    own = Session()
    visitors.admit("a", 1), visitors.keep("a", own), visitors.admit("b", 1)
    visitors.rest(0.0, 1)
    here.remove("a")
    assert visitors.look(60.0) == ((), ("a",))
    assert visitors.rested("a") is None
    assert visitors.look(60.0) == ((), ())
