"""``Trainer``: trains a network one epoch (or one batch) at a time and records what happens."""

from collections.abc import Iterator
from math import inf, isfinite, nan
from time import perf_counter

import numpy as np

from mlpviz.clock import Clock
from mlpviz.engine.arguments import callable_fault, kind_fault, require, seconds_fault, wrong
from mlpviz.engine.batches import Batches
from mlpviz.engine.dropout import Dropout
from mlpviz.engine.early_stopping import MIN_DELTA, Waiting
from mlpviz.engine.evaluation import Evaluation, Split, evaluate, fitted_splits
from mlpviz.engine.history import History, Snapshot
from mlpviz.engine.moments import Moments
from mlpviz.engine.network import MLP, SEED
from mlpviz.engine.nonfinite import (
    NonFiniteError,
    Origin,
    first_nonfinite,
    nonfinite_evaluation,
    nonfinite_update,
)
from mlpviz.engine.optimizers import Optimizer
from mlpviz.engine.passes import WHOLE, Passes
from mlpviz.engine.record import EpochRecord, make_record, norms_by_name
from mlpviz.engine.schedules import Constant, Schedule
from mlpviz.engine.settings import CLASSES, EPOCHS, fixed


class Trainer(Moments):
    """Minimises a loss by mini-batch descent; the epoch's permutation comes from its own generator.

    Parameters
    ----------
    network : the MLP to train, in place
    train, test : the two splits, cast to the network's dtype; weights of samples count throughout
    loss, l2, l1 : a name in ``LOSSES``, weights of ``sum(W**2)`` and of ``sum(|W|)``
    optimizer : one of ``OPTIMIZERS``, made for ``network.n_parameters``
    lr, schedule : learning rate, and one of ``SCHEDULES``, which gives each epoch a factor of it
    dropout : share of the hidden units that each sample leaves out of a step, masks drawn anew
    patience, min_delta : for how many epochs in a row the test loss may not be below its lowest by
        ``min_delta`` before training stops; ``None``: it never does
    batch_size : samples per update; ``None`` or anything >= n is full batch
    n_classes : ``None`` for regression
    threshold : a single output above it means class 1 (only used for one output, two classes)
    seed : of the generator that permutes the samples
    shuffle : whether it does so for every epoch; otherwise batches follow the data's own order
    history : where records go; a new ``History()`` by default
    passes : how many samples go through the network at once; by default whole batches. What is
        raised by its ``between``, here called between updates, too, ends a call without effect

    ``change`` sets numbers such as the learning rate, the optimiser's and the schedule's, between
    epochs. Setting an attribute checks as ``change`` and the constructor do.
    """

    train_split: Split = fixed("make another trainer for other samples")
    test_split: Split = fixed("make another trainer for other samples")
    n_classes: int | None = fixed("make another trainer for other samples")
    passes: Passes = fixed("make another trainer with these")
    shuffle: bool = fixed("make another trainer, with shuffle=...")

    def __init__(
        self,
        network: MLP,
        train: Split,
        test: Split,
        *,
        loss: str,
        optimizer: Optimizer,
        lr: float,
        l2: float = 0.0,
        batch_size: int | None = None,
        l1: float = 0.0,
        dropout: float = 0.0,
        schedule: Schedule | None = None,
        patience: int | None = None,
        min_delta: float = MIN_DELTA.default,
        n_classes: int | None = None,
        threshold: float = 0.5,
        seed: int = 0,
        shuffle: bool = True,
        history: History | None = None,
        passes: Passes = WHOLE,
    ) -> None:
        require(
            kind_fault("train", train, Split, "a Split(X, Y, labels)"),
            kind_fault("test", test, Split, "a Split(X, Y, labels)"),
            CLASSES.fault("n_classes", n_classes),
            SEED.fault("seed", seed),
            kind_fault("shuffle", shuffle, bool | np.bool_, "True or False"),
            kind_fault("history", history, History | None, "a History, or None for a new one"),
            kind_fault("passes", passes, Passes, "Passes, such as Passes(rows=1000)"),
        )
        if n_classes is not None and (train.labels is None or test.labels is None):
            require(wrong("n_classes", n_classes, "None, for regression, if a split has no labels"))
        self.network = network
        self.loss, self.threshold, self.optimizer = loss, threshold, optimizer
        self.train_split, self.test_split = fitted_splits(network, train, test)
        self.schedule = Constant() if schedule is None else schedule
        regular = {"l1": l1, "dropout": dropout, "patience": patience, "min_delta": min_delta}
        self.change(lr=lr, l2=l2, batch_size=batch_size, **regular)
        self.n_classes, self.passes, self.shuffle = n_classes, passes, bool(shuffle)
        self.history = History() if history is None else history
        self._true_share = [
            split.true_share(n_classes) for split in (self.train_split, self.test_split)
        ]
        self._rng, self._dropout = np.random.default_rng(seed), Dropout(int(seed))
        self._waiting = Waiting()
        self._order = None  # this epoch's permutation; None: the data's own order
        self._position, self._seconds = 0, 0.0  # samples of this epoch already used, and their time
        self._size = len(self.train_split.X)  # this epoch's batch size
        self._batches = Batches(self.train_split.X, self.train_split.Y)
        # the parameters before the epoch's last step, from which the record makes that step
        self._last_step = network.flat.copy()
        with np.errstate(all="ignore"):  # non-finite numbers are looked for, not warned about
            self.history.append(self._record(0, *self._evaluate()))
        self.history.keep(self._snapshot())

    @property
    def progress(self) -> float:
        """Share of the current epoch that is done, in [0, 1)."""
        return self._position / len(self.train_split.X)

    @property
    def batches_per_epoch(self) -> int:
        """Updates in one epoch at the present batch size."""
        n = len(self.train_split.X)
        return -(-n // min(self.batch_size or n, n))

    def step_epoch(self) -> EpochRecord:
        """Train to the end of the current epoch, or what ``step_batch`` left of it, and record it.

        Raises NonFiniteError if a number stops being finite; everything is then as it was before
        the call, so training can go on with a smaller learning rate.
        """
        return self._advance(inf, perf_counter)

    def step_batch(self) -> float:
        """One update; returns the batch's loss before it. The epoch's last batch records the epoch.

        Raises NonFiniteError as ``step_epoch`` does.
        """
        good, started = self._snapshot(), perf_counter()
        with np.errstate(all="ignore"), self._or_back_to(good):
            value = self._update()
            self._seconds += perf_counter() - started
            self._end_steps(good, isfinite(value))
        return value

    def run(self, epochs: int) -> Iterator[EpochRecord]:
        """Train for ``epochs`` epochs, yielding each record as it is made.

        Early stopping may end it before (``stopped``).
        """
        require(EPOCHS.fault("epochs", epochs))
        return (self.step_epoch() for _ in range(int(epochs)) if not self.stopped)

    def train_for(
        self,
        seconds: float,
        patience: float = inf,
        clock: Clock = perf_counter,
        *,
        beyond: bool = False,
    ) -> EpochRecord:
        """Train whole epochs until ``seconds`` have passed by ``clock``, at least one.

        An epoch that takes longer than ``patience`` seconds is left between two batches (see
        ``progress``); the next call goes on with it. Returns the newest record. Where early
        stopping has ended training (``stopped``), nothing is trained, but for an epoch that is
        under way; ``beyond``: it goes on all the same.
        """
        require(
            seconds_fault("seconds", seconds),
            seconds_fault("patience", patience),
            callable_fault("clock", clock, "a function that returns seconds, such as perf_counter"),
            kind_fault("beyond", beyond, bool, "True or False"),
        )
        started, record = clock(), self.history.newest
        if beyond or self._position or not self.stopped:
            record = self._advance(started + patience, clock)
        while self._position == 0 and clock() < started + seconds:
            if self.stopped and not beyond:
                break
            record = self._advance(started + patience, clock)
        return record

    def _advance(self, until: float, clock: Clock) -> EpochRecord:
        """Run batches to the end of the epoch, or until the ``clock`` says ``until``."""
        good, n, finite = self._snapshot(), len(self.train_split.X), True
        started = clock()
        with np.errstate(all="ignore"), self._or_back_to(good):
            while finite and self._position < n:
                finite = isfinite(self._update())
                if clock() >= until:
                    break
                self.passes.between()
            self._seconds += clock() - started
            self._end_steps(good, finite)
        return self.history.newest

    def _end_steps(self, good: Snapshot, finite: bool) -> None:
        """Finish the epoch if it is over, or what the steps from ``good`` led to is not finite."""
        finite = finite and nonfinite_update(self.network, self.optimizer) is None
        if not finite or self._position == len(self.train_split.X):
            self._finish_epoch(good, finite)
        self._note_changes(good.record.epoch)

    def _update(self) -> float:
        """One batch: gradient, optimiser step. Returns the loss before the step."""
        network, X, Y, start = self.network, self.train_split.X, self.train_split.Y, self._position
        n = len(X)
        if start == 0:
            self._size = min(self.batch_size or n, n)
            self._order = self._rng.permutation(n) if self.shuffle and self._size < n else None
        stop = start + self._size
        if stop > n:
            stop = n
        if self._size < n:
            X, Y = self._batches.batch(self._order, start, stop)
        weights = self.train_split.batch_weights(self._order, start, stop)
        dropout = None
        if self.dropout:
            dropout = self._dropout
            dropout.rate = self.dropout
        value = self.passes.backpropagate(
            network, X, Y, self.loss, self.l2, weights, self.l1, dropout
        )
        if stop == n:
            np.copyto(self._last_step, network.flat)
        self.optimizer.step(network.flat, network.flat_grad, self.present_lr)
        vars(self)["_position"] = stop  # past ``__setattr__``, whose looks would cost 2 %
        return value

    def _finish_epoch(self, good: Snapshot, finite: bool) -> EpochRecord:
        """Measure and record the epoch, or go back to ``good`` and say what was not finite."""
        seen = self._evaluate() if finite else ()
        if not finite or not all(evaluation.finite for evaluation in seen):
            raise self._explain(good)
        record = self._record(self.epoch + 1, *seen)
        self._position, self._seconds, self._order = 0, 0.0, None  # the order is used up
        self.schedule.see(record.train_loss)
        self._waiting.see(record.test_loss, self.min_delta)
        self.history.append(record)
        if self.history.wants_snapshot(record.epoch):
            self.history.keep(self._snapshot())
        return record

    def _explain(self, good: Snapshot) -> NonFiniteError:
        """Replay from ``good`` with every array checked; whoever raises it goes back there.

        The steps themselves only look at the loss: same seed, same bits makes the replay exact.
        """
        self._restore(good)
        origin, batch = None, None
        while origin is None and self._position < len(self.train_split.X):
            self.passes.between()
            value = self._update()
            origin = first_nonfinite(self.network, value, True) or nonfinite_update(
                self.network, self.optimizer
            )
            batch = -(-self._position // self._size)
        if origin is None:
            batch, origin = None, self._nonfinite_evaluation()
        return NonFiniteError(self.epoch + 1, batch, origin, self.present_lr)

    def _nonfinite_evaluation(self) -> Origin:
        splits = self.train_split, self.test_split
        return nonfinite_evaluation(self.network, splits, self.loss, self.l2, self.passes, self.l1)

    def _evaluate(self) -> list[Evaluation]:
        self.passes.between()
        asked = self.loss, self.l2, self.n_classes, self.threshold
        passes, l1 = self.passes, self.l1
        train = evaluate(self.network, self.train_split, *asked, passes=passes, l1=l1)
        if self.test_split is self.train_split:
            return [train, train]
        test = evaluate(self.network, self.test_split, *asked, health=False, passes=passes, l1=l1)
        return [train, test]

    def _record(self, epoch: int, train: Evaluation, test: Evaluation) -> EpochRecord:
        network = self.network
        np.subtract(network.flat, self._last_step, self._last_step)
        vectors = network.flat, network.flat_grad, self._last_step
        norms = [norms_by_name(vector, network.pieces) for vector in vectors]
        if epoch == 0:  # no step has been taken yet
            norms[1:] = [dict.fromkeys(network.params, nan)] * 2
        rate, seconds = self._rate_after(max(epoch - 1, 0)), self._seconds
        return make_record(epoch, train, test, self._true_share, norms, rate, seconds)
