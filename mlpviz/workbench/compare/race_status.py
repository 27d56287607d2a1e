"""What the Compare page says about its race: header, message, table."""

from mlpviz.charts.palette import RUNS
from mlpviz.comparison import ComparedRun, Comparison, Race
from mlpviz.comparison.result import cells, headings
from mlpviz.words import counted, loss_number, score_number, whole
from mlpviz.workbench.compare.plan import Plan
from mlpviz.workbench.protocol import Button, Kind, Message, Metric, Row, Table, header, titles

NOTHING = "Nothing to race: choose at least one value."
CHANGED = "The choices in the sidebar have changed since: Reset takes them over."


def metrics(race: Race, comparison: Comparison) -> tuple[Metric, ...]:
    """The board's header: how far the race is, and the best figures in it so far."""
    best = comparison.best
    lowest = min(float(run.test_loss[-1]) for run in comparison.runs)
    values = {
        "Epoch": f"{whole(race.epoch)} / {whole(race.epochs)}",
        f"Best test {comparison.score}": _score(comparison, best),
        "Lowest test loss": loss_number(lowest),
        "Racing": str(sum(not runner.done for runner in race.runners)),
        "Diverged": str(sum(runner.error is not None for runner in race.runners)),
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
    lines = [*planned.refused, *_diverged(comparison, answers=answers)]
    kind: Kind = "warning" if lines else "info"
    if not playing:
        lines += [CHANGED] if stale else []
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
    best = comparison.best
    if best.error is not None:
        return f"Every run diverged. {notes}"
    verb = "wins" if race.done else "is ahead"
    return (
        f"{best.label} {verb}: test {comparison.score} {_score(comparison, best)}, test loss "
        f"{loss_number(best.test_loss[-1])} after epoch {whole(best.epoch[-1])}. {notes}"
    )


def _diverged(comparison: Comparison, *, answers: bool) -> list[str]:
    why = ": too large a learning rate, or inputs that are not scaled" if answers else ""
    return [f"{run.label} {run.status}{why}." for run in comparison.runs if run.error is not None]


def _score(comparison: Comparison, run: ComparedRun) -> str:
    return score_number(comparison.score, run.test_score[-1])


def table(race: Race, comparison: Comparison, *, leaves: bool = True) -> Table:
    """The board's table: the figures of every run so far; once it has begun, the best is marked.

    With ``leaves`` a run can be opened on its own page.
    """
    best = comparison.best if race.begun and len(comparison.runs) > 1 else None
    rows = tuple(
        Row(
            (f"{run.label} ★ best" if run is best else run.label, *cells(run)),
            RUNS[k % len(RUNS)],
            (Button("open", run.label, "Open in Train", leaves=True),) if leaves else (),
        )
        for k, run in enumerate(comparison.runs)
    )
    return Table("Figures of all runs in the race", titles(headings(comparison.score)), rows)
