"""How long trials are, from what a run takes: by a nominal machine, so the same everywhere."""

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.limits import estimate_cost
from mlpviz.limits.cost import DRAWING
from mlpviz.limits.machine import Speed
from mlpviz.profiles import limits

NOMINAL = Speed(3e10, {"identity": 3e8})  # a usual machine: what a search tries depends on no other
EPOCH_SECONDS = 2.5e-4  # of any epoch: its record, its measurement
SECONDS = 6.0  # of a whole search, on that machine
TRIALS = {False: 25, True: 10}  # of full length in a search, about; against overfitting
LEAST_EPOCHS = 30  # of a trial that is cheap enough
FEWEST_EPOCHS = 5  # of any
CHEAP = 5e-3  # seconds of an epoch that is never too dear
# Times the sick run's own epoch that a trial's may take, if that is short, and if it is not.
DEAR, LONG, DEARER = 4.0, 0.02, 1.5
ALIVE_BYTES = 1e8  # of trials that can be trained on; others begin anew if they have to


def epoch_seconds(config: RunConfig, dataset: Dataset | None) -> float:
    """Seconds that an epoch takes on the nominal machine."""
    cost = estimate_cost(config, dataset, light=True, at=NOMINAL)
    return cost.frame_seconds - DRAWING + EPOCH_SECONDS


def trial_epochs(
    config: RunConfig, dataset: Dataset | None, epoch: int, *, of_test: bool = False
) -> int:
    """Epochs of a trial: as many as the sick run has had, at least 30; fewer where they cost.

    Against overfitting, ``of_test``, there is less to try, which leaves more to each.
    """
    most = int(SECONDS / TRIALS[of_test] / epoch_seconds(config, dataset))
    epochs = max(min(max(epoch, LEAST_EPOCHS), most), FEWEST_EPOCHS)
    return int(min(epochs, limits().epochs))


def affordable(config: RunConfig, dataset: Dataset | None, epochs: int, trials: int) -> bool:
    """Whether so many more trials may be so long."""
    seconds = trials * epochs * epoch_seconds(config, dataset)
    return epochs <= limits().epochs and seconds <= SECONDS


def too_dear(config: RunConfig, than: RunConfig, dataset: Dataset | None) -> bool:
    """Whether an epoch of ``config`` takes much longer than one of the sick run ``than``."""
    seconds, own = epoch_seconds(config, dataset), epoch_seconds(than, dataset)
    return seconds > CHEAP and seconds > own * (DEAR if own < LONG else DEARER)


def run_bytes(config: RunConfig, dataset: Dataset | None) -> int:
    """Memory that a trial of ``config`` takes."""
    return estimate_cost(config, dataset, light=True, at=NOMINAL).memory
