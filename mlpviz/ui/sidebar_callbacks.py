"""What the sidebar's controls do: callbacks that start another run.

A widget that has left the page before its change arrives has no value: then nothing happens. And
Streamlit calls back for widgets that have just come back to a page, too: what the run has already
does not start another one.
"""

from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.follow import follow, with_layers, with_option, without_layer
from mlpviz.ui import state
from mlpviz.workbench.drawing import DRAWN, with_points


def draw_page() -> None:
    """Callback: the sidebar has something else to show. Beside a board that plays, Streamlit alone
    may draw the board's fragment only (``live``), and a panel would open with nothing in it.
    """
    state.session().redraw_page()


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


def choose_number(value: float, name: str) -> bool:
    """Take ``value`` for the config's field ``name`` and rebuild the run; whether that can be."""
    return state.rebuild(follow(state.choices(), name, value))


def choose_option(value: float, name: str, row: str, option: str) -> bool:
    """Take ``value`` for ``option`` of the field ``name``, a dict; whether that can be.

    It is that of ``row``. While a run plays, frames tell the values of widgets that another choice
    has just taken from the page: they are of a row that is no longer chosen, and start nothing.
    """
    old = state.choices()
    new = with_option(old, name, row, option, value)
    return new == old or state.rebuild(new)


def choose_switch(name: str, row: str, option: str) -> None:
    """Callback: take an option that is on or off from its switch."""
    value = state.get(option_key(name, row, option))
    if value is not None:
        choose_option(value, name, row, option)


def choose_dataset(name: str) -> None:
    """Callback: rebuild with another dataset, and with what that brings along.

    That of drawn points has those that were drawn last.
    """
    choices, drawn = state.choices(), state.session().drawn
    if name != choices["dataset"]:
        new = follow(choices, "dataset", name)
        state.rebuild(with_points(new, drawn) if name == DRAWN and drawn else new)


def choose_own(fingerprint: str) -> None:
    """Callback: rebuild with data of the visitor's own, which may be kept no longer."""
    present, dataset = state.session().config.own, state.own_dataset(fingerprint)
    if dataset is not None and (present is None or present.fingerprint != fingerprint):
        state.begin_on(dataset)


def choose_schedule() -> None:
    """Callback: take another learning-rate schedule; the run goes on with it."""
    name = state.get("schedule")
    if name in SCHEDULES and name != state.session().config.schedule:
        state.choose_schedule(name)


def choose_layers(sizes: tuple[int, ...]) -> None:
    """Callback: rebuild with other hidden layers."""
    state.rebuild(with_layers(state.choices(), sizes))


def remove_layer(index: int, layers: int) -> None:
    """Callback: rebuild without hidden layer ``index``; nothing if a click comes twice."""
    if len(state.session().config.hidden_sizes) == layers:
        state.rebuild(without_layer(state.choices(), index))


def choose_layer(size: int, index: int) -> bool:
    """Rebuild with ``size`` units in the hidden layer ``index``; whether that can be."""
    sizes = list(state.session().config.hidden_sizes)
    if sizes[index : index + 1] in ([], [size]):
        return True
    sizes[index] = size
    return state.rebuild(with_layers(state.choices(), tuple(sizes)))


def step_layer(size: int, index: int) -> None:
    """Callback: as ``choose_layer``, of a button."""
    choose_layer(size, index)


def choose_activation(index: int) -> None:
    """Callback: take the activation of hidden layer ``index`` from its widget."""
    names = list(state.session().config.activations)
    name = state.get(f"activation_{index}")
    if name is not None and names[index : index + 1] not in ([], [name]):
        names[index] = name
        state.rebuild(state.choices() | {"activation": tuple(names)})


def choose_activations() -> None:
    """Callback: take one activation for all hidden layers, or let each have its own."""
    config, chosen = state.session().config, state.get("activation")
    if chosen not in ACTIVATIONS:
        chosen = config.activations if chosen is not None else None
    if chosen not in (None, config.activation):
        state.rebuild(state.choices() | {"activation": chosen})
