"""How many output units a number of classes takes."""

from mlpviz.data.errors import DataError
from mlpviz.engine.faults import Fault, show, unknown
from mlpviz.engine.losses import OUTPUTS


def n_outputs(n_classes: int, output: str, class_targets: tuple[float, float] | None = None) -> int:
    """Return how many output units classification into `n_classes` takes.

    One unit for two classes if the output's row says that it can tell them apart (`identity`,
    `tanh`, `sigmoid`); otherwise one unit per class, and always where data have `class_targets` of
    their own. Raises `DataError` for an unknown output or
    fewer than two classes.
    """
    if output not in OUTPUTS:
        raise DataError([unknown("output", output, OUTPUTS)])
    if n_classes < 2:
        message = f"n_classes = {show(n_classes)} is too small: classification needs at least 2."
        raise DataError([Fault("n_classes", n_classes, message)])
    single = n_classes == 2 and OUTPUTS[output].one_unit is not None and class_targets is None
    return 1 if single else n_classes
