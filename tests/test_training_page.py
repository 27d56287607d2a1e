"""docs/training.md says how a run trains; its code runs."""

import re
from pathlib import Path

from mlpviz.engine.early_stopping import MIN_DELTA
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.words import as_chosen

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "training.md").read_text(encoding="utf-8")


def test_its_code_runs():
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.M | re.S)
    names = {}
    exec(code, names)
    assert names["trainer"].schedule.name == "step"


def test_the_table_has_every_schedule_with_its_defaults():
    rows = {line.split("`")[1]: line for line in PAGE.splitlines() if line.startswith("| `")}
    rows.pop("schedule")
    assert rows.keys() == SCHEDULES.keys()
    for name, schedule in SCHEDULES.items():
        for option, row in schedule.options.items():
            assert f"`{option}` {as_chosen(row.default)}" in rows[name]
    assert f"({as_chosen(MIN_DELTA.default)})" in PAGE
