"""The sidebar's datasets: some of all kinds at once, all of them in groups behind one button."""

import streamlit as st

from mlpviz.config import RunConfig
from mlpviz.data import DATASETS, OWN
from mlpviz.ui import sidebar_callbacks as callbacks
from mlpviz.ui import state
from mlpviz.ui.downloads import background, downloads
from mlpviz.ui.drawing_dialog import draw_button
from mlpviz.ui.markup import plain
from mlpviz.ui.your_data_button import your_data_button
from mlpviz.workbench.dataset_pictures import dataset_picture, drawn_picture, own_picture
from mlpviz.workbench.drawing import DRAWN
from mlpviz.workbench.own_data.kept import latest

QUICK = ("moons", "circles", "spiral", "hills", "digits")
MOST_OWN = 6  # tables of one's own that are among all datasets
PLACE = 1  # in the row, of a dataset that is not one of them


def dataset_choice(config: RunConfig) -> None:
    """Draw the dataset's name, a row of pictures to choose one, and a button that shows all."""
    spec, name = config.spec, config.dataset
    row = QUICK if name in (*QUICK, OWN) else (*QUICK[:PLACE], name, *QUICK[PLACE + 1 :])
    with st.container(key="dataset", gap=None):
        title = plain(spec.title)
        st.markdown(f"Dataset: **{title}**", help=f"{spec.group}. Source: {spec.source}.")
        with st.container(key="datasets_quick", horizontal=True, gap=None):
            for each in row:
                _button("quick", each, _short(each))
            _all(config)
        with st.container(key="datasets_yours", horizontal=True, gap="small"):
            draw_button()
            your_data_button(config)
        st.caption(spec.help)
    if background.latest is not None:
        downloads()
    _pictures("quick", row, config)


def _all(config: RunConfig) -> None:
    """All datasets in groups, drawn when they are looked at. A choice closes it."""
    panel = st.popover(
        "All",
        key=f"datasets_{config.own.fingerprint if config.own else config.dataset}",
        help="All datasets, in groups.",
        on_change=callbacks.draw_page,
    )
    if not panel.open:
        return
    with panel:
        with st.container(key="datasets_groups", horizontal=True, gap=None):
            for title, group in _groups().items():
                with st.container(gap=None, width="content"):
                    st.markdown(f"**{title}**")
                    with st.container(horizontal=True, gap=None):
                        for name in group:
                            _button("pick", name, DATASETS[name].title)
                        if DRAWN in group:
                            _own_buttons(config)
        if background.latest is None:
            downloads()
        _pictures("pick", tuple(DATASETS), config)


def _groups() -> dict[str, list[str]]:
    """The datasets' names by the titles of their groups."""
    found: dict[str, list[str]] = {}
    for name, spec in DATASETS.items():
        found.setdefault(spec.group, []).append(name)
    return found


def _short(name: str) -> str:
    """A dataset's title; of those that are always in the row its first word: ``Digits``."""
    title = DATASETS[name].title
    return title.split()[0] if name in QUICK else title


def _button(kind: str, name: str, title: str) -> None:
    st.button(
        title,
        key=f"{kind}_{name}",
        on_click=callbacks.choose_dataset,
        args=(name,),
        help=DATASETS[name].help,
    )


def _own_buttons(config: RunConfig) -> None:
    """The tables that this visitor has trained on, so that the way back is a click, too."""
    rules = []
    for dataset in latest(state.session().your_data.kept, MOST_OWN):
        key = f"pick_own_{dataset.fingerprint}"
        st.button(
            plain(dataset.title),
            key=key,
            on_click=callbacks.choose_own,
            args=(dataset.fingerprint,),
            help="Data of your own.",
        )
        rules.append(
            f'.st-key-{key} button::before{{background-image:url("{own_picture(dataset)}")}}'
        )
        if config.own is not None and config.own.fingerprint == dataset.fingerprint:
            rules.append(f".st-key-{key} button{{border-color:currentcolor!important}}")
    if rules:
        st.html(f"<style>{''.join(rules)}</style>")


def _pictures(kind: str, names: tuple[str, ...], config: RunConfig) -> None:
    """Have the buttons show their datasets, and the chosen one a frame."""
    rules = [
        f'.st-key-{kind}_{name} button::before{{background-image:url("{uri}")}}'
        for name in names
        if (uri := _picture(name))
    ]
    rules.append(f".st-key-{kind}_{config.dataset} button{{border-color:currentcolor!important}}")
    st.html(f"<style>{''.join(rules)}</style>")


def _picture(name: str) -> str:
    """The picture of a dataset; of drawn points those that were drawn last."""
    drawn = state.session().drawn if name == DRAWN else ""
    return drawn_picture(drawn) if drawn else dataset_picture(name)
