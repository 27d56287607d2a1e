"""What a second process gains in ``mlpviz.compare``: six runs with one and with two of them."""

from statistics import median
from time import perf_counter

from benchmarks.rounds import ratio
from benchmarks.table import render
from mlpviz import RunConfig, compare, variants

ROUNDS = 5
JOBS = (1, 2)
WORK = {
    "moons, 8, 300 samples": (RunConfig(dataset="moons", hidden_sizes=(8,)), 200),
    "digits, 50, batch 32": (RunConfig(dataset="digits", hidden_sizes=(50,)), 20),
    "MNIST, 392-196-98, batch 42": (
        RunConfig(
            dataset="mnist",
            hidden_sizes=(392, 196, 98),
            activation="relu",
            initializer="he_uniform",
            batch_size=42,
            lr=0.01,
            dtype="float32",
        ),
        4,
    ),
}


def main() -> None:
    """Time the rounds, one and two processes in turn, and print medians and their ratio."""
    rows = []
    for title, (config, epochs) in WORK.items():
        runs = variants(config, "seed")
        times: dict[int, list[float]] = {jobs: [] for jobs in JOBS}
        for round_ in range(-1, ROUNDS):  # the first starts the workers and does not count
            for jobs in JOBS:
                started = perf_counter()
                compare(runs, epochs, n_jobs=jobs)
                if round_ >= 0:
                    times[jobs].append(perf_counter() - started)
        one, two = (f"{median(times[jobs]):.2f}" for jobs in JOBS)
        rows.append([title, str(epochs), one, two, f"{ratio(times[1], times[2]):.2f}"])
    header = ["six runs of", "epochs", "1 process, s", "2 processes, s", "ratio"]
    print(render("compare(..., n_jobs): seconds for all six, medians of 5 rounds", header, rows))
