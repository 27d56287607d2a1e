import io

import numpy as np
import pytest

from mlpviz.profiles import limits
from mlpviz.workbench.check_my_code.choices import NetworkChoices
from mlpviz.workbench.check_my_code.session import CheckMyCode
from tests.gradcheck.any_code.test_without_loss import Numbers


def content(numbers, **other):
    arrays = {"X": numbers.X, "Y": numbers.Y, "loss": numbers.loss, **numbers.params}
    arrays |= {f"d{name}": gradient for name, gradient in numbers.grads.items()}
    stream = io.BytesIO()
    np.savez(stream, **(arrays | other))
    return stream.getvalue()


def checked(own):
    """After as many slices as it takes."""
    while own.working:
        own.update()
    return own


@pytest.fixture
def own():
    return CheckMyCode()


def test_a_file_is_checked_slice_by_slice(own):
    own.take("gradients.npz", content(Numbers(bug="no-slope")))
    assert own.working
    assert own.report is None
    checked(own)
    assert own.report.reading.kind == "no-slope"
    assert own.problem is None
    report = own.report
    own.update()
    assert own.report is report


def test_what_is_said_of_the_network_is_checked_anew(own):
    own.take("gradients.npz", content(Numbers()))
    assert checked(own).report.passed
    own.choices = NetworkChoices(activations="relu", output="softmax", loss="cross_entropy")
    assert own.report is None
    assert checked(own).report.faults
    own.choices = NetworkChoices(output="softmax", loss="mse")
    assert checked(own).report is None
    assert own.problem.startswith("Loss 'mse' does not go with output 'softmax'")


def test_another_file_takes_the_place_of_the_first(own):
    own.take("first.npz", content(Numbers(bug="sign")))
    first = checked(own).report
    own.take("second.npz", content(Numbers()))
    assert own.report is None
    assert checked(own).report.passed
    assert own.report is not first
    own.clear()
    assert (own.name, own.saved, own.report, own.problem, own.working) == ("", None, None, None, 0)


def test_a_file_that_cannot_be_used_says_why(own):
    own.take("mine.npz", content(Numbers())[:900])
    assert own.problem.startswith("mine.npz cannot be used: ")
    assert not own.working
    own.take("mine.npz", content(Numbers(), W1=np.full((4, 5), np.nan)))
    assert checked(own).problem.startswith("W1 holds nan at")
    own.take("mine.npz", content(Numbers(), dW1=np.ones((5, 4))))
    assert "is it transposed?" in checked(own).problem


def test_a_hosted_server_takes_smaller_files(own, monkeypatch):
    large = content(Numbers(), more=np.zeros(2_000_000))
    own.take("large.npz", large)
    assert own.saved is not None
    monkeypatch.setenv("MLPVIZ_HOSTED", "1")
    assert limits().upload_bytes == 10_000_000
    own.take("large.npz", large)
    assert "the file has 16 MB, and 10 MB is the most here" in own.problem


def test_a_check_of_too_many_products_is_refused(own, monkeypatch):
    own.take("gradients.npz", content(Numbers()))
    monkeypatch.setenv("MLPVIZ_CHECK_PRODUCTS", "100")
    assert checked(own).report is None
    assert "with 7 samples takes 14,588 products, and 100 is the most here:" in own.problem


def test_choices_are_a_description():
    assert ("cross_entropy", "softmax") in NetworkChoices().description().pairs(2)
    said = NetworkChoices("tanh", "softmax", "cross_entropy", "sum", 0.1).description()
    assert (said.activations, said.reduction, said.l2) == ("tanh", "sum", 0.1)
