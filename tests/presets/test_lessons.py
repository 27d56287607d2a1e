"""The worked example: its numbers, as they are known, and why one of them is another here."""

import numpy as np
import pytest

from mlpviz import PRESETS, Trainer, trace
from mlpviz.workbench.pages import PAGES


def half(loss):
    """Half of a loss as the example has it, which defines the squared error with a 1/2."""
    return pytest.approx(loss / 2, abs=5e-10)


@pytest.fixture(name="run")
def worked_example():
    trainer = Trainer(PRESETS["worked-example"].config)
    split = trainer.train_split
    traced = trace(trainer.network, split.X, split.Y, trainer.loss, lr=trainer.lr)
    return trainer, traced


def test_it_begins_with_the_numbers_of_the_example(run):
    _, traced = run
    assert traced.network.sizes == (2, 2, 2)
    assert traced.arrays["x"] == pytest.approx(np.array([[0.05, 0.10]]))
    assert traced.arrays["y"] == pytest.approx(np.array([[0.01, 0.99]]))
    assert traced.arrays["W1"] == pytest.approx(np.array([[0.15, 0.25], [0.20, 0.30]]))
    assert traced.arrays["W2"] == pytest.approx(np.array([[0.40, 0.50], [0.45, 0.55]]))
    assert traced.arrays["b1"] == pytest.approx(np.array([0.35, 0.35]))
    assert traced.arrays["b2"] == pytest.approx(np.array([0.60, 0.60]))
    assert PRESETS["worked-example"].page in PAGES


def test_forward_and_backward_as_they_are_known(run):
    _, traced = run
    arrays = traced.arrays
    assert arrays["a1"][0] == pytest.approx([0.593269992, 0.596884378], abs=5e-10)
    assert arrays["a2"][0] == pytest.approx([0.751365070, 0.772928465], abs=5e-10)
    assert half(traced.loss) == 0.298371109
    assert half(traced.arrays["dW2"][0, 0]) == pytest.approx(0.082167041, abs=5e-10)
    assert arrays["new_W2"].T.ravel() == pytest.approx(
        [0.358916480, 0.408666186, 0.511301270, 0.561370121], abs=5e-10
    )
    assert arrays["new_W1"].T.ravel() == pytest.approx(
        [0.149780716, 0.199561432, 0.249751144, 0.299502287], abs=5e-10
    )


def test_the_loss_after_one_step_by_the_weights_alone(run):
    trainer, traced = run
    assert half(traced.after.weights_alone) == 0.291027774
    assert "0.582055547" in traced.steps[-1].words
    biases = {name: traced.arrays[name] for name in ("b1", "b2")}
    record = trainer.step_epoch()
    assert record.train_loss == pytest.approx(traced.after.loss, rel=1e-12)
    for name, values in biases.items():  # and by hand
        for unit, value in enumerate(values):
            record = trainer.set_parameter(name, unit, float(value))
    assert half(record.train_loss) == 0.291027774


def test_the_number_that_is_often_told_is_that_of_a_mistake(run):
    # Deltas that went down through weights which the same pass had updated already.
    _, traced = run
    wrong = traced.mistake("updated-weights")
    assert half(wrong.after.weights_alone) == 0.291027924
