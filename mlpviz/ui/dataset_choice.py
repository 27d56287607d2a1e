"""The sidebar's datasets."""

from mlpviz.config import RunConfig
from mlpviz.data import DATASETS
from mlpviz.ui.downloads import downloads
from mlpviz.ui.sidebar_widgets import select


def dataset_choice(config: RunConfig) -> None:
    """Draw it."""
    spec = config.spec
    select("dataset", config, DATASETS, "Dataset", f"{spec.group}. Source: {spec.source}.")
    downloads()
