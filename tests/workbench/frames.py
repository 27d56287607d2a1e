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
# Two sliders, and a pad of two words.
PROBE = {"values": [0.5, 2], "low": [0, -1], "high": [1, 3], "whole": False}
PAD = {"values": [0, 0], "low": [0, 0], "high": [7, 7], "whole": True}

PAYLOAD = Payload(
    page=PAGES["bug-lab"],
    seq=7,
    playing=True,
    revision="1",
    figures=(
        Card("curves", "Curves", "", alt="words", data=[], layout={}),
        Card("heatmap", "Heatmap", "", pick=True),
        Card("network", "Network", "", data=[], diagram=DIAGRAM),
        Card("input", "Input", "", data=[], probe=PROBE),
        Card("pad", "Draw", "", data=[], probe=PAD),
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
