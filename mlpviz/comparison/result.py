"""``Comparison``: the runs of a comparison as figures, text, table and chart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import isfinite
from typing import TYPE_CHECKING, Any, Literal, get_args

from mlpviz.comparison import curves
from mlpviz.comparison.curves import Score
from mlpviz.comparison.runner import ComparedRun
from mlpviz.comparison.winner import is_above_chance, is_clear
from mlpviz.config import RunConfig
from mlpviz.engine.faults import UnknownNameError, require_known, unknown
from mlpviz.run import LOADED
from mlpviz.words import listed, number

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from mlpviz.charts import Racer

Split = Literal["train", "test"]

# What decides the initial weights, and how it is called.
_DRAWN_FROM = {
    "seed": "the seed",
    "initializer": "the initializer",
    "initializer_options": "the initializer's options",
    "input_features": "the number of inputs",
    "hidden_sizes": "the width",
    "output": "the output",
    "bias": "having biases",
    "bias_std": "the biases' deviation",
    "dtype": "the precision",
    "dataset": "the dataset",
}
# What decides what a loss is a number of, and how it is called.
_IN_THE_LOSS = {
    "loss": "loss",
    "target_scale": "target scale",
    "standardize_targets": "standardised targets",
    "l2": "L2",
}


@dataclass(frozen=True, eq=False)
class Comparison:
    """Several runs, side by side, in the order in which they were given."""

    runs: tuple[ComparedRun, ...]

    def __getitem__(self, label: str) -> ComparedRun:
        """The run of that label. Raises KeyError with all labels."""
        for run in self.runs:
            if run.label == label:
                return run
        raise UnknownNameError([unknown("run", label, [run.label for run in self.runs])])

    @property
    def score(self) -> Score:
        """What the scores are: "accuracy" for classes, "R²" for regression."""
        return self.runs[0].score

    @property
    def same_start(self) -> bool:
        """Whether all runs began with the same weights, bit for bit."""
        return len({run.start for run in self.runs}) == 1

    @property
    def best(self) -> ComparedRun:
        """The run with the highest test score in the end, then the lowest test loss.

        A run that diverged is the best one only if all of them did. Whether it is better by more
        than luck says ``winner``.
        """
        return max(self.runs, key=_merit)

    @property
    def level(self) -> tuple[ComparedRun, ...]:
        """The best run and those that it does not clearly beat, the best first; without diverged.

        Clearly: by more than twice the standard error that so few test samples leave.
        """
        best = self.best
        going = sorted((run for run in self.runs if not run.diverged), key=_merit, reverse=True)
        return tuple(run for run in going if run is best or not self._beats(best, run))

    @property
    def learned(self) -> bool:
        """Whether the best run's test score is clearly better than a constant answer's."""
        best = self.best
        value = float(best.test_score[-1])
        above = is_above_chance(self.score, value, best.chance, best.n_test)
        return not best.diverged and above

    @property
    def winner(self) -> ComparedRun | None:
        """The best run, if it is clearly better than chance and than every other one."""
        return self.best if self.learned and len(self.level) == 1 < len(self.runs) else None

    def _beats(self, run: ComparedRun, other: ComparedRun) -> bool:
        n = min(run.n_test, other.n_test)
        return is_clear(self.score, float(run.test_score[-1]), float(other.test_score[-1]), n)

    @property
    def notes(self) -> tuple[str, ...]:
        """What to know when reading the curves: do the runs share weights, data and loss?"""
        configs = [run.config for run in self.runs]
        notes = [_starts(configs, self.same_start)]
        if _differ(configs, LOADED):
            notes.append("The runs do not see the same data.")
        if losses := _differ(configs, _IN_THE_LOSS):
            words = listed(_IN_THE_LOSS[name] for name in losses)
            notes.append(f"The loss itself differs, by {words}: compare the {self.score}.")
        return tuple(notes)

    def table(self) -> list[dict[str, Any]]:
        """The final figures, one dict per run: ``pandas.DataFrame(comparison.table())``."""
        return [run.row() for run in self.runs]

    def __str__(self) -> str:
        """The final figures as a table of text; ``*`` marks the winner, if there is one."""
        table = [headings(self.score), *map(self._cells, self.runs)]
        widths = [max(len(line[i]) for line in table) for i in range(len(table[0]))]
        lines = [
            "  ".join(
                cell.rjust(width) if 0 < i < len(line) - 1 else cell.ljust(width)
                for i, (cell, width) in enumerate(zip(line, widths, strict=True))
            ).rstrip()
            for line in table
        ]
        return "\n".join([lines[0], "-" * max(map(len, lines)), *lines[1:], "", *self.notes])

    def _repr_html_(self) -> str:
        """The final figures as an HTML table, light or dark, with whatever was given escaped."""
        head = _html_row(headings(self.score), "th", 'scope="col"')
        body = "".join(_html_row(self._cells(run), "td") for run in self.runs)
        notes = "".join(f'<p style="margin:0.3em 0">{escape(note)}</p>' for note in self.notes)
        return (
            '<div style="max-width:100%;color:inherit;overflow-x:auto">'
            '<table style="border-collapse:collapse;color:inherit">'
            f"<thead>{head}</thead><tbody>{body}</tbody></table>{notes}</div>"
        )

    def figure(self, *, log: bool = False, split: Split = "test") -> "go.Figure":
        """Loss above and score below, all runs in one Plotly figure, on one axis of epochs."""
        from mlpviz import charts

        chart = charts.RaceCurves(self.racers(split), self.score, split, log=log)
        return charts.to_figure(chart.figure())

    def racers(self, split: Split = "test") -> list["Racer"]:
        """The curves of one split, as the chart takes them."""
        from mlpviz.charts import Racer

        require_known(split, get_args(Split), "split")
        return [
            Racer(
                run.label,
                run.epoch,
                run.train_loss if split == "train" else run.test_loss,
                run.train_score if split == "train" else run.test_score,
                run.diverged,
            )
            for run in self.runs
        ]

    def _cells(self, run: ComparedRun) -> list[str]:
        label = f"{run.label} *" if run is self.winner else run.label
        return [label, *cells(run)]


def headings(score: Score) -> list[str]:
    """The columns' titles."""
    return ["run", *curves.headings(score), "ms per epoch", "status"]


