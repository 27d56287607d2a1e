"""What every visitor needs, done once per server."""

import gc
import inspect
from importlib.util import find_spec
from threading import Lock, Timer

from threadpoolctl import threadpool_limits

from mlpviz.limits.machine import speed
from mlpviz.predict.measures import has_sklearn
from mlpviz.ui.board.assets import assets, packed
from mlpviz.ui.dataset_choice import QUICK
from mlpviz.workbench.dataset_pictures import dataset_picture
from mlpviz.workbench.datasets import shared_dataset
from mlpviz.workbench.first_run import FIRST_RUN

PRELOADED, MEASURES = "preload", "measures"
SOON = 1.0  # s until the measures are loaded

_lock = Lock()
_done: list[str] = []


def preload() -> None:
    """Load what the first page needs, take it out of garbage collection, calm BLAS.

    The server begins with this; a visitor who comes before it is done waits for it.

    A collection that walks the libraries' objects takes about 90 ms, longer than a frame; frozen
    objects are not looked at. BLAS gets one thread: several visitors' threads that wait for each
    other in a spin loop cost a frame far more than a second core could save it.
    """
    with _lock:
        if PRELOADED in _done:
            return
        _load()
        threadpool_limits(limits=1, user_api="blas")
        speed()  # as one thread has it
        gc.collect()
        gc.freeze()
        _done.append(PRELOADED)


def is_preloaded() -> bool:
    """Whether that is done."""
    return PRELOADED in _done


def preload_measures() -> None:
    """Begin to load what counts a confusion matrix, where one is likely to be looked at next.

    It takes a second of the processor, so it begins a moment later, with the page on its way, and
    once per server. What it brings is frozen as well: else each collection, one a frame, walks it.
    """
    with _lock:
        if PRELOADED not in _done or MEASURES in _done or find_spec("sklearn") is None:
            return
        _done.append(MEASURES)
    timer = Timer(SOON, _load_measures)
    timer.daemon = True
    timer.start()


def _load_measures() -> None:
    has_sklearn()
    gc.collect()
    gc.freeze()


def _load() -> None:
    """The board's files, packed; the first run's data, and the sidebar's pictures of others."""
    import pandas  # noqa: F401  # as Streamlit does for a component, to see whether it shows a table
    from PIL import Image

    Image.preinit()  # which Streamlit would do for the page's icon
    for where in assets():
        packed(where)
    shared_dataset(FIRST_RUN)
    for name in QUICK:
        dataset_picture(name)
    # Streamlit's first element asks who has called it, which goes through all modules: 80 ms. The
    # standard library remembers them.
    inspect.stack()
