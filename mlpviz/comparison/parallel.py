"""``compare``: several runs side by side, on as many processes or machines as there are."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from mlpviz.comparison.differences import differences
from mlpviz.comparison.result import Comparison
from mlpviz.comparison.runner import ComparedRun, Runner, light_trainer
from mlpviz.config import RunConfig, config_fault
from mlpviz.data import Dataset
from mlpviz.engine.arguments import require, wrong
from mlpviz.engine.faults import Fault, FaultsError, show
from mlpviz.engine.options import Option, as_number
from mlpviz.run import config_on

EPOCHS = Option("Epochs", 20, 1, 100_000, 1, "How long every run is trained.")
JOBS = Option("Processes", 1, -1000, 1000, 1, "At once; -1: one per core.", "one after the other")


class CompareError(FaultsError):
    """Runs cannot be compared as asked; ``faults`` names everything that is wrong at once."""


def compare(
    configs: Sequence[RunConfig] | Mapping[str, RunConfig],
    epochs: int,
    n_jobs: int | None = None,
    *,
    dataset: Dataset | None = None,
) -> Comparison:
    """Train one run per config for ``epochs`` epochs and return their curves and final figures.

    A mapping gives every run a title; else labels state what differs. Runs whose configs agree in
    what makes the data and draws the weights see identical data and start from identical weights
    (``Comparison.same_start``). ``dataset`` is your own data for all of them, as in ``Trainer``.

    The runs are spread by joblib: ``n_jobs`` processes (-1: one per core), one after the other
    without it. ``joblib.parallel_config`` chooses another backend, such as a cluster. Every run
    has one BLAS thread, so the numbers are the same to the last bit however they are spread.

    A run that diverges is no error: its curve ends, and it says why. Raises CompareError for
    configs that cannot be compared, and what ``Trainer`` raises.
    """
    from joblib import Parallel, delayed
    from threadpoolctl import threadpool_limits

    named = _named(configs, epochs, own=dataset is not None)
    require(_jobs_fault(n_jobs), error=CompareError)
    named = {label: config_on(config, dataset) for label, config in named.items()}
    with threadpool_limits(1, user_api="blas"):
        runs = Parallel(n_jobs=n_jobs)(
            delayed(_train)(label, config, int(epochs), dataset, _PROCESS)
            for label, config in named.items()
        )
    return Comparison(tuple(runs))


_PROCESS = uuid4().hex  # tells this process from its workers, on whatever machine they are


def _train(
    label: str, config: RunConfig, epochs: int, dataset: Dataset | None, process: str
) -> ComparedRun:
    """One run of a comparison from beginning to end; it loads its own data if none are given.

    How many threads BLAS has decides how sums are split, hence the last bits. The number belongs
    to the process: ``process``, the caller's, has set it already; a worker keeps it for good, since
    several runs may go on in it at once.
    """
    if process != _PROCESS:
        from threadpoolctl import threadpool_limits

        threadpool_limits(1, user_api="blas")
    runner = Runner(label, light_trainer(config, dataset), epochs)
    while not runner.done:
        runner.advance()
    return runner.outcome()


def titled(configs: Sequence[RunConfig]) -> dict[str, RunConfig]:
    """The configs by what differs among them; equal ones are numbered."""
    labels = [label or "run" for label in differences(configs)]
    several, seen = Counter(labels), Counter[str]()
    named = {}
    for label, config in zip(labels, configs, strict=True):
        seen[label] += 1
        named[f"{label} ({seen[label]})" if several[label] > 1 else label] = config
    return named


def _jobs_fault(n_jobs: object) -> Fault | None:
    if as_number(n_jobs) == 0:
        return wrong("n_jobs", n_jobs, "1 or more, or -1 for one per core")
    return JOBS.fault("n_jobs", n_jobs)


def _named(configs: object, epochs: object, own: bool) -> dict[str, RunConfig]:
    """The configs by title; ``own`` if they are to run on data of the user's own.

    Raises CompareError if they cannot be compared.
    """
    faults = [fault for fault in [EPOCHS.fault("epochs", epochs)] if fault is not None]
    if not isinstance(configs, list | tuple | Mapping):
        message = f"configs = {show(configs)} must be a list of RunConfigs, or a dict by title."
        raise CompareError([Fault("configs", configs, message), *faults])
    given = list(configs.values() if isinstance(configs, Mapping) else configs)
    runs = [config for config in given if isinstance(config, RunConfig)]
    faults += [
        replace(fault, field="configs", message=f"configs: {fault.message}")
        for fault in map(config_fault, given)
        if fault is not None
    ]
    if not given:
        faults.append(
            Fault(
                "configs",
                configs,
                f"configs = {show(configs)} is empty: give at least one RunConfig.",
            )
        )
    if not own and len({config.spec.task for config in runs}) > 1:
        message = (
            "configs mix classification and regression: accuracy and R² have no scale in common. "
            "Compare each kind by itself."
        )
        faults.append(Fault("configs", configs, message))
    if faults:
        raise CompareError(faults)
    if isinstance(configs, Mapping):
        return {str(title): config for title, config in configs.items()}
    return titled(runs)
