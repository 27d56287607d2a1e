"""``CheckResult``: what a gradient check found, with a verdict, as data alone.

What can be said of it is read off by ``readings`` and put together in ``report``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlpviz.arrays import Array
from mlpviz.gradcheck.row import SOURCES, ParameterRow
from mlpviz.gradcheck.verdict import Verdict


@dataclass(frozen=True, eq=False)
class LayerDeltas:
    """delta = d loss / d z of one layer, [n, units], divided by n, sample by sample.

    ``analytic`` is what the checked backward pass has, ``numerical`` the sharpest reference and
    ``bound`` how far both may lie apart; ``z`` are the pre-activations.
    """

    z: Array
    analytic: Array
    numerical: Array
    bound: Array


@dataclass(frozen=True, eq=False)
class CheckResult:
    """Verdict on all parameters; ``result["W1"]`` is a row.

    Attributes
    ----------
    rows : one ``ParameterRow`` per parameter, in their order
    faults : sentences on what is wrong beside the gradients (forward pass, loss value, spot checks)
    notes : sentences on what limits the check, without being a fault
    loss : the loss of the code under test, L2 term included
    reference_loss : the checker's own value of it; None for foreign code
    h : largest nudge of the central differences; None without them
    n : samples; None for foreign code whose data are not given
    dtype : of the code under test
    spots : how many entries were also moved through the network's own loss
    seconds : time taken
    why_unresolved : the reason of that verdict, and what to do; empty if nothing is known of it
    layers : delta of every layer, first layer first; empty for foreign code
    params : the parameters by name, if they were kept
    """

    rows: tuple[ParameterRow, ...]
    loss: float
    dtype: str
    seconds: float
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    reference_loss: float | None = None
    h: float | None = None
    n: int | None = None
    spots: int = 0
    why_unresolved: str = ""
    layers: tuple[LayerDeltas, ...] = field(default=(), repr=False)
    params: Mapping[str, Array] | None = field(default=None, repr=False)

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the numbers come from, in the order of ``SOURCES``."""
        return tuple(name for name in SOURCES if any(name in row.values for row in self.rows))

    @property
    def references(self) -> tuple[str, ...]:
        """What the gradient is judged by: all sources but the analytic one."""
        return tuple(source for source in self.sources if source != "analytic")

    def unable(self, source: str) -> tuple[ParameterRow, ...]:
        """The rows that ``source`` cannot judge, though another one may."""
        return tuple(
            row
            for row in self.rows
            if source in row.values
            and row.looked_at.any()
            and row.pair("analytic", source).verdict == "unresolved"
        )

    @property
    def verdict(self) -> Verdict:
        """The worst of the rows' verdicts; any fault is a "fail"."""
        verdicts = {row.verdict for row in self.rows}
        if self.faults or "fail" in verdicts:
            return "fail"
        return "unresolved" if "unresolved" in verdicts else "pass"

    @property
    def passed(self) -> bool:
        """Whether the verdict is "pass"."""
        return self.verdict == "pass"

    @property
    def failing(self) -> tuple[ParameterRow, ...]:
        """The rows that fail."""
        return tuple(row for row in self.rows if row.verdict == "fail")

    @property
    def partial(self) -> bool:
        """Whether some entries were not looked at one by one: no time, or Ctrl-C."""
        return any(row.seen is not None for row in self.rows)

    def __getitem__(self, name: str) -> ParameterRow:
        """The row of parameter ``name``. Raises KeyError that lists the names."""
        for row in self.rows:
            if row.name == name:
                return row
        raise KeyError(f"no parameter {name!r}; there are: {', '.join(r.name for r in self.rows)}")
