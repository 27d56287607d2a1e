"""``Perceptron``: what classifier and regressor share, from their parameters to the epochs."""

import warnings
from abc import ABCMeta, abstractmethod
from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_is_fitted

from mlpviz.arrays import Array
from mlpviz.engine.arguments import kind_fault, options_fault, require, wrong
from mlpviz.engine.early_stopping import Waiting
from mlpviz.engine.evaluation import chunk_size
from mlpviz.engine.faults import require_known
from mlpviz.engine.network import MLP
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.options import Option
from mlpviz.engine.settings import EPOCHS
from mlpviz.estimators.runs import Choices, new_trainer
from mlpviz.estimators.samples import Samples, inputs_of, with_validation
from mlpviz.trainer import Trainer
from mlpviz.words import loss_number

AUTO = 200  # samples of a batch of size "auto", at most
ALPHA = Option("alpha", 1e-4, 0.0, 1e6, 1e-4, "Of the L2 penalty.")
TOL = Option("tol", 1e-4, 0.0, 1e6, 1e-4, "Least improvement.")
PATIENCE = Option("n_iter_no_change", 10, 1, 1e9, 1, "Epochs.")
SIZES = "units per hidden layer, such as (100,) or 100"
SHARE = Option("validation_fraction", 0.1, 1e-3, 0.999, 0.1, "Of the samples.")


