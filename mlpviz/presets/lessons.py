"""Runs that are worked out by hand, one number after another."""

from mlpviz.config import RunConfig
from mlpviz.presets.preset import Preset

LESSONS: dict[str, Preset] = {
    "worked-example": Preset(
        title="Worked example",
        question="Can you work out all numbers of one step of backpropagation by hand?",
        look_at=(
            "Every number from x to the update, one step after another: predict each before you "
            "look at it. The loss before the step, and after it."
        ),
        answer=(
            "With half of the squared error, biases that stay as they are and learning rate 0.5, "
            "the loss goes from 0.298371109 to 0.291027774. The loss here has no 1/2: it is twice "
            "that, and so is its gradient; half the learning rate gives every weight the same "
            "step. Biases learn here: the update tells what the weights alone lead to. It is often "
            "told as 0.291027924, which is what the mistake “Weights updated too early” gives: "
            "choose it and see."
        ),
        offline=RunConfig(
            dataset="worked_example",
            preprocessing="none",
            hidden_sizes=(2,),
            activation="sigmoid",
            output="sigmoid",
            loss="mse",
            initializer="counting",
            optimizer="sgd",
            lr=0.25,
            batch_size=None,
        ),
        epochs=1,
        page="trace",
    ),
}
