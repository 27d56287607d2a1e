from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.limits.machine import BATCH, ROUNDS, SAMPLES, UNITS, WIDTH, measure, speed


def test_the_quickest_round_counts():
    class Clock:
        """Each round takes a second, and the third of each kind a half."""

        now = looks = 0

        def __call__(self):
            self.looks += 1
            if self.looks % 2 == 0:
                quick = self.looks // 2 % ROUNDS == 3
                self.now += 0.5 if quick else 1.0
            return self.now

    found = measure(Clock())
    assert found.products == 2 * BATCH * WIDTH**2 / 0.5
    assert found.units == dict.fromkeys(ACTIVATIONS, SAMPLES * UNITS / 0.5)


def test_the_machine_is_measured_once():
    assert speed() is speed()
