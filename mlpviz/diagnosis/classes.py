"""Rules about classes that are not equally frequent."""

import numpy as np

from mlpviz.diagnosis.facts import Facts
from mlpviz.diagnosis.report import Diagnosis
from mlpviz.words import counted, percent

RARE = 0.3  # of an equal share: 15% of two classes, 3% of ten
MISSED = 0.5  # of its samples at most as many predictions: the class is passed over
LITTLE = 0.25  # of what the most frequent class leaves to be told right
FORGOTTEN = 0.1  # of its samples at most as many predictions: whatever the other classes get
WORSE = 0.02  # accuracy below the most frequent class's share: then the run has other troubles
PATIENT = 10  # epochs: at first, most runs predict what is frequent


def rare_class(facts: Facts) -> Diagnosis | None:
    """A class much rarer than the others that is hardly predicted, from epoch 10 on.

    Rare is less than 0.3 of an equal share. There are half as many predictions as samples, and
    accuracy is hardly above the most frequent class's share; or a tenth as many, whatever the
    accuracy above that. With two classes, recall is (accuracy - 1 + share + predictions) / 2 /
    share, exactly; with more it is at most predictions / share.
    """
    newest = facts.newest
    true, predicted = newest.true_share_train, newest.predicted_share_train
    accuracy = newest.train_accuracy
    if true is None or predicted is None or accuracy is None or newest.epoch < PATIENT:
        return None
    there = np.where(true > 0.0, true, 2.0)
    rare, often = int(there.argmin()), int(true.argmax())
    share, most = float(true[rare]), float(true[often])
    times = float(predicted[rare]) / share
    blind = accuracy - most < LITTLE * (1.0 - most) and times < MISSED
    if share >= RARE / len(true) or not (blind or times < FORGOTTEN) or accuracy < most - WORSE:
        return None
    two = len(true) == 2
    recall = (accuracy - 1.0 + share + float(predicted[rare])) / 2.0 / share if two else times
    recall = min(max(recall, 0.0), 1.0)
    name, usual = (
        facts.class_names[k] if facts.class_names else f"class {k}" for k in (rare, often)
    )
    samples = "samples"
    if facts.data is not None:
        samples = counted(round(share * facts.data.n_train), "sample")
    found = "none" if recall == 0.0 else f"{'' if two else 'at most '}{percent(recall)}"
    worth = (
        f"Accuracy is {percent(accuracy)}, but always answering {usual} gives {percent(most)}"
        if blind
        else f"Accuracy is {percent(accuracy)} all the same"
    )
    return Diagnosis(
        "rare_class",
        f"{name} is rare, and hardly found",
        f"The class {name} is rare: {percent(share)} of the training samples. {worth}; of its "
        f"{samples}, {found} {'is' if recall == 0.0 else 'are'} found (recall). "
        "Judge by recall; repeat the rare samples, or collect more of them.",
        {"share": share, "recall": recall, "exact": two, "accuracy": accuracy}
        | {"most_frequent": most, "predicted_share": predicted, "true_share": true},
    )
