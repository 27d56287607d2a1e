"""``Told``: what one who keeps a record says of the loop before it begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from mlpviz.diagnosis import DataFacts
from mlpviz.diagnosis.loop import Loop
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.arguments import kind_fault, require, wrong
from mlpviz.engine.faults import FaultsError, require_known
from mlpviz.engine.losses import LOSSES, OUTPUTS, unfit
from mlpviz.engine.settings import CLASSES, LIVE
from mlpviz.recorder.held import Held
from mlpviz.recorder.outcome import Truth, as_array, read_truth
from mlpviz.words import counted

MOST_CLASSES = 10_000
TASKS = ("classification", "regression")
Samples = tuple[Any, Any] | None


@dataclass(frozen=True, eq=False)
class Told:
    """The task, what is known of the loop and of its data, and labels that are always the same."""

    task: str
    class_names: tuple[str, ...]
    loop: Loop
    data: DataFacts | None
    truths: dict[str, Truth]

    @property
    def n_classes(self) -> int:
        """Number of classes; 0 for regression."""
        return len(self.class_names)


def told(
    held: Held,
    *,
    task: str,
    class_names: Sequence[str],
    n_classes: int | None,
    activation: str | Sequence[str],
    output: str,
    loss: str,
    l2: float,
    batch_size: int | None,
    optimizer: str,
    train: Samples,
    test: Samples,
) -> Told:
    """What was said, looked through. Raises FaultsError with all that is wrong with it."""
    names = _names(task, class_names, n_classes, held)
    hidden = max(0, len(held.sizes) - 2)
    require(
        kind_fault("activation", activation, str | list | tuple, "a name, or one a hidden layer"),
        kind_fault("optimizer", optimizer, str, "a name such as 'adam'"),
        LIVE["l2"].fault("l2", l2),
        LIVE["batch_size"].fault("batch_size", batch_size),
    )
    each = (activation,) * hidden if isinstance(activation, str) else tuple(activation)
    for name in each or ([activation] if isinstance(activation, str) and activation else []):
        require_known(name, ACTIVATIONS, "activation")
    if each and held.sizes and len(each) != hidden:
        must = f"one name, or one for each of {counted(hidden, 'hidden layer')}"
        raise FaultsError([wrong("activation", activation, must)])
    require_known(output, ["", *OUTPUTS], "output")
    require_known(loss, ["", *LOSSES], "loss")
    if loss and output:
        require(unfit(loss, output))
    loop = Loop(
        sizes=held.sizes,
        activations=each,
        output=output,
        loss=loss,
        l2=float(l2),
        batch_size=batch_size,
        optimizer=optimizer,
        bias=held.bias,
    )
    splits = {"train": train, "test": test}
    X = {name: _inputs(name, given) for name, given in splits.items() if given is not None}
    truths = {
        "labels" if name == "train" else "test_labels": read_truth(name, given[1], len(names))
        for name, given in splits.items()
        if given is not None
    }
    for name, rows in X.items():
        truth = truths["labels" if name == "train" else "test_labels"]
        if len(rows) != truth.count:
            raise FaultsError([wrong(name, splits[name], "(X, y) of as many samples")])
    return Told(task, names, loop, _facts(X, truths, output, len(names)), truths)


def _names(task: str, names: Sequence[str], n: int | None, held: Held) -> tuple[str, ...]:
    """The classes' names; their numbers where they have none, nothing for regression."""
    require_known(task, TASKS, "task")
    require(kind_fault("class_names", names, list | tuple, "a list of names"))
    if task == "regression":
        return ()
    require(CLASSES.fault("n_classes", n) if n is not None else None)
    told = len(names) if n is None else n
    count = told or _found(held)
    fits = 2 <= count <= MOST_CLASSES and len(names) in (0, count)
    must = "the names of two classes or more, or give their number: n_classes=10"
    texts = all(isinstance(name, str) for name in names)
    require(None if fits and texts else wrong("class_names", names, must))
    return tuple(names) or tuple(map(str, range(count)))


def _found(held: Held) -> int:
    """How many classes there are where nobody says it: as many as the network has outputs.

    Those are the last layer's units, or its biases where layers are not known. A single output is
    for two classes.
    """
    last = held.shapes[-1]
    outputs = held.sizes[-1] if held.sizes else last[0] if len(last) == 1 else 0
    return 2 if outputs == 1 else outputs


def _inputs(field: str, given: Any) -> Any:
    if not isinstance(given, tuple | list) or len(given) != 2:
        raise FaultsError([wrong(field, given, "a pair (X, y)")])
    X = as_array(field, given[0])
    if not X.ndim or not X.size:
        raise FaultsError([wrong(field, given, "a pair (X, y)")])
    return np.asarray(X.reshape(len(X), -1), float)


def _facts(X: dict[str, Any], truths: dict[str, Truth], output: str, n: int) -> DataFacts | None:
    """What the rules need of the data. A range of outputs counts for regression alone."""
    if "train" not in X:
        return None
    Y = {name: _rows(truth, n) for name, truth in truths.items()}
    test = (X["test"], Y["test_labels"]) if "test" in X else None
    return DataFacts.of(X["train"], Y["labels"], output or "identity", test)


def _rows(truth: Truth, n_classes: int) -> Any:
    """Targets [n, k]: as they were given, or one-hot."""
    if truth.targets is not None:
        return truth.targets
    assert truth.labels is not None
    return np.eye(n_classes)[truth.labels]
