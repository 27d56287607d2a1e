"""A trainer in words: a line, a few lines, a table for notebooks."""

from html import escape

from mlpviz.engine.record import EpochRecord
from mlpviz.run import Trainer
from mlpviz.words import as_chosen, counted, loss_number, number, score_number, whole


def in_a_line(trainer: Trainer) -> str:
    """Data, sizes, parameters, epoch and score: ``<Trainer moons 2-8-2, 42 parameters, ...>``."""
    record = trainer.history.newest
    name, _, score = measures(record)[1]
    return (
        f"<Trainer {trainer.config.dataset} {_sizes(trainer)}, "
        f"{counted(trainer.network.n_parameters, 'parameter')}, epoch {whole(record.epoch)}, "
        f"test {name} {score}>"
    )


def in_lines(trainer: Trainer) -> str:
    """The same with all that is usual to ask, a thing a line."""
    rows = _rows(trainer)
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"{name.ljust(width)}  {text}" for name, text in rows)


def as_html(trainer: Trainer) -> str:
    """The same as a table; what comes from data is text in it."""
    rows = (
        f'<tr><th style="text-align:left">{escape(name)}</th>'
        f'<td style="text-align:left">{escape(text)}</td></tr>'
        for name, text in _rows(trainer)
    )
    return f"<table>{''.join(rows)}</table>"


def _rows(trainer: Trainer) -> list[tuple[str, str]]:
    config, network = trainer.config, trainer.network
    n = len(trainer.dataset.X_train), len(trainer.dataset.X_test)
    functions = dict.fromkeys((*network.activations, network.output))
    size = trainer.batch_size
    batch = "full batch" if size is None else f"batches of {counted(size, 'sample')}"
    rows = [
        ("data", f"{trainer.dataset.title}, {whole(n[0])} to train and {whole(n[1])} to test"),
        ("network", f"{_sizes(trainer)}, {', '.join(functions)}, {network.dtype}"),
        ("parameters", whole(network.n_parameters)),
        (
            "training",
            f"{trainer.loss} by {config.optimizer}, {_rates(trainer)}, {batch}",
        ),
        ("epoch", whole(trainer.epoch)),
    ]
    if trainer.stopped:
        rows.append(("early stopping", trainer.why_stopped))
    found = measures(trainer.history.newest)
    return rows + [(name, f"{train} train, {test} test") for name, train, test in found]


def _sizes(trainer: Trainer) -> str:
    return "-".join(map(str, trainer.network.sizes))


def _rates(trainer: Trainer) -> str:
    told = [f"lr {as_chosen(trainer.lr)}"]
    if not trainer.schedule.steady:
        told.append(f"{trainer.schedule.name} schedule (now {number(trainer.present_lr)})")
    regular = {"l2": trainer.l2, "l1": trainer.l1, "dropout": trainer.dropout}
    told += [f"{name} {as_chosen(value)}" for name, value in regular.items() if value]
    if trainer.patience is not None:
        told.append(f"early stopping after {counted(trainer.patience, 'epoch')}")
    return ", ".join(told)


def measures(record: EpochRecord) -> list[tuple[str, str, str]]:
    """Loss, and accuracy or R²: what it is, in training and in the test."""
    if record.train_accuracy is None or record.test_accuracy is None:
        name, pair = "R²", (record.train_r2, record.test_r2)
    else:
        name, pair = "accuracy", (record.train_accuracy, record.test_accuracy)
    losses = loss_number(record.train_loss), loss_number(record.test_loss)
    scores = [score_number(name, float("nan") if value is None else value) for value in pair]
    return [("loss", *losses), (name, scores[0], scores[1])]
