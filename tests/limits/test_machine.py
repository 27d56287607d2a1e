import pytest

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.limits.machine import BATCH, ROUNDS, SAMPLES, UNITS, WIDTH, measure, speed


class Clock:
    """Each of ``rounds`` takes so many seconds, and the last but one of each kind half as many."""

    def __init__(self, seconds, rounds):
        self.now, self.looks, self.seconds, self.rounds = 0.0, 0, seconds, rounds

    def __call__(self):
        self.looks += 1
        if self.looks % 2 == 0:
            quick = self.looks // 2 % self.rounds == self.rounds - 1
            self.now += self.seconds / 2 if quick else self.seconds
        return self.now


@pytest.mark.parametrize(("seconds", "rounds"), [(2.0**-10, ROUNDS), (1.0, 2)])
def test_the_quickest_round_counts_and_a_slow_machine_does_two(seconds, rounds):
    clock = Clock(seconds, rounds)
    found = measure(clock)
    assert clock.looks == 2 * rounds * (1 + len(ACTIVATIONS))
    assert found.products == 2 * BATCH * WIDTH**2 / (seconds / 2)
    assert found.units == dict.fromkeys(ACTIVATIONS, SAMPLES * UNITS / (seconds / 2))


def test_the_machine_is_measured_once():
    assert speed() is speed()
