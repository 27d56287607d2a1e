"""What a link can say: a short name for every choice of a run, and the names of all else.

A value is text that needs no escapes in an address: letters, digits, ``_``, ``.`` and ``-``.
docs/links.md is the same for people.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from mlpviz.data import DATASETS, FEATURES
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.network import DTYPES
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.kinds import MAX_LAYERS, too_many_layers
from mlpviz.words import all_digits, listed

DASH = "-"  # between the items of a list; at the end of a list of one name, and alone for no name
NO_LAYERS, FULL_BATCH, GIVEN = "none", "full", "given"
NEVER = "never"  # early stopping
FLOAT = "float"
BITS = [dtype.removeprefix(FLOAT) for dtype in DTYPES]
YES = {"yes": True, "no": False, "true": True, "false": False, "1": True, "0": False}
TARGETS = {GIVEN: None, "standardize": True, "none": False}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)
LONGEST_NUMBER = 40  # characters; none that is legal takes more


class Choice(NamedTuple):
    """A choice of a run in a link.

    field : its name in ``RunConfig``
    help : what it is, for docs/links.md
    write, read : its value as text, and back. ``read`` raises FaultsError for what can be no such
        value, or gives back the text, which ``RunConfig`` then refuses.
    """

    field: str
    help: str
    write: Callable[[Any], str] = str
    read: Callable[[str], Any] = str


def read_number(text: str) -> int | float | str:
    """A number as people write one; any other text as it is. "1e 5" was 1e+5 in an address."""
    text = text.replace("e ", "e+").strip()
    if len(text) > LONGEST_NUMBER or not NUMBER.fullmatch(text):
        return text
    return int(text) if text.lstrip("+-").isdigit() else float(text)


def _number(field: str, help_text: str) -> Choice:
    return Choice(field, help_text, all_digits, read_number)


def _fault(field: str, text: str, must: str) -> FaultsError:
    return FaultsError([Fault(field, text, f"{field} = {show(text)} must be {must}.")])


def _items(field: str, text: str, must: str) -> list[str]:
    """The items of a list; its length is looked at before any of them."""
    commas = text.replace(",", DASH).removesuffix(DASH)
    if (n := commas.count(DASH) + 1) > MAX_LAYERS:
        raise FaultsError([too_many_layers(field, text, n)])
    items = commas.split(DASH)
    if not all(items):
        raise _fault(field, text, must)
    return items


def _write_layers(sizes: tuple[int, ...]) -> str:
    return DASH.join(map(str, sizes)) or NO_LAYERS


def _read_layers(text: str) -> tuple[int | float | str, ...]:
    if text == NO_LAYERS:
        return ()
    must = f"whole numbers with dashes between them, such as 32-16, or {NO_LAYERS}"
    sizes = tuple(map(read_number, _items("hidden_sizes", text, must)))
    if any(isinstance(size, str) for size in sizes):
        raise _fault("hidden_sizes", text, must)
    return sizes


def _write_activation(names: str | tuple[str, ...]) -> str:
    if isinstance(names, str):
        return names
    return DASH.join(names) + (DASH if len(names) < 2 else "")


def _read_activation(text: str) -> str | tuple[str, ...]:
    if not set(text) & {DASH, ","}:
        return text
    if text == DASH:
        return ()
    must = "one name, or one for each hidden layer with dashes between them, such as relu-tanh"
    return tuple(_items("activation", text, must))


def _yes_or_no(field: str, help_text: str) -> Choice:
    def read(text: str) -> bool:
        if text not in YES:
            raise _fault(field, text, "yes or no")
        return YES[text]

    return Choice(field, help_text, lambda value: "yes" if value else "no", read)


def _read_targets(text: str) -> bool | None:
    if text not in TARGETS:
        raise _fault("standardize_targets", text, listed(TARGETS, "or"))
    return TARGETS[text]


def _write_features(names: tuple[str, ...] | None) -> str:
    return GIVEN if names is None else DASH.join(FEATURES[name].short for name in names)


def _read_features(text: str) -> tuple[str, ...] | None:
    if text == GIVEN:
        return None
    names = {row.short: name for name, row in FEATURES.items()}
    must = f"{GIVEN}, or names with dashes between them: {', '.join(names)}"
    items = _items("input_features", text, must)
    if not names.keys() >= set(items):
        raise _fault("input_features", text, must)
    return tuple(names[item] for item in items)


def _write_batch(size: int | None) -> str:
    return FULL_BATCH if size is None else str(size)


def _read_batch(text: str) -> int | float | str | None:
    value = None if text == FULL_BATCH else read_number(text)
    if isinstance(value, str):
        raise _fault("batch_size", text, f"a whole number, or {FULL_BATCH} for the full batch")
    return value


def _write_patience(epochs: int | None) -> str:
    return NEVER if epochs is None else str(epochs)


def _read_patience(text: str) -> int | float | str | None:
    value = None if text == NEVER else read_number(text)
    if isinstance(value, str):
        raise _fault("patience", text, f"a whole number of epochs, or {NEVER}")
    return value


def _read_float(text: str) -> str:
    if text not in BITS:
        raise _fault("dtype", text, listed(BITS, "or"))
    return f"{FLOAT}{text}"


# By short name, in the order in which they are written.
CHOICES: dict[str, Choice] = {
    "data": Choice("dataset", "Dataset."),
    "prep": Choice("preprocessing", "Preprocessing."),
    "targets": Choice(
        "standardize_targets",
        "Targets of regression: `standardize`, `none`, or `given`, as suits the dataset.",
        {value: text for text, value in TARGETS.items()}.__getitem__,
        _read_targets,
    ),
    "features": Choice(
        "input_features",
        "What the network takes of two inputs, such as `x1-x2-x1sq-x1x2-sinx2`; `given` are both.",
        _write_features,
        _read_features,
    ),
    "test": _number("test_size", "Share of the samples that is kept for the test."),
    "split": _number("data_seed", "Seed of the data and of their split."),
    "layers": Choice(
        "hidden_sizes",
        "Units of the hidden layers, such as `32-16`; `none` is a linear model.",
        _write_layers,
        _read_layers,
    ),
    "act": Choice(
        "activation",
        "Activation of all hidden layers, or one for each, such as `relu-tanh`; a list of one name "
        "ends in a dash.",
        _write_activation,
        _read_activation,
    ),
    "out": Choice("output", "Output."),
    "loss": Choice("loss", "Loss."),
    "scale": _number("target_scale", "ζ: class targets are multiplied by it."),
    "init": Choice("initializer", "Initial weights."),
    "bias": _yes_or_no("bias", "Whether there are biases: `yes` or `no`."),
    "bias_std": _number("bias_std", "Standard deviation of the initial biases."),
    "opt": Choice("optimizer", "Optimiser."),
    "lr": _number("lr", "Learning rate."),
    "batch": Choice(
        "batch_size", "Samples per update; `full` is the full batch.", _write_batch, _read_batch
    ),
    "l2": _number("l2", "Weight of the sum of squared weights in the loss."),
    "float": Choice(
        "dtype",
        "Bits of every number: `64` or `32`.",
        lambda dtype: dtype.removeprefix(FLOAT),
        _read_float,
    ),
    "seed": _number("seed", "Seed of the initial weights and of the order of the samples."),
    "shuffle": _yes_or_no(
        "shuffle",
        "Whether every epoch takes the samples in a new order: `yes`, or `no` for the data's own.",
    ),
    "l1": _number("l1", "Weight of the sum of absolute weights in the loss."),
    "dropout": _number("dropout", "Share of the hidden units that a training step leaves out."),
    "sched": Choice("schedule", "Learning-rate schedule."),
    "patience": Choice(
        "patience",
        "Early stopping: epochs in a row without a lower test loss after which training stops, or "
        "`never`.",
        _write_patience,
        _read_patience,
    ),
    "min_delta": _number("min_delta", "By how much a test loss has to be lower to count as such."),
}
SHORT = {choice.field: name for name, choice in CHOICES.items()}


class Rows(NamedTuple):
    """The rows whose own options a link holds as ``data.noise``, and their field in a config."""

    field: str
    table: Mapping[str, Any]


ROWS = {
    "data": Rows("dataset_options", DATASETS),
    "init": Rows("initializer_options", INITIALIZERS),
    "opt": Rows("optimizer_options", OPTIMIZERS),
    "sched": Rows("schedule_options", SCHEDULES),
}
FIELDS = {*SHORT, *(rows.field for rows in ROWS.values())}
DOT = "."

# The names that are no choices of a run. Those of a page are read and written in
# workbench/links.py; ``embed`` and ``embed_options`` are Streamlit's own.
OTHERS: dict[str, str] = {
    "v": "Version of the link, always 1 so far.",
    "preset": "Preset whose guide is shown; it has what the link leaves out.",
    "own": "With `data=own`: which data, by fingerprint and size. The link does not hold them.",
    "group": "Presets: `small`, `trouble` or `experiments`.",
    "surface": "Train: colours of the surface, `smooth` or `flat`.",
    "points": "Train: the points on it, `all` or `train`, without those of the test.",
    "samples": "Gradients, Bug lab: samples of the check.",
    "batch_seed": "Gradients, Bug lab: seed that draws them.",
    "sources": "Gradients: what the gradient is compared with, such as `central-complex_step`.",
    "h": "Gradients: step of the differences, such as `1e-5`, or `automatic`.",
    "precision": "Gradients: `as-trained`, `float64` or `float32`.",
    "mode": "Bug lab: `learn`, `challenge` or `checkers`. Compare: `race` or `range`.",
    "vary": "Compare: the setting that is varied, or `given` for a preset's variants.",
    "values": "Compare: its values, such as `0.01~0.1`; left out, its own first ones.",
    "bug": "Bug lab: the mistake that is shown.",
    "checker": "Bug lab: the checker that is shown.",
    "challenge": "Bug lab: number of the challenge, and what hides the same mistake for good.",
    "sample": "Trace: number of the training sample, Predict: of the test sample, from 0.",
    "input": "Predict: the input as it was changed: features such as `2_4.7~3_1.4`, or a drawing.",
    "truth": "Predict: the class of the listed samples, from 0, or `any`.",
    "taken": "Predict: what they were taken for, from 0, or `wrong`, or `any`.",
    "sure": "Predict: how sure of it, `0` for 0 to 10 % up to `9`, or `any`.",
    "saw": "Predict: what each class saw, as `contributions` or `gradient`.",
    "weight": "Trace: the weight or bias that is followed, such as `W1-0-3`.",
    "of": "Trace: `one` sample, or the `mean` of several.",
    "mistake": "Trace: a mistake that is made in the backward pass, or `none`.",
    "tab": "Trace: what is open beside the network, `weight`, `nudge`, `samples` or `mistake`.",
    "at": "Trace: number of the step that is shown, from 1.",
    "hide": "Controls and groups that are not shown, such as `data_tab-lr`: docs/share.md.",
    "say": "A sentence above the run, instead of the guide.",
    "guide": "`0`: the preset's guide is not shown.",
    "play": "`1`: the run plays as soon as the page is open.",
    "epochs": "The epoch at which Play stops.",
    "speed": "How fast Play is: `second`, `one`, `ten` or `full`: docs/share.md.",
    "answers": "`0`: the page does not say what is wrong, nor what would help.",
    "embed": "`true` in a frame of another page: without the row of pages on top.",
    "embed_options": "Streamlit's options of `embed`.",
}


def is_option(name: str) -> bool:
    """Whether it has the form of a row's own option: ``data.noise``."""
    return name.partition(DOT)[0] in ROWS and DOT in name
