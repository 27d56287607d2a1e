"""A bar that shows how far training has come, by tqdm."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mlpviz.engine.record import EpochRecord
from mlpviz.words import loss_number


@contextmanager
def progress_bar(epochs: int, *, shown: bool) -> Iterator[Callable[[EpochRecord], object]]:
    """What to call with the record of every epoch; nothing happens then unless it is ``shown``.

    Raises ImportError, with the command that installs it, where there is no tqdm.
    """
    if not shown:
        yield lambda _: None
        return
    try:
        from tqdm.auto import tqdm
    except ImportError:
        message = "progress=True takes tqdm: pip install mlpviz[progress]"
        raise ImportError(message) from None
    with tqdm(total=epochs, unit="epoch") as bar:

        def advance(record: EpochRecord) -> None:
            losses = loss_number(record.train_loss), loss_number(record.test_loss)
            bar.set_postfix_str(f"loss {losses[0]}, test {losses[1]}", refresh=False)
            bar.update()

        yield advance
