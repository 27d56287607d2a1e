"""What a change of choices is called: an imperative, made from the changes themselves."""

from collections.abc import Callable, Mapping
from typing import Any

from mlpviz.data import PREPROCESSING, expanded_names
from mlpviz.data.features import PLANE
from mlpviz.diagnosis.loop import Choices, Loop
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.words import as_chosen, counted, listed, whole

VERBS = ("standardise ", "use ")  # with which several phrases begin; told once, for all of them


def _spaced(name: str) -> str:
    return name.replace("_", " ")


def _options(options: Mapping[str, float]) -> str:
    return ", ".join(f"{_spaced(name)} {as_chosen(value)}" for name, value in options.items())


def _data(options: Mapping[str, float]) -> str:
    """Options of the data as an imperative; those that count samples by themselves."""
    counts = [counted(int(n), "sample") for name, n in options.items() if name == "n_samples"]
    others = {name: value for name, value in options.items() if name != "n_samples"}
    return f"use {listed([*counts, *([f'data with {_options(others)}'] if others else [])])}"


# How each choice is put. ``None``: it goes without saying beside the others, as a row's options.
_PHRASES: dict[str, Callable[[Any], str | None]] = {
    "dataset_options": _data,
    "preprocessing": lambda name: PREPROCESSING[name].advice,
    "standardize_targets": lambda on: (
        "standardise the targets" if on else "leave the targets as they are"
    ),
    "input_features": lambda names: f"use {listed(expanded_names(PLANE, names))} as inputs",
    "initializer": lambda name: f"start from {INITIALIZERS[name].author or _spaced(name)} weights",
    "initializer_options": lambda _: None,
    "bias_std": lambda std: f"start from biases of about {as_chosen(std)}" if std else None,
    "bias": lambda bias: "add biases" if bias else "leave out the biases",
    "hidden_sizes": lambda sizes: _hidden(sizes),
    "activation": lambda names: f"use {listed(dict.fromkeys(map(_spaced, _several(names))))} units",
    "output": lambda name: f"use {name} as output",
    "loss": lambda name: f"use {_spaced(name)} as loss",
    "target_scale": lambda scale: f"use targets of {as_chosen(scale)}" if scale != 1.0 else None,
    "optimizer": lambda name: f"use {OPTIMIZERS[name].__name__}",
    "optimizer_options": lambda options: (
        f"use {_options(options)}" if options else "use the optimiser's usual settings"
    ),
    "lr": lambda lr: f"use a learning rate of {as_chosen(lr)}",
    "batch_size": lambda size: (
        "use the full batch" if size is None else f"use batches of {counted(size, 'sample')}"
    ),
    "l2": lambda l2: f"use an L2 of {as_chosen(l2)}" if l2 else "leave out L2",
    "l1": lambda l1: f"use an L1 of {as_chosen(l1)}" if l1 else "leave out L1",
    "dropout": lambda rate: (
        f"use a dropout of {as_chosen(rate)}" if rate else "leave out the dropout"
    ),
    "schedule": lambda name: f"use the {name} schedule",
    "schedule_options": lambda _: None,
    "patience": lambda epochs: (
        "do not stop early"
        if epochs is None
        else f"stop after {counted(epochs, 'epoch')} without a lower test loss"
    ),
    "min_delta": lambda _: None,
    "shuffle": lambda on: (
        "shuffle the samples in every epoch" if on else "leave the samples in their order"
    ),
    "seed": lambda seed: f"start from seed {whole(seed)}",
}


def advice(changes: Mapping[str, Any], config: Choices) -> str:
    """``changes`` to ``config`` as one imperative: "Use Adam and a learning rate of 0.01".

    Of options of the data only those that change are named. Where all of it goes without saying,
    the choices are named as they are.
    """
    said = dict(changes)
    if "dataset_options" in said:
        said["dataset_options"] = _new_options(config, said["dataset_options"])
    if "optimizer" in said and not said.get("optimizer_options", True):
        del said["optimizer_options"]  # a new optimiser's usual settings go without saying
    phrases = [phrase for name, value in said.items() if (phrase := _phrase(name, value))]
    phrases = phrases or [f"use {_spaced(name)} {_plain(value)}" for name, value in changes.items()]
    told = [phrase for phrase in phrases if not phrase.startswith(VERBS)]
    for verb in VERBS:
        things = [phrase.removeprefix(verb) for phrase in phrases if phrase.startswith(verb)]
        told += [verb + listed(things)] if things else []
    text = listed(told)
    return text[:1].upper() + text[1:]


def _hidden(sizes: tuple[int, ...]) -> str:
    """Hidden layers in words; of a single one it is said that there is no other."""
    if not sizes:
        return "leave out the hidden layers"
    if len(sizes) == 1:
        return f"use one layer of {counted(sizes[0], 'hidden unit')}"
    return f"use {'-'.join(map(whole, sizes))} hidden units"


def _phrase(name: str, value: Any) -> str | None:
    """A choice in words; the field and its value where ``_PHRASES`` has none of its own."""
    phrase = _PHRASES.get(name)
    return f"use {_spaced(name)} {_plain(value)}" if phrase is None else phrase(value)


def _new_options(config: Choices, options: Mapping[str, float]) -> dict[str, float]:
    """Those of the dataset's ``options`` that ``config`` has not, defaults among them."""
    if isinstance(config, Loop):
        return dict(options)
    rows, present = config.spec.options, config.dataset_options
    return {
        name: options.get(name, row.default)
        for name, row in rows.items()
        if options.get(name, row.default) != present.get(name, row.default)
    }


def _several(names: str | tuple[str, ...]) -> tuple[str, ...]:
    return (names,) if isinstance(names, str) else names


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return _options(value) or "at its defaults"
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return as_chosen(value) if number else str(value)
