"""A diagnosis of someone's own loop: advice in words, parameters by the names that they have."""

import re
from collections.abc import Mapping
from dataclasses import replace

from mlpviz.diagnosis import Diagnosis


def in_words(diagnosis: Diagnosis) -> Diagnosis:
    """The same with what would be changes of a config as ``advice``."""
    labels = tuple(action.label for action in diagnosis.actions)
    return replace(diagnosis, actions=(), advice=labels)


def by_their_names(diagnosis: Diagnosis, titles: Mapping[str, str]) -> Diagnosis:
    """The same with W1 and so on as ``titles`` has them."""
    sentence = re.sub(
        r"\b[Wb]\d+\b", lambda match: titles.get(match[0], match[0]), diagnosis.sentence
    )
    return replace(diagnosis, sentence=sentence)
