"""What stands above the cards of the Predict page."""

import numpy as np

from mlpviz.views.frame import labels
from mlpviz.words import number, percent, whole
from mlpviz.workbench.predict.moment import Moment
from mlpviz.workbench.protocol import Message, Metric, header
from mlpviz.workbench.session import Session
from mlpviz.workbench.train.run_status import failure


def metrics(moment: Moment) -> tuple[Metric, ...]:
    """The epoch, the answer and how sure it is; the truth, where the input is a sample's."""
    dataset = moment.dataset
    values = {"Epoch": whole(moment.frame.epoch)}
    if dataset.is_regression:
        values["Prediction"] = number(moment.now[0], 4)
        truth = dataset.raw_targets(dataset.Y_test)[moment.own.sample, 0]
        values["Truth"] = "unknown" if moment.changed else number(truth, 4)
        return header(values)
    answer = moment.answer
    score = float(np.asarray(moment.now)[answer])
    values["Answer"] = dataset.class_names[answer]
    values["Sure"] = percent(score)
    true = labels(dataset)[1][moment.own.sample]
    values["Truth"] = "unknown" if moment.changed else dataset.class_names[true]
    return header(values)


def message(current: Session) -> Message:
    """What went wrong, why Play rests, or which moment of the run is asked."""
    trainer = current.trainer
    if problem := failure(current):
        return Message("error", problem)
    if rests := current.lesson.resting(trainer.epoch, busy=current.busy):
        return Message("info", rests)
    if current.shown is not None:
        text = (
            f"This is the network of epoch {whole(current.shown)}; Play and Step go on from epoch"
        )
        return Message("info", f"{text} {whole(trainer.epoch)}.")
    if trainer.epoch == 0 and not current.busy:
        return Message("info", "An untrained network answers by chance. Press Play (Space).")
    return Message("info", "The answers are those of the newest epoch.")
