"""A mistake in a trace: its line under the right one, and every number that it changes."""

from collections.abc import Iterator
from itertools import product

from mlpviz.gradcheck.mistakes import MISTAKES
from mlpviz.tracing import Trace
from mlpviz.tracing.mistaken import Beside, Mistaken
from mlpviz.words import listed, number
from mlpviz.workbench.trace.choices import NONE
from mlpviz.workbench.trace.lines import place
from mlpviz.workbench.trace.shown import Changed, Line, Named, Part, Wrong
from mlpviz.workbench.trace.stages import Focus

NAMED = 8  # quantities in a sentence
MOST = 14  # numbers up to which all are told
LOSS_DIGITS = 9


def without(trace: Trace) -> Named:
    """No mistake; it says so where the run has something that no mistake is made with."""
    known = trace.known
    beside = {"dropout": known.dropped, "weights of samples": known.weighted}
    words = listed(name for name, there in beside.items() if there)
    return Named(NONE, f"none: not with {words}" if words else "none")


def offered(trace: Trace, chosen: str) -> tuple[Named, ...]:
    """The mistakes that can show here, and the ``chosen`` one, if it cannot."""
    return tuple(
        Named(name, MISTAKES[name].title)
        for name, why in trace.mistakes.items()
        if not why or name == chosen
    )


def wrong(trace: Trace, name: str, focus: Focus) -> Wrong:
    """What the mistake ``name`` makes of the trace."""
    made = trace.mistake(name)
    if made.reason:
        return Wrong(title=made.title, words=made.reason, lines=(), rows=())
    rows, every = _rows(made, focus)
    told = listed(made.changed, most=NAMED)
    more = "" if every else f"Changed are {told}; here are the numbers on the way."
    lines = (
        Line("right", (Part(made.lines.right.code),)),
        Line("wrong", (Part(made.lines.wrong.code),)),
        *_factors(made, focus),
    )
    words = made.help if made.changed else f"{made.help} For these numbers it changes nothing."
    if "new_W1" in made.changed:
        loss, alone = (number(n, LOSS_DIGITS) for n in made.after)
        words += f" The loss after the step is {loss}; where biases stay as they are, {alone}."
    return Wrong(title=made.title, words=words, lines=lines, rows=rows, more=more)


def _factors(made: Mistaken, focus: Focus) -> Iterator[Line]:
    """The first number on the way that is wrong by a factor of its own, with all its factors."""
    for quantity, index in focus.values():
        if quantity not in made.changed:
            continue
        beside = made.beside(quantity, index)
        if any(factor.right != factor.wrong for factor in beside.factors):
            yield _product("right", beside, beside.right_shown)
            yield _product("wrong", beside, beside.wrong_shown)
            return


def _product(kind: str, beside: Beside, shown: str) -> Line:
    """``d1[0] = 0.0798 * 0.3161 = 0.0252``; what is wrong stands in brackets of its own."""
    texts = []
    for factor in beside.factors:
        text = factor.right_shown if kind == "right" else factor.wrong_shown
        texts.append(f"[{text}]" if factor.right != factor.wrong else text)
    sign = f" {beside.factors[0].sign} "
    return Line(kind, (Part(f"{beside.symbol} = {sign.join(texts)} = {shown}"),))


def _rows(made: Mistaken, focus: Focus) -> tuple[tuple[Changed, ...], bool]:
    """A row for every number that is changed, or for those on the way; whether it is every one."""
    sizes = sum(made.right.row(q).size if q != "L" else 1 for q in made.changed)
    every = sizes <= MOST
    asked = [(quantity, index) for quantity, index in focus.values() if quantity in made.changed]
    if every:
        asked = [(q, i) for q in sorted(made.changed, key=_order) for i in _indices(made, q)]
    found = [made.beside(quantity, index) for quantity, index in asked]
    return tuple(_row(beside) for beside in found if beside.right != beside.wrong), every


def _order(quantity: str) -> tuple[int, int]:
    """The deltas first, as they are made: from the last layer down; then gradients, new weights."""
    kind = quantity.rstrip("0123456789")
    layer = int(quantity[len(kind) :] or 0)
    return (0, -layer) if kind == "d" else (1 + kind.startswith("new"), layer)


def _indices(made: Mistaken, quantity: str) -> list[tuple[int, ...]]:
    if quantity == "L":
        return [()]
    return [*product(*map(range, made.right.row(quantity).shape))]


def _row(beside: Beside) -> Changed:
    ref = beside.ref
    where = place(ref.quantity, ref.place)
    return Changed(beside.symbol, beside.wrong_shown, beside.right_shown, beside.ratio_shown, where)