class Perceptron(BaseEstimator, metaclass=ABCMeta):  # type: ignore[misc]  # it has no types
    """Base: fits a multi-layer perceptron on the hand-written engine. See ``MLPClassifier``."""

    trainer_: Trainer
    network_: MLP
    loss_curve_: list[float]
    validation_scores_: list[float] | None
    _several = False  # whether labels do not exclude each other

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int] = (100,),
        activation: str | Sequence[str] = "relu",
        *,
        solver: str = "adam",
        solver_options: dict[str, float] | None = None,
        alpha: float = 1e-4,
        batch_size: int | str | None = "auto",
        learning_rate_init: float = 1e-3,
        max_iter: int = 200,
        shuffle: bool = True,
        random_state: Any = None,
        tol: float = 1e-4,
        verbose: bool = False,
        warm_start: bool = False,
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: float = 10,
        output: str | None = None,
        loss: str | None = None,
        initializer: str = "xavier_uniform",
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.solver = solver
        self.solver_options = solver_options
        self.alpha = alpha
        self.batch_size = batch_size
        self.learning_rate_init = learning_rate_init
        self.max_iter = max_iter
        self.shuffle = shuffle
        self.random_state = random_state
        self.tol = tol
        self.verbose = verbose
        self.warm_start = warm_start
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.output = output
        self.loss = loss
        self.initializer = initializer

    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Fit to X [n, d], dense or sparse, and y; a sample of weight w counts w times.

        With ``warm_start`` it goes on from where the last fit ended. Warns (ConvergenceWarning) if
        neither loss nor validation score had come to rest after ``max_iter`` epochs. Raises
        ValueError for X, y or parameters that cannot be; NonFiniteError if a number becomes
        infinite on the way, such as with too high a learning rate.
        """
        goes_on = bool(self.warm_start) and hasattr(self, "trainer_")
        samples = self._samples(X, y, sample_weight, reset=True, again=goes_on)
        rng = self._random_state = check_random_state(self.random_state)
        fitted, held = self._held(samples, rng)
        previous = self.trainer_ if goes_on else None
        self._begin(fitted, held, rng, previous)
        if not goes_on:
            self.n_iter_, self.loss_curve_ = 0, []
            self.validation_scores_ = [] if self.early_stopping else None
        self._train(held)
        return self

    def _partial_fit(self, X: Any, y: Any, sample_weight: Any) -> Self:
        """One epoch on X and y; the first call makes the network."""
        begun = hasattr(self, "trainer_")
        samples = self._samples(X, y, sample_weight, reset=not begun, again=begun)
        if not begun:
            self._random_state = check_random_state(self.random_state)
        self._begin(samples, samples, self._random_state, self.trainer_ if begun else None)
        if not begun:
            self.n_iter_, self.loss_curve_, self.validation_scores_ = 0, [], None
        self._epoch()
        self.network_ = self.trainer_.network
        return self

    def _held(self, samples: Samples, rng: np.random.RandomState) -> tuple[Samples, Samples]:
        """The samples to fit, and those kept for validation: without early stopping the same."""
        if not self.early_stopping:
            return samples, samples
        require(SHARE.fault("validation_fraction", self.validation_fraction))
        stratify = samples.labels is not None
        return with_validation(samples, self.validation_fraction, rng, stratify=stratify)

    def _begin(
        self,
        fitted: Samples,
        held: Samples,
        rng: np.random.RandomState,
        previous: Trainer | None,
    ) -> None:
        """Make the trainer, which goes on from where a ``previous`` one stands."""
        d = fitted.X.shape[1]
        names = [str(name) for name in getattr(self, "feature_names_in_", [])]
        trainer = new_trainer(
            self._choices(fitted, rng),
            fitted,
            held,
            self._class_names,
            names or [f"x{i}" for i in range(d)],
            several=self._several,
        )
        if previous is not None:
            if previous.network.sizes != trainer.network.sizes:
                old, new = previous.network.sizes, trainer.network.sizes
                must = f"{old[0]} features and {old[-1]} outputs with the layers of before"
                require(wrong("X, y", new, f"such as was fitted before: {must}"))
            trainer.begin_as(previous)
        self.trainer_ = trainer

    def _choices(self, fitted: Samples, rng: np.random.RandomState) -> Choices:
        """The run's choices. Raises FaultsError for parameters that cannot be."""
        n, batch = len(fitted.X), self.batch_size
        weight = 1.0 if fitted.weights is None else float(fitted.weights.mean()) or 1.0
        sizes, activation = self.hidden_layer_sizes, self.activation
        single, several = isinstance(sizes, int | np.integer), (list, tuple, np.ndarray)
        require_known(self.solver, OPTIMIZERS, "solver")
        require(
            None if single else kind_fault("hidden_layer_sizes", sizes, several, SIZES),
            kind_fault("activation", activation, (str, *several), "a name, or one for each layer"),
            options_fault("solver_options", self.solver_options),
            ALPHA.fault("alpha", self.alpha),
            kind_fault("early_stopping", self.early_stopping, bool | np.bool_, "True or False"),
        )
        batch = min(AUTO, n) if isinstance(batch, str) and batch == "auto" else batch
        output, loss = self._output_and_loss()
        return Choices(
            hidden_sizes=(int(sizes),) if single else tuple(sizes),  # type: ignore[arg-type]
            activation=activation if isinstance(activation, str) else tuple(activation),
            output=output if self.output is None else self.output,
            loss=loss if self.loss is None else self.loss,
            initializer=self.initializer,
            optimizer=self.solver,
            optimizer_options=dict(self.solver_options or {}),
            lr=self.learning_rate_init,
            l2=self.alpha / (2.0 * _size(batch, n) * weight),
            batch_size=batch,  # type: ignore[arg-type]  # refused by the run, with what is legal
            shuffle=bool(self.shuffle),
            seed=int(rng.randint(2**31 - 1)),
            dtype=fitted.X.dtype.name,
        )

    def _train(self, held: Samples) -> None:
        """Train until what is watched no longer improves, or for ``max_iter`` epochs."""
        patience = self.n_iter_no_change
        rests = PATIENCE.fault("n_iter_no_change", patience) if patience != np.inf else None
        require(EPOCHS.fault("max_iter", self.max_iter), TOL.fault("tol", self.tol), rests)
        waiting = Waiting()  # for lower values: of the loss, or of the score with a minus
        best_flat = self.trainer_.network.flat.copy() if self.early_stopping else None
        for _ in range(int(self.max_iter)):
            self._epoch()
            value = self.loss_
            if self.early_stopping:
                value = -self._validation_score(held)
                self.validation_scores_ = [*(self.validation_scores_ or []), -value]
            if best_flat is not None and value < waiting.best:
                np.copyto(best_flat, self.trainer_.network.flat)
            waiting.see(value, self.tol, ties=True)
            if waiting.since > self.n_iter_no_change:
                break
        else:
            warnings.warn(
                f"{type(self).__name__} stopped at max_iter = {self.max_iter} epochs, while it "
                "still improved: let it train longer, or raise learning_rate_init.",
                ConvergenceWarning,
                stacklevel=3,
            )
        self.best_loss_ = None if self.early_stopping else waiting.best
        self.best_validation_score_ = -waiting.best if self.early_stopping else None
        self.network_ = self.trainer_.network
        if best_flat is not None:
            self.network_ = self.network_.copy()
            np.copyto(self.network_.flat, best_flat)

    def _epoch(self) -> None:
        record = self.trainer_.step_epoch()
        self.n_iter_ += 1
        self.loss_ = record.train_loss
        self.loss_curve_ = [*self.loss_curve_, record.train_loss]
        if self.verbose:
            print(f"Epoch {self.n_iter_}, loss = {loss_number(record.train_loss)}")

    def _outputs(self, X: Any) -> Array:
        """The network's outputs [n, k] for X [n, d], some samples at a time."""
        check_is_fitted(self)
        return outputs_of(self.network_, inputs_of(self, X))

    @property
    def coefs_(self) -> list[Array]:
        """Weights [fan_in, fan_out] of every layer, as views."""
        return [self.network_.params[f"W{i}"] for i in range(1, len(self.network_.sizes))]

    @property
    def intercepts_(self) -> list[Array]:
        """Biases [units] of every layer, as views."""
        return [self.network_.params[f"b{i}"] for i in range(1, len(self.network_.sizes))]

    @property
    def n_layers_(self) -> int:
        """Layers, inputs and outputs included."""
        return len(self.network_.sizes)

    @property
    def n_outputs_(self) -> int:
        """Units of the last layer."""
        return self.network_.sizes[-1]

    @property
    def out_activation_(self) -> str:
        """What the last layer applies."""
        return self.network_.output

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    @property
    @abstractmethod
    def _class_names(self) -> tuple[str, ...]:
        """The classes in words; empty where labels do not exclude each other, and for numbers."""

    @abstractmethod
    def _output_and_loss(self) -> tuple[str, str]:
        """Those that suit the targets."""

    @abstractmethod
    def _samples(self, X: Any, y: Any, sample_weight: Any, *, reset: bool, again: bool) -> Samples:
        """Checked samples; ``again``: of the kind that was fitted before."""

    @abstractmethod
    def _validation_score(self, held: Samples) -> float:
        """How well the trainer's network does on samples that were kept; higher is better."""


def outputs_of(network: MLP, X: Array) -> Array:
    """Outputs [n, k] of a network for X [n, d], as many samples at a time as fit its buffers."""
    step = chunk_size(network)
    parts = [network.forward(X[i : i + step]).copy() for i in range(0, len(X), step)]
    network.release()
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _size(batch: Any, n: int) -> int:
    """Samples of a batch of the size that is asked for; all n if it is none."""
    return min(int(batch), n) if isinstance(batch, int | np.integer) and batch >= 1 else n
