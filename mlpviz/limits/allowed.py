"""Whether a run is allowed here; if not, the number, the limit, and the nearest that is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Self

from mlpviz.config import ConfigError, RunConfig
from mlpviz.data import Dataset
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.limits.cost import Cost, estimate_cost, sample_counts
from mlpviz.limits.machine import Speed, speed
from mlpviz.profiles import Limits, hosted, limits, variable
from mlpviz.words import counted, duration, listed, megabytes, whole

BATCH_SIZES = tuple(2**k for k in range(14, -1, -1))
BATCH = 32  # where several settings have to be less
MOST_OFFERS = 3


class Offer(NamedTuple):
    """A run that is allowed, near the one that was asked for: what is changed, and its choices."""

    label: str
    config: RunConfig


class LimitError(FaultsError):
    """A run is more than this installation allows; ``offers`` are the nearest that are not.

    ``faults`` name each number, its limit, and the way out.
    """

    def __init__(self, faults: tuple[Fault, ...], offers: tuple[Offer, ...] = ()) -> None:
        super().__init__(faults)
        self.offers = offers

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:  # type: ignore[override]
        return type(self), (self.faults, self.offers)


def require_allowed(
    config: RunConfig,
    dataset: Dataset | None = None,
    *,
    allowed: Limits | None = None,
    at: Speed | None = None,
) -> Cost:
    """What a run of ``config`` costs, if it is allowed; nothing is allocated or loaded.

    ``allowed`` and ``at`` as in ``estimate_cost``.
    Raises LimitError that names every number above its limit, and offers the nearest runs below.
    """
    allowed, at = allowed or limits(), at or speed()
    above = _above(config, dataset, allowed, at)
    if not above:
        return estimate_cost(config, dataset, allowed=allowed, at=at)

    def fits(other: RunConfig) -> bool:
        return not _above(other, dataset, allowed, at)

    offers = nearest(config, fits, allowed)
    faults = [
        above_limit(name, value, getattr(allowed, name), offers=offers)
        for name, value in above.items()
    ]
    raise LimitError(tuple(faults), offers)


def require_together(
    runs: Sequence[RunConfig],
    what: str = "These runs",
    *,
    near: RunConfig | None = None,
    allowed: Limits | None = None,
    at: Speed | None = None,
) -> int:
    """Bytes that ``runs`` take side by side, if that is allowed; none is one that views show.

    Raises LimitError if it is not.

    ``what`` they are called in the message. Offered are runs near ``near``, by default the first,
    of whose kind as many are allowed.
    """
    allowed, at = allowed or limits(), at or speed()
    memory = sum(estimate_cost(run, light=True, allowed=allowed, at=at).memory for run in runs)
    if memory <= allowed.together_bytes:
        return memory

    def fits(other: RunConfig) -> bool:
        each = estimate_cost(other, light=True, allowed=allowed, at=at).memory
        return len(runs) * each <= allowed.together_bytes and not _above(other, None, allowed, at)

    offers = nearest(near or runs[0], fits, allowed)
    fault = above_limit("together_bytes", memory, allowed.together_bytes, what, offers)
    raise LimitError((fault,), offers)


def require_epoch(config: RunConfig, epoch: int, what: str = "This run has") -> None:
    """Raise LimitError if a run of ``config`` that has ``epoch`` epochs may train no more here.

    ``what`` it is called in the message. Offered is the same run from its beginning.
    """
    if epoch >= (most := limits().epochs):
        said = f"{what} {counted(epoch, 'epoch')}, and {whole(most)} is the most here."
        text = f"{said} Start again, or {_elsewhere('epochs')}"
        raise LimitError((Fault("epochs", epoch, text),), (Offer("Start again", config),))


def nearest(
    config: RunConfig, fits: Callable[[RunConfig], bool], allowed: Limits
) -> tuple[Offer, ...]:
    """The runs nearest to ``config`` for which ``fits``: one setting less, if one is enough.

    Where none is, several together.
    """
    alone = [found for less in _LESS if (found := _first(less(config, allowed), fits))]
    if alone:
        return tuple(alone[:MOST_OFFERS])
    together = _first(_together(config, allowed), fits)
    return () if together is None else (together,)


def _above(
    config: RunConfig, dataset: Dataset | None, allowed: Limits, at: Speed
) -> dict[str, float]:
    """Everything about a run that is above its limit, by the name of that."""
    cost = estimate_cost(config, dataset, allowed=allowed, at=at)
    asked = {
        "samples": sum(sample_counts(config, dataset)),
        "run_bytes": cost.memory,
        "update_seconds": cost.update_seconds,
    }
    return {name: value for name, value in asked.items() if value > getattr(allowed, name)}


# What is said of a number above its limit, and how both are written.
_SAID: Mapping[str, tuple[str, Callable[[float], str]]] = {
    "samples": ("This run has {} samples", whole),
    "run_bytes": ("This run takes {} of memory", megabytes),
    "together_bytes": ("{what} take {} of memory together", megabytes),
    "update_seconds": ("One update of this run takes about {}", duration),
    "check_products": ("This check takes {} products", whole),
}


def above_limit(
    name: str, value: float, most: float, what: str = "", offers: Sequence[Offer] = ()
) -> Fault:
    """The fault of a ``value`` of ``what`` above the limit ``name``, a row of ``NUMBERS``.

    It names the settings of ``offers``, each of which would do.
    """
    words, written = _SAID[name]
    said = f"{words.format(written(value), what=what)}, and {written(most)} is the most here."
    return Fault(name, value, f"{said} Choose {settings(offers) or 'less'}, or {_elsewhere(name)}")


def settings(offers: Sequence[Offer]) -> str:
    """The settings of ``offers`` within a sentence: ``batch size 512 or 2,500 samples``."""
    return listed((_within(offer.label) for offer in offers), "or")


def _within(label: str) -> str:
    return label[:1].lower() + label[1:]


def _elsewhere(name: str) -> str:
    """The other way out: where the limit ``name`` is another."""
    if hosted():
        return "run it on your own computer."
    return f"allow more: {variable(name)} sets the limit."


def _smaller_batches(config: RunConfig, _: Limits) -> Iterator[Offer]:
    """Powers of two, from the largest."""
    present = config.batch_size or sample_counts(config)[0]
    for size in BATCH_SIZES:
        if size < present:
            yield Offer(f"Batch size {whole(size)}", config.changed(batch_size=size))


def _narrower(config: RunConfig, _: Limits) -> Iterator[Offer]:
    """No layer wider than this: halves of the widest one, and three quarters of it."""
    width = max(config.hidden_sizes, default=1)
    while width > 1:
        for part in (width * 3 // 4, width // 2):
            sizes = tuple(min(size, max(part, 1)) for size in config.hidden_sizes)
            yield Offer(
                f"At most {counted(max(part, 1), 'unit')} a layer",
                config.changed(hidden_sizes=sizes),
            )
        width //= 2


def _fewer_samples(config: RunConfig, allowed: Limits) -> Iterator[Offer]:
    """As many as are allowed, and fractions of what there are."""
    options = config.spec.options
    names = [name for name in ("n_samples", "n_train", "n_test") if name in options]
    count = sum(sample_counts(config))
    if not names:
        return
    for share in (min(1.0, allowed.samples / count), 0.5, 0.25, 0.1, 0.05, 0.02, 0.01):
        chosen: dict[str, Any] = dict(config.dataset_options)
        for name in names:
            option = options[name]
            value = int(chosen.get(name, option.default) * share)
            chosen[name] = max(int(option.minimum), value - value % int(option.step))
        smaller = config.changed(dataset_options=chosen)
        if (left := sum(sample_counts(smaller))) < count:
            yield Offer(counted(left, "sample"), smaller)


_LESS = (_smaller_batches, _fewer_samples, _narrower)


def _together(config: RunConfig, allowed: Limits) -> Iterator[Offer]:
    """A small batch, as many samples as are allowed, and ever narrower layers."""
    labels = []
    for less in (_smaller_batches, _fewer_samples):
        for offer in less(config, allowed):
            few = sum(sample_counts(offer.config)) <= allowed.samples
            if few if less is _fewer_samples else offer.config.batch_size == BATCH:
                config = offer.config
                labels.append(offer.label)
                break
    for offer in _narrower(config, allowed):
        first, *others = (*labels, offer.label)
        yield Offer(", ".join([first, *map(_within, others)]), offer.config)


def _first(offers: Iterator[Offer], fits: Callable[[RunConfig], bool]) -> Offer | None:
    """The first that fits; what is no legal config is passed over."""
    try:
        return next((offer for offer in offers if fits(offer.config)), None)
    except ConfigError:
        return None
