"""``CheckChoices``: what is checked, and by what."""

import math
from dataclasses import dataclass

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.network import MLP
from mlpviz.engine.options import Option
from mlpviz.gradcheck.missing_torch import has_torch
from mlpviz.gradcheck.row import SOURCES
from mlpviz.gradcheck.structured.over_training import fixed_batch
from mlpviz.run import Trainer
from mlpviz.words import as_chosen

SAMPLES = Option(
    "Samples",
    16,
    1,
    256,
    1,
    "How many samples of the training split the gradient is checked on. One is enough for many a "
    "mistake; a missing 1/n only shows on two or more.",
)
AUTOMATIC = "automatic"
# By its name in the address.
PRECISIONS = {"as-trained": "", "float64": "float64", "float32": "float32"}


@dataclass(frozen=True)
class CheckChoices:
    """Samples and seed of the batch, sources, step ``h`` and precision of a gradient check.

    ``h`` None is the checker's own choice; ``dtype`` "" is that of the run.
    """

    samples: int = int(SAMPLES.default)
    batch_seed: int = 0
    sources: tuple[str, ...] = ("central", "complex_step")
    h: float | None = None
    dtype: str = ""

    @property
    def available(self) -> tuple[str, ...]:
        """The sources that can be had: without torch the complex step stands in for autograd."""
        if "autograd" not in self.sources or has_torch():
            return self.sources
        here = {*self.sources, "complex_step"} - {"autograd"}
        return tuple(source for source in SOURCES if source in here)

    def batch(self, trainer: Trainer) -> tuple[Array, Array]:
        """The samples [n, d] and targets [n, k] of the training split, all if there are fewer."""
        train = trainer.train_split
        return fixed_batch(train.X, train.Y, self.samples, self.batch_seed)

    def network(self, trainer: Trainer) -> MLP:
        """A copy of the network in the chosen precision."""
        with np.errstate(all="ignore"):  # float32 holds no number above 3e38
            return trainer.network.copy(self.dtype or None)


def read_step(text: str) -> float | None:
    """The step h that somebody wrote: ``1e-5``, ``0.001``, ``2^-8``; None for the checker's own.

    Nothing at all, or "automatic", is the checker's own. Raises FaultsError that says what is wrong
    with anything else.
    """
    given = text.strip().lower()
    if given in ("", AUTOMATIC):
        return None
    base, power, exponent = given.replace("**", "^").partition("^")
    way = f"write a number such as 1e-5 or 2^-8, or {AUTOMATIC}"
    try:
        h = float(base) ** float(exponent) if power else float(base)
    except (ValueError, ArithmeticError):
        raise _wrong_step(text, f"is not a number: {way}") from None
    if isinstance(h, complex) or not math.isfinite(h):
        raise _wrong_step(text, f"is not a finite number: {way}")
    if h == 0.0:
        raise _wrong_step(text, f"moves nothing, and a difference is divided by it: {way}")
    if h < 0.0:
        raise _wrong_step(text, f"is negative: the loss is taken at +h and -h, so {way}")
    return h


def written_step(h: float | None) -> str:
    """``h`` as ``read_step`` reads it."""
    return AUTOMATIC if h is None else as_chosen(h)


def _wrong_step(text: str, why: str) -> FaultsError:
    return FaultsError([Fault("h", text, f"h = {show(text)} {why}.")])
