"""The file: where it is uploaded, what is said of its network, and the code that writes one."""

from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from mlpviz.engine.options import Option
from mlpviz.ui import state
from mlpviz.ui.file_field import file_field, most_bytes, uploaded
from mlpviz.ui.number_field import number_field
from mlpviz.words import listed, megabytes, shape_text
from mlpviz.workbench.check_my_code.choices import FOUND_OUT, OPTIONS, NetworkChoices
from mlpviz.workbench.check_my_code.saved import Saved
from mlpviz.workbench.check_my_code.session import CheckMyCode
from mlpviz.workbench.check_my_code.snippets import FILE, TORCH, notebook, numpy_snippet

UPLOAD = "check_my_code_file"
PREFIX = "check_my_code."  # of the widgets' names
NOTHING_RUNS = (
    "A file of numbers, no program: nothing of it is executed, and it is forgotten when you leave."
)
TITLES = {
    "activations": "Activation",
    "output": "Output",
    "loss": "Loss",
    "reduction": "Reduction",
}
PENALTIES = {  # of any strength: it is somebody else's network
    name: Option(
        label,
        0.0,
        0.0,
        1e300,
        0.01,
        f"The factor of the sum of all {what} in the loss; 0 for none.",
        "what is found out",
    )
    for name, label, what in (
        ("l2", "L2 · sum(W²)", "squared weights"),
        ("l1", "L1 · sum(|W|)", "weights' sizes"),
    )
}
HELP = {
    "activations": "Of all hidden layers. Found out, it may differ from layer to layer.",
    "output": "What the last layer's z goes through.",
    "loss": "What the network is trained with. Cross-entropy goes with softmax, binary "
    "cross-entropy with sigmoid.",
    "reduction": "Over samples and outputs. Mean: over samples, with the sum over outputs.",
}


def file_choice(own: CheckMyCode) -> None:
    """Draw the place where the file is uploaded."""
    there = file_field(
        "Parameters, gradients, X, Y and the loss, as .npz",
        UPLOAD,
        _take,
        "As np.savez writes it; below is code that does. The limit holds packed and unpacked.",
    )
    if not own.name:
        few = f"At most {megabytes(most_bytes())}: a few samples show every mistake."
        st.html(f'<p class="mlpviz-note">{escape(NOTHING_RUNS)} {few}</p>')
    elif not there:  # the page was left meanwhile, and its widgets with it
        with st.container(horizontal=True, vertical_alignment="center"):
            before = f"Uploaded before: {escape(own.name)}"
            st.html(f'<p class="mlpviz-note">{before}</p>', width="content")
            st.button("Remove", key="check_my_code_remove", type="tertiary", on_click=_clear)


def network_choice(choices: NetworkChoices) -> None:
    """Draw what may be said of the network; each choice acts at once."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="check_my_code_network"):
        for name, options in OPTIONS.items():
            value = getattr(choices, name)
            st.selectbox(
                TITLES[name],
                options,
                options.index(value),
                format_func=lambda option: "found out" if option == FOUND_OUT else option,
                help=HELP[name],
                width=170,
                **state.choice(PREFIX + name, value, _choose, name),
            )
        for name, option in PENALTIES.items():
            value = getattr(choices, name)
            with st.container(width=170, gap=None):
                number_field(
                    PREFIX + name, option, value, _choose_penalty, (name,), placeholder="found out"
                )


def contents(saved: Saved) -> str:
    """What was found in the file: ``W1 4×5, b1 5; X 20×4, Y 20×3; loss``."""
    parts = [f"{name} {shape_text(array.shape)}" for name, array in saved.params.items()]
    words = f"{listed(parts, most=8)}, with gradients; X {shape_text(saved.X.shape)}, Y "
    words += f"{shape_text(saved.Y.shape)}; {'no loss' if saved.loss is None else 'the loss'}"
    if saved.unused:
        words += (
            f". Not used, as {'it is' if len(saved.unused) == 1 else 'they are'} neither X, Y, "
            f"loss nor a parameter with its gradient: {listed(saved.unused, most=8)}"
        )
    return words


def how_to() -> None:
    """Draw the code that writes the file, and the notebook with it."""
    st.markdown(
        "The last two lines are what your own program needs. A gradient is called as its parameter "
        "with a d before it (`dW1`; `grad_W1`, `W1_grad` and `W1.grad` will do); samples may be "
        "rows or columns, weights `[in, out]` or `[out, in]`, Y class numbers or one-hot. With the "
        "loss more can be said than without."
    )
    st.download_button(
        "Download as a notebook",
        notebook(),
        FILE.replace(".npz", ".ipynb"),
        "application/x-ipynb+json",
        key="check_my_code_notebook",
        icon=":material/download:",
        on_click="ignore",
    )
    for tab, code in zip(st.tabs(["NumPy", "torch"]), (numpy_snippet(), TORCH), strict=True):
        tab.code(code, language="python", wrap_lines=True)


def _take() -> None:
    """Callback: a file was uploaded, or removed."""
    file, own = uploaded(UPLOAD), state.session().check_my_code
    if file is None or file.refused:
        own.clear()
        own.refused = file.refused if file is not None else None
    else:
        own.take(file.name, file.content)
    _redraw()


def _clear() -> None:
    """Callback: forget the file."""
    state.session().check_my_code.clear()
    _redraw()


def _choose(name: str) -> None:
    """Callback: take a choice from its widget."""
    own = state.session().check_my_code
    own.choices = replace(own.choices, **{name: state.get(PREFIX + name)})
    _redraw()


def _choose_penalty(value: float | None, name: str) -> None:
    """Take the factor of the L2 or L1 term from its field."""
    own = state.session().check_my_code
    changed: dict[str, Any] = {name: value}
    own.choices = replace(own.choices, **changed)
    _redraw()


def _redraw() -> None:
    """The board may show other cards."""
    state.session().visible = None
    state.session().redraw()
