"""docs/trace.md keeps its word: its code runs and prints what it shows, and its calls exist."""

import contextlib
import io
import re
from pathlib import Path

from mlpviz import Trace

SOURCE = (Path(__file__).resolve().parents[2] / "docs" / "trace.md").read_text("utf-8")


def test_the_code_prints_what_the_page_shows():
    (code,) = re.findall(r"^```python\n(.*?)^```", SOURCE, re.M | re.S)
    shown = re.findall(r"^```text\n(.*?)^```", SOURCE, re.M | re.S)[0]
    with contextlib.redirect_stdout(io.StringIO()) as out:
        exec(code, {})
    assert out.getvalue().endswith(shown)


def test_every_call_that_it_tells_of_is_there():
    names = set(re.findall(r"`trace\.(\w+)", SOURCE)) - {"md"}
    assert len(names) >= 9
    assert {name for name in names if not hasattr(Trace, name)} == set()
