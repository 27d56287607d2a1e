"""Checks that have no time for every entry, or that Ctrl-C ends: what they still find and say."""

import itertools

import numpy as np
import pytest

from mlpviz.gradcheck import GradientCheckError, check_gradients
from mlpviz.gradcheck.any_code import GradientCheckInputError


class Slow:
    """A loss of two parameters that takes ``seconds`` by its own clock, and its gradients."""

    def __init__(self, rows=40, columns=30, seconds=1.0):
        rng = np.random.default_rng(0)
        self.p = {"W": rng.normal(size=(rows, columns)), "b": rng.normal(size=columns)}
        self.X = rng.normal(size=(5, rows))
        self.seconds, self.now, self.calls = seconds, 0.0, 0
        self.interrupt = set()  # calls at which Ctrl-C comes

    def clock(self):
        return self.now

    def activations(self):
        return np.tanh(self.X @ self.p["W"] + self.p["b"])

    def loss(self):
        self.now += self.seconds
        self.calls += 1
        if self.calls in self.interrupt:
            raise KeyboardInterrupt
        return float(np.sum(self.activations() ** 3))

    def gradients(self):
        a = self.activations()
        delta = 3.0 * a**2 * (1.0 - a**2)
        return {"W": self.X.T @ delta, "b": delta.sum(axis=0)}

    def check(self, grads=None, **options):
        grads = self.gradients() if grads is None else grads
        before = {name: array.tobytes() for name, array in self.p.items()}
        report = check_gradients(self.loss, self.p, grads, clock=self.clock, **options)
        assert before == {name: array.tobytes() for name, array in self.p.items()}
        assert str(report)
        assert report._repr_html_()
        return report


def test_with_time_enough_every_entry_is_judged():
    slow = Slow(seconds=1e-3)
    report = slow.check()
    assert report.passed
    assert not report.partial
    assert report.notes == ()
    assert slow.calls > 6 * 1230
    assert Slow().check(limit=None).passed


def test_without_it_directions_decide_and_the_report_says_so():
    slow = Slow(seconds=0.05)
    report = slow.check()
    assert slow.now < 60.0
    assert report.passed
    assert report.partial
    W = report["W"]
    assert W.directions.tried == 8
    assert W.directions.excess <= 1.0
    assert 64 <= np.count_nonzero(W.seen) < 100
    assert np.isnan(W.numerical[~W.seen]).all()
    assert report["b"].seen is None  # 30 entries
    assert W.resolution == pytest.approx(W.directions.visible / np.abs(W.numerical[W.seen]).max())
    assert W.resolution < 1e-5
    limit, seen = report.notes
    done = sum(int(row.looked_at.sum()) for row in report.rows)
    assert limit.startswith(f"Limit of 60 s: {done} of 1,230 entries were nudged one by one; all ")
    assert "with a probability of 99.9 %" in seen
    assert report.reading.kind == "pass"
    assert f"{done} of 1,230 entries agree" in report.reading.evidence
    assert f"{done - 30} of 1,200, 8 directions" in str(report)


def test_one_wrong_entry_of_all_is_found_by_halving():
    slow = Slow(seconds=0.05)
    grads = slow.gradients()
    grads["W"][31, 17] += 1e-3
    report = slow.check(grads)
    assert slow.now < 60.0
    assert [row.name for row in report.failing] == ["W"]
    W = report["W"]
    assert W.directions.worst == (31, 17)
    assert W.worst == (31, 17)
    assert np.argwhere(W.verdicts == 2).tolist() == [[31, 17]]
    assert "Of halves always the worse: row 31 and column 17" in " ".join(report.notes)
    assert "Judged by " in report.reading.sentence
    with pytest.raises(GradientCheckError, match=r"W\[31, 17\]: analytic"):
        report.raise_if_failed()


@pytest.mark.parametrize(("limit", "off"), [(8.0, 1.0), (8.0, 1e-4)])
def test_one_of_ninety_thousand_is_found_in_a_few_hundred_losses(limit, off):
    slow = Slow(300, 300, seconds=0.01)
    grads = slow.gradients()
    grads["W"][271, 3] += off * np.abs(grads["W"]).max()
    report = slow.check(grads, limit=limit)
    W = report["W"]
    assert W.directions.worst == (271, 3)
    assert np.argwhere(W.verdicts == 2).tolist() == [[271, 3]]
    assert slow.now < limit


def test_a_wrong_row_and_a_wrong_axis_of_a_tensor_are_found():
    slow = Slow(seconds=0.05)
    grads = slow.gradients()
    grads["W"][7] *= -1.0
    report = slow.check(grads)
    assert report["W"].directions.worst[0] == 7
    assert set(np.argwhere(report["W"].verdicts == 2)[:, 0]) == {7}


def test_a_factor_is_read_from_the_entries_that_were_nudged():
    slow = Slow(seconds=0.05)
    report = slow.check({name: 5.0 * g for name, g in slow.gradients().items()})
    assert report["W"].directions.tried == 1  # the first has decided
    assert report.reading.kind == "constant-factor"
    assert "the same factor 5. Is 5 your number of samples" in report.reading.sentence
    wrong = slow.check({"W": slow.gradients()["W"], "b": -slow.gradients()["b"]})
    assert [row.name for row in wrong.failing] == ["b"]


