"""``Gradients``: what one visitor's Gradients page computes and keeps."""

from collections.abc import Collection
from dataclasses import dataclass, field

from mlpviz.engine.network import MLP
from mlpviz.presets import PRESETS
from mlpviz.run import Trainer
from mlpviz.workbench.elements import Element
from mlpviz.workbench.gradients.check import Check
from mlpviz.workbench.gradients.choices import CheckChoices
from mlpviz.workbench.gradients.sweep import Sweep
from mlpviz.workbench.gradients.watch import Watch


@dataclass
class Gradients:
    """The choices, and what they give, each computed once for the same weights and choices.

    ``element`` is the element that was picked: its parameter and its index. ``preset`` is the
    preset whose choices were taken over last, ``refused`` what is wrong with the latest choice.
    """

    choices: CheckChoices = field(default_factory=CheckChoices)
    check: Check = field(default_factory=Check)
    sweep: Sweep = field(default_factory=Sweep)
    watch: Watch = field(default_factory=Watch)
    element: Element | None = None
    preset: str | None = None
    refused: str | None = None

    def follow(self, preset: str | None) -> None:
        """Take over the choices of a preset that has just been opened.

        One that is not about the check brings back the default choices, if the one before had its
        own. Without a preset they stay.
        """
        if preset is None or preset == self.preset:
            return
        before = {} if self.preset is None else PRESETS[self.preset].check
        self.preset = preset
        if before != PRESETS[preset].check:
            self.choices = usual(preset)

    @property
    def working(self) -> bool:
        """Whether another frame would bring more."""
        return self.check.running or self.sweep.share is not None or self.watch.missing > 0

    def extras(
        self,
        trainer: Trainer,
        viewer: MLP,
        run: int,
        parameter: str,
        visible: Collection[str] | None,
        *,
        playing: bool,
    ) -> None:
        """Bring the views on screen up to date that are not of the report.

        ``visible`` are their names, None: all; ``viewer`` is a network that is overwritten.
        """
        if playing or self.check.running or not (visible is None or "sweep" in visible):
            self.sweep.drop()
        else:
            self.sweep.update(trainer, run, self.choices, parameter)
        if visible is None or "history" in visible:
            self.watch.update(trainer, viewer, playing=playing)
        else:
            self.watch.rest()


def usual(preset: str | None) -> CheckChoices:
    """The choices that the page opens with: those of the preset, else the default ones."""
    return CheckChoices(**({} if preset is None else PRESETS[preset].check))
