"""What a lesson's link can hide: every control of a run, and the groups that they stand in.

A hidden control is not drawn, and its value stays that of the link. Hiding is a lesson and no lock:
the visitor can have everything back.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

from mlpviz.config import RunConfig
from mlpviz.data.features import INPUTS
from mlpviz.engine.faults import Fault, FaultsError, show, unknown
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.links.names import DASH
from mlpviz.words import counted


class Group(NamedTuple):
    """Controls that belong together: in the sidebar, or in the transport."""

    title: str
    sidebar: bool = True


def _always(_: RunConfig) -> bool:
    return True


class Control(NamedTuple):
    """A row of ``CONTROLS``: what it is called, its group, and for which runs it is there.

    ``live``: it acts at the next step instead of starting a new run. ``first``: it stands in sight,
    above the sidebar's "More".
    """

    title: str
    group: str
    applies: Callable[[RunConfig], bool] = _always
    live: bool = False
    first: bool = False


def _splits(config: RunConfig) -> bool:
    return not config.spec.fixed_split


def _is_plane(config: RunConfig) -> bool:
    return config.spec.n_features == INPUTS


def _is_deep(config: RunConfig) -> bool:
    return bool(config.hidden_sizes)


def _scaled(config: RunConfig) -> bool:
    scaled = not LOSSES[config.loss].fused or config.target_scale != 1.0
    return scaled and bool(config.spec.n_classes)


def _spreads_biases(config: RunConfig) -> bool:
    return config.bias and INITIALIZERS[config.initializer].biases is None


# By the name that a link hides them by, in their order on the page.
GROUPS: dict[str, Group] = {
    "data_tab": Group("Data"),
    "network_tab": Group("Network"),
    "training_tab": Group("Training"),
    "buttons": Group("Buttons", sidebar=False),
}
# Those of the sidebar are named as the choices that they are for are in a link.
CONTROLS: dict[str, Control] = {
    "data": Control("Dataset", "data_tab", first=True),
    "data_options": Control(
        "Options of the dataset",
        "data_tab",
        lambda config: bool(config.spec.options),
        first=True,
    ),
    "prep": Control("Preprocessing", "data_tab"),
    "features": Control("Input features", "data_tab", _is_plane),
    "targets": Control("Targets", "data_tab", lambda config: not config.spec.n_classes),
    "test": Control("Share of test data", "data_tab"),
    "split": Control("Seed of the data", "data_tab", _splits),
    "layers": Control("Hidden layers", "network_tab", first=True),
    "act": Control("Activation", "network_tab", _is_deep, first=True),
    "out": Control("Output", "network_tab"),
    "loss": Control("Loss", "network_tab"),
    "init": Control("Initial weights", "network_tab"),
    "init_options": Control(
        "Options of the initial weights",
        "network_tab",
        lambda config: bool(INITIALIZERS[config.initializer].options),
    ),
    "bias": Control("Biases", "network_tab"),
    "bias_std": Control("Initial biases", "network_tab", _spreads_biases),
    "lr": Control("Learning rate", "training_tab", live=True, first=True),
    "batch": Control("Batch size", "training_tab", live=True, first=True),
    "l2": Control("L2", "training_tab", live=True, first=True),
    "opt": Control("Optimiser", "training_tab"),
    "opt_options": Control(
        "Options of the optimiser",
        "training_tab",
        lambda config: bool(OPTIMIZERS[config.optimizer].options),
        live=True,
    ),
    "sched": Control("Learning-rate schedule", "training_tab", live=True),
    "sched_options": Control(
        "Options of the schedule",
        "training_tab",
        lambda config: bool(SCHEDULES[config.schedule].options),
        live=True,
    ),
    "l1": Control("L1", "training_tab", live=True),
    "dropout": Control("Dropout", "training_tab", _is_deep, live=True),
    "patience": Control("Early stopping", "training_tab", live=True),
    "min_delta": Control(
        "Least improvement", "training_tab", lambda config: config.patience is not None, live=True
    ),
    "scale": Control("Scale of the targets", "training_tab", _scaled),
    "float": Control("Precision", "training_tab"),
    "seed": Control("Seed of weights and samples", "training_tab"),
    "shuffle": Control("Order of the samples", "training_tab"),
    "play": Control("Play", "buttons"),
    "step": Control("Step", "buttons"),
    "reset": Control("Reset", "buttons"),
    "new_weights": Control("New weights", "buttons"),
    "pin": Control("Pin", "buttons"),
    "speed": Control("Speed", "buttons"),
    "stop": Control("Stop at epoch", "buttons"),
    "log": Control("Log loss", "buttons"),
    "cures": Control("Try cures", "buttons"),
}


def _in_order() -> dict[str, Group | Control]:
    """Each group before its controls."""
    rows: dict[str, Group | Control] = {}
    for group, row in GROUPS.items():
        rows[group] = row
        rows |= {name: control for name, control in CONTROLS.items() if control.group == group}
    return rows


# What controls were called that are others now.
ONCE = {"fast": "speed"}

# All that ``hide=`` can name, in the order in which the page shows it.
HIDEABLE: dict[str, Group | Control] = _in_order()


def title(name: str) -> str:
    """What a group or a control of ``HIDEABLE`` is called: ``Training: Learning rate``."""
    if name in GROUPS:
        return f"{GROUPS[name].title}: all of it"
    return f"{GROUPS[CONTROLS[name].group].title}: {CONTROLS[name].title}"


def shown(name: str, hidden: Collection[str]) -> bool:
    """Whether a control is drawn where ``hidden``, names of ``HIDEABLE``, are not."""
    return name not in hidden and CONTROLS[name].group not in hidden


def in_sight(config: RunConfig, hidden: Collection[str]) -> list[str]:
    """The controls that the sidebar shows at once."""
    return [name for name in _drawn(config, hidden) if CONTROLS[name].first]


def under_more(config: RunConfig, hidden: Collection[str]) -> dict[str, list[str]]:
    """Those of each group that stand under "More"; a group without any is left out."""
    found: dict[str, list[str]] = {}
    for name in _drawn(config, hidden):
        if not CONTROLS[name].first:
            found.setdefault(CONTROLS[name].group, []).append(name)
    return found


def _drawn(config: RunConfig, hidden: Collection[str]) -> list[str]:
    """The sidebar's controls that there are for this run and that are not hidden."""
    return [
        name
        for name, control in CONTROLS.items()
        if GROUPS[control.group].sidebar and shown(name, hidden) and control.applies(config)
    ]


def read(text: str) -> tuple[str, ...]:
    """The names in the text of ``hide=``, in the table's order. Raises FaultsError for others."""
    text = text.replace(",", DASH)
    if (n := text.count(DASH) + 1) > len(HIDEABLE):
        message = f"hide = {show(text)} holds {counted(n, 'name')}: at most {len(HIDEABLE)}."
        raise FaultsError([Fault("hide", show(text), message)])
    parts = (part.strip() for part in text.split(DASH))
    asked = dict.fromkeys(ONCE.get(name, name) for name in parts if name)
    faults = [unknown("hide", name, HIDEABLE) for name in asked if name not in HIDEABLE]
    if faults:
        raise FaultsError(faults)
    return tuple(name for name in HIDEABLE if name in asked)
