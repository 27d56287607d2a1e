"""The page "Compare runs" keeps its word: its code runs, and prints what the page shows."""

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "compare.md"
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE.read_text("utf-8"), re.M | re.S)


def steady(text):
    """Without the milliseconds, which depend on the machine, and the widths of columns."""
    return re.sub(r"\S+  (finished|diverged)", r"0  \1", re.sub(r"-{3,}", "---", text)).split()


def test_code_prints_what_the_page_shows():
    namespace, printed = {}, ""
    for language, code in BLOCKS:
        if language == "python":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                exec(compile(code, PAGE.name, "exec"), namespace)
            printed = out.getvalue()
        elif language == "text":
            assert steady(code) == steady(printed)
            printed = ""
    assert printed == ""
    assert [language for language, _ in BLOCKS].count("text") == 2
