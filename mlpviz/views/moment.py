"""``Moment``: what the views look at, be it of a run of mlpviz's or of a recorded loop."""
# ruff: noqa: D102  # what the properties are stands in the classes' own docstrings

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from mlpviz.arrays import Array
from mlpviz.charts.change_marks import ChangeMark
from mlpviz.charts.curves import PastRun
from mlpviz.charts.score_axis import Score
from mlpviz.charts.tensor_sides import Side
from mlpviz.engine.history import History
from mlpviz.engine.record import EpochRecord

# What a view can need beside records and weights; a ``Frame`` has all of it.
SAMPLES = "samples"  # data on which the network can be run
LAYERS = "layers"  # parameters that make up a chain of layers
GRADIENTS = "gradients"
PREDICTIONS = "predictions"  # of both splits
SHARES = "shares"  # of every class, predicted and true, in both splits
STEPS = "steps"  # how far each layer moved in a step


class Predictions(NamedTuple):
    """What the network answers: for classes [n], what it gives the true one in 0..1; for numbers
    [n, 2], the truth and the prediction, in the data's own units, of several numbers one after
    another. ``output`` says what that is.
    """

    train: Array
    test: Array
    output: str


class Curves(Protocol):
    """Losses and scores [records] over epochs."""

    @property
    def epoch(self) -> Array: ...
    @property
    def train_loss(self) -> Array: ...
    @property
    def test_loss(self) -> Array: ...
    @property
    def train_score(self) -> Array: ...
    @property
    def test_score(self) -> Array: ...
    @property
    def score(self) -> Score: ...


class Moment(Protocol):
    """A network at one epoch, and its history.

    ``marker`` is the epoch if it is an earlier one, ``log`` asks for a logarithmic loss axis,
    ``past`` are runs behind this one, which left one of them at ``branch``. ``class_names`` are
    empty for regression. ``sizes`` are the units per layer, ``functions`` the activations' names
    and the output's, ``titles`` what parameters are called where they have other names than W1, b1
    and so on. ``locked`` says why no weight can be set; empty if one can.
    """

    log: bool
    marker: int | None
    past: Sequence[PastRun]
    branch: int | None
    record: EpochRecord

    @property
    def history(self) -> History: ...
    @property
    def class_names(self) -> Sequence[str]: ...
    @property
    def curves(self) -> Curves: ...
    @property
    def params(self) -> dict[str, Array]: ...
    @property
    def gradients(self) -> dict[str, Array]: ...
    @property
    def predictions(self) -> Predictions: ...
    @property
    def changes(self) -> Sequence[ChangeMark]: ...
    @property
    def sizes(self) -> tuple[int, ...]: ...
    @property
    def functions(self) -> tuple[str, ...]: ...
    @property
    def inputs(self) -> Side: ...
    @property
    def locked(self) -> str: ...
    def title(self, name: str) -> str:
        """What a parameter is called."""
        ...

    def named(self, flat: Array) -> dict[str, Array]:
        """The pieces of a vector of all parameters, by name."""
        ...
