"""Whether the diagnosis names what is wrong, whether its cures work, and how often it is wrong.

Three tables: ten public programs beside what four published tools made of them, random runs with
one spoiled ingredient, random healthy runs. Messages are counted at the end of a run, as its author
sees it; alarms also "ever": at any look at a run on its way.
"""

import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from textwrap import fill
from time import perf_counter

from benchmarks.fault_programs import PROGRAMS, Program, Published
from benchmarks.fault_runs import Case, Outcome, judge
from benchmarks.healthy import healthy_run
from benchmarks.sick_runs import HURT, SPOILED, sick_runs
from benchmarks.spoiled_data import SPOILED_DATA, spoiled_case
from benchmarks.table import render
from mlpviz.engine.faults import FaultsError

SEEDS, SICK, HEALTHY = (20, 2), (10, 1), (200, 20)  # as usual and for a quick look
FIRST_SEED = 7000  # of random runs: others than those that the rules were written with
PROCESSES = 2
NICE = 10
TOOLS = "UALD"  # UMLAUT, AutoTrainer, DeepLocalize, DeepFD
AIMS = "Aims: 80% by the first message, 90% by the first cure, alarms on 2%."

Job = tuple[Callable[[str, int], Outcome | None], str, int]
Judged = tuple[list[Outcome], list[Outcome]]  # of sick runs, of healthy ones


def program(post: str, seed: int) -> Outcome:
    """The program of a post with this seed."""
    row = row_of(post)
    config = row.config.changed(seed=seed)
    return judge(Case(post, config, row.epochs, row.goal, row.named, row.data), seed)


def twin(post: str, seed: int) -> Outcome:
    """Its repaired twin."""
    row = row_of(post)
    epochs, data = row.twin_epochs or row.epochs, row.twin_data or row.data
    config = row.repaired.changed(seed=seed)
    return judge(Case(post, config, epochs, row.goal, (), data), seed, cure=False)


def spoiled(name: str, seed: int) -> Outcome | None:
    """A random run with this ingredient spoiled; None where none was found that it harms."""
    if name in SPOILED_DATA:
        case = spoiled_case(name, seed)
        return None if case is None else judge(case, seed, cure=SPOILED_DATA[name].curable)
    for sick in sick_runs(name, 1, seed):
        goal = sick.healthy_score - HURT
        return judge(Case(name, sick.config, sick.epochs, goal, SPOILED[name].named), seed)
    return None


def healthy(_: str, seed: int) -> Outcome:
    """A random run with nothing wrong."""
    run = healthy_run(seed)
    case = Case(run.config.dataset, run.config, run.epochs, run.goal, split="test")
    return judge(case, seed, cure=False)


def row_of(post: str) -> Program:
    """The row of a post."""
    return next(row for row in PROGRAMS if row.post == post)


def refusal(row: Program) -> str:
    """What mlpviz says to the program word for word; empty if it runs."""
    try:
        if row.refused is not None:
            row.refused()
    except FaultsError as error:
        return str(error)
    return ""


