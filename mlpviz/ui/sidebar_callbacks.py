"""What the sidebar's controls do: callbacks that start another run.

A widget that has left the page before its change arrives has no value: then nothing happens. And
Streamlit calls back for widgets that have just come back to a page, too: what the run has already
does not start another one.
"""

from mlpviz.follow import follow, with_layers, with_option, without_layer
from mlpviz.ui import state


def choose(name: str) -> None:
    """Callback: take the config's field ``name`` from its widget and rebuild the run."""
    value = state.get(name)
    if value not in (None, getattr(state.session().config, name)):
        choices = follow(state.choices(), name, value)
        if choices != state.choices():
            state.rebuild(choices)


def option_key(name: str, row: str, option: str) -> str:
    """The name of the widget for an option of a row: ``dataset_options.noise~moons``."""
    return f"{name}.{option}~{row}"


def choose_option(name: str, row: str, option: str) -> None:
    """Callback: take ``option`` of the field ``name``, a dict, from its widget.

    It is that of ``row``. While a run plays, frames tell the values of widgets that another choice
    has just taken from the page: they are of a row that is no longer chosen, and start nothing.
    """
    value, old = state.get(option_key(name, row, option)), state.choices()
    new = old if value is None else with_option(old, name, row, option, value)
    if new != old:
        state.rebuild(new)


def choose_layers(sizes: tuple[int, ...]) -> None:
    """Callback: rebuild with other hidden layers."""
    state.rebuild(with_layers(state.choices(), sizes))


def remove_layer(index: int, layers: int) -> None:
    """Callback: rebuild without hidden layer ``index``; nothing if a click comes twice."""
    if len(state.session().config.hidden_sizes) == layers:
        state.rebuild(without_layer(state.choices(), index))


def choose_layer(index: int) -> None:
    """Callback: take the size of hidden layer ``index`` from its widget."""
    sizes = list(state.session().config.hidden_sizes)
    size = state.get(f"hidden_{index}")
    if size is not None and sizes[index : index + 1] not in ([], [size]):
        sizes[index] = size
        choose_layers(tuple(sizes))


def choose_activation(index: int) -> None:
    """Callback: take the activation of hidden layer ``index`` from its widget."""
    names = list(state.session().config.activations)
    name = state.get(f"activation_{index}")
    if name is not None and names[index : index + 1] not in ([], [name]):
        names[index] = name
        state.rebuild(state.choices() | {"activation": tuple(names)})


def choose_per_layer() -> None:
    """Callback: switch between one activation for all hidden layers and one for each."""
    config, per_layer = state.session().config, state.get("per_layer")
    chosen = config.activations if per_layer else (config.activations or ("tanh",))[0]
    if per_layer is not None and chosen != config.activation:
        state.rebuild(state.choices() | {"activation": chosen})
