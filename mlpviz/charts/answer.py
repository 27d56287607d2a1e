"""What a network answers to one input: how sure it is of each class, or a number among others."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from mlpviz.charts.encoding import bin_counts, finite, typed_array
from mlpviz.charts.figure import Figure, axis, heading, key, label, layout, nice_ceiling
from mlpviz.charts.fit import PLOT, fitted, height, rows_of
from mlpviz.charts.named_rows import name_rows, room_of_names, row_texts
from mlpviz.charts.palette import MODEL, TEST, TRAIN, class_colors, translucent
from mlpviz.words import D3_WHOLE_PERCENT, d3, listed, number, percent

MOST = 16  # classes that have a bar
BINS = 24  # of the targets


class ClassAnswer(NamedTuple):
    """How sure the network is of each class: `scores` [k] in 0..1, of the classes `class_names`.

    `true` is the index of the right class, where that is known: it bears a ring. `output` names
    what the scores are. Of more than 16 classes the surest are drawn.
    """

    scores: ArrayLike
    class_names: Sequence[str]
    true: int | None = None
    output: str = "probability"

    def figure(self) -> Figure:
        """A bar per class, from top to bottom, the answer's the strongest."""
        scores, names = finite(self.scores), self.class_names
        shown = np.sort(np.argsort(-scores, kind="stable")[:MOST])
        answer, colors = int(scores.argmax()), class_colors(len(names))
        written = [f"○ {names[k]}" if k == self.true else names[k] for k in shown]
        told = [percent(scores[k]) for k in shown]
        room = room_of_names(written)
        parts = [self.output, *([key("○", MODEL, "truth")] if self.true is not None else [])]
        text = rows_of(parts, PLOT - room)
        return {
            "data": [
                {
                    "type": "bar",
                    "orientation": "h",
                    "x": typed_array(scores[shown]),
                    "y": typed_array(np.arange(len(shown))),
                    "width": 0.72,
                    "marker": {
                        "color": [
                            translucent(colors[k], 0.85 if k == answer else 0.4) for k in shown
                        ],
                        "line": {"color": [colors[k] for k in shown], "width": 1},
                    },
                    "hoverinfo": "text",
                    "hovertext": [
                        f"{label(names[k], 40)}: {share}"
                        for k, share in zip(shown, told, strict=True)
                    ],
                },
                row_texts(1.02, told),
            ],
            "layout": layout(
                left=room,
                top=height(text),
                bottom=24,
                annotations=[heading(text)],
                xaxis=axis("", [0, 1.27], tickformat=D3_WHOLE_PERCENT, tickvals=[0, 0.5, 1]),
                yaxis=name_rows(written, room),
            ),
        }

    def summary(self) -> str:
        """The answer, what else is likely, and whether it is right."""
        scores, names = finite(self.scores), self.class_names
        order = np.argsort(-scores, kind="stable")
        text = f"The answer is {names[order[0]]} ({percent(scores[order[0]])})"
        others = [f"{names[k]} {percent(scores[k])}" for k in order[1:4]]
        text += f"; then {listed(others)}." if others else "."
        if self.true is None:
            return text
        right = "right" if self.true == order[0] else f"wrong: it is {names[self.true]}"
        return f"{text} That is {right}."


class NumberAnswer(NamedTuple):
    """The predicted number `value` among the `targets` [n] of training; the `true` one if known.

    `name` is what the numbers are.
    """

    value: float
    targets: ArrayLike
    true: float | None = None
    name: str = "target"

    def figure(self) -> Figure:
        """The distribution of the targets, a line for the prediction and one for the truth."""
        targets = finite(self.targets)
        marks = [self.value] if self.true is None else [self.value, self.true]
        ends = np.concatenate([targets, finite(marks)])
        low, high = float(ends.min()), float(ends.max())
        margin = 0.04 * (high - low) or 1.0
        low, high = low - margin, high + margin
        shares = bin_counts(targets, low, high, BINS) / max(len(targets), 1)
        width = (high - low) / BINS
        top = nice_ceiling(1.02 * float(shares.max(initial=0.0)))
        text = rows_of(self._key(), PLOT - 46)
        looks = zip(marks, (MODEL, TEST), ("solid", "dot"), strict=False)
        return {
            "data": [
                {
                    "type": "bar",
                    "x": typed_array(low + width * (np.arange(BINS) + 0.5)),
                    "y": typed_array(shares),
                    "width": width,
                    "marker": {"color": translucent(TRAIN, 0.4)},
                    "hovertemplate": f"{d3('y', D3_WHOLE_PERCENT)} of training near {d3('x')}"
                    "<extra></extra>",
                },
                *(_upright(at, top, color, dash) for at, color, dash in looks if np.isfinite(at)),
            ],
            "layout": layout(
                top=height(text),
                annotations=[heading(text)],
                xaxis=axis(fitted(self.name, PLOT - 54), [low, high]),
                yaxis=axis("", [0, top]) | {"tickformat": D3_WHOLE_PERCENT, "nticks": 3},
            ),
        }

    def summary(self) -> str:
        """The prediction, the truth, and the range of the targets."""
        targets = finite(self.targets)
        text = f"The prediction is {number(self.value, 4)}"
        if self.true is not None:
            text += f", the truth {number(self.true, 4)}"
        return (
            f"{text}. Targets of training are from {number(float(targets.min()), 4)} to "
            f"{number(float(targets.max()), 4)}, {number(float(targets.mean()), 4)} on average."
        )

    def _key(self) -> list[str]:
        parts = [key("━", MODEL, f"prediction {number(self.value, 4)}")]
        if self.true is not None:
            parts.append(key("┅", TEST, f"truth {number(self.true, 4)}"))
        return [*parts, key("■", TRAIN, "share of targets")]


def _upright(at: float, top: float, color: str, dash: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [at, at],
        "y": [0, top],
        "line": {"color": color, "width": 2, "dash": dash},
        "hovertemplate": f"{d3('x')}<extra></extra>",
    }
