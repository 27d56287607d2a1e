"""What the Compare page says about its race: header, message, table."""

from mlpviz.charts.palette import RUNS
from mlpviz.comparison import ComparedRun, Comparison, Race
from mlpviz.comparison.result import cells, headings
from mlpviz.words import counted, listed, loss_number, score_number, whole
from mlpviz.workbench.compare.plan import Plan
from mlpviz.workbench.protocol import Button, Kind, Message, Metric, Row, Table, header, titles

NOTHING = "Nothing to race: choose at least one value."
CHANGED = (
    "This is the result of other choices: the sidebar's have changed since. Reset takes them over."
)


def metrics(race: Race, comparison: Comparison) -> tuple[Metric, ...]:
    """The board's header: how far the race is, and the best figures in it so far."""
    best = comparison.best
    lowest = min(float(run.test_loss[-1]) for run in comparison.runs)
    values = {
        "Epoch": f"{whole(race.epoch)} / {whole(race.epochs)}",
        f"Best test {comparison.score}": _score(comparison, best),
        "Lowest test loss": loss_number(lowest),
        "Racing": str(sum(not runner.done for runner in race.runners)),
        "Diverged": str(sum(run.diverged for run in comparison.runs)),
    }
    return header(values)


def message(
    planned: Plan,
    race: Race | None,
    comparison: Comparison | None,
    *,
    playing: bool,
    stale: bool,
    error: str | None,
    answers: bool = True,
) -> Message | None:
    """What went wrong, what to do first, or who won; while it plays, only who has diverged."""
    if error is not None:
        return Message("error", error)
    if race is None or comparison is None:
        return Message("error", "\n".join(planned.refused) or NOTHING)
    lines = [CHANGED] if stale and not playing else []
    lines += [*planned.refused, *_diverged(comparison, answers=answers)]
    kind: Kind = "warning" if lines else "info"
    if not playing:
        lines.append(_verdict(race, comparison))
    return Message(kind, "\n".join(lines)) if lines else None


def _verdict(race: Race, comparison: Comparison) -> str:
    """Who is ahead; before the start, who takes part and on what terms."""
    count = len(comparison.runs)
    epochs = counted(race.epochs, "epoch")
    runs = f"{counted(count, 'run')} of {epochs}" if count > 1 else epochs
    notes = " ".join(comparison.notes)
    if not race.begun:
        return f"Press Start (Space): {runs}. {notes}"
    return f"{_standing(race, comparison)} {notes}"


def _standing(race: Race, comparison: Comparison) -> str:
    """Who wins or is ahead, if anybody does by more than luck."""
    best, level = comparison.best, comparison.level
    if best.diverged:
        return "Every run diverged."
    when = f"after epoch {whole(best.epoch[-1])}"
    reached = f"test {comparison.score} {_score(comparison, best)}"
    if len(comparison.runs) == 1:
        return f"{best.label}: {reached}, test loss {loss_number(best.test_loss[-1])} {when}."
    if not comparison.learned:
        chance = score_number(comparison.score, best.chance)
        constant = f"{chance} of the best constant answer"
        return f"No winner {when}: no run is clearly above the {constant}, the best at {reached}."
    if comparison.winner is None:
        names = listed([run.label for run in level])
        lowest = score_number(comparison.score, min(run.test_score[-1] for run in level))
        return (
            f"No winner {when}: {names} are level. Their test {comparison.score}, {lowest} to "
            f"{_score(comparison, best)}, differs by no more than luck with "
            f"{counted(best.n_test, 'test sample')}."
        )
    verb = "wins" if race.done else "is ahead"
    loss = loss_number(best.test_loss[-1])
    return f"{best.label} {verb}: {reached}, test loss {loss} {when}."


def _diverged(comparison: Comparison, *, answers: bool) -> list[str]:
    why = ": too large a learning rate, or inputs that are not scaled" if answers else ""
    return [f"{_how(run)}{why}." for run in comparison.runs if run.diverged]


def _how(run: ComparedRun) -> str:
    if run.error is not None:
        return f"{run.label} {run.status}"
    losses = f"from {loss_number(run.train_loss[0])} to {loss_number(run.train_loss[-1])}"
    return f"{run.label} diverged, its training loss has grown {losses}"


def _score(comparison: Comparison, run: ComparedRun) -> str:
    return score_number(comparison.score, run.test_score[-1])


def table(race: Race, comparison: Comparison, *, leaves: bool = True) -> Table:
    """The board's table: the figures of every run so far; once it has begun, a winner is marked.

    With ``leaves`` a run can be opened on its own page.
    """
    winner = comparison.winner if race.begun else None
    rows = tuple(
        Row(
            (f"{run.label} ★ best" if run is winner else run.label, *cells(run)),
            RUNS[k % len(RUNS)],
            (Button("open", run.label, "Open in Train", leaves=True),) if leaves else (),
        )
        for k, run in enumerate(comparison.runs)
    )
    return Table("Figures of all runs in the race", titles(headings(comparison.score)), rows)
