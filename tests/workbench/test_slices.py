"""Work in slices: it rests in between, ends when cancelled, and gives its result or its error."""

import threading

import pytest

from mlpviz.workbench import slices
from mlpviz.workbench.gate import TURN
from mlpviz.workbench.slices import Latest, Pace, Sliced, frame_budget


class Steps:
    """Work of many steps that counts them; the clock of these tests is read once in each."""

    def __init__(self, steps=10_000):
        self.steps, self.done = steps, 0

    def __call__(self, progress):
        for step in range(self.steps):
            progress(step / self.steps)
            self.done += 1
        return self.done


def run_to_the_end(job):
    while not job.run(0.1):
        assert not job.given_up
    return job.result


def test_short_work_is_done_in_one_slice():
    job = Sliced(lambda progress: 7)
    assert not job.done
    assert job.run(60.0)
    assert job.result == 7


def test_work_rests_between_slices_and_goes_on_where_it_was():
    steps = Steps(400)
    job = Sliced(steps)
    assert not job.run(0.0205)  # 20 looks at the clock
    assert steps.done == 20
    assert job.share == 20 / 400
    assert not job.run(0.0)
    assert steps.done == 21, "a step at least"
    assert run_to_the_end(job) == 400


def test_a_step_that_takes_its_time_holds_nobody_up(monkeypatch):
    monkeypatch.setattr(slices, "pace", Pace())  # the real one
    go_on = threading.Event()

    def work(progress):
        progress(0.0)
        go_on.wait(60)
        return 7

    job = Sliced(work)
    assert not job.run(0.01)
    go_on.set()
    assert job.run(60.0)
    assert job.result == 7


def test_the_seconds_that_it_has_run_are_those_of_the_clock(pace):
    job = Sliced(Steps(400))
    job.run(0.0305)
    assert job.seconds == pytest.approx(0.032)
    pace.now += 100.0  # rests are not counted
    job.run(0.0305)
    assert job.seconds == pytest.approx(0.064)


def test_the_thread_does_nothing_before_the_first_slice():
    job = Sliced(Steps())
    assert not job._thread.is_alive()


def test_cancelled_work_ends():
    steps = Steps()
    job = Sliced(steps)
    job.run(0.0205)
    job.cancel()
    job._thread.join(60)
    assert not job._thread.is_alive()
    assert steps.done == 20
    assert job.given_up
    assert not job.done
    assert not job.run(1.0)


def test_work_that_nobody_waits_for_ends(monkeypatch):
    monkeypatch.setattr(slices, "LEASE", 0.01)
    job = Sliced(Steps())
    job.run(0.0105)
    job._thread.join(60)
    assert job.given_up
    assert not job.run(0.01)


def test_a_frame_trains_for_its_time_or_one_epoch(pace, monkeypatch):
    monkeypatch.setattr(slices, "FRAME_SECONDS", 0.25)
    assert frame_budget() == (0.25, slices.PATIENCE, pace)
    assert frame_budget(1) == (0.0, slices.PATIENCE, pace)
    assert frame_budget(10) == (slices.PATIENCE, slices.PATIENCE, pace)


def test_whoever_waits_gets_the_error():
    def work(progress):
        raise ValueError("no such thing")

    job = Sliced(work)
    assert job.run(60.0)
    with pytest.raises(ValueError, match="no such thing"):
        _ = job.result


def test_latest_keeps_its_result_while_a_newer_one_is_under_way():
    latest = Latest()
    latest.begin("a", lambda progress: 1)
    latest.go_on(60.0)
    assert (latest.result, latest.key) == (1, "a")
    assert latest.settled("a")
    latest.begin("b", Steps())
    latest.go_on(0.01)
    assert (latest.result, latest.key) == (1, "a")
    assert latest.job_key == "b"
    assert not latest.settled("b")
    latest.drop()
    assert latest.job is None
    latest.forget()
    assert latest.result is None
    assert not latest.settled("a")


def test_latest_tells_what_went_wrong_once():
    latest, calls = Latest(), []

    def work(progress):
        calls.append(threading.current_thread())
        raise ImportError("no torch")

    latest.begin("a", work)
    latest.go_on(60.0)
    assert str(latest.error) == "no torch"
    assert latest.settled("a")
    assert latest.result is None
    latest.begin("b", lambda progress: 2)
    latest.go_on(60.0)
    assert latest.error is None
    assert latest.result == 2
    assert len(calls) == 1


def test_latest_does_not_hide_defects():
    latest = Latest()
    latest.begin("a", lambda progress: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        latest.go_on(60.0)


def test_a_new_job_ends_the_one_before():
    latest, steps = Latest(), Steps()
    latest.begin("a", steps)
    latest.go_on(0.01)
    old = latest.job
    latest.begin("b", lambda progress: 2)
    assert old.given_up
    latest.go_on(60.0)
    assert latest.result == 2


def test_others_have_their_turn_while_a_long_slice_is_done(pace, monkeypatch):
    turns = []
    monkeypatch.setattr(slices, "breathe", lambda: turns.append(job.share))
    job = Sliced(Steps(400))
    job.run(3.8 * TURN)
    assert len(turns) == 3
    assert turns == sorted(set(turns))
    job.cancel()


@pytest.fixture
def threadless(monkeypatch):
    """As in a browser."""

    def refuse(_):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)


def test_without_threads_short_work_is_done_in_its_first_slice(threadless):
    job = Sliced(Steps(400))
    assert job.run(60.0)
    assert job.result == 400


def test_without_threads_long_work_ends_with_its_first_slice_and_the_second_does_it_all(threadless):
    steps = Steps(400)
    job = Sliced(steps)
    assert not job.run(0.1005)  # more than a turn
    assert not job.given_up
    assert steps.done == 100, "not begun anew before its next slice"
    assert job.share == 100 / 400
    steps.done = 0
    assert job.run(0.001)
    assert job.result == 400


def test_without_threads_errors_and_an_end_reach_whoever_waits(threadless):
    job = Sliced(lambda progress: 1 / 0)
    assert job.run(60.0)
    with pytest.raises(ZeroDivisionError):
        job.result  # noqa: B018
    ended = Sliced(Steps())
    assert not ended.run(0.01)
    ended.cancel()
    assert not ended.run(60.0)
    assert ended.given_up


@pytest.mark.parametrize("seconds", [0.04, 10.0, 1e9])
def test_no_frame_of_a_test_takes_long_however_much_it_may_train(pace, set_frames, seconds):
    set_frames(seconds)
    for _ in range(2):
        most, _, clock = slices.frame_budget()
        assert most == seconds
        ends, looks = clock() + most, 1
        while clock() < ends:
            looks += 1
        assert looks <= 1000
