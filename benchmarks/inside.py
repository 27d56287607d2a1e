"""``python -m benchmarks.inside DOOR ...``: the app's server, with a door to ask for its figures.

The server is that of ``streamlit run ...``, nothing of it is changed. A thread of its own answers.
"""

import gc
import os
import signal
import sys
import threading
import time
import tracemalloc
from collections import Counter
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

KEY = b"benchmarks"
TRACED = "MLPVIZ_BENCHMARKS_TRACED"  # the environment variable that asks for tracemalloc
FRAMES = 12  # of a traced allocation


def answer(asked: str) -> Any:
    """What the process says of itself."""
    if asked == "figures":
        return figures()
    if asked == "turns":
        from mlpviz.workbench.gate import gate

        return gate.turns
    if asked == "forget turns":
        from mlpviz.workbench.gate import gate
        from mlpviz.workbench.turns import Turns

        gate.turns = Turns()
        return None
    if asked == "allocated":
        return allocated()
    if asked == "objects":
        return Counter(type(thing).__qualname__ for thing in gc.get_objects()).most_common()
    raise LookupError(asked)


def figures() -> dict[str, Any]:
    """Sessions that the server keeps, connected or not; its threads, and its open files.

    ``busy``: somebody is at the gate, or a page is being drawn; ``jobs`` are threads of long work.
    """
    from streamlit.runtime import Runtime

    from mlpviz.workbench.gate import gate

    names = sorted(thread.name for thread in threading.enumerate())
    manager = Runtime.instance()._session_mgr
    return {
        "connected": manager.num_active_sessions(),
        "kept": manager.num_sessions(),
        "threads": names,
        "jobs": sum("(_do)" in name for name in names),
        "busy": gate.held or any("script" in name.lower() for name in names),
        "files": len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").exists() else 0,
    }


def allocated() -> list[tuple[str, int]]:
    """Bytes by the place that allocated them, if that is traced; the most first."""
    if not tracemalloc.is_tracing():
        return []
    gc.collect()
    statistics = tracemalloc.take_snapshot().statistics("traceback")
    return [("\n".join(s.traceback.format()), s.size) for s in statistics[:200]]


def serve(listener: Listener) -> None:
    """Answer whoever asks, for good."""
    while True:
        with suppress(OSError, EOFError), listener.accept() as asking:
            _answer(asking)


def _answer(asking: Connection) -> None:
    asked = asking.recv()
    try:
        asking.send(answer(asked))
    except Exception as error:  # whoever asked is told
        asking.send(error)


def end_with_parent() -> None:
    """End the server when the benchmark has ended, however it did."""
    parent = os.getppid()
    while os.getppid() == parent:
        time.sleep(1.0)
    os.kill(os.getpid(), signal.SIGTERM)


def main() -> None:
    """Open the door, then be ``streamlit``."""
    door, *arguments = sys.argv[1:]
    if os.environ.get(TRACED):
        tracemalloc.start(FRAMES)
    listener = Listener(door, authkey=KEY)
    for name, work in (("benchmarks", partial(serve, listener)), ("parent", end_with_parent)):
        threading.Thread(target=work, name=name, daemon=True).start()
    from streamlit.web.cli import main as streamlit

    sys.argv = ["streamlit", *arguments]
    streamlit()


if __name__ == "__main__":
    main()
