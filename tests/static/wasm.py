"""The state that WebAssembly has, for a process of its own: ``enter`` it before mlpviz is imported.

32 bits: an index is an int32, and NumPy refuses to make one of an int64 by itself. No threads, no
processes, no torch, no BLAS to be calmed, and nothing of what the site does not bring along.
"""

import builtins
import sys
import threading
from importlib import import_module
from types import ModuleType

import numpy as np

# What is there on the computer of whoever runs the tests, and asked for without an import.
ABSENT = ("torch",)
# Of Python's own, what a browser lacks. Other libraries import them and do nothing with them.
PROCESSES = ("subprocess", "multiprocessing", "concurrent.futures.process")
# Modules of Python that Pyodide 0.29.3 does not have, and names that others lack there, as far as
# they could be thought of: compared with CPython's on Linux, name by name.
UNKNOWN = ("curses", "dbm", "fcntl", "grp", "lzma", "pwd", "readline", "resource", "sqlite3", "ssl")
LACKS = {
    "time": ("thread_time", "thread_time_ns", "tzset"),
    "threading": ("get_native_id",),
    "signal": ("alarm", "pthread_kill", "setitimer"),
    "select": ("epoll",),
    "socket": ("AF_UNIX",),
    "asyncio": ("open_unix_connection", "start_unix_server"),
    "os": ("forkpty", "geteuid", "getgroups", "get_terminal_size", "link", "mkfifo", "nice"),
}
# The functions that take indices or counts and cast them safely only: which argument that is.
INDEX_TAKERS = {"bincount": 0, "repeat": 1, "put": 1}


def enter(module, packages, starts=lambda thread: False):
    """Go over into that state, and import ``module`` with all that it needs.

    mlpviz may import Python's own modules and ``packages``, by name, nothing else. Threads of which
    ``starts`` says so start all the same. Libraries keep what they have loaded.
    """
    loaded = sorted(name for name in sys.modules if name.partition(".")[0] == "mlpviz")
    assert loaded == [], "these were imported in the usual state"
    start = threading.Thread.start

    def refuse(thread):
        if not starts(thread):
            raise RuntimeError("can't start new thread")
        start(thread)

    threading.Thread.start = refuse
    sys.modules |= dict.fromkeys(ABSENT)
    builtins.__import__ = for_mlpviz(builtins.__import__, packages)
    sys.modules["numpy"] = Narrow()
    import_module(module)
    sys.modules["numpy"] = np


def for_mlpviz(original, packages):
    """``__import__``, which finds for mlpviz what is there in a browser."""
    known = {*packages, "mlpviz", *sys.stdlib_module_names}

    def imported(name, given=None, local=None, fromlist=(), level=0):
        ours = (given or {}).get("__name__", "").startswith("mlpviz")
        absent = (*PROCESSES, *UNKNOWN)
        if ours and (name in absent or name.partition(".")[0] not in known):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        if ours and (lacking := [one for one in LACKS.get(name, ()) if one in (fromlist or ())]):
            raise ImportError(f"cannot import name {lacking[0]!r} from {name!r}", name=name)
        return original(name, given, local, fromlist, level)

    return imported


class Narrow(ModuleType):
    """NumPy as 32 bits have it."""

    intp = np.int32

    def __init__(self):
        super().__init__("numpy")
        for name, place in INDEX_TAKERS.items():
            setattr(self, name, refusing(getattr(np, name), place))

    def __getattr__(self, name):
        return getattr(np, name)


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
