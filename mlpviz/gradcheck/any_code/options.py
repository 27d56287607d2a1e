"""``Options``: how gradients are to be checked, looked through before anything is computed."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from mlpviz.engine.faults import FaultsError
from mlpviz.gradcheck.any_code.hints import kind_of
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError
from mlpviz.gradcheck.description import Description
from mlpviz.gradcheck.missing_torch import require_torch
from mlpviz.gradcheck.sources import known_sources
from mlpviz.words import listed


class Options(NamedTuple):
    """``sources`` in the order of ``SOURCES``; ``insist``, if it was the user who named them.

    The others as in ``check_gradients``.
    """

    h: float | None
    sources: tuple[str, ...]
    insist: bool
    X: Any
    Y: Any
    network: Description | None

    @property
    def recognises(self) -> bool:
        """Whether the network is to be recognised by its data."""
        given = self.X is not None and self.Y is not None
        return given and self.h is None and not self.insist


def options(
    h: object, sources: Any, X: Any, Y: Any, network: object, limit: object, own: bool
) -> Options:
    """Raise GradientCheckInputError for what cannot be, MissingTorchError for what torch is for.

    ``own``: ``loss_fn`` takes params.
    """
    step = _positive("h", h, "2**-8")
    _positive("limit", limit, "60, or None for no limit")
    if network is not None:
        _require_data(network, X, Y, h, sources)
    insist = sources is not None
    return Options(step, _known(sources, own, insist), insist, X, Y, network)  # type: ignore[arg-type]


def _positive(name: str, value: object, such_as: str) -> float | None:
    if value is None:
        return None
    number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if not number or not 0.0 < value < np.inf:  # type: ignore[operator]
        raise GradientCheckInputError(
            f"{name} = {value!r} must be a positive number, such as {such_as}"
        )
    return float(value)  # type: ignore[arg-type]


def _require_data(network: object, X: Any, Y: Any, h: object, sources: object) -> None:
    """Raise GradientCheckInputError if a description is given where nothing would look at it."""
    if not isinstance(network, Description):
        raise GradientCheckInputError(
            f"network is {kind_of(network)}; pass mlpviz.Description(...), such as "
            'Description(activations="tanh", output="softmax", loss="cross_entropy")'
        )
    missing = [name for name, data in (("X", X), ("Y", Y)) if data is None]
    extra = [name for name, value in (("h", h), ("sources", sources)) if value is not None]
    if missing or extra:
        what = f"pass {listed(missing)}, too" if missing else f"leave out {listed(extra)}"
        raise GradientCheckInputError(
            f"network describes what loss_fn computes from X and Y, which then judges it: {what}"
        )


def _known(sources: str | Sequence[str] | None, own: bool, insist: bool) -> tuple[str, ...]:
    """The references to try, in the order of ``SOURCES``."""
    try:
        sources = known_sources(sources, default=("autograd", "central"))
    except FaultsError as error:
        raise GradientCheckInputError(str(error)) from None
    if insist and "autograd" in sources:
        require_torch()
    if "complex_step" in sources and not own:
        raise GradientCheckInputError(
            '"complex_step" puts complex numbers into the parameters, which only a loss_fn that '
            "takes params can be given: loss_fn(params)"
        )
    if "complex_step" in sources and "central" not in sources:
        raise GradientCheckInputError(
            '"complex_step" is only trusted beside "central", since code that drops the imaginary '
            'part gives wrong derivatives silently: sources=("central", "complex_step")'
        )
    return sources
