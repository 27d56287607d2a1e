"""The candidates: each ``make_*`` turns a workload into a function that trains one epoch.

All of them do the same updates on the same data: plain SGD, the same batches per epoch in a fresh
random order (full batches in order), two hidden-layer sums less or more aside. What differs:

- *ours*: ``Trainer.step_epoch``. It returns ``EpochRecord.seconds``, the time of the updates; the
  evaluation that follows, which no peer does, is timed separately.
- *scikit-learn*: one ``partial_fit`` is one epoch of ``batch_size`` updates, input checks
  included. Its regressor's squared loss is (1/2nk) sum d^2 and its gradient (1/n) d, half of ours,
  and its L2 is alpha/(2n) sum W^2, added even for alpha = 0: the same work, other step lengths.
- *torch*: autograd on (1/n) sum d^2 or cross_entropy, gathered with index_select;
  ``torch.optim.SGD``, L2 as weight decay of the weights. The loss is not read back, and neither
  its finiteness nor the parameters' are checked, as ours are.
- *GEMM*: only the matrix products that an epoch cannot do without, into preallocated arrays.
"""

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.workloads import Workload

Epoch = Callable[[], float]  # trains one epoch, returns the seconds that count


def timed(epoch: Callable[[], object]) -> Epoch:
    """``epoch`` with its wall time as the result."""

    def run() -> float:
        started = time.perf_counter()
        epoch()
        return time.perf_counter() - started

    return run


def make_trainer(workload: Workload, dtype: str) -> Any:
    """Our trainer; its test split is a sixth of the training split."""
    from mlpviz.engine.evaluation import Split
    from mlpviz.engine.network import MLP
    from mlpviz.engine.optimizers import OPTIMIZERS
    from mlpviz.engine.trainer import Trainer

    X, Y = workload.data()
    classes = workload.loss == "cross_entropy"
    train = Split(X, Y, Y.argmax(axis=1) if classes else None)
    m = len(X) // 6
    test = Split(X[:m], Y[:m], None if train.labels is None else train.labels[:m])
    output = "softmax" if classes else "identity"
    network = MLP(workload.sizes, workload.activation, output, dtype=dtype)
    return Trainer(
        network,
        train,
        test,
        loss=workload.loss,
        optimizer=OPTIMIZERS["sgd"](network.n_parameters, network.dtype),
        lr=workload.lr,
        l2=workload.l2,
        batch_size=workload.batch_size,
        n_classes=workload.sizes[-1] if classes else None,
    )


def make_ours(workload: Workload, dtype: str) -> Epoch:
    """Our updates alone."""
    trainer = make_trainer(workload, dtype)
    return lambda: float(trainer.step_epoch().seconds)


def make_ours_whole(workload: Workload, dtype: str) -> Epoch:
    """Our whole ``step_epoch``: updates, evaluation of both splits, record and snapshot."""
    return timed(make_trainer(workload, dtype).step_epoch)


def make_sklearn(workload: Workload, dtype: str) -> Epoch:
    """scikit-learn's ``MLPClassifier`` or ``MLPRegressor``."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    X, Y = (array.astype(dtype) for array in workload.data())
    n = len(X)
    batch = workload.batch_size or n
    settings: dict[str, Any] = {
        "hidden_layer_sizes": workload.sizes[1:-1],
        "activation": workload.activation,
        "solver": "sgd",
        "alpha": 2.0 * workload.l2 * batch,
        "batch_size": batch,
        "learning_rate_init": workload.lr,
        "momentum": 0.0,
        "nesterovs_momentum": False,
        "shuffle": batch < n,
        "random_state": 0,
    }
    if workload.loss == "cross_entropy":
        model, labels = MLPClassifier(**settings), Y.argmax(axis=1)
        model.partial_fit(X, labels, classes=np.arange(Y.shape[1]))
        return timed(lambda: model.partial_fit(X, labels))
    targets = Y if Y.shape[1] > 1 else Y.ravel()
    regressor = MLPRegressor(**settings)
    return timed(lambda: regressor.partial_fit(X, targets))


def make_torch(workload: Workload, dtype: str) -> Epoch:
    """torch with autograd and ``torch.optim.SGD``."""
    import torch

    X, Y = (torch.tensor(array, dtype=getattr(torch, dtype)) for array in workload.data())
    classes = workload.loss == "cross_entropy"
    target = Y.argmax(dim=1) if classes else Y
    activation = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}[workload.activation]
    layers: list[torch.nn.Module] = []
    for fan_in, fan_out in pairwise(workload.sizes):
        layers += [torch.nn.Linear(fan_in, fan_out, dtype=X.dtype), activation()]
    model = torch.nn.Sequential(*layers[:-1])
    weights = [p for p in model.parameters() if p.ndim == 2]
    biases = [p for p in model.parameters() if p.ndim == 1]
    groups = [{"params": weights, "weight_decay": 2.0 * workload.l2}, {"params": biases}]
    optimizer = torch.optim.SGD(groups, lr=workload.lr)
    n = len(X)
    batch = workload.batch_size or n

    def update(X: torch.Tensor, target: torch.Tensor) -> None:
        prediction = model(X)
        if classes:
            loss = torch.nn.functional.cross_entropy(prediction, target)
        else:
            loss = torch.nn.functional.mse_loss(prediction, target, reduction="sum") / len(X)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def epoch() -> None:
        if batch == n:
            update(X, target)
            return
        for index in torch.randperm(n).split(batch):
            update(X.index_select(0, index), target.index_select(0, index))

    return timed(epoch)


def make_gemm(workload: Workload, dtype: str) -> Epoch:
    """The products z = a W, dW = a^T delta, delta_prev = delta W^T of one epoch, nothing else."""
    n, sizes = len(workload.data()[0]), workload.sizes
    batch = workload.batch_size or n
    rng = np.random.default_rng(0)
    # as many inputs as an epoch reads; the layers' arrays are reused, as in training
    X = rng.random((n, sizes[0])).astype(dtype)
    W = [rng.random(shape).astype(dtype) for shape in pairwise(sizes)]
    dW = [np.empty_like(w) for w in W]
    a = [rng.random((batch, size)).astype(dtype) for size in sizes[1:]]
    z, delta = [np.empty_like(x) for x in a], [np.empty_like(x) for x in a]
    for array, values in zip(delta, a, strict=True):
        array[...] = values

    def epoch() -> None:
        for start in range(0, n - n % batch, batch):
            inputs = [X[start : start + batch], *a[:-1]]
            for layer, w in enumerate(W):
                inputs[layer].dot(w, z[layer])
            for layer in range(len(W) - 1, -1, -1):
                inputs[layer].T.dot(delta[layer], dW[layer])
                if layer:
                    delta[layer].dot(W[layer].T, z[layer - 1])

    return timed(epoch)


CANDIDATES: dict[str, Callable[[Workload, str], Epoch]] = {
    "ours": make_ours,
    "whole": make_ours_whole,
    "sklearn": make_sklearn,
    "torch": make_torch,
    "gemm": make_gemm,
}
