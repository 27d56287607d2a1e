"""Rules about features that tell nothing."""

from mlpviz.diagnosis.condition import falls_short
from mlpviz.diagnosis.facts import PATIENT, Facts
from mlpviz.diagnosis.loop import Loop
from mlpviz.diagnosis.report import Diagnosis
from mlpviz.words import agreeing, counted, listed

WIDE = 100  # features: in wider tables, as in images, some that never change are no accident
NAMED = 3  # of the features
ALL = (
    "The inputs tell nothing of the targets, and no network does better than a constant output. "
    "Look how they were read."
)
ONE = (
    "It tells nothing of the targets, and its weights do no more than a bias does. "
    "Leave it out, or look how it was read."
)
SOME = (
    "They tell nothing of the targets, and their weights do no more than a bias does. "
    "Leave them out, or look how they were read."
)


def constant_features(facts: Facts) -> Diagnosis | None:
    """Features with one value in all training samples. Needs ``data``.

    All of them: no network does better than a constant output then. Some of them, in a table of
    one's own with up to 100 features: from epoch 5 on, in a run that has not learned although it
    does as well as its samples allow, so that it is the features that lack something.
    """
    if facts.data is None or not (found := facts.data.constant):
        return None
    d, every = len(facts.data.input_rms), facts.data.empty
    if not every and not _something_lacks(facts):
        return None
    names = facts.data.feature_names
    named = listed([names[i] if names else f"input {i}" for i in found], most=NAMED)
    what = ALL if every else ONE if len(found) == 1 else SOME
    return Diagnosis(
        "constant_features",
        "The inputs never change" if every else "Features that never change",
        f"{'All features, ' if every and d > 1 else ''}{named}{',' if every and d > 1 else ''} "
        f"{agreeing(len(found), 'has', 'have')} the same value in all "
        f"{counted(facts.data.n_train, 'training sample')}. {what}",
        {"columns": found, "features": d},
    )


def _something_lacks(facts: Facts) -> bool:
    """Whether whoever brought a table may miss what a constant feature was to tell."""
    config, data = facts.config, facts.data
    if data is None or len(data.input_rms) > WIDE or facts.newest.epoch < PATIENT:
        return False
    if not isinstance(config, Loop) and (config.own is None or config.spec.image_shape is not None):
        return False
    return not facts.learned and not falls_short(facts)
