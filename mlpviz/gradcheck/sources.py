"""Which references a check is asked for."""

from collections.abc import Iterable

from mlpviz.engine.faults import Fault, FaultsError, show, unknown
from mlpviz.gradcheck.row import SOURCES


def known_sources(
    sources: object, default: tuple[str, ...] = ("central", "complex_step")
) -> tuple[str, ...]:
    """The references asked for, in the order of ``SOURCES``; ``None`` is the ``default``.

    ``sources`` is one name or several; "analytic", which the others judge, is passed over. Raises
    FaultsError for an unknown name, or if nothing is left.
    """
    if sources is None:
        return default
    several = isinstance(sources, Iterable) and not isinstance(sources, str)
    names = tuple(sources) if several else (sources,)  # type: ignore[arg-type]
    references = SOURCES[1:]
    faults = [unknown("source", name, references) for name in names if name not in SOURCES]
    asked = tuple(name for name in references if name in names)
    if not asked and not faults:  # () or ("analytic",)
        message = f"sources = {show(sources)}: choose any of {', '.join(references)}."
        faults = [Fault("sources", sources, message)]
    if faults:
        raise FaultsError(faults)
    return asked
