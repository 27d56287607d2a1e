"""Engine table: our epoch against scikit-learn's, torch's and the bare matrix products'."""

import os
import sys
from functools import partial
from statistics import median

from benchmarks.candidates import CANDIDATES, Epoch
from benchmarks.rounds import ratio, time_rounds
from benchmarks.table import render
from benchmarks.workloads import WORKLOADS

HEADER = (
    "work",
    "dtype",
    "ms/epoch",
    "with evaluation",
    "scikit-learn",
    "torch",
    "of GEMM peak",
)


def make(candidate: str, row: int, dtype: str) -> Epoch:
    """The named candidate on workload ``row``: called in the candidate's own process."""
    return CANDIDATES[candidate](WORKLOADS[row], dtype)


def measure(row: int, dtype: str, threads: int) -> list[str]:
    """One line of the table."""
    workload = WORKLOADS[row]
    makers = {name: partial(make, name, row, dtype) for name in CANDIDATES}
    times = time_rounds(makers, workload.rounds, workload.seconds, threads)
    ours = times["ours"]
    return [
        workload.title,
        dtype,
        f"{median(ours) * 1e3:.3g}",
        f"{median(times['whole']) * 1e3:.3g}",
        f"{ratio(times['sklearn'], ours):.2f} x",
        f"{ratio(times['torch'], ours):.2f} x",
        f"{ratio(times['gemm'], ours):.0%}",
    ]


def main(threads: int | None = None) -> None:
    """Measure all rows and print the table; ``None`` is as many threads as there are cores."""
    threads = threads or os.cpu_count() or 1
    lines = []
    for dtype in ("float32", "float64"):
        for row, workload in enumerate(WORKLOADS):
            print(f"measuring {workload.title}, {dtype} ...", file=sys.stderr)
            lines.append(measure(row, dtype, threads))
            print("   ".join(lines[-1]), file=sys.stderr)
    title = (
        f"Engine: one epoch, {threads} thread(s). The peers' columns are their time over ours: "
        "more is better for us."
    )
    print(render(title, HEADER, lines))


if __name__ == "__main__":
    main()
