"""``drawn_run``: what all views show at the epochs of a run, as the page's JavaScript reads it."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple, Self

from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.html_run.store import Store, compact
from mlpviz.run import Trainer
from mlpviz.workbench.protocol import Card
from mlpviz.workbench.train.frame import Frame
from mlpviz.workbench.train.run_status import NOTHING, metrics
from mlpviz.workbench.train.views import figures

MOST_FRAMES = 128  # epochs in a file: of a longer run every second, every fourth, ...
LOCKED = "This file only shows the run: its weights cannot be set here."
UNTRAINED = "An untrained network. Press Play (Space) to see how it was trained."


class Epochs(NamedTuple):
    """The epochs in a file: those below ``newest`` that ``step`` divides, and ``newest``."""

    step: int
    newest: int
    shown: tuple[int, ...]


def chosen_epochs(trainer: Trainer, most: int = MOST_FRAMES) -> Epochs:
    """The epochs whose weights are kept and the newest, thinned evenly to at most ``most``."""
    kept, newest = trainer.history.kept_epochs, trainer.history.newest.epoch
    step = kept[1] - kept[0] if len(kept) > 1 else max(newest, 1)
    while newest / step > most - 1:
        step *= 2
    earlier = [epoch for epoch in kept if epoch % step == 0 and epoch < newest]
    return Epochs(step, newest, (*earlier, newest))


@dataclass(frozen=True)
class DrawnRun:
    """What is shown at each of the ``epochs``: the cards by id, and what stands above them."""

    epochs: Epochs
    cards: dict[str, list[Card]]
    frames: list[dict[str, Any]]

    def every_second(self) -> Self:
        """The same with half as many epochs, the first and the newest among them."""
        step, newest, shown = self.epochs
        step *= 2
        left = [k for k, epoch in enumerate(shown) if epoch % step == 0 or epoch == newest]
        epochs = Epochs(step, newest, tuple(shown[k] for k in left))
        cards = {name: [cards[k] for k in left] for name, cards in self.cards.items()}
        return replace(self, epochs=epochs, cards=cards, frames=[self.frames[k] for k in left])

    def as_json(self) -> str:
        """As the page's JavaScript reads it: ``host/types.d.ts``.

        Equal values are in it once. A card comes after the other, so that what differs little
        stands close together and packs well.
        """
        store = Store()
        cards = [_card(shown, store) for shown in self.cards.values()]
        rest = {"step": self.epochs.step, "cards": cards, "frames": self.frames}
        return f'{{"values":{store.as_json()},{compact(rest)[1:]}'


def drawn_run(
    trainer: Trainer,
    error: NonFiniteError | None = None,
    progress: Callable[[float], object] = lambda share: None,
) -> DrawnRun:
    """All views at the epochs of a file.

    ``error`` is what ended training, if anything did; ``progress`` is told the share that is done.
    """
    epochs, viewer = chosen_epochs(trainer), trainer.network.copy()
    cards: dict[str, list[Card]] = {}
    frames: list[dict[str, Any]] = []
    for done, epoch in enumerate(epochs.shown, 1):
        earlier = None if epoch == epochs.newest else epoch
        moment = Frame(trainer, viewer, log=False, playing=False, marker=earlier)
        for card in figures(moment, None):
            cards.setdefault(card.id, []).append(card)
        header = [asdict(metric) for metric in metrics(trainer, moment.record)]
        told = _told(trainer, earlier, error)
        frames.append({"epoch": epoch, "header": header, "message": told})
        progress(done / len(epochs.shown))
    return DrawnRun(epochs, cards, frames)


def _told(trainer: Trainer, epoch: int | None, error: NonFiniteError | None) -> dict[str, Any]:
    """What is said of the run at an earlier epoch, None for the newest, as the app says it then."""
    found = trainer.diagnose(error=error) if epoch is None else trainer.diagnosed_at(epoch)
    if found:
        first, *more = (message.sentence for message in found)
        return _message("error" if error and epoch is None else "warning", first, more)
    untrained = epoch == 0 or trainer.epoch == 0
    return _message("info", UNTRAINED if untrained else NOTHING)


def _message(kind: str, text: str, more: Sequence[str] = ()) -> dict[str, Any]:
    """As the board is told it: ``workbench/protocol.py``."""
    return {"kind": kind, "text": text, "buttons": [], "further": [], "more": [*more]}


def _card(shown: list[Card], store: Store) -> dict[str, Any]:
    """What stays of a card, and the places of what it shows at each moment."""
    first = shown[0]
    head = {name: getattr(first, name) for name in ("id", "title", "help", "wide", "first")}
    moments = [_drawn(card, store) for card in shown]
    return {**head, "pick": False, "switches": [], "frames": moments}


def _drawn(card: Card, store: Store) -> dict[str, Any]:
    layout = card.layout or {}
    places: dict[str, Any] = {
        "alt": store.add(card.alt),
        "data": [store.add(trace) for trace in card.data or ()],
        "layout": {name: store.add(value) for name, value in layout.items()},
    }
    if card.diagram is not None:
        places["diagram"] = store.add({**card.diagram, "locked": LOCKED})
    return places
