"""The lesson of docs/trace.md: whoever opens its link sees the numbers that it tells."""

import re
from pathlib import Path

from mlpviz.links.reading import parsed
from mlpviz.run import Trainer
from mlpviz.workbench.linked_run import asked_run
from mlpviz.workbench.links import take
from mlpviz.workbench.session import Session
from mlpviz.workbench.trace.choices import TraceChoices
from mlpviz.workbench.trace.shown import Tracing

SOURCE = (Path(__file__).resolve().parents[3] / "docs" / "trace.md").read_text("utf-8")


def opened(query: str) -> tuple[Session, Trainer]:
    """What a visitor has who opens the lesson's link."""
    link = parsed(query)
    config = asked_run(link)[0]
    trainer = Trainer(config)
    current = Session(config, trainer, trainer.network.copy())
    assert take("trace", current, link.query) == []
    return current, trainer


def lines(view: Tracing) -> set[str]:
    """All lines that the page shows, as text."""
    every = [line for stage in view.stages for line in stage.lines] + [*view.results]
    return {"".join(part.text for part in line.parts) for line in every}


def test_the_lesson_s_numbers_are_on_the_page():
    (query,) = re.findall(r"^/trace\?(.+)$", SOURCE, re.M)
    current, trainer = opened(query)
    view = current.trace.shown(trainer, current.viewer, 1, None)
    rows = re.findall(r"^ +\| \w+ \| `(.+)` \|$", SOURCE, re.M)
    assert len(rows) == 5
    assert set(rows) <= lines(view)
    paths = "via h2[0] -0.02418", "via h2[1] +0.00221"
    assert all(f"`{path}`" in SOURCE for path in paths)
    assert "\n".join((*paths, "sum -0.02197")) in lines(view)
    assert view.batch == 32
    current.trace.choices = TraceChoices(index=(0, 1), tab="samples")
    view = current.trace.shown(trainer, current.viewer, 1, None)
    assert "push the weight down, 23 up" in view.shares_words
    assert "23 of the 32 samples" in SOURCE
    current.trace.choices = TraceChoices(index=(0, 1), mistake="no-slope", tab="mistake")
    wrong = current.trace.shown(trainer, current.viewer, 1, None).wrong
    ratios = {row.name: row.ratio for row in wrong.rows}
    assert (ratios["d2[0]"], ratios["d1[1]"]) == ("5.663", "16.17")
