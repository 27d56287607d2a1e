"""``CheckMyCode``: what one visitor's Check my code page computes and keeps."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from mlpviz.charts.tensor_sides import UNNAMED, Side
from mlpviz.data.npz import UploadError
from mlpviz.gradcheck.any_code.without_loss import Judged, judge_values
from mlpviz.gradcheck.report import GradientReport
from mlpviz.profiles import limits
from mlpviz.workbench import slices
from mlpviz.workbench.check_my_code.choices import NetworkChoices
from mlpviz.workbench.check_my_code.saved import Saved, read_saved
from mlpviz.workbench.check_my_code.sides import sides
from mlpviz.workbench.slices import Latest, Work

SLICE = 0.1  # seconds of a check with every frame


@dataclass
class CheckMyCode:
    """An uploaded file, what is said of its network, and the check of both.

    ``file`` numbers the uploads, ``name`` is what the visitor calls the latest one, ``saved`` what
    is in it; ``refused`` is why it cannot be used. ``picked`` is the element that was picked: its
    parameter and its index.
    """

    choices: NetworkChoices = field(default_factory=NetworkChoices)
    file: int = 0
    name: str = ""
    saved: Saved | None = None
    refused: str | None = None
    picked: tuple[str, tuple[int, ...]] | None = None
    latest: Latest[Judged] = field(default_factory=Latest)

    def take(self, name: str, content: bytes) -> None:
        """Take a file that was uploaded, instead of the one before."""
        self.clear()
        self.name = name
        try:
            self.saved = read_saved(content, limits().upload_bytes)
        except UploadError as error:
            self.refused = f"{name} cannot be used: {error}."

    def clear(self) -> None:
        """Without a file."""
        self.latest.forget()
        self.file += 1
        self.name, self.saved, self.refused, self.picked = "", None, None, None

    def update(self) -> bool:
        """Do a slice of the check of the present file and choices, unless it is done.

        Whether this was the last one.
        """
        key = self.file, self.choices
        if self.saved is None or not self.working:
            return False
        if not self.latest.under_way(key):
            self.latest.begin(key, _work(self.saved, self.choices))
        self.latest.go_on(SLICE)
        return not self.working

    @property
    def working(self) -> bool:
        """Whether another slice would bring more."""
        return self.saved is not None and not self.latest.settled((self.file, self.choices))

    @property
    def report(self) -> GradientReport | None:
        """The report of the present file and choices."""
        result, key = self.latest.result, (self.file, self.choices)
        return None if result is None or self.latest.key != key else result.report

    def sides(self, parameter: str) -> tuple[Side, Side]:
        """What rows and columns of ``parameter`` are in the network that the report rests on."""
        if self.latest.result is None or self.saved is None:
            return UNNAMED, UNNAMED
        return sides(self.latest.result.found.layout, list(self.saved.params).index(parameter))

    @property
    def problem(self) -> str | None:
        """Why there is no report of the present file and choices, and none to be had."""
        if self.refused is not None or self.working or self.latest.problem is None:
            return self.refused
        return self.latest.problem[:1].upper() + self.latest.problem[1:]


def _work(saved: Saved, choices: NetworkChoices) -> Work[Judged]:
    """The check; its time is that of the work, without the rests between slices."""

    def work(progress: Callable[[float], None]) -> Judged:
        rested, started = 0.0, slices.pace.clock()

        def resting(share: float) -> None:
            nonlocal rested
            before = slices.pace.clock()
            progress(share)
            rested += slices.pace.clock() - before

        data = saved.params, saved.grads, saved.X, saved.Y, saved.loss
        said, most = choices.description(), limits().check_products
        judged = judge_values(*data, said, resting, most)
        report = replace(judged.report, seconds=slices.pace.clock() - started - rested)
        if report.failing:
            _ = report.reading  # kept with it: it may take a while where no mistake was named
        return judged._replace(report=report)

    return work
