"""The Compare page's choices in its address."""

from mlpviz.comparison.varied import MOST, VARIED
from mlpviz.engine.faults import Fault, FaultsError, require_known, show
from mlpviz.presets import PRESETS
from mlpviz.words import counted
from mlpviz.workbench.compare.plan import GIVEN, normal
from mlpviz.workbench.compare.session import Compare

MODES = ("race", "range")
BETWEEN = "~"  # values: a number may hold a dash, and a comma would be escaped


def write_values(own: Compare) -> str | None:
    """The values to race; None as long as they are the setting's own first ones."""
    texts = own.values.get(own.varied)
    said = own.mode == "race" and own.varied != GIVEN and texts is not None
    return BETWEEN.join(texts or ()) if said else None


def read_mode(own: Compare, text: str) -> None:
    """The race or the range test. Raises FaultsError for another name."""
    require_known(text, MODES, "mode")
    own.mode = text


def read_varied(own: Compare, text: str, preset: str | None) -> None:
    """The setting to vary, or the ``preset``'s own variants. Raises FaultsError for neither."""
    given = {} if preset is None else PRESETS[preset].variants
    require_known(text, [*VARIED, *([GIVEN] if given else [])], "vary")
    if text == GIVEN:
        mode = own.mode
        own.race_given(given, own.epochs)
        own.mode = mode
    own.varied = text


def read_values(own: Compare, text: str) -> None:
    """The values to race. Raises FaultsError for too many, or for what can be none."""
    if (n := text.count(BETWEEN) + 1) > MOST:
        message = f"values = {show(text)} are {counted(n, 'value')}: at most {MOST}."
        raise FaultsError([Fault("values", show(text), message)])
    if own.varied != GIVEN:
        values = [value for value in text.split(BETWEEN) if value]
        own.values[own.varied] = list(dict.fromkeys(normal(own.varied, value) for value in values))
