"""What a check has looked at where it could not look at everything: sentences for the report."""

from collections.abc import Sequence

import numpy as np

from mlpviz.gradcheck.any_code.watch import Watch
from mlpviz.gradcheck.directions import Directions
from mlpviz.gradcheck.report_summary import direction_text
from mlpviz.gradcheck.row import ParameterRow
from mlpviz.words import counted, duration, listed, number, out_of


def coverage_notes(rows: Sequence[ParameterRow], watch: Watch, doubtful: int) -> list[str]:
    """What was looked at, and what would have been seen; nothing where that is everything."""
    if not watch.interrupted and all(_whole(row) for row in rows):
        return []
    if not any("central" in row.values for row in rows):
        return ["Interrupted: every entry was judged, but not every known mistake was tried"]
    total = sum(row.analytic.size for row in rows)
    along = [row for row in rows if row.directions is not None]
    some = out_of(_nudged(rows), total, "entry", "was", "were", "entries")
    text = f"{some} nudged one by one"
    if along:
        names = listed([row.name for row in along], most=6)
        text += f"; all of {names}, along {_count(along)} each"
    if doubtful:
        text += f". {counted(doubtful, 'other')} seem wrong, but were not looked at twice"
    notes = [
        f"Interrupted: {text}"
        if watch.interrupted
        else f"Limit of {duration(watch.limit or 0.0)}: {text}. With limit=None, all would be"
    ]
    told = [row for row in along if row.verdict != "fail" and np.isfinite(row.resolution)]
    if told:
        shares = listed([f"{number(row.resolution, 1)} in {row.name}" for row in told], most=6)
        notes.append(
            "The directions would have seen, with a probability of 99.9 %, an error of any kind "
            f"whose norm over all entries is this share of the largest entry: {shares}"
        )
    return [
        *notes,
        *(
            _wrong(row.name, row.directions)
            for row in along
            if row.directions and row.directions.excess > 1.0
        ),
    ]


def _count(along: Sequence[ParameterRow]) -> str:
    counts = sorted({row.directions.tried for row in along if row.directions is not None})
    most = counted(counts[-1], "random direction")
    return most if len(counts) == 1 else f"{counts[0]} to {most}"


def _wrong(name: str, found: Directions) -> str:
    """By how much a parameter fails along a direction, and where most of its error is."""
    nouns = {1: ("entry",), 2: ("row", "column")}.get(len(found.worst))
    places = [
        f"{nouns[axis]} {at}" if nouns else f"index {at} of axis {axis}"
        for axis, at in enumerate(found.worst)
        if at is not None
    ]
    where = f". Of halves always the worse: {listed(places)}, counted from 0" if places else ""
    return f"{name} {direction_text(found)}{where}"


def uncovered(rows: Sequence[ParameterRow], watch: Watch) -> str:
    """Why rows are unresolved, if it is that they were hardly looked at; else nothing."""
    vague = [row for row in rows if row.verdict == "unresolved"]
    if not vague or all(row.seen is None for row in vague):
        return ""
    names = listed([row.name for row in vague if row.seen is not None], most=6)
    if watch.interrupted:
        return f"the check was interrupted before all of {names} was judged. Let it run to its end"
    more = 10.0 * (watch.limit or 0.0)
    return (
        f"there was no time to look closer at {names}. Give it more, as in limit={number(more)}, "
        "or check a smaller network on fewer samples, whose mistakes are the same"
    )


def _nudged(rows: Sequence[ParameterRow]) -> int:
    central = [row.values["central"] for row in rows if "central" in row.values]
    return sum(int(np.count_nonzero(~np.isnan(each))) for each in central)


def _whole(row: ParameterRow) -> bool:
    central = row.values.get("central")
    return central is None or not np.isnan(central).any()