def run_all(jobs: Sequence[Job]) -> list[Outcome]:
    """The outcomes of all jobs, over two processes, and how far they are on the terminal."""
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")  # inherited
    context = multiprocessing.get_context("spawn")
    started, outcomes = perf_counter(), []
    with ProcessPoolExecutor(PROCESSES, context, os.nice, (NICE,)) as pool:
        futures = [pool.submit(work, name, seed) for work, name, seed in jobs]
        for done, future in enumerate(futures, 1):
            if (outcome := future.result()) is not None:
                outcomes.append(outcome)
            seconds = perf_counter() - started
            progress = f"\r{done} of {len(jobs)} runs, {seconds:.0f} s "
            print(progress, end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    return outcomes


def share(outcomes: Sequence[Outcome], holds: Callable[[Outcome], bool]) -> str:
    """Of how many outcomes something holds; "-" where there are none."""
    return f"{sum(map(holds, outcomes))}" if outcomes else "-"


def marked(published: Published) -> str:
    """The initials of the tools that succeeded."""
    return "".join(t if ok else "-" for t, ok in zip(TOOLS, published, strict=True))


COUNTED: dict[str, Callable[[Outcome], bool]] = {
    "detected": lambda each: bool(each.shown),
    "first": lambda each: each.first,
    "of 3": lambda each: each.among,
    "1st cure": lambda each: each.first_works,
    "any cure": lambda each: each.any_works,
}


def counts(outcomes: Sequence[Outcome]) -> list[str]:
    """How many runs are sick, and of those what the diagnosis made."""
    sick = [each for each in outcomes if not each.works]
    return [f"{len(sick)}", *(share(sick, holds) for holds in COUNTED.values())]


def alarms(outcomes: Sequence[Outcome]) -> list[str]:
    """How many runs work, how many of those have a message at the end, how many ever had one."""
    well = [each for each in outcomes if each.works]
    return [
        f"{len(well)}",
        share(well, lambda each: bool(each.shown)),
        share(well, lambda each: bool(each.alarms)),
    ]


def programs_table(seeds: int) -> Judged:
    """The ten programs and their twins."""
    runnable = [row.post for row in PROGRAMS if row.choices is not None]
    sick = run_all([(program, post, seed) for post in runnable for seed in range(seeds)])
    well = run_all([(twin, row.post, seed) for row in PROGRAMS for seed in range(seeds)])
    lines = [
        [
            row.post,
            row.fault,
            "yes" if refusal(row) else "",
            *(counts(of(sick, row.post)) if row.choices else ["-"] * 6),
            *alarms(of(well, row.post)),
            marked(row.detected),
            marked(row.located),
        ]
        for row in PROGRAMS
    ]
    lines.append(["all", "", "", *counts(sick), *alarms(well), "", ""])
    title = (
        f"Programs from Stack Overflow, {seeds} seeds each. Refused: mlpviz does not run it word "
        "for word and says why; the nearest that it allows is run. Sick: runs that do not reach "
        "the goal. Then of those: with a message; the first message, or one of three, names the "
        "true fault; the first cure, or some cure, reaches the goal. Twin: repaired runs that "
        "reach it, with a message at the end, with one ever. U, A, L, D: UMLAUT, AutoTrainer, "
        "DeepLocalize, DeepFD detected or located the fault, from the table that DeepFD published."
    )
    headings = ("post", "fault", "refused", "sick", *COUNTED, "twin", "end", "ever")
    print(render(fill(title, 100), (*headings, "detected", "located"), lines))
    print("\n".join(["", *(f"{row.post}: {said}" for row in PROGRAMS if (said := refusal(row)))]))
    return sick, well


def of(outcomes: Sequence[Outcome], name: str) -> list[Outcome]:
    """Those of one name."""
    return [each for each in outcomes if each.name == name]


def sick_table(count: int) -> Judged:
    """Random runs with one spoiled ingredient."""
    seeds = range(FIRST_SEED, FIRST_SEED + count)
    names = [*SPOILED, *SPOILED_DATA]
    outcomes = run_all([(spoiled, name, seed) for name in names for seed in seeds])
    lines = [[name, *spoiled_counts(of(outcomes, name))] for name in names]
    lines.append(["all", *spoiled_counts(outcomes)])
    title = (
        "Random runs with one spoiled ingredient that costs them a score of "
        f"{HURT:g} at least. Misnamed: there are messages, the first names something else. "
        "Curable: by a choice of the run."
    )
    headings = ("spoiled", "sick", "named", "of 3", "misnamed", "silent", "curable")
    print(render(fill(title, 100), (*headings, "1st cure", "any cure"), lines))
    return outcomes, []


def spoiled_counts(outcomes: Sequence[Outcome]) -> list[str]:
    """One line of the table."""
    curable = [each for each in outcomes if each.tried]
    return [
        f"{len(outcomes)}",
        share(outcomes, lambda each: each.first),
        share(outcomes, lambda each: each.among),
        share(outcomes, lambda each: bool(each.shown) and not each.first),
        share(outcomes, lambda each: not each.shown),
        f"{len(curable)}",
        share(curable, lambda each: each.first_works),
        share(curable, lambda each: each.any_works),
    ]


def healthy_table(count: int) -> Judged:
    """Random runs with nothing wrong."""
    outcomes = run_all([(healthy, "", FIRST_SEED + seed) for seed in range(count)])
    names = sorted({each.name for each in outcomes})
    lines = [[name, *alarms(of(outcomes, name))] for name in names]
    lines.append(["all", *alarms(outcomes)])
    title = f"{count} random runs with nothing wrong: those that learn, and their alarms."
    print(render(title, ("dataset", "learn", "at the end", "ever"), lines))
    return [], outcomes


def remarks(sick: Sequence[Outcome], well: Sequence[Outcome]) -> None:
    """A line for every run that is not as hoped."""
    for each in sick:
        if not each.works and not (each.first and (each.first_works or not each.tried)):
            cures = "; ".join(map("{} -> {:.3g}".format, each.cures, each.cured)) or "none"
            print(f"{told(each)}; cures: {cures}")
    for each in well:
        if each.works and each.alarms:
            print(f"Alarm: {told(each)}; ever: {', '.join(each.alarms)}")


def told(outcome: Outcome) -> str:
    """An outcome in a few words."""
    kinds = ", ".join(outcome.shown) or "no message"
    return (
        f"{outcome.name}, seed {outcome.seed}, score {outcome.score:.3g}, "
        f"goal {outcome.goal:.3g}: {kinds}"
    )


def main(quick: bool) -> None:
    """Print the three tables, and what was not as hoped."""
    started = perf_counter()
    print(f"{date.today()}. {AIMS}\n")
    sick: list[Outcome] = []
    well: list[Outcome] = []
    for table, number in ((programs_table, SEEDS), (sick_table, SICK), (healthy_table, HEALTHY)):
        judged = table(number[quick])
        sick += judged[0]
        well += judged[1]
        print(flush=True)
    remarks(sick, well)
    most = max(each.changes for each in sick + well)
    print(f"\nThe first message of a run changed {most} times at most.")
    print(f"{perf_counter() - started:.0f} s on {PROCESSES} processes.")
