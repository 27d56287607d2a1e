"""``mlpviz run``: train what a preset, a link or choices say; print its epochs and its faults."""

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

from mlpviz.config import ConfigError, RunConfig, linked_config
from mlpviz.describing import measures
from mlpviz.engine.faults import Fault, show, suggestions
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.engine.record import EpochRecord
from mlpviz.engine.settings import EPOCHS
from mlpviz.export import EXPORTS, end_of, require_folder
from mlpviz.links import reading
from mlpviz.links.names import CHOICES, OTHERS, is_option
from mlpviz.presets import PRESETS
from mlpviz.trainer import Trainer, load
from mlpviz.words import listed, whole

LINES = 20  # epochs that are printed, about
DIVERGED = 1  # the exit status then
USUAL = 100  # epochs


def arguments(parser: argparse.ArgumentParser) -> None:
    """Those of ``mlpviz run``."""
    parser.add_argument(
        "what",
        nargs="*",
        help="a preset (digits-collapse), a file that was saved, a link of the app, or choices as "
        "links have them: data=moons layers=8-8 lr=0.3; choices change those of a preset",
    )
    parser.add_argument("--epochs", type=int, default=USUAL, help=f"by default {USUAL}")
    parser.add_argument("--save", metavar="FILE", help="keep the run in a file")
    parser.add_argument(
        "--export",
        metavar="FILE",
        action="append",
        default=[],
        help=f"write it as the end of the name says: {', '.join(EXPORTS)}",
    )
    parser.add_argument("--presets", action="store_true", help="print the names of all presets")


def act(asked: argparse.Namespace) -> int:
    """Train and print; 1 if it diverged. Raises FaultsError for what is asked wrongly."""
    if asked.presets:
        width = max(map(len, PRESETS))
        print("\n".join(f"{name.ljust(width)}  {row.title}" for name, row in PRESETS.items()))
        return 0
    if fault := EPOCHS.fault("--epochs", asked.epochs):
        raise ConfigError([fault])
    require_places([asked.save] if asked.save else [], asked.export)
    trainer = chosen(asked.what)
    first = trainer.epoch
    every = max(1, asked.epochs // LINES)
    error = None
    print(_line(trainer.history.newest))
    try:
        for record in trainer.run(asked.epochs):
            if (record.epoch - first) % every == 0 or record.epoch - first == asked.epochs:
                print(_line(record), flush=True)
    except NonFiniteError as met:
        error = met
    if trainer.why_stopped:
        print(f"\n{trainer.why_stopped}")
    print(f"\n{trainer}")
    for message in trainer.diagnose(error=error):
        print(f"\n{message.title}: {message.sentence}")
    if asked.save:
        trainer.save(asked.save)
        print(f"\nSaved in {asked.save}.")
    for path in asked.export:
        print(f"Written: {listed(trainer.export(path))}.")
    return DIVERGED if error else 0


def require_places(files: Sequence[str], exports: Sequence[str]) -> None:
    """Raise FileError, before anything is trained, for files that could not be written."""
    for path in exports:
        end_of(path)
    for path in (*files, *exports):
        require_folder(path)


def chosen(words: Sequence[str]) -> Trainer:
    """The run that words ask for: a preset or a link first, choices behind it.

    Raises FaultsError for what is none of these.
    """
    names = [word for word in words if "=" not in word and "?" not in word]
    pairs = [word.partition("=")[::2] for word in words if "=" in word and "?" not in word]
    links = [word for word in words if "?" in word]
    base: RunConfig | None
    if len(names) + len(links) > 1:
        message = f"{' '.join(names + links)}: a preset, a file or a link, one of them."
        raise ConfigError([Fault("what", words, message)])
    if links:
        base = RunConfig.from_link(links[0])
    elif names and names[0] not in PRESETS and Path(names[0]).is_file():
        if pairs:
            message = f"{names[0]} is a run that goes on as it is: no choices beside it."
            raise ConfigError([Fault("what", words, message)])
        return load(names[0])
    elif names:
        base = _preset(names[0])
    else:
        base = None
    return Trainer(_with(base, dict(pairs)))


def _with(base: RunConfig | None, pairs: dict[str, str]) -> RunConfig:
    """``base`` with choices as links have them; without one, what they leave out suits them."""
    link = reading.of_mapping({"v": str(reading.NEWEST)} | pairs)
    known = {fault.field for fault in link.unknown}
    if faults := [*link.unknown, *_strangers(name for name in pairs if name not in known)]:
        raise ConfigError(faults)
    if base is not None:
        return linked_config(link, base) if pairs else base
    choices, faults = reading.said(link)
    if faults:
        raise ConfigError(faults)
    return RunConfig(**choices)


def _strangers(names: Iterable[str]) -> list[Fault]:
    """The faults of names that are no choices of a run: a link's page may add some, a word not."""
    faults = []
    for name in names:
        if name in CHOICES or is_option(name):
            continue
        way = f"choices are {listed([*CHOICES])}, and options such as data.noise"
        if name == "epochs":
            way = "how long it trains is --epochs 100"
        elif name in OTHERS:
            way = "it is of a page; leave it out"
        faults.append(Fault(name, name, f"{show(name)} is no choice of a run: {way}."))
    return faults


def _preset(name: str) -> RunConfig:
    if name in PRESETS:
        return PRESETS[name].config
    meant = suggestions(name, PRESETS)
    way = f" Did you mean {listed(meant, 'or')}?" if meant else ""
    message = (
        f"{show(name)} is no preset, file or link.{way} `mlpviz run --presets` prints all presets; "
        "choices are written data=moons lr=0.3."
    )
    raise ConfigError([Fault("what", name, message)])


def _line(record: EpochRecord) -> str:
    """An epoch: losses, and accuracy or R², in training and in the test."""
    (_, *losses), (name, *scores) = measures(record)
    epoch = whole(record.epoch).rjust(6)
    return f"epoch {epoch}   loss {_pair(losses, 9)}   {name} {_pair(scores, 6)}"


def _pair(texts: Sequence[str], width: int) -> str:
    """In training and in the test, one below the other in every line."""
    train, test = (text.rjust(width) for text in texts)
    return f"{train} train {test} test"
