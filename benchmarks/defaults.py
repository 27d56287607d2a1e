"""Whether the run offered for a dataset works: its test score beside scikit-learn's network.

Five seeds, each with its own split, weights and order of the samples; 100 epochs of
``RunConfig(dataset=...)`` against scikit-learn's ``MLPClassifier`` or ``MLPRegressor`` with its own
defaults, trained until it converges, on the same samples, preprocessed alike.
"""

import sys
import warnings
from textwrap import fill

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier, MLPRegressor

from benchmarks.table import render
from mlpviz import DATASETS, NonFiniteError, RunConfig, Trainer
from mlpviz.data import Dataset
from mlpviz.data.table import CHECKS

SEEDS = range(5)
EPOCHS = 100
MOST_EPOCHS = 2000  # of scikit-learn's, which ends sooner once its loss rests
MARGIN = {"classification": 0.02, "regression": 0.05}  # below its accuracy, or its R2


def ours(config: RunConfig) -> float:
    """The test score after ``EPOCHS``: accuracy or R2; NaN if the run diverges."""
    trainer = Trainer(config)
    try:
        for _ in trainer.run(EPOCHS):
            pass
    except NonFiniteError:
        return float("nan")
    record = trainer.history.newest
    score = record.test_r2 if record.test_accuracy is None else record.test_accuracy
    return float("nan") if score is None else score


def theirs(data: Dataset, seed: int) -> float:
    """The test score of scikit-learn's network."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        if data.is_classification:
            network = MLPClassifier(random_state=seed, max_iter=MOST_EPOCHS)
            network.fit(data.X_train, data.labels_train)
            return float(network.score(data.X_test, data.labels_test))
        network = MLPRegressor(random_state=seed, max_iter=MOST_EPOCHS)
        network.fit(data.X_train, data.Y_train.ravel())
        return float(network.score(data.X_test, data.Y_test.ravel()))


def row(name: str) -> list[str]:
    """A dataset's line: what its row suggests, both medians, and whether ours is near enough."""
    configs = [RunConfig(dataset=name, seed=seed, data_seed=seed) for seed in SEEDS]
    mine = float(np.median([ours(config) for config in configs]))
    peer = float(np.median([theirs(Trainer(config).dataset, config.seed) for config in configs]))
    near = mine >= peer - MARGIN[DATASETS[name].task] - 1e-9
    suits = ", ".join(f"{field} {value}" for field, value in DATASETS[name].run.items())
    return [name, f"{mine:.3f}", f"{peer:.3f}", "yes" if near else "NO", suits]


def main() -> None:
    """Print the table of all datasets that come with mlpviz and have something to be learned."""
    bundled = [name for name, spec in DATASETS.items() if not spec.files and spec.group != CHECKS]
    title = (
        f"The run offered for a dataset: test accuracy (R2 of regressions) after {EPOCHS} epochs "
        f"and of scikit-learn's network, medians of {len(SEEDS)} seeds. Near: at most "
        f"{MARGIN['classification']} below it, R2 {MARGIN['regression']}."
    )
    heading = ("", "mlpviz", "scikit-learn", "near", "suits it")
    rows = []
    for name in bundled:
        rows.append(row(name))
        print(".", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    print(render(fill(title, 100), heading, rows))
