"""Rules about targets that the inputs do not tell: of all samples, or of the test split alone."""

from math import sqrt
from typing import Any

from mlpviz.diagnosis.chance import TOLD
from mlpviz.diagnosis.facts import Facts
from mlpviz.diagnosis.report import Diagnosis
from mlpviz.diagnosis.unlike import unlike_training
from mlpviz.words import number, percent, score_number

LASTING = 20  # epochs after which a test score at chance is no start
ENOUGH = 50, 30  # samples of training and of the test: of fewer, nothing can be told
BY_CHANCE = 2.0  # standard errors above the most frequent class's share
MOST = 0.9  # share of a class in the test above which accuracy tells nothing of chance
NOT_TOLD = 4.0  # standard errors: the largest of ten classes stays below by chance
USUAL = 2.0  # standard errors: so far above chance counts as chance in words
NOTHING = 0.05  # R² of a test that hardly tells anything
LEARNED = 0.3  # accuracy or R² by which training is ahead of the test: learned by heart


def labels_look_random(facts: Facts) -> Diagnosis | None:
    """The test is at chance after 20 epochs, and the training samples do not tell of each other.

    Needs ``data`` with 50 training and 30 test samples. At chance: accuracy within two standard
    errors of the most frequent class's share, up to 0.9, or R² up to 0.05. Neither the three
    nearest samples nor a linear fit is above chance by five standard errors, nor are test samples
    by four, told by the nearest training samples.
    """
    at_chance, told = _at_chance(facts), facts.signals
    if at_chance is None or told is None or told.told or told.test > NOT_TOLD:
        return None
    if facts.data is None or facts.data.empty:  # there is nothing that could tell them
        return None
    what = "labels" if facts.newest.train_accuracy is not None else "targets"
    train, test = at_chance["train_score"], at_chance["test_score"]
    name = "accuracy" if what == "labels" else "R²"
    learned = (
        f"The network learns the training samples by heart ({name} {score_number(name, train)}), "
        if train - test >= LEARNED
        else f"The network learns little ({name} {score_number(name, train)} in training), "
    )
    best = max(told.neighbours, told.linear)
    hardly = f"hardly better than chance, by {number(best, 2)} standard errors"
    how = "no better than chance" if best <= USUAL else hardly
    return Diagnosis(
        "labels_look_random",
        f"The {what} look random",
        f"{learned}and the test stays at chance: {_beside_chance(at_chance, name)}. Nor do the "
        f"training samples tell of each other: the three nearest others, or a linear fit, tell a "
        f"sample's {what[:-1]} {how}. The {what} are random or shuffled, or the inputs do not hold "
        f"what tells them. Check that each row of inputs has the {what[:-1]} that belongs to it.",
        at_chance | _evidence(facts),
    )


def labels_of_test_look_random(facts: Facts) -> Diagnosis | None:
    """The training samples tell of each other, but not of the test samples.

    Needs ``data`` with 50 training and 30 test samples. The test is at chance after 20 epochs, as
    for ``labels_look_random``; the three nearest training samples tell training samples by more
    than five standard errors, and test samples by less than four. Splits that differ are another
    rule's.
    """
    at_chance = _at_chance(facts)
    if (
        at_chance is None
        or (told := facts.signals) is None
        or told.neighbours <= TOLD
        or told.test > NOT_TOLD
    ):
        return None
    if unlike_training(facts) is not None:
        return None
    what = "labels" if facts.newest.train_accuracy is not None else "targets"
    name = "accuracy" if what == "labels" else "R²"
    train = score_number(name, at_chance["train_score"])
    return Diagnosis(
        "test_labels_look_random",
        f"The test's {what} look random",
        f"The test stays at chance, {_beside_chance(at_chance, name)}, while {name} is {train} in "
        f"training. The three nearest training samples tell other training samples' {what}, "
        f"{number(told.neighbours, 2)} standard errors above chance, but not the test's: its "
        f"{what} do not belong to its inputs. Check the order of its rows"
        f"{', and that both splits count classes alike' if what == 'labels' else ''}.",
        at_chance | _evidence(facts),
    )


def _at_chance(facts: Facts) -> dict[str, Any] | None:
    """Scores, and what chance gives, of a run whose test is at chance; else None."""
    newest, data = facts.newest, facts.data
    if data is None or data.n_test is None or newest.epoch < LASTING:
        return None
    if data.n_train < ENOUGH[0] or data.n_test < ENOUGH[1]:
        return None
    shares = newest.true_share_test
    most = 0.0 if shares is None else float(shares.max())
    chance = BY_CHANCE * sqrt(most * (1.0 - most) / data.n_test)
    bound = NOTHING if shares is None else most + chance
    train, test = (
        (newest.train_r2, newest.test_r2)
        if shares is None
        else (newest.train_accuracy, newest.test_accuracy)
    )
    if train is None or test is None or test > bound or most > MOST:
        return None
    return {"train_score": train, "test_score": test, "chance": most}


def _beside_chance(at_chance: dict[str, Any], name: str) -> str:
    """The test's score and what a constant answer gives."""
    test, most = at_chance["test_score"], at_chance["chance"]
    if name == "accuracy":
        return f"accuracy {percent(test)}, where always the same class gives up to {percent(most)}"
    return f"R² {score_number('R²', test)}, where the mean gives 0"


def _evidence(facts: Facts) -> dict[str, Any]:
    told = facts.signals
    return {} if told is None else {f"{name}_above_chance": v for name, v in told._asdict().items()}
