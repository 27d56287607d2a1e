"""How the files are called in which charts are saved."""

import re

from mlpviz.config import RunConfig

CHART = "{}"  # stands for the chart's own name, which the board fills in


def chart_file(config: RunConfig, epoch: int) -> str:
    """The name of a chart's file, without its ending: ``mlpviz-digits-{}-epoch-12``."""
    return f"mlpviz-{slug(config.dataset)}-{CHART}-epoch-{epoch}"


def slug(text: str) -> str:
    """A text as a part of a file's name: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
