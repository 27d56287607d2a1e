"""Datasets in memory, shared by all visitors: a name and its options are loaded once."""

import json
from threading import Condition

from cachetools import LRUCache, cached

from mlpviz.config import RunConfig
from mlpviz.data import Dataset
from mlpviz.profiles import limits
from mlpviz.run import LOADED, load_run_dataset

# The least recently used ones are dropped; who trains on one keeps it.
_cache: LRUCache[str, Dataset] = LRUCache(
    limits().dataset_bytes, getsizeof=lambda dataset: dataset.nbytes
)


def shared_dataset(config: RunConfig) -> Dataset:
    """The dataset of a config; its arrays are read-only.

    Visitors who ask for one that is being loaded wait for it. One that is larger than all that may
    be kept is loaded anew each time. Raises DataError as ``load_run_dataset`` does.
    """
    return _load(_key(config))


def is_loaded(config: RunConfig) -> bool:
    """Whether ``shared_dataset`` answers at once."""
    return _key(config) in _cache


def _key(config: RunConfig) -> str:
    return json.dumps({name: getattr(config, name) for name in LOADED})


@cached(_cache, key=lambda choices: choices, condition=Condition())
def _load(choices: str) -> Dataset:
    return load_run_dataset(RunConfig(**json.loads(choices)))
