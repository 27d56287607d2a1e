"""``mlpviz check``: the gradients in a .npz, as the page Check my code judges them."""

import argparse
import sys
from pathlib import Path

from mlpviz.data.npz import UploadError
from mlpviz.engine.faults import Fault, FaultsError
from mlpviz.gradcheck import GradientCheckInputError
from mlpviz.gradcheck.any_code.without_loss import judge_values
from mlpviz.workbench.check_my_code.choices import OPTIONS, NetworkChoices
from mlpviz.workbench.check_my_code.saved import read_saved

MOST = 2**30  # bytes of a file
FAILED, REFUSED = 1, 2  # the exit status then


def arguments(parser: argparse.ArgumentParser) -> None:
    """Those of ``mlpviz check``."""
    parser.add_argument(
        "file",
        help="a .npz with parameters and gradients (W1, dW1, ...), X, Y, and perhaps the loss: "
        "np.savez('check.npz', W1=W1, dW1=dW1, X=X, Y=Y, loss=loss)",
    )
    for name, values in OPTIONS.items():
        legal = [value for value in values if value]
        parser.add_argument(f"--{name}", choices=legal, default="", help="by default found out")
    parser.add_argument("--l2", type=float, help="the factor of sum(W^2), by default found out")


def act(asked: argparse.Namespace) -> int:
    """Print the report; 1 if a gradient is wrong, 2 if the file cannot be judged."""
    path = Path(asked.file)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise FaultsError([Fault("file", asked.file, f"{asked.file}: {error.strerror}.")]) from None
    choices = NetworkChoices(**{name: getattr(asked, name) for name in OPTIONS}, l2=asked.l2)
    try:
        saved = read_saved(content, MOST)
        judged = judge_values(
            saved.params, saved.grads, saved.X, saved.Y, saved.loss, choices.description()
        )
    except (UploadError, GradientCheckInputError) as error:
        print(f"{asked.file}: {error}", file=sys.stderr)
        return REFUSED
    print(judged.report)
    return 0 if judged.report.passed else FAILED