def cells(run: ComparedRun) -> list[str]:
    """One run's final figures as text, in the order of ``headings``, without the label."""
    milliseconds = 1e3 * run.seconds_per_epoch
    return [
        *curves.cells(run),
        number(milliseconds) if isfinite(milliseconds) else "",
        run.status,
    ]


def _merit(run: ComparedRun) -> tuple[bool, float, float]:
    return not run.diverged, float(run.test_score[-1]), -float(run.test_loss[-1])


def _starts(configs: Sequence[RunConfig], same: bool) -> str:
    if same:
        return "All runs start from identical weights."
    names = [_DRAWN_FROM[field] for field in _differ(configs, _DRAWN_FROM)]
    verb = "decides" if len(names) == 1 else "decide"
    return f"The runs start from different weights: {listed(names)} {verb} them."


def _differ(configs: Sequence[RunConfig], fields: Iterable[str]) -> list[str]:
    """Those of the fields in which the configs do not all agree."""
    return [
        name
        for name in fields
        if any(getattr(c, name) != getattr(configs[0], name) for c in configs)
    ]


def _html_row(row: Sequence[str], tag: str, attributes: str = "") -> str:
    style = "padding:0.25em 0.7em;border-bottom:1px solid rgba(128,128,128,0.35);"
    return (
        '<tr style="background:transparent">'
        + "".join(
            f'<{tag} {attributes} style="{style}'
            f'text-align:{"right" if 0 < i < len(row) - 1 else "left"}">{escape(cell)}</{tag}>'
            for i, cell in enumerate(row)
        )
        + "</tr>"
    )
