"""The state that WebAssembly has, for a process of its own: ``enter`` it before mlpviz is imported.

32 bits: an index is an int32, and NumPy refuses to make one of an int64 by itself. No threads, no
processes, no torch, no BLAS to be calmed, and nothing of what the site does not bring along.
"""

import sys
import threading

import numpy as np

ABSENT = (
    "torch",
    "subprocess",
    "multiprocessing",
    "_multiprocessing",
    "concurrent.futures.process",
    "joblib",
    "plotly",
    "scipy",
    "sklearn",
    "threadpoolctl",
    "uvicorn",
)
# The functions that take indices or counts and cast them safely only.
INDEX_TAKERS = {"bincount": 0, "repeat": 1, "put": 1}


def enter(*threads):
    """Go over into that state; threads of these names start all the same."""
    # what is loaded already, by the libraries, stays theirs
    sys.modules |= dict.fromkeys(ABSENT)
    np.intp = np.int32
    for name, place in INDEX_TAKERS.items():
        setattr(np, name, refusing(getattr(np, name), place))
    start = threading.Thread.start

    def refuse(thread):
        if thread.name not in threads:
            raise RuntimeError("can't start new thread")
        start(thread)

    threading.Thread.start = refuse


def refusing(function, place):
    """``function``, which refuses an array of int64 as its argument number ``place``."""

    def refused(*given, **named):
        index = given[place] if len(given) > place else None
        if isinstance(index, np.ndarray) and index.dtype.kind in "iu" and index.itemsize > 4:
            raise TypeError(
                f"Cannot cast array data from {index.dtype!r} to dtype('int32') according to the "
                "rule 'safe'"
            )
        return function(*given, **named)

    return refused
