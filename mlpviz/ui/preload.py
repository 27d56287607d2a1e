"""What every visitor needs, done once per server."""

import gc
import inspect
from threading import Event, Lock

from threadpoolctl import threadpool_limits

from mlpviz.limits.machine import speed
from mlpviz.predict.measures import has_sklearn
from mlpviz.ui.board.assets import assets, packed
from mlpviz.ui.dataset_choice import QUICK
from mlpviz.workbench.dataset_pictures import dataset_picture
from mlpviz.workbench.datasets import shared_dataset
from mlpviz.workbench.first_run import FIRST_RUN

REST = 10.0  # s until the rest is loaded

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
        if _done:
            return
        _load()
        threadpool_limits(limits=1, user_api="blas")
        speed()  # as one thread has it
        gc.collect()
        gc.freeze()
        _done.append("preload")


def is_preloaded() -> bool:
    """Whether that is done."""
    return bool(_done)


def preload_all(ended: Event) -> None:
    """`preload`, and when the first visitor's page has had time to open, what counts matrices.

    scikit-learn takes a second of the processor, too long for whoever looks at a confusion matrix
    first. It is frozen as well: else each collection, one a frame, would walk it, for 28 ms.

    ``ended`` is set when the server ends: what an import asks of Python is refused from then on.
    """
    try:
        preload()
        if not ended.wait(REST) and has_sklearn():
            gc.collect()
            gc.freeze()
    except RuntimeError:
        if not ended.is_set():
            raise


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
