"""What rules say of a real mistake, of whose network nothing is known: its name, or none."""

import numpy as np

from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.gradcheck.readings import read_pattern
from tests.gradcheck.mistakes.buggy import SETTINGS, each_bug, healthy_twin, make, program
from tests.gradcheck.readings.test_readings import foreign
from tests.told import told


@each_bug
def test_no_mistake_of_the_gradient_gets_the_name_of_another(bug):
    row = MISTAKES[bug]
    for name, setting in SETTINGS.items():
        case = make(setting, bug)
        if row.changes == "loss" or row.applies(*case.place()) is not None:
            continue
        value, wrong = program(case.network, case)
        right = program(healthy_twin(case.network), case)[1]
        reading = read_pattern(foreign(right, wrong, value, own=case.network.params))
        names = {reading.kind, *reading.alternatives} & MISTAKES.keys()
        with told(f"in the setting {name!r}, called {names}: {reading.sentence}"):
            asks = reading.sentence.endswith("?")  # and leaves it open
            assert not names or asks or any(gives(setting, each, wrong) for each in names)


def gives(setting, bug, gradients):
    """Whether a mistake makes these gradients, to four digits."""
    case = make(setting, bug)
    made = program(case.network, case)[1]
    return all(np.allclose(made[name], gradients[name], rtol=1e-4) for name in made)
