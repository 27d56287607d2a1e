"""``drawn_run``: what all views show at the epochs of a run, as the page's JavaScript reads it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, NamedTuple, Self

from mlpviz.config import RunConfig
from mlpviz.describing import measures
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.record import EpochRecord
from mlpviz.html_run.looks import choices, key, look_at, looks
from mlpviz.html_run.store import Store, compact
from mlpviz.run import Trainer
from mlpviz.views.file_names import chart_file
from mlpviz.views.frame import Frame
from mlpviz.views.table import fitting
from mlpviz.views.view import View
from mlpviz.words import whole

MOST_FRAMES = 128  # epochs in a file: of a longer run every second, every fourth, ...
NOTHING = "No fault has been found so far."
UNTRAINED = "An untrained network."

Progress = Callable[[float], object]
Drawn = dict[str, Any]  # what a view shows: alt, data, layout, and perhaps a diagram


def unheard(_: float) -> None:
    """A progress that nobody follows."""


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
    """What is shown at each of the ``epochs``: by each of the views, and above them.

    ``drawn`` are each view's moments, by how it is looked at.
    """

    epochs: Epochs
    views: dict[str, View[Frame]]
    drawn: dict[str, dict[str, list[Drawn]]]
    frames: list[dict[str, Any]]

    def every_second(self) -> Self:
        """The same with half as many epochs, the first and the newest among them."""
        step, newest, shown = self.epochs
        step *= 2
        left = [k for k, epoch in enumerate(shown) if epoch % step == 0 or epoch == newest]
        return replace(
            self,
            epochs=Epochs(step, newest, tuple(shown[k] for k in left)),
            drawn={
                name: {look: [drawn[k] for k in left] for look, drawn in looked.items()}
                for name, looked in self.drawn.items()
            },
            frames=[self.frames[k] for k in left],
        )

    def as_json(self, progress: Progress = unheard) -> str:
        """As the page's JavaScript reads it: ``host/types.d.ts``.

        Equal values are in it once. A view comes after the other, so that what differs little
        stands close together and packs well. ``progress`` is called with each.
        """
        store = Store()
        cards = []
        for name, view in self.views.items():
            progress(1.0)
            card = {
                "id": name,
                "title": view.title,
                "help": view.help,
                "wide": view.wide,
                "first": view.first,
                "pick": False,
                "choices": [choice._asdict() for choice in choices(name, view)],
                "frames": {
                    look: [_stored(each, store) for each in drawn]
                    for look, drawn in self.drawn[name].items()
                },
            }
            cards.append(card)
        rest = {"step": self.epochs.step, "cards": cards, "frames": self.frames}
        return f'{{"values":{store.as_json()},{compact(rest)[1:]}'


def drawn_run(
    trainer: Trainer,
    error: NonFiniteError | None = None,
    progress: Progress = unheard,
    config: RunConfig | None = None,
) -> DrawnRun:
    """All views at the epochs of a file.

    ``error`` is what ended training, if anything did; ``progress`` is told the share that is done,
    more than once for each epoch. ``config`` are the choices of the moment, if some have changed.
    """
    epochs, viewer, views = chosen_epochs(trainer), trainer.network.copy(), fitting(trainer.dataset)
    ways = {name: looks(choices(name, view)) for name, view in views.items()}
    drawn: dict[str, dict[str, list[Drawn]]] = {
        name: {key(look): [] for look in found} for name, found in ways.items()
    }
    frames: list[dict[str, Any]] = []
    for done, epoch in enumerate(epochs.shown):
        earlier = None if epoch == epochs.newest else epoch
        share = partial(_pass_on, progress, done / len(epochs.shown))
        moment = Frame(trainer, viewer, log=False, playing=False, marker=earlier, progress=share)
        for name, view in views.items():
            for look in ways[name]:
                share()
                look_at(moment, look)
                chart = view.chart(moment)
                drawn[name][key(look)].append({"alt": chart.summary(), **chart.figure()})
        share()
        told = _told(trainer, earlier, error, config)
        frames.append(
            {
                "epoch": epoch,
                "header": _header(moment.record),
                "message": told,
                "saved_as": chart_file(trainer.config, epoch),
            }
        )
    progress(1.0)
    return DrawnRun(epochs, views, drawn, frames)


def _pass_on(progress: Progress, share: float, _: float = 0.0) -> None:
    """Tell the share of the whole, whatever that of its part is."""
    progress(share)


def _header(record: EpochRecord) -> list[dict[str, str]]:
    """The numbers above the charts, as the app has them."""
    told = {"Epoch": whole(record.epoch)}
    for name, train, test in measures(record):
        told |= {f"Train {name}": train, f"Test {name}": test}
    return [{"label": label, "value": value} for label, value in told.items()]


def _told(
    trainer: Trainer, epoch: int | None, error: NonFiniteError | None, config: RunConfig | None
) -> dict[str, Any]:
    """What is said of the run at an earlier epoch, None for the newest, as the app says it then."""
    if epoch is None:
        found = trainer.diagnose(config, error)
    else:
        found = trainer.diagnosed_at(epoch, config)
    if found:
        first, *more = (message.sentence for message in found)
        return _message("error" if error and epoch is None else "warning", first, more)
    untrained = epoch == 0 or trainer.epoch == 0
    return _message("info", UNTRAINED if untrained else NOTHING)


def _message(kind: str, text: str, more: Sequence[str] = ()) -> dict[str, Any]:
    """As the board is told it, without buttons."""
    return {"kind": kind, "text": text, "buttons": [], "further": [], "more": [*more]}


def _stored(drawn: Drawn, store: Store) -> dict[str, Any]:
    """The places of the parts of what a view shows."""
    places: dict[str, Any] = {
        "alt": store.add(drawn["alt"]),
        "data": [store.add(trace) for trace in drawn["data"]],
        "layout": {name: store.add(value) for name, value in drawn["layout"].items()},
    }
    if "diagram" in drawn:
        places["diagram"] = store.add(drawn["diagram"] | {"locked": "", "fixed": True})
    return places