def test_a_number_that_is_not_finite_fails_whatever_the_time():
    slow = Slow(seconds=0.05)
    grads = slow.gradients()
    grads["W"][3, 4] = np.nan
    report = slow.check(grads)
    assert report["W"].verdicts[3, 4] == 2
    assert report["W"].directions is None
    assert report.reading.kind == "not-finite"


def test_with_hardly_any_time_nothing_is_claimed():
    slow = Slow(seconds=10.0)
    report = slow.check()
    assert report.verdict == "unresolved"
    assert "there was no time to look closer at W and b" in report.reading.sentence
    assert "limit=600" in str(report)
    wrong = {name: -g for name, g in slow.gradients().items()}
    assert slow.check(wrong, limit=900.0).verdict == "fail"  # one direction is enough
    with pytest.raises(GradientCheckError, match="no time"):
        report.raise_if_failed(unresolved=True)


def test_a_loss_that_turns_slow_is_cut_off():
    slow = Slow(seconds=1e-4)
    loss = slow.loss

    def slower():
        slow.now += 0.1 * (slow.calls > 500)
        return loss()

    slow.loss = slower
    report = slow.check()
    assert slow.now < 61.0
    assert report.passed
    assert report.partial
    assert report["W"].directions.tried == 8


@pytest.mark.parametrize("limit", [0, -1.0, np.nan, np.inf, "soon", True])
def test_limits_that_cannot_be(limit):
    with pytest.raises(GradientCheckInputError, match=r"limit = .* must be a positive number"):
        check_gradients(lambda: 0.0, [np.ones(1)], [np.zeros(1)], limit=limit)


@pytest.mark.parametrize("calls", [60, 500, 3000])
def test_ctrl_c_gives_what_is_known(calls):
    slow = Slow(seconds=0.0)
    slow.interrupt = {calls}
    report = slow.check()
    assert report.verdict == "unresolved"
    done = sum(int(np.count_nonzero(row.looked_at)) for row in report.rows)
    assert 0 < done <= calls / 6
    assert report.notes[0].startswith(f"Interrupted: {done:,} of 1,230 entries were nudged")
    assert "was interrupted before all of W and b was judged" in report.reading.sentence
    wrong = {name: 2.0 * g for name, g in slow.gradients().items()}
    slow.calls = 0
    report = slow.check(wrong)
    assert report.verdict == "fail"
    assert ("seem wrong, but were not looked at twice" in report.notes[0]) == (calls > 100)
    assert ("the same factor 2" in report.reading.sentence) == (calls > 100)


def test_ctrl_c_may_come_from_progress_and_in_a_second_opinion():
    slow = Slow(seconds=0.0)
    wrong = {name: 2.0 * g for name, g in slow.gradients().items()}

    def stop(share):
        if share > 0.9:
            raise KeyboardInterrupt

    report = slow.check(wrong, progress=stop)
    assert report.verdict == "fail"
    assert slow.calls > 6 * 1230
    assert report["W"].failing_share == 1.0


def test_a_second_ctrl_c_raises():
    slow = Slow(seconds=0.0)
    slow.interrupt = {500, 510}
    wrong = {name: 2.0 * g for name, g in slow.gradients().items()}
    before = slow.p["W"].tobytes()
    with pytest.raises(KeyboardInterrupt):
        check_gradients(slow.loss, slow.p, wrong)
    assert slow.p["W"].tobytes() == before


def test_the_complex_step_stops_where_differences_did():
    rng = np.random.default_rng(0)
    w, now = rng.normal(size=900), [0.0]

    def loss(p):
        now[0] += 0.05
        return np.sum(np.sin(p[0]))

    def check(grads):
        return check_gradients(
            loss, [w], [grads], sources=("central", "complex_step"), clock=lambda: now[0]
        )

    report = check(np.cos(w))
    row = report.rows[0]
    assert report.passed
    assert np.array_equal(np.isnan(row.values["complex_step"]), np.isnan(row.values["central"]))
    assert 64 <= np.count_nonzero(row.seen) < 900
    assert check(1.0001 * np.cos(w)).verdict == "fail"


def test_no_false_alarm_along_directions():
    for seed in range(12):
        rng = np.random.default_rng(seed)
        sizes = [int(rng.integers(9, 20)) for _ in range(3)]
        X = rng.normal(size=(6, sizes[0])) * rng.choice([0.1, 1.0, 10.0])
        p = [rng.normal(size=shape) for shape in itertools.pairwise(sizes)]
        now = [0.0]

        def loss(X=X, p=p, now=now):
            now[0] += 0.05
            return float(np.sum(np.tanh(np.maximum(X @ p[0], 0.0) @ p[1]) ** 2))

        a = np.maximum(X @ p[0], 0.0)
        y = np.tanh(a @ p[1])
        d = 2.0 * y * (1.0 - y**2)
        grads = [X.T @ ((d @ p[1].T) * (a > 0)), a.T @ d]
        report = check_gradients(loss, p, grads, clock=lambda now=now: now[0], limit=20.0)
        assert report.partial
        assert report.verdict != "fail", report
        grads[1] = 1.001 * grads[1]
        report = check_gradients(loss, p, grads, clock=lambda now=now: now[0], limit=20.0)
        assert [row.name for row in report.failing] == ["params[1]"], report
