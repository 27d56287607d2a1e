from math import inf

from mlpviz.logs.limiter import PERIOD, Limiter


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def admitted(limiter, session, times, *, error=False, most=inf, visitor_most=inf):
    return sum(
        limiter.admits(session, error=error, most=most, visitor_most=visitor_most)
        for _ in range(times)
    )


def test_a_visitor_has_his_share_and_leaves_the_others_theirs():
    limiter = Limiter(Clock())
    assert admitted(limiter, "a", 50, visitor_most=20) == 20
    assert admitted(limiter, "b", 5, visitor_most=20) == 5
    assert admitted(limiter, "", 50, visitor_most=20) == 50  # the server's own


def test_all_together_have_theirs_and_errors_as_much_again():
    limiter = Limiter(Clock())
    told = sum(admitted(limiter, str(n), 5, most=12, visitor_most=4) for n in range(10))
    assert told == 12
    assert admitted(limiter, "", 50, most=12) == 0
    assert admitted(limiter, "z", 50, error=True, most=12, visitor_most=4) == 4
    assert admitted(limiter, "", 50, error=True, most=12) == 8


def test_what_was_left_out_is_counted_and_told_once():
    clock = Clock()
    limiter = Limiter(clock)
    admitted(limiter, "a", 50, visitor_most=20)
    assert limiter.left_out() == 0  # the minute is not over
    clock.now = PERIOD
    assert limiter.left_out() == 30
    assert admitted(limiter, "a", 50, visitor_most=20) == 20
    clock.now = 2 * PERIOD
    assert limiter.left_out() == 30
    clock.now = 3 * PERIOD
    assert limiter.left_out() == 0


def test_without_limits_everything_is_told():
    limiter = Limiter(Clock())
    assert admitted(limiter, "a", 5000) == 5000


def test_it_remembers_no_more_than_a_minute_has_room_for():
    limiter = Limiter(Clock())
    for number in range(1000):
        admitted(limiter, str(number), 1, most=12, visitor_most=4)
    assert len(limiter._visitors) == 12
