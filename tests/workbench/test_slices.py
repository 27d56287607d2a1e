"""Work in slices: it rests in between, ends when cancelled, and gives its result or its error."""

import threading
import time

import pytest

from mlpviz.workbench import slices
from mlpviz.workbench.slices import Latest, Sliced


class Steps:
    """Work of many short steps that counts them."""

    def __init__(self, steps=10_000):
        self.steps, self.done = steps, 0

    def __call__(self, progress):
        for step in range(self.steps):
            progress(step / self.steps)
            self.done += 1
            time.sleep(0.0002)
        return self.done


def resting(steps):
    """How far the work is once it has come to rest."""
    while True:
        before = steps.done
        time.sleep(0.05)
        if steps.done == before:
            return before


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
    assert not job.run(0.02)
    far = resting(steps)
    assert 0 < far < 400
    assert 0.0 < job.share < 1.0
    assert run_to_the_end(job) == 400


def test_the_thread_does_nothing_before_the_first_slice():
    steps = Steps()
    Sliced(steps)
    assert resting(steps) == 0


def test_cancelled_work_ends():
    steps = Steps()
    job = Sliced(steps)
    job.run(0.02)
    job.cancel()
    job._thread.join(60)
    assert not job._thread.is_alive()
    assert steps.done < steps.steps
    assert job.given_up
    assert not job.done


def test_work_that_nobody_waits_for_ends(monkeypatch):
    monkeypatch.setattr(slices, "LEASE", 0.05)
    job = Sliced(Steps())
    job.run(0.01)
    job._thread.join(60)
    assert job.given_up
    assert not job.run(0.01)


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
