"""``NetworkChoices``: what a visitor says of their network; the rest is found out."""

from dataclasses import dataclass

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.gradcheck.description import REDUCTIONS, Description

FOUND_OUT = ""  # stands for what is not said
OPTIONS: dict[str, tuple[str, ...]] = {
    "activations": (FOUND_OUT, *ACTIVATIONS),
    "output": (FOUND_OUT, *OUTPUTS),
    "loss": (FOUND_OUT, *LOSSES),
    "reduction": (FOUND_OUT, *REDUCTIONS),
}


@dataclass(frozen=True)
class NetworkChoices:
    """One name of ``OPTIONS`` each; ``l2`` and ``l1`` are the factors of sum(W^2) and of
    sum(|W|), None if they are not said.
    """

    activations: str = FOUND_OUT
    output: str = FOUND_OUT
    loss: str = FOUND_OUT
    reduction: str = FOUND_OUT
    l2: float | None = None
    l1: float | None = None

    def description(self) -> Description:
        """The same for the check. Raises FaultsError if it contradicts itself."""
        return Description(
            activations=self.activations or None,
            output=self.output or None,
            loss=self.loss or None,
            reduction=self.reduction or None,
            l2=self.l2,
            l1=self.l1,
        )
