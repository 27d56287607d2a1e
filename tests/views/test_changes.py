"""What was changed while a run trained, in words for the curves."""

from mlpviz import RunConfig
from mlpviz.charts.change_marks import ChangeMark
from mlpviz.run import Trainer
from mlpviz.views.changes import change_marks


def test_the_changes_of_an_epoch_are_one_mark():
    trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(2,), optimizer="adam", lr=0.01))
    trainer.step_epoch()
    assert change_marks(trainer) == []
    trainer.change(lr=1e-6, l2=1e-3, batch_size=None, beta1=0.5)
    trainer.step_epoch()
    trainer.change(batch_size=8)
    trainer.step_epoch()
    assert change_marks(trainer) == [
        ChangeMark(
            1, ["learning rate 0.01 → 1e-6", "L2 0 → 0.001", "batch size 16 → full", "β₁ 0.9 → 0.5"]
        ),
        ChangeMark(2, ["batch size full → 8"]),
    ]
