"""What the sidebar's controls do: callbacks that start another run."""

from mlpviz.ui import state
from mlpviz.ui.choices import follow, with_layers, without_layer


def choose(name: str) -> None:
    """Callback: take the config's field ``name`` from its widget and rebuild the run."""
    state.rebuild(follow(state.choices() | {name: state.get(name)}, changed=name))


def choose_option(name: str, option: str) -> None:
    """Callback: take ``option`` of the field ``name``, a dict, from its widget."""
    choices = state.choices()
    state.rebuild(choices | {name: choices[name] | {option: state.get(f"{name}.{option}")}})


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
    sizes[index] = state.get(f"hidden_{index}")
    choose_layers(tuple(sizes))


def choose_activation(index: int) -> None:
    """Callback: take the activation of hidden layer ``index`` from its widget."""
    names = list(state.session().config.activations)
    names[index] = state.get(f"activation_{index}")
    state.rebuild(state.choices() | {"activation": tuple(names)})


def choose_per_layer() -> None:
    """Callback: switch between one activation for all hidden layers and one for each."""
    names = state.session().config.activations
    chosen = names if state.get("per_layer") else (names or ("tanh",))[0]
    state.rebuild(state.choices() | {"activation": chosen})
