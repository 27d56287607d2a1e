"""``plan``: from the choices of the Compare page to the runs of a race."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mlpviz.comparison.varied import VARIED, absent, labelled, read, variant
from mlpviz.config import RunConfig
from mlpviz.data import PREPROCESSING, expanded_names
from mlpviz.data.features import FEATURES, PLANE
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.limits import LimitError, Offer, require_allowed, require_together
from mlpviz.profiles import limits
from mlpviz.words import as_chosen, counted, whole

GIVEN = "given"  # stands for a field of ``VARIED`` where the runs come from a preset


@dataclass(frozen=True)
class Plan:
    """The runs of a race by title, for how many epochs; ``refused`` says which ones cannot be.

    ``offers`` are runs near the present one whose race could be, where this one could not. They
    take ``size`` bytes together.
    """

    runs: dict[str, RunConfig]
    epochs: int
    refused: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    size: int = 0


def plan(
    config: RunConfig,
    field: str,
    texts: Sequence[str] | None,
    epochs: int,
    given: Mapping[str, RunConfig] | None = None,
) -> Plan:
    """The runs for the chosen values ``texts`` of one setting; its own first ones without any.

    ``given`` are the runs themselves, of which ``texts`` names some. A value that does not fit the
    config is left out and told; so are all if they are too large together.
    """
    if given is not None:
        runs = {t: c for t, c in given.items() if texts is None or t in texts}
        return _allowed(runs, epochs, (), config)
    if why_not := absent(config, field):
        return Plan({}, epochs, (why_not,))
    configs, refused = [], []
    for text in chosen(config, field, texts):
        try:
            configs.append(variant(config, field, value_of(field, text)))
        except FaultsError as error:
            refused.append(f"{text_of(field, text)} cannot be in the race: {error}")
    return _allowed(labelled(config, field, configs), epochs, tuple(refused), config)


def chosen(config: RunConfig, field: str, texts: Sequence[str] | None) -> list[str]:
    """The chosen values as texts: the setting's own first ones until there are others."""
    first = VARIED[field].first(config)
    return [_text(value) for value in first] if texts is None else list(texts)


def offered(config: RunConfig, field: str) -> list[str]:
    """The values worth a try, as texts."""
    return [_text(value) for value in VARIED[field].offered(config)]


def fields(config: RunConfig, present: str) -> list[str]:
    """The settings that the run has, and the ``present`` one in any case."""
    return [name for name, row in VARIED.items() if name == present or row.applies(config)]


def in_order(texts: Sequence[str]) -> list[str]:
    """The texts, each once: numbers by size, names as they come."""
    unique = list(dict.fromkeys(texts))
    return sorted(unique, key=_size)


def _size(text: str) -> tuple[bool, float]:
    try:
        return False, float(text)
    except ValueError:
        return True, 0.0


def value_of(field: str, text: str) -> Any:
    """The value that a text stands for. Raises CompareError if it is none."""
    return read(field, text) if VARIED[field].typed else text


def normal(field: str, text: str) -> str:
    """One text for all ways to write a value: "0.1" for " 0,1". Raises CompareError for none."""
    return _text(value_of(field, text))


def text_of(field: str, text: str) -> str:
    """A value's text for people: a proper name instead of an identifier where there is one."""
    if field.startswith("optimizer") and text in OPTIMIZERS:
        return OPTIMIZERS[text].__name__
    if field == "features":
        known = {row.short: name for name, row in FEATURES.items()}
        return " ".join(expanded_names(PLANE, [known[short] for short in text.split("-")]))
    return PREPROCESSING[text].title if field == "preprocessing" and text in PREPROCESSING else text


def _text(value: Any) -> str:
    return value if isinstance(value, str) else as_chosen(value)


def _allowed(
    runs: dict[str, RunConfig], epochs: int, refused: tuple[str, ...], near: RunConfig
) -> Plan:
    """The plan, if that is allowed here: each run, as many, for so long, all of them together."""
    allowed, reasons, offers = limits(), list(refused), list[Offer]()
    kept: dict[str, RunConfig] = {}
    for title, config in runs.items():
        try:
            require_allowed(config)
        except LimitError as error:
            reasons.append(f"{title} cannot be in the race: {error}")
            offers += error.offers
        else:
            kept[title] = config
    if len(kept) > allowed.variants:
        most = whole(allowed.variants)
        reasons.append(
            f"These are {counted(len(kept), 'run')}, and {most} is the most here: the first ones."
        )
        kept = dict(list(kept.items())[: int(allowed.variants)])
    if epochs > allowed.epochs:
        most = whole(allowed.epochs)
        reasons.append(f"This race has {counted(epochs, 'epoch')}, and {most} is the most here.")
        epochs = int(allowed.epochs)
    try:
        size = require_together(list(kept.values()), near=near)
    except LimitError as error:
        return Plan({}, epochs, (*reasons, f"{error} Or choose fewer values."), error.offers)
    return Plan(kept, epochs, tuple(reasons), tuple(offers), size)
