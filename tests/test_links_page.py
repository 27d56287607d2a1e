"""docs/links.md says what links are."""

import re
from pathlib import Path

from mlpviz import DATASETS, PRESETS, RunConfig
from mlpviz.data import ON_DISK
from mlpviz.links.frozen import FIRST
from mlpviz.links.names import CHOICES, OTHERS
from mlpviz.links.text import LONGEST, MOST_PARAMETERS
from mlpviz.words import whole

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "links.md").read_text(encoding="utf-8")
SUGGESTED = {
    "prep": "the dataset's",
    "out": "`softmax` for classes, `identity` for numbers",
    "loss": "the output's",
}
USUAL = {name: f"{PRESETS[name].config.to_link()}&preset={name}" for name in PRESETS}
USUAL |= {name: RunConfig(dataset=name).to_link() for name in DATASETS if name not in ON_DISK}


def rows(cells):
    """The rows of the page's tables with that many cells, but for their heads."""
    lines = [line for line in PAGE.splitlines() if line.startswith("| `")]
    return [line for line in lines if line.count(" | ") == cells - 1]


def test_the_table_has_every_choice_of_a_run():
    assert rows(4) == [
        f"| `{name}` | `{row.field}` | {row.help} | {SUGGESTED.get(name, f'`{FIRST.get(name)}`')} |"
        for name, row in CHOICES.items()
    ]


def test_the_table_has_every_other_name():
    assert rows(2) == [f"| `{name}` | {help_text} |" for name, help_text in OTHERS.items()]


def test_the_page_tells_how_long_usual_links_are_and_may_be():
    lengths = [len(link) for link in USUAL.values()]
    assert f"{min(lengths)} to {max(lengths)}\ncharacters" in PAGE
    assert max(lengths) < 300
    assert f"{whole(LONGEST)} bytes or {MOST_PARAMETERS} names" in PAGE


def test_its_links_open_what_they_say():
    whole_link, *others = re.findall(r"\?v=1&[^`\n\"]*(?:\n  &[^`\n]*)?", PAGE)
    moons = RunConfig(dataset="moons", hidden_sizes=(8, 8))
    assert whole_link.replace("\n  ", "") == moons.to_link()
    assert RunConfig.from_link(others[0]) == moons.changed(
        batch_size=32
    )  # as in version 1, for good


def test_its_code_runs():
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
    exec(compile(code, "links.md", "exec"), {})
