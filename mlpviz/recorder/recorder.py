"""``Recorder``: what the diagnosis and the views need of a loop that is not mlpviz's own."""

import warnings
from collections.abc import Mapping, Sequence
from math import isfinite, nan
from time import perf_counter
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.arguments import kind_fault, require, wrong
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.engine.history import EPOCH, History
from mlpviz.engine.options import Option
from mlpviz.engine.record import EpochRecord
from mlpviz.gradcheck.any_code.tensors import is_module
from mlpviz.recorder.held import held
from mlpviz.recorder.learned import Log, with_loss, with_steps
from mlpviz.recorder.outcome import Outcome, Truth, as_array, outcome, read_truth
from mlpviz.recorder.recorded import moment
from mlpviz.recorder.recording import Recording
from mlpviz.recorder.told import told
from mlpviz.recorder.torch_watch import Watch
from mlpviz.recorder.units import hidden_shares
from mlpviz.recorder.vectors import flat, norms

TRIES = 10  # logs with outputs in which the loss is looked for among those that are known
STEPS = Option("Steps", 1, 1, 10**12, 1, "Updates since the last log.")


class Recorder(Recording):
    """Watches a training loop of your own, in NumPy or torch: ``log`` once an epoch.

    ``diagnose`` then says what is wrong, as for mlpviz's own runs, ``figure`` draws the views, and
    ``save`` writes a file that the page My run opens. What is not logged only removes the rules
    and views that need it (``missing``). Memory is bounded as a ``History`` is.

    Parameters
    ----------
    params : the parameters as they are before training, in any naming and orientation: a dict or
        list, nested if need be, of NumPy arrays or torch tensors, or a torch module. They are read
        anew at every log, and never changed
    task : "classification" or "regression"
    class_names : names of the classes
    n_classes : how many classes there are, if they have no names; by default as many as the
        network has outputs, two for a single one
    activation : of the hidden layers, one name or a tuple; ``output``, ``loss`` : names of rows, as
        in ``RunConfig``. The loss is recognised from outputs and labels, if it is a usual one
    l2 : weight of sum(W**2) in the loss; batch_size : samples per update; optimizer : its name
    train, test : (X, y) as the network takes them, for rules that ask whether the inputs are scaled
        and what they tell. y are then the labels of every log
    history : where records go; a new ``History()`` by default

    Examples
    --------
    >>> import numpy as np
    >>> W = np.zeros((2, 1))
    >>> rec = Recorder({"W": W}, task="regression")
    >>> for epoch in range(3):
    ...     W += 0.1
    ...     rec.log(loss=1e9 * 10.0**epoch, lr=0.1)
    >>> [diagnosis.title for diagnosis in rec.diagnose()]
    ['The loss has grown']
    """

    def __init__(
        self,
        params: Any,
        *,
        task: str = "classification",
        class_names: Sequence[str] = (),
        n_classes: int | None = None,
        activation: str | Sequence[str] = (),
        output: str = "",
        loss: str = "",
        l2: float = 0.0,
        batch_size: int | None = None,
        optimizer: str = "",
        train: tuple[Any, Any] | None = None,
        test: tuple[Any, Any] | None = None,
        history: History | None = None,
    ) -> None:
        require(kind_fault("history", history, History | None, "a History, or None for a new one"))
        self._held = held(params)
        self._told = told(
            self._held,
            task=task,
            class_names=class_names,
            n_classes=n_classes,
            activation=activation,
            output=output,
            loss=loss,
            l2=l2,
            batch_size=batch_size,
            optimizer=optimizer,
            train=train,
            test=test,
        )
        self._params, self._last = params, self._held.named(params)
        super().__init__(
            self._told.loop,
            self._held.titles,
            {name: array.shape for name, array in self._last.items()},
            norms(self._last),
            self._told.class_names,
            self._told.data,
            History() if history is None else history,
        )
        self._truths: dict[str, Truth] = dict(self._told.truths)
        self._watch: Watch | None = None
        self._since, self._tries, self._warned = perf_counter(), 0, False

    def watch(self, model: Any) -> None:
        """Take gradients and the number of updates from a torch module, by hooks on its backward.

        ``model`` is the one whose parameters the recorder has; ``log`` then needs neither ``grads``
        nor ``steps``. Every backward pass counts as an update. None ends it. Raises FaultsError for
        what is no module, or has other parameters.
        """
        fits = model is None or is_module(model)
        require(None if fits else wrong("model", model, "a torch module, or None"))
        if model is not None:
            self._held.named(model, "model")
        if self._watch is not None:
            self._watch.end()
        self._watch = None if model is None else Watch(model)

    @np.errstate(all="ignore")  # what overflows is told by the diagnosis
    def log(
        self,
        loss: Any = None,
        *,
        grads: Any = None,
        test_loss: Any = None,
        outputs: Any = None,
        labels: Any = None,
        test_outputs: Any = None,
        test_labels: Any = None,
        hidden: Sequence[Any] | None = None,
        lr: float | None = None,
        steps: int | None = None,
        epoch: int | None = None,
        params: Any = None,
    ) -> EpochRecord:
        """Record an epoch; all that is given is of its end. Returns the record.

        loss, test_loss : of the whole split, numbers
        grads : those of the last step, built like the parameters
        outputs, labels : of the training split. [n, k] probabilities, logits or plain outputs, or
            [n] decided classes; [n] class numbers, or targets [n, k]. The test's likewise
        hidden : activations [n, units] of every hidden layer, on training samples
        lr : learning rate of the last step; steps : updates since the last log
        epoch : by default the next one; 0 is the untrained network
        params : where the loop makes new arrays instead of changing those that the recorder has

        Raises FaultsError for what cannot be read, and records nothing then.
        """
        require(None if steps is None else STEPS.fault("steps", steps))
        number = self._epoch(epoch)
        truths = self._read(labels=labels, test_labels=test_labels)
        train = self._outcome("outputs", outputs, truths.get("labels"))
        test = self._outcome("test_outputs", test_outputs, truths.get("test_labels"))
        value, test_value = _number("loss", loss), _number("test_loss", test_loss)
        rate = _number("lr", lr)
        new = self._params if params is None else params
        now = self._held.named(new)
        slopes = self._gradients(grads)
        moved = {name: array - self._last[name] for name, array in now.items()}
        sizes, truth = norms(now), truths.get("labels")
        if steps is None and self._watch is not None:
            steps = self._watch.counted() or None
        has_loss = loss is not None
        self._learn(Log(value, rate, steps, outputs, truth, slopes, moved, sizes, has_loss))
        dead, saturated = hidden_shares(hidden, self.loop.activations)
        count = self.loop.steps if number else nan
        record = EpochRecord(
            epoch=number,
            train_loss=value,
            test_loss=test_value,
            train_accuracy=train.accuracy,
            test_accuracy=test.accuracy,
            train_r2=train.r2,
            test_r2=test.r2,
            predicted_share_train=train.predicted_share,
            predicted_share_test=test.predicted_share,
            true_share_train=train.true_share,
            true_share_test=test.true_share,
            param_norm=sizes,
            grad_norm=norms(slopes) if slopes else dict.fromkeys(now, nan),
            update_norm={name: norm / count for name, norm in norms(moved).items()},
            dead_share=dead,
            saturated_share=saturated,
            lr=rate,
            seconds=max(0.0, perf_counter() - self._since),
        )
        self._last, self._params, self._truths = now, new, truths
        self._keep(record, slopes, train, test)
        self._warn_of_still(moved)
        self._since = perf_counter()
        return record

    def _epoch(self, epoch: int | None) -> int:
        """The number of the epoch that is logged. Raises FaultsError unless it is a later one."""
        first = not len(self.history)
        if epoch is None:
            return 1 if first else self.epoch + 1
        require(EPOCH.fault("epoch", epoch))
        require(_step(int(epoch), -1 if first else self.epoch))
        return int(epoch)

    def _read(self, **labels: Any) -> dict[str, Truth]:
        """The labels of both splits: those that are given, else those of before."""
        n = self._told.n_classes
        given = {f: read_truth(f, value, n) for f, value in labels.items() if value is not None}
        return self._truths | given

    def _outcome(self, field: str, outputs: Any, truth: Truth | None) -> Outcome:
        if outputs is None:
            return Outcome()
        return outcome(outputs, truth, self._told.n_classes, self.loop.output, field)

    def _gradients(self, grads: Any) -> dict[str, Array]:
        heard = self._watch.grads() if grads is None and self._watch is not None else grads
        return {} if heard is None else self._held.named(heard, "grads")

    def _learn(self, log: Log) -> None:
        """Take in what this log tells of the loop."""
        loop = with_steps(self.loop, log)
        if self._tries < TRIES:
            loop, known = with_loss(loop, log, self._told)
            if known is not None:
                self._tries = TRIES if known else self._tries + 1
        self.loop = self._steady.config = loop

    def _keep(
        self,
        record: EpochRecord,
        slopes: Mapping[str, Array],
        train: Outcome,
        test: Outcome,
    ) -> None:
        history = self.history
        if history.forgets or (self.keeps_weights and history.forgets_snapshots):
            self._steady.follow(history, self.epoch)  # what is about to go has to be looked at
        history.append(record)
        seen = {
            "grads": flat(slopes, np.float32) if slopes else None,
            "train": train.shown,
            "test": test.shown,
        }
        self.latest = moment(
            record,
            flat(self._last, np.float64),
            {name: np.asarray(a, np.float32) for name, a in seen.items() if a is not None},
        )
        if history.wants_snapshot(record.epoch):
            history.keep(self.latest)
        self._steady.weights = self._kept if self.keeps_weights else None

    def _warn_of_still(self, moved: Mapping[str, Array]) -> None:
        """Say once that what the recorder reads does not move though the loss does."""
        losses = [record.train_loss for record in list(self.history)[-2:]]
        changes = len(losses) == 2 and all(map(isfinite, losses)) and losses[0] != losses[1]
        if self._warned or not changes or any(array.any() for array in moved.values()):
            return
        self._warned = True
        warnings.warn(
            "The loss changes, but the parameters that the Recorder was given do not: the loop "
            "seems to make new arrays. Hand them in: rec.log(params=..., ...).",
            stacklevel=4,  # log's errstate is one
        )


def _number(field: str, value: Any) -> float:
    """A loss or a rate as a float, from a number, a 0-d array or a tensor; NaN for None.

    Raises FaultsError for what is none.
    """
    if value is None:
        return nan
    if isinstance(value, float):
        return float(value)
    several = isinstance(value, bool | list | tuple | Mapping)
    array = None if several else as_array(field, value)
    if array is None or array.size != 1:
        raise FaultsError([wrong(field, value, "a number")])
    return float(array.item())


def _step(epoch: int, newest: int) -> Fault | None:
    """The fault of an epoch that does not come after the newest one."""
    if epoch > newest:
        return None
    message = f"epoch = {epoch} is not after {newest}, the newest that was logged."
    return Fault("epoch", epoch, message)
