"""``Kept``: datasets of a visitor's own by their fingerprints, bounded by their bytes.

A config and a link say which data they are about, and do not hold them: whoever has them keeps
them here. Where strangers use the server they are the session's alone. Else the process keeps them
too, so that a reload of the page finds its run again.
"""

from collections import OrderedDict
from threading import Lock

from mlpviz.config import RunConfig
from mlpviz.data import DataError, Dataset
from mlpviz.engine.faults import Fault, show
from mlpviz.profiles import hosted, limits


class Kept:
    """Datasets that are kept, the one that was used last for longest."""

    def __init__(self) -> None:
        self._datasets: OrderedDict[str, Dataset] = OrderedDict()
        self._lock = Lock()

    def keep(self, dataset: Dataset) -> None:
        """Keep ``dataset``, and forget the oldest ones if they are too many bytes together."""
        with self._lock:
            self._datasets[dataset.fingerprint] = dataset
            self._datasets.move_to_end(dataset.fingerprint)
            while len(self._datasets) > 1 and self.nbytes > limits().own_bytes:
                self._datasets.popitem(last=False)

    def get(self, fingerprint: str) -> Dataset | None:
        """The dataset with this fingerprint, if it is kept."""
        with self._lock:
            found = self._datasets.get(fingerprint)
            if found is not None:
                self._datasets.move_to_end(fingerprint)
            return found

    def latest(self, most: int) -> list[Dataset]:
        """At most so many of them, the one that was used last first."""
        with self._lock:
            return [*reversed(self._datasets.values())][:most]

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._datasets.clear()

    @property
    def nbytes(self) -> int:
        """Bytes that they take."""
        return sum(dataset.nbytes for dataset in self._datasets.values())


everybodys = Kept()  # of a server that is one person's


def keep(own: Kept, dataset: Dataset) -> None:
    """Keep a visitor's dataset: in his session's, and over a reload unless strangers are here."""
    own.keep(dataset)
    if not hosted():
        everybodys.keep(dataset)


def find(own: Kept | None, fingerprint: str) -> Dataset | None:
    """The dataset with this fingerprint, if this visitor may have it and it is kept."""
    found = None if own is None else own.get(fingerprint)
    return everybodys.get(fingerprint) if found is None and not hosted() else found


def latest(own: Kept, most: int) -> list[Dataset]:
    """At most so many of the datasets that ``find`` finds, the one that was used last first."""
    found = {each.fingerprint: each for each in own.latest(most)}
    if not hosted():
        for each in everybodys.latest(most):
            found.setdefault(each.fingerprint, each)
    return list(found.values())[:most]


def required(own: Kept | None, config: RunConfig) -> Dataset:
    """The data of a config of one's own. Raises DataError if they are kept no longer."""
    assert config.own is not None
    found = find(own, config.own.fingerprint)
    if found is None:
        message = (
            f"The data of this run, {show(config.own.title)}, are kept no longer: open the file "
            "again, under Your data."
        )
        raise DataError([Fault("dataset", config.own.fingerprint, message)])
    return found
