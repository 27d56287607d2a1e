"""docs/share.md says what a lesson's link can say."""

import re
from html import unescape
from pathlib import Path

from mlpviz.links.names import DASH
from mlpviz.words import whole
from mlpviz.workbench import hiding, sharing
from mlpviz.workbench.compare.session import EPOCHS
from mlpviz.workbench.lesson import DISPLAY, LONGEST

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "share.md").read_text(encoding="utf-8")


def test_it_names_all_that_can_be_hidden():
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{name}` | {hiding.title(name)} |" for name in hiding.HIDEABLE]


def test_it_names_every_parameter_and_its_bounds():
    assert {*re.findall(r"`([a-z]+)=[01]?`", PAGE)} == {*DISPLAY}
    assert f"at most {LONGEST} characters" in PAGE
    assert f"{whole(EPOCHS.maximum)} epochs at most" in PAGE


def test_its_example_can_be_read():
    (names,) = re.findall(r"`hide=([^`]+)`", PAGE)
    assert hiding.read(names) == tuple(names.split(DASH))


def test_its_iframe_is_the_dialog_s():
    (shown,) = re.findall(r"<iframe[^>]*></iframe>", PAGE)
    source, title = (
        unescape(re.search(rf'{name}="([^"]*)"', shown)[1]) for name in ("src", "title")
    )
    assert " ".join(shown.split()) == sharing.iframe(source.removesuffix("&embed=true"), title)
