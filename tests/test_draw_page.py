"""docs/draw.md keeps its word."""

import re
from pathlib import Path

from mlpviz.data.drawn import IN_LINK, MOST
from mlpviz.words import whole
from mlpviz.workbench.drawing import FEW

PAGE = (Path(__file__).parents[1] / "docs" / "draw.md").read_text("utf-8")


def test_its_code_runs():
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
    exec(compile(code, "draw.md", "exec"), {})


def test_its_numbers_are_those_of_the_program():
    for words in (
        f"at most {whole(MOST)} points",
        f"Up to {whole(IN_LINK)} points",
        f"at most {whole(FEW)} of them",
    ):
        assert words in " ".join(PAGE.split())
