"""``name_mistakes``: what an explanation of a wrong gradient says, to the program's own author."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from mlpviz.gradcheck.mistakes.case import Line
from mlpviz.gradcheck.mistakes.explanation import Explanation, Found
from mlpviz.gradcheck.mistakes.table import MISTAKES
from mlpviz.gradcheck.mistakes.writer import Writer
from mlpviz.gradcheck.mistakes.written import Lines
from mlpviz.gradcheck.reading import UNKNOWN, Reading
from mlpviz.words import counted, listed, number

MOST = 4  # that give the same numbers are told, and lines of one with amounts that differ


def told(explanation: Explanation, writer: Writer, wrong: Sequence[str]) -> Reading:
    """The explanation in words; ``wrong`` are the parameters that fail, by the program's names."""
    first, *others = explanation.together or ((),)
    rest = _unknown(explanation, writer, wrong)
    if not first:
        return Reading(rest, UNKNOWN, f"{listed(wrong)}: every known mistake was run", ())
    helps = " ".join(MISTAKES[found.name].help for found in first)
    names = listed(_named(found, writer) for found in first)
    head = (
        "Exactly what this mistake gives"
        if len(first) == 1
        else (f"Exactly what {counted(len(first), 'mistake')} together give")
    )
    if explanation.unknown:
        head = "One thing that is wrong" if len(first) == 1 else "Some of what is wrong"
    sentence = f"{head}: {names}. {helps}"
    if others:
        same = "; or ".join(listed(_named(f, writer) for f in each) for each in others[:MOST])
        sentence += f" The same numbers here: {same}."
    kinds = [found.name for each in (first, *others) for found in each]
    kinds += [UNKNOWN] if explanation.unknown else []
    count = counted(len(explanation.together), "match", "matches")
    return Reading(
        f"{sentence} {rest}".strip(),
        first[0].name,
        f"run on this very network, {count}",
        tuple(dict.fromkeys(kinds[1:])),
        tuple(lines for found in first for lines in _lines(found, writer)),
    )


def _named(found: Found, writer: Writer) -> str:
    """``“σ' forgotten” (in the step from layer 2's delta to layer 1's)``."""
    row = MISTAKES[found.name]
    facts = []
    if row.amounts and len({*map(_text, found.amounts)}) == 1:
        amount = found.amounts[0]
        facts.append(row.in_words(writer.loss, amount) if row.in_words else _text(amount))
    elif row.amounts and found.lines:
        pairs = zip(found.lines, found.amounts, strict=True)
        facts.append(listed(f"{_where([line], writer)} times {_text(a)}" for line, a in pairs))
    if found.alone:
        facts.append(f"only in {_where(found.lines, writer)}")
    return f"“{row.title}”" + (f" ({', '.join(facts)})" if facts else "")


def _text(amount: Any) -> str:
    return number(amount, 6) if isinstance(amount, float) else str(amount)


def _where(lines: Iterable[Line], writer: Writer) -> str:
    """Lines in words."""
    return listed(dict.fromkeys(_line(line, writer) for line in lines))


def _line(line: Line, writer: Writer) -> str:
    if line.stage != "delta":
        return writer.names.get(f"{line.stage}{line.layer}", f"{line.stage}{line.layer}")
    if line.layer == writer.depth:
        return f"the delta of the last layer (layer {line.layer})"
    return f"the step from layer {line.layer + 1}'s delta to layer {line.layer}'s"


def _lines(found: Found, writer: Writer) -> list[Lines]:
    """The wrong line and the right one, for each of the first amounts; the last has the lesson."""
    row = MISTAKES[found.name]
    if len({*map(_text, found.amounts)}) > 1 and len(found.lines) == len(found.amounts):
        pairs = list(zip(found.lines, found.amounts, strict=True))[:MOST]
        every = [row.lines(_at([line], writer), amount) for line, amount in pairs]
        return [*(each._replace(lesson="") for each in every[:-1]), every[-1]]
    at = _at(found.lines, writer, everywhere=not found.alone)
    return [row.lines(at, found.amounts[0] if found.amounts else None)]


def _at(lines: Sequence[Line], writer: Writer, everywhere: bool = False) -> Writer:
    """The writer of the first of some lines, of weights if there are any.

    Where a mistake stands ``everywhere`` it could, in several layers, it is written for any layer.
    """
    if lines and all(line.stage == "b" for line in lines):
        writer = writer.of_biases
    own = [line for line in lines if line.stage != "b"] or lines
    layers = sorted(
        {line.layer for line in own if line.stage != "delta" or line.layer < writer.depth}
    )
    if not layers:
        return writer
    if everywhere and len(layers) > 1:
        return replace(writer, shown=layers[0])
    return replace(writer, layer=layers[0])


def _unknown(explanation: Explanation, writer: Writer, wrong: Sequence[str]) -> str:
    """What nothing explains, and where it begins."""
    if not explanation.unknown:
        return ""
    first = explanation.unknown[0]
    begins = _where(explanation.unknown, writer)
    if explanation.together:
        return f"Wrong beside it, and what no known mistake gives: {begins}."
    tail = ""
    if first.stage == "delta":
        above = first.layer < writer.depth
        tail = " All above it is right." if above else " Look at the derivative of the loss first."
    return (
        f"No known mistake gives these numbers, alone or with others. Wrong: {listed(wrong)}. It "
        f"begins in {begins}.{tail}"
    )
