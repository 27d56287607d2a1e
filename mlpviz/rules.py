"""Which choices of a run go together, and which ones a dataset suggests."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

from mlpviz.data import (
    DATASETS,
    OWN,
    PREPROCESSING,
    TEST_SIZE,
    DatasetSpec,
    OwnData,
    request_faults,
)
from mlpviz.data.features import INPUTS, feature_faults, in_order
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.faults import Fault, show, unknown
from mlpviz.engine.initializers import INITIALIZERS, bias_fault
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.options import as_number, validate_options
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.words import counted, whole

# The default problem, and what suits every dataset whose row says nothing else.
DATASET, INITIALIZER, OPTIMIZER = "digits", "xavier_uniform", "sgd"
SCHEDULE = "constant"
OPTIONS = "dataset_options"
FIRST: dict[str, Any] = {
    "hidden_sizes": (32, 16),
    "activation": "tanh",
    "initializer": INITIALIZER,
    "optimizer": OPTIMIZER,
    "lr": 0.1,
    "batch_size": 32,
}
GOES_WITH = {"initializer": "activation", "lr": "optimizer"}  # suits that choice alone
# Where the names of a choice are the rows of a table.
TABLES: dict[str, Mapping[str, Any]] = {
    "dataset": DATASETS,
    "preprocessing": PREPROCESSING,
    "activation": ACTIVATIONS,
    "output": OUTPUTS,
    "loss": LOSSES,
    "initializer": INITIALIZERS,
    "optimizer": OPTIMIZERS,
    "schedule": SCHEDULES,
}
# Of a task.
FIRST_OUTPUT = {"classification": "softmax", "regression": "identity", "labels": "sigmoid"}
MAX_PARAMETERS = 5_000_000
MOST_ITEMS = 100  # of any list or dict of choices; a longer one is refused unread


def legal_outputs(task: str) -> list[str]:
    """Names in ``OUTPUTS`` for which some loss suits ``task``."""
    return [output for output in OUTPUTS if legal_losses(output, task)]


def legal_losses(output: str, task: str) -> list[str]:
    """Names in ``LOSSES`` that go with ``output`` and suit ``task``."""
    single = task == "labels"  # each is told by itself
    return [
        name
        for name, row in LOSSES.items()
        if output in row.outputs
        and (row.task in ("any", task) or (single and row.outputs == ("sigmoid",)))
    ]


def default_loss(output: str, task: str) -> str:
    """The loss to begin with for a legal ``output``: its fused one, else mse."""
    losses = legal_losses(output, task)
    return next((name for name in losses if LOSSES[name].fused), losses[0])


def n_parameters(sizes: tuple[int, ...], bias: bool) -> int:
    """How many numbers a network of these layer sizes learns."""
    return sum((fan_in + bias) * fan_out for fan_in, fan_out in pairwise(sizes))


def spec_of(choices: Mapping[str, Any]) -> DatasetSpec | None:
    """What is known of the dataset of a config's ``choices``; None if it is unknown."""
    own, name = choices.get("own"), choices.get("dataset", DATASET)
    if isinstance(own, Mapping):  # as a config's own dump has it
        own = OwnData.read(own)
    if isinstance(own, OwnData):
        return own.spec if name == OWN else None
    spec, options = DATASETS.get(name) if isinstance(name, str) else None, choices.get(OPTIONS)
    return spec.chosen(options) if spec is not None and isinstance(options, Mapping) else spec


def suggestion(field: str, choices: Mapping[str, Any]) -> Any:
    """What suits the other ``choices`` for ``field`` of ``FIRST``: what their dataset's row says.

    Its initial weights go with its activation alone, and its learning rate with its optimiser: any
    other optimiser brings its usual rate. Layers stay as they are where each has its activation.
    """
    spec = spec_of(choices)
    run = FIRST if spec is None else {**FIRST, **spec.run}
    if field == "hidden_sizes" and not isinstance(choices.get("activation", ""), str):
        return FIRST[field]
    basis = GOES_WITH.get(field, field)
    chosen = choices.get(basis, run[basis])
    if basis == field or (isinstance(chosen, str) and chosen == run[basis]):
        return run[field]
    if field == "lr" and isinstance(chosen, str) and chosen in OPTIMIZERS:
        return OPTIMIZERS[chosen].usual_lr
    return FIRST[field]


def suited(choices: dict[str, Any]) -> dict[str, Any]:
    """``choices`` with what suits the dataset, and the choices that are made, filled in."""
    spec = spec_of(choices)
    if spec is None:
        return choices
    output = choices.get("output", FIRST_OUTPUT[spec.task])
    suggested = {field: suggestion(field, choices) for field in {*spec.run, "lr"}}
    suggested |= {"preprocessing": spec.preprocessing, "output": output}
    if isinstance(output, str) and output in legal_outputs(spec.task):
        suggested["loss"] = default_loss(output, spec.task)
    return suggested | choices


def without_defaults(choices: dict[str, Any]) -> dict[str, Any]:
    """``choices`` with the options left out that are what their row's default is anyway.

    So configs that make the same run are equal, and links to it read alike: input features stand
    in their table's order, too. What is no number, and what the row lacks, stays for
    ``faults_between`` to name.
    """
    new = dict(choices)
    if not feature_faults(names := choices.get("input_features")) and names is not None:
        new["input_features"] = in_order(names)
    first = {"dataset": DATASET, "initializer": INITIALIZER, "optimizer": OPTIMIZER}
    first["schedule"] = SCHEDULE
    for field, default in first.items():
        name, given = choices.get(field, default), choices.get(f"{field}_options")
        if not isinstance(given, Mapping) or len(given) > MOST_ITEMS:
            continue
        if isinstance(name, str) and name in TABLES[field]:
            row = TABLES[field][name]
            texts = row.texts if field == "dataset" else {}
            new[f"{field}_options"] = {
                option: value
                for option, value in given.items()
                if (option not in row.options or as_number(value) != row.options[option].default)
                and (option not in texts or value != texts[option].default)
            }
    return new


