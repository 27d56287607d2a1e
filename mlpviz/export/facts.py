"""``Facts``: what a script has to know of a run, as texts that are Python."""

from dataclasses import dataclass
from typing import Any

from mlpviz.engine.changes import Setting
from mlpviz.engine.faults import Fault
from mlpviz.engine.losses import LOSSES
from mlpviz.files import FileError
from mlpviz.run import Trainer
from mlpviz.words import listed

DECAY, CLIP = "weight_decay", "clip_norm"
# The choices that scripts tell of, themselves or by the samples that they read. A run in which
# another one is not as usual is refused.
TOLD = {
    "activation",
    "batch_size",
    "bias",
    "bias_std",
    "data_seed",
    "dataset",
    "dataset_options",
    "dropout",
    "dtype",
    "hidden_sizes",
    "initializer",
    "initializer_options",
    "input_features",
    "l1",
    "l2",
    "loss",
    "lr",
    "min_delta",
    "optimizer",
    "optimizer_options",
    "output",
    "own",
    "patience",
    "preprocessing",
    "schedule",
    "schedule_options",
    "seed",
    "shuffle",
    "standardize_targets",
    "target_scale",
    "test_size",
}
USUAL = 100  # epochs of a script for a run that has not begun


@dataclass(frozen=True)
class Facts:
    """A run as a script has it: choices as they began, and what was changed since, by epoch."""

    trainer: Trainer
    data: str  # the name of the file beside the script

    def __post_init__(self) -> None:
        trainer = self.trainer
        left_out = ["weights of samples"] * (trainer.train_split.weights is not None)
        for name, field in type(self.config).model_fields.items():
            if name not in TOLD and getattr(self.config, name) != field.get_default(
                call_default_factory=True
            ):
                left_out.append(name)
        left_out += ["a change of the schedule"] * ("schedule" in self.changed)
        left_out += ["weights set by hand"] * bool(trainer.by_hand)
        if left_out:
            message = f"A script cannot tell of {listed(left_out)}: save the run instead."
            raise FileError([Fault("trainer", repr(trainer), message)])

    @property
    def config(self) -> Any:
        """The choices that the run began with."""
        return self.trainer.config

    @property
    def epochs(self) -> int:
        """How long the script trains."""
        return self.trainer.epoch or USUAL

    @property
    def activations(self) -> tuple[str, ...]:
        """One for each hidden layer."""
        return self.trainer.network.activations

    @property
    def several(self) -> bool:
        """Whether hidden layers differ in their activation."""
        return len(set(self.activations)) > 1

    @property
    def fused(self) -> bool:
        """Whether the loss takes logits."""
        return LOSSES[self.config.loss].fused

    @property
    def settings(self) -> dict[str, float]:
        """The optimiser's, as the run began; without a decay or a clip that there never was."""
        options = self.trainer.optimizer.options
        began = {name: option.default for name, option in options.items()}
        began |= dict(self.config.optimizer_options)
        idle = {CLIP, DECAY} if self.trainer.optimizer.coupled else {CLIP}
        return {
            name: value
            for name, value in began.items()
            if value or name not in idle or name in self.changed
        }

    @property
    def decays(self) -> bool:
        """Whether weight decay is part of the gradient that the optimiser's rule sees."""
        return self.trainer.optimizer.coupled and DECAY in self.settings

    @property
    def clips(self) -> bool:
        """Whether long gradients are cut."""
        return CLIP in self.settings

    def has(self, name: str) -> bool:
        """Whether the run ever had a choice that is 0 otherwise, such as ``dropout``."""
        return bool(getattr(self.config, name)) or name in self.changed

    @property
    def drops(self) -> bool:
        """Whether hidden units were ever left out of a step."""
        return self.has("dropout") and bool(self.activations)

    @property
    def schedule(self) -> dict[str, float]:
        """The schedule's settings, as the run began."""
        options = {name: o.default for name, o in self.trainer.schedule.options.items()}
        return options | dict(self.config.schedule_options)

    @property
    def stops(self) -> bool:
        """Whether the script is to stop early; one for a run that was trained knows when."""
        return self.config.patience is not None and not self.trainer.epoch

    @property
    def changed(self) -> set[str]:
        """The settings that were changed while it trained."""
        return {change.name for change in self.trainer.history.changes}

    @property
    def title(self) -> str:
        """Data and network in a line, on one line whatever the data are called."""
        sizes = "-".join(map(str, self.config.sizes))
        data = " ".join(self.trainer.dataset.title.split()).replace("\\", "").replace('"', "'")
        return f"{data}: a network of {sizes}"

    @property
    def changes(self) -> dict[int, dict[str, Setting]]:
        """What was changed while it trained: settings by name, by the epoch they came after."""
        found: dict[int, dict[str, Setting]] = {}
        for change in self.trainer.history.changes:
            found.setdefault(change.epoch, {})[change.name] = change.after
        return found
