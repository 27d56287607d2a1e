"""torch is optional: how it is loaded, and what is said where it is not installed.

Without it autograd is missing, and nothing else: the complex step is as sharp.
"""

from importlib.util import find_spec
from typing import Any

INSTALL = "pip install torch"
MISSING = f"autograd is missing: it needs torch, which is not installed here ({INSTALL})."


class MissingTorchError(ImportError):
    """Autograd was asked for, and torch cannot be imported; the text says how to install it."""


def has_torch() -> bool:
    """Whether torch is installed. Does not import it."""
    return find_spec("torch") is not None


def require_torch() -> None:
    """Raise MissingTorchError if torch is not installed. Does not import it."""
    if not has_torch():
        raise MissingTorchError(
            f'{MISSING} Or leave "autograd" out of sources: the complex step is as sharp, and '
            "takes NumPy alone.",
            name="torch",
        )


def load_torch() -> Any:
    """torch, imported when it is first needed.

    Raises MissingTorchError if it is not installed, or installed and broken.
    """
    require_torch()
    try:
        import torch
    except ImportError as error:
        raise MissingTorchError(
            f"autograd is missing: torch cannot be imported ({error}). Install it anew: {INSTALL}",
            name="torch",
        ) from error
    return torch
