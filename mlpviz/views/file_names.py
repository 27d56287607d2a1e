"""How the files are called in which charts are saved."""

import re

from mlpviz.config import RunConfig

LONGEST = 40  # characters of the name of a file of one's own
CHART = "{}"  # stands for the chart's own name, which the board fills in


def chart_file(config: RunConfig, epoch: int) -> str:
    """The name of a chart's file, without its ending: ``mlpviz-digits-{}-epoch-12``."""
    return f"mlpviz-{of_data(config)}-{CHART}-epoch-{epoch}"


def of_data(config: RunConfig) -> str:
    """What files of a run are called after: its dataset, or the file that its data are from."""
    title = "" if config.own is None else config.own.title.rpartition(".")[0] or config.own.title
    return slug(title)[:LONGEST].strip("-") or slug(config.dataset)


def slug(text: str) -> str:
    """A text as a part of a file's name: small letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
