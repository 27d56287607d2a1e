"""Rules about two splits that are not alike: the test set tells of itself, not of the network."""

from math import sqrt

import numpy as np

from mlpviz.diagnosis.facts import PATIENT, Facts
from mlpviz.diagnosis.report import Diagnosis
from mlpviz.diagnosis.splits import ERRORS, Difference
from mlpviz.words import number, percent, score_number

TRAILS = 0.1  # accuracy or R² by which the test is behind training
AHEAD = 0.05  # the same the other way round
SURELY = 5.0  # standard errors
OTHER_SHARE = 0.2  # of the samples: a class that is so much more frequent in one split
RECENT = 5  # epochs that have to agree


def unlike_training(facts: Facts) -> Diagnosis | None:
    """Class shares of the test split far from training's; or inputs, with a worse score.

    Needs ``data``. From epoch 5 on. A class's share differs by 0.2; or a column's mean or spread as
    ``difference`` says, and test accuracy (or R²) is 0.1 below training's. By 6 standard errors.
    """
    scores = _scores(facts)
    if scores is None or facts.newest.epoch < PATIENT:
        return None
    trails = scores[0] - scores[1] >= TRAILS
    told = _difference(facts) if trails else _shares(facts)
    if told is None:
        return None
    what, evidence = told
    name = _score_name(facts)
    train, test = (score_number(name, value) for value in scores)
    return Diagnosis(
        "test_unlike_training",
        "The test set is not like the training set",
        f"The test samples differ from the training samples: {what}. So {name} {test} in the test, "
        f"{train} in training, tells how the two differ, not how well the network has learned. "
        "Draw both from the same samples, in random order, and scale both by the same numbers, "
        "those of the training split.",
        {**evidence, "train_score": scores[0], "test_score": scores[1]},
    )


def better_than_training(facts: Facts) -> Diagnosis | None:
    """A test score that is above training's by more than chance explains, for five epochs.

    Needs ``data``. Accuracies differ by 0.05 and five standard errors, sqrt(p (1 - p) (1/n + 1/m));
    for regression the losses do, whose relative error is about sqrt(2/n).
    """
    window = facts.last(RECENT)
    if not window or facts.data is None or facts.data.n_test is None:
        return None
    ahead = [_ahead(facts, i) for i in range(-len(window), 0)]
    if any(errors < SURELY for errors in ahead):
        return None
    scores, name = _scores(facts), _score_name(facts)
    assert scores is not None
    train, test = (score_number(name, value) for value in scores)
    told = _difference(facts)
    why = "" if told is None else f" The splits do differ: {told[0]}."
    return Diagnosis(
        "test_better_than_training",
        "The test goes better than training",
        f"{name[0].upper()}{name[1:]} is {test} in the test and {train} in training, "
        f"{number(ahead[-1], 2)} standard errors apart: that is no chance. The test samples "
        f"are easier, or the training targets are noisier.{why} Draw both splits from the same "
        "samples, in random order.",
        {"train_score": scores[0], "test_score": scores[1], "standard_errors": ahead[-1]},
    )


def _scores(facts: Facts, index: int = -1) -> tuple[float, float] | None:
    """Accuracy or R² of a record in training and in the test."""
    record = facts.records[index]
    if record.train_accuracy is not None and record.test_accuracy is not None:
        return record.train_accuracy, record.test_accuracy
    if record.train_r2 is not None and record.test_r2 is not None:
        return record.train_r2, record.test_r2
    return None


def _score_name(facts: Facts) -> str:
    return "R²" if facts.newest.train_accuracy is None else "accuracy"


def _ahead(facts: Facts, index: int) -> float:
    """By how many standard errors a record's test is better than training; 0 if it hardly is."""
    scores, data = _scores(facts, index), facts.data
    if scores is None or data is None or data.n_test is None or scores[1] - scores[0] < AHEAD:
        return 0.0
    smallness = 1.0 / data.n_train + 1.0 / data.n_test
    record = facts.records[index]
    if record.train_accuracy is None:
        if record.train_loss <= 0.0:
            return 0.0
        return (1.0 - record.test_loss / record.train_loss) / sqrt(2.0 * smallness)
    n, m = data.n_train, data.n_test
    p = (scores[0] * n + scores[1] * m) / (n + m)
    return (scores[1] - scores[0]) / sqrt(max(p * (1.0 - p), 1e-12) * smallness)


def _difference(facts: Facts) -> tuple[str, dict[str, object]] | None:
    """How the splits differ, in words and as evidence; None if nothing is known to."""
    data = facts.data
    if data is None or data.n_test is None:
        return None
    if (shares := _shares(facts)) is not None:
        return shares
    found: Difference | None = data.difference
    if found is None:
        return None
    names = data.feature_names
    column = names[found.column] if names else f"input {found.column}"
    return (
        f"the {found.what} of {column} is {number(found.test)} in the test and "
        f"{number(found.train)} in training, {number(found.errors, 2)} standard errors apart",
        {"column": found.column, "what": found.what, "train": found.train, "test": found.test}
        | {"standard_errors": found.errors},
    )


def _shares(facts: Facts) -> tuple[str, dict[str, object]] | None:
    train, test = facts.newest.true_share_train, facts.newest.true_share_test
    data = facts.data
    if train is None or test is None or data is None or data.n_test is None:
        return None
    n, m = data.n_train, data.n_test
    both = (train * n + test * m) / (n + m)
    error = np.sqrt(np.maximum(both * (1.0 - both), 1e-12) * (1.0 / n + 1.0 / m))
    apart = np.abs(train - test)
    k = int(apart.argmax())
    if apart[k] < OTHER_SHARE or apart[k] < ERRORS * error[k]:
        return None
    name = facts.class_names[k] if facts.class_names else f"class {k}"
    errors = float(apart[k] / error[k])
    return (
        f"{percent(test[k])} of them are {name}, {percent(train[k])} in training, "
        f"{number(errors, 2)} standard errors apart",
        {"class": k, "train": float(train[k]), "test": float(test[k]), "standard_errors": errors},
    )
