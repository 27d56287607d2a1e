"""The Predict page's row of choices: which sample it begins from, and which samples are listed."""

from dataclasses import replace

import streamlit as st

from mlpviz.data import Dataset
from mlpviz.engine.options import Option
from mlpviz.predict.measures import BINS
from mlpviz.ui import state
from mlpviz.ui.number_field import number_field
from mlpviz.ui.predict import callbacks
from mlpviz.words import counted
from mlpviz.workbench.predict.sample_cards import bin_title
from mlpviz.workbench.predict.session import WRONG, Samples
from mlpviz.workbench.session import Session

PREFIX = "predict."  # of the widgets' names
ANY = -2  # in a list, for None


def controls(current: Session) -> None:
    """Draw the choices; each acts at once."""
    dataset, own = current.trainer.dataset, current.predict
    most = len(dataset.X_test) - 1
    with st.container(
        horizontal=True, vertical_alignment="bottom", gap="xsmall", key="predict_choices"
    ):
        with st.container(width=110, gap=None):
            number_field(
                PREFIX + "sample",
                Option("Test sample", 0, 0, most, 1, ""),
                own.sample,
                callbacks.look_at,
                help=f"Where the input begins: one of {counted(most + 1, 'sample')} of the test, "
                "from 0.",
            )
        _way("previous", "Previous", "chevron_left", "The sample before this one", own.sample - 1)
        _way("next", "Next", "chevron_right", "The sample after this one", own.sample + 1)
        # Always in its place: what is drawn on must not move while a line is drawn.
        changed = own.values is not None
        _way("again", "Back to the sample", "undo", "As it is", own.sample, changed=changed)
        if dataset.is_classification:
            with st.popover("Which samples", help="Which samples of the test are listed"):
                _lists(dataset, own.samples)


def _lists(dataset: Dataset, chosen: Samples) -> None:
    """What the listed samples are, what they were taken for, and how sure the network was."""
    names = list(dataset.class_names)
    places = list(range(len(names)))
    titles = dict(enumerate(names)) | {WRONG: "any that is wrong", ANY: "any"}
    _choice("truth", "Samples that are", [ANY, *places], titles, chosen.truth)
    _choice("answer", "taken for", [WRONG, ANY, *places], titles, chosen.answer)
    sure = {ANY: "any"} | {k: bin_title(k) for k in range(BINS)}
    _choice("bin", "this sure", list(sure), sure, chosen.bin)


def _way(
    name: str, title: str, icon: str, help_text: str, sample: int, *, changed: bool = True
) -> None:
    """A button; on a phone its sign stands alone."""
    st.button(
        title,
        icon=f":material/{icon}:",
        key=f"predict_{name}",
        help=help_text,
        on_click=callbacks.look_at,
        args=(sample,),
        disabled=not changed,
    )


def _choice(
    name: str,
    title: str,
    options: list[int],
    titles: dict[int, str],
    chosen: int | None,
) -> None:
    widget, value = PREFIX + name, ANY if chosen is None else chosen
    st.selectbox(
        title,
        options,
        options.index(value),
        format_func=lambda option: titles[option],
        **state.choice(widget, value, _choose, name),
    )


def _choose(name: str) -> None:
    """Callback: other samples are listed."""
    current = state.session()
    value = state.get(PREFIX + name)
    chosen: dict[str, int | None] = {name: None if value == ANY else value}
    samples: Samples = replace(current.predict.samples, **chosen)
    current.predict.samples = samples
    current.redraw()
