"""docs/diagnosis.md says what mlpviz/diagnosis/rules.py does."""

from pathlib import Path

from mlpviz.diagnosis import RULES

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "diagnosis.md").read_text(encoding="utf-8")


def test_the_table_has_every_rule_in_its_order():
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert rows == [f"| `{kind}` | {rule.help} |" for kind, rule in RULES.items()]
