"""A frame that has everything that a board can show."""

from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.protocol import (
    Button,
    Card,
    Message,
    Payload,
    Row,
    Table,
    Timeline,
    Trial,
    header,
)

# Inputs 0 and 1, units 0, 1 and 7 of the first layer, one output.
DIAGRAM = {"units": [[0, 1], [0, 1, 7], [0]], "bias": True, "locked": ""}

PAYLOAD = Payload(
    page=PAGES["bug-lab"],
    seq=7,
    playing=True,
    revision="1",
    figures=(
        Card("curves", "Curves", "", alt="words", data=[], layout={}),
        Card("heatmap", "Heatmap", "", pick=True),
        Card("network", "Network", "", data=[], diagram=DIAGRAM),
    ),
    header=header({"Epoch": "7", "Loss": "0.5"}),
    message=Message(
        "warning",
        "It rests.",
        (Button("cure", "more", "More"),),
        (Button("cure", "larger", "Larger"),),
        ("It is small.",),
        Trial("More was tried.", 0.5),
    ),
    timeline=Timeline(2, 7, 4, Button("branch", "4", "Branch")),
    table=Table(
        "Runs", ("Run",), (Row(("a",)), Row(("b",), "#123456", (Button("open", "b", "!"),)))
    ),
    shortcuts={"s": "step"},
)
