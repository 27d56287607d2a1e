"""New runs as this installation allows them: in passes, others having their turn in between."""

from collections.abc import Mapping

from mlpviz.comparison import Race
from mlpviz.comparison.runner import light_trainer
from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.engine.history import History
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import Passes
from mlpviz.limits import pass_size
from mlpviz.profiles import limits
from mlpviz.run import Trainer
from mlpviz.workbench.gate import breathe, gate


def new_run(config: RunConfig, dataset: Dataset) -> tuple[Trainer, MLP]:
    """A new run, and a network of its structure that the views may overwrite."""
    history = History(snapshot_bytes=int(limits().snapshot_bytes))
    with gate:
        trainer = Trainer(config, dataset, history, _passes(config))
        breathe()
        return trainer, trainer.network.copy()


def new_race(
    runs: Mapping[str, RunConfig], epochs: int, datasets: Mapping[RunConfig, Dataset]
) -> Race:
    """A race of ``runs`` by title, each on the one of ``datasets`` that goes with it."""
    with gate:
        return Race(runs, epochs, lambda run: light_trainer(run, datasets[run], _passes(run)))


def _passes(config: RunConfig) -> Passes:
    return Passes(pass_size(config), breathe)