def faults_between(chosen: Mapping[str, Any]) -> list[Fault]:
    """Unknown names and choices that don't fit together, among the choices valid by themselves."""
    faults = _dataset_faults(chosen)
    for field in ("output", "loss", "initializer", "optimizer", "schedule"):
        if field in chosen and chosen[field] not in TABLES[field]:
            faults.append(unknown(field, chosen[field], TABLES[field]))
    faults += _activation_faults(chosen)
    for field in ("initializer", "optimizer", "schedule"):
        row = TABLES[field].get(str(chosen.get(field)))
        if row is not None and f"{field}_options" in chosen:
            faults += validate_options(row.options, chosen[f"{field}_options"], prefix=f"{field} ")
    return faults + _fit_faults(chosen)


def _dataset_faults(chosen: Mapping[str, Any]) -> list[Fault]:
    # What is already known to be wrong is replaced by a default, so that it hides nothing else.
    name, own = chosen.get("dataset", "moons"), chosen.get("own")
    if (name == OWN) != (own is not None):
        message = (
            "dataset = 'own' is for data of your own, and own says which: RunConfig(dataset=data), "
            "or Trainer(config, dataset=data), fills in both."
        )
        return [Fault("dataset", name, message)]
    table = DATASETS if own is None else {OWN: own.spec}
    return request_faults(
        name,
        preprocessing=chosen.get("preprocessing", "none"),
        standardize_targets=chosen.get("standardize_targets"),
        test_size=chosen.get("test_size", TEST_SIZE.default),
        options=chosen.get("dataset_options", {}),
        table=table,
    )


def _activation_faults(chosen: Mapping[str, Any]) -> list[Fault]:
    if "activation" not in chosen:
        return []
    activation = chosen["activation"]
    names = (activation,) if isinstance(activation, str) else activation
    place = "activation" if isinstance(activation, str) else "activation: layer {}"
    faults = [
        replace(unknown(place.format(i), name, ACTIVATIONS), field="activation")
        for i, name in enumerate(names, 1)
        if name not in ACTIVATIONS
    ]
    layers = len(chosen["hidden_sizes"]) if "hidden_sizes" in chosen else len(names)
    if not isinstance(activation, str) and len(names) != layers:
        hidden = counted(layers, "hidden layer")
        message = f"activation = {show(names)}: {counted(len(names), 'name')} for {hidden}."
        faults.append(Fault("activation", names, message))
    return faults


def _fit_faults(chosen: Mapping[str, Any]) -> list[Fault]:
    """Dataset, output, loss, biases, target scale and size against each other."""
    spec = spec_of(chosen)
    output, loss = chosen.get("output"), chosen.get("loss")
    faults = []
    if spec and output in OUTPUTS and output not in legal_outputs(spec.task):
        legal = ", ".join(legal_outputs(spec.task))
        message = f"output = {output!r} is for classes and {spec.title} is {spec.task}: {legal}."
        faults.append(Fault("output", output, message))
    if output in OUTPUTS and loss in LOSSES:
        legal_names = legal_losses(output, spec.task if spec else "classification")
        if loss not in legal_names and legal_names:
            message = (
                f"loss = {loss!r} does not go with output {output!r}"
                f"{f' on {spec.title} ({spec.task})' if spec else ''}: "
                f"choose {', '.join(legal_names)}; {loss} goes with "
                f"{', '.join(LOSSES[loss].outputs)}."
            )
            faults.append(Fault("loss", loss, message))
    if chosen.get("initializer") in INITIALIZERS and {"bias", "bias_std"} <= set(chosen):
        spread = bias_fault(chosen["initializer"], chosen["bias"], chosen["bias_std"])
        faults += [] if spread is None else [spread]
    scale = chosen.get("target_scale", 1.0)
    faults += _input_faults(chosen.get("input_features"), spec)
    if spec and not spec.n_classes and scale != 1.0:
        message = f"target_scale = {scale!r} is for class targets; {spec.title} needs 1."
        faults.append(Fault("target_scale", scale, message))
    if spec and output in OUTPUTS and {"hidden_sizes", "bias"} <= set(chosen):
        outputs = spec.n_outputs(output)
        inputs = len(chosen.get("input_features") or ()) or spec.n_features
        size = n_parameters((inputs, *chosen["hidden_sizes"], outputs), chosen["bias"])
        if size > MAX_PARAMETERS:
            message = (
                f"hidden_sizes = {chosen['hidden_sizes']} make {counted(size, 'parameter')}: "
                f"at most {whole(MAX_PARAMETERS)}."
            )
            faults.append(Fault("hidden_sizes", chosen["hidden_sizes"], message))
    return faults


def _input_faults(features: tuple[str, ...] | None, spec: DatasetSpec | None) -> list[Fault]:
    """The fault of features of a plane where the data have none."""
    if features is None or spec is None or spec.n_features == INPUTS:
        return []
    message = (
        f"input_features = {show(features)} are of two inputs, and {spec.title} has "
        f"{counted(spec.n_features, 'input')}: leave them out."
    )
    return [Fault("input_features", features, message)]
