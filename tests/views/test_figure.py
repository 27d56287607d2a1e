"""A view as a figure of Plotly's, from Python."""

import plotly.graph_objects as go
import pytest

from mlpviz.engine.faults import FaultsError
from mlpviz.views.table import VIEWS, fitting


@pytest.fixture
def trainer(config_for, frame_of):
    return frame_of(config_for("moons"), epochs=3).trainer


def test_every_view_of_the_data_is_a_figure(trainer):
    weights = trainer.network.flat.copy()
    for name in fitting(trainer.dataset):
        assert isinstance(trainer.figure(name), go.Figure)
    assert (trainer.network.flat == weights).all()


def test_an_earlier_epoch_has_its_own(trainer):
    newest, first = trainer.figure("weights"), trainer.figure("weights", epoch=0)
    assert newest != first
    assert trainer.figure("weights", epoch=3) == newest
    with pytest.raises(KeyError, match="99"):
        trainer.figure("weights", epoch=99)


def test_the_loss_on_a_logarithmic_axis(trainer):
    types = [trainer.figure("curves", log=log).layout.yaxis.type for log in (False, True)]
    assert types[0] != "log"
    assert types[1] == "log"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("weigths", "Did you mean 'weights'"),
        ("images", "is for classes of grey images alone. Legal: network, decision"),
        (3, "name = 3 is unknown"),
    ],
)
def test_a_name_that_is_none_is_refused(trainer, name, says):
    with pytest.raises(FaultsError, match=says):
        trainer.figure(name)
    assert set(VIEWS) > set(fitting(trainer.dataset))
