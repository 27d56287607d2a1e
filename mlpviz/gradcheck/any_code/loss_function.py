"""Someone's loss function: how it wants to be called, and what it returns as a plain number."""

import inspect
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from mlpviz.arrays import Array
from mlpviz.gradcheck.any_code import tensors
from mlpviz.gradcheck.any_code.array_api import is_other_array
from mlpviz.gradcheck.any_code.parameters import GradientCheckInputError, Slot, unit_roundoff
from mlpviz.words import all_digits, counted

REPEATS = 3  # calls at the same point
NUMBERS = (float, int, np.ndarray, np.generic)
MORE_CALLS = 6  # to see whether something drifts
RANDOM = (
    "With the same random numbers it gives the same loss: dropout, noise or a random batch. Switch "
    "to eval mode, fix the batch, or set the seed inside loss_fn"
)
KEPT = (
    "It goes one way from call to call, so something is kept between the calls: a running mean, a "
    "counter, a list or an array that is added to. Start it afresh inside loss_fn"
)
DROPOUT = (
    "Dropout, noise or a new random batch? Switch to eval mode, fix the batch, or set the seed "
    "inside loss_fn. Or is something kept between the calls, such as a running mean or a cache?"
)
ROUNDINGS = 2.0**12  # a loss that two calls give further apart, in roundings, is random


def takes_params(loss_fn: Any, name: str = "loss_fn") -> bool:
    """Whether ``loss_fn`` is to be called with the parameters: it has one required argument.

    Without required arguments it reads them by itself. Raises GradientCheckInputError, which calls
    it ``name``, if it has more, or is no function.
    """
    if not callable(loss_fn):
        raise GradientCheckInputError(
            f"loss_fn is {loss_fn!r}, a number that is computed already: pass the function itself, "
            "as in check_gradients(lambda: loss(X, Y), params, grads)"
        )
    try:
        arguments = inspect.signature(loss_fn).parameters.values()
    except ValueError:
        return True  # built-in functions may not tell; they can't read anyone's variables
    required = [
        a
        for a in arguments
        if a.default is a.empty and a.kind not in (a.VAR_POSITIONAL, a.VAR_KEYWORD)
    ]
    if len(required) > 1 or any(a.kind is a.KEYWORD_ONLY for a in required):
        names = ", ".join(a.name for a in required)
        raise GradientCheckInputError(
            f"{name} wants {counted(len(required), 'argument')} ({names}); it can have none, and "
            "read the arrays of params, or one, params itself: wrap it, as in lambda: "
            f"{name}({names})"
        )
    return bool(required)


class Loss:
    """``loss_fn`` as a function without arguments that returns a float.

    ``arguments`` gives what to call it with, each time; ``heard`` is called after every loss.
    ``u`` is the unit round-off of what the last call returned, ``calls`` how many there were.
    """

    def __init__(
        self,
        loss_fn: Callable[..., Any],
        arguments: Callable[[], tuple[Any, ...]] = tuple,
        heard: Callable[[], object] = tuple,
    ) -> None:
        self._loss_fn, self._arguments, self._heard = loss_fn, arguments, heard
        self.u = 2.0**-53
        self.calls = 0

    def raw(self) -> Any:
        """What ``loss_fn`` returns, as it is."""
        return self._loss_fn(*self._arguments())

    def __call__(self) -> float:
        """The loss as a float. Raises GradientCheckInputError if it is not one real number."""
        result = self.raw()
        value, self.u = as_number(result)
        self.calls += 1
        self._heard()
        return value


def as_number(result: Any) -> tuple[float, float]:
    """A loss as a float, and the unit round-off of its type.

    Python and NumPy numbers, arrays and torch tensors with a single entry will do. Raises
    GradientCheckInputError for anything else.
    """
    if tensors.is_tensor(result):
        if result.numel() != 1 or result.dtype.is_complex:
            raise GradientCheckInputError(_no_number(f"a {result.dtype} of {tuple(result.shape)}"))
        return float(result.detach()), tensors.unit_roundoff(result)
    if is_other_array(result):
        result = np.asarray(result)
    if isinstance(result, np.ndarray | np.generic):
        if result.size != 1 or result.dtype.kind not in "fiu":
            raise GradientCheckInputError(_no_number(f"{result.dtype} of shape {result.shape}"))
        return float(result.item()), unit_roundoff(result.dtype)
    if not hasattr(result, "__float__") and isinstance(getattr(result, "data", None), NUMBERS):
        return as_number(result.data)  # a node of somebody's own graph, as micrograd's Value
    if isinstance(result, bool | str) or not hasattr(result, "__float__"):
        raise GradientCheckInputError(_no_number(f"a {type(result).__name__}"))
    return float(result), 2.0**-53


def _no_number(got: str) -> str:
    return (
        f"loss_fn returned {got}, but a gradient check needs one real number: return the mean or "
        "sum over samples, and nothing beside it"
    )


def value_at_rest(loss: Loss, slots: Sequence[Slot], saved: Sequence[Array]) -> float:
    """The loss where it stands.

    Raises GradientCheckInputError if it is not finite, if repeated calls differ by more than
    rounding, or if a call changes the parameters.
    """
    values = []
    for _ in range(REPEATS):
        values.append(loss())
        for slot, copy in zip(slots, saved, strict=True):
            if slot.array.tobytes() != copy.tobytes():
                raise GradientCheckInputError(
                    f"loss_fn changes {slot.name}: it may only read the parameters. Is there an "
                    "update step in it?"
                )
        if not np.isfinite(values[-1]):
            raise GradientCheckInputError(
                f"the loss is {values[-1]} at the parameters as they are, so it has no derivative: "
                "look for log(0), 0/0 or an overflow in exp (a stable softmax subtracts the "
                "largest logit)"
            )
    require_repeatable(values, max(loss.u, *(slot.u for slot in slots)), loss)
    return values[0]


def require_repeatable(
    values: Sequence[float], u: float, loss: Callable[[], float] | None = None
) -> None:
    """Raise GradientCheckInputError if losses at one point differ by more than 4096 roundings.

    With ``loss`` it is called a few times more to find out why.
    """
    if max(values) - min(values) > ROUNDINGS * u * max(map(abs, values)):
        different = sorted(set(values), key=values.index)[:2]
        why = DROPOUT if loss is None else _why_different(values, loss)
        raise GradientCheckInputError(
            f"loss_fn gave {' and then '.join(map(all_digits, different))} for the same "
            f"parameters, so differences between its values say nothing. {why}"
        )


def _why_different(values: Sequence[float], loss: Callable[[], float]) -> str:
    """Random numbers, or something that is kept from call to call."""
    if all(_repeats(loss, between) for between in (1, 2)):
        return RANDOM
    changes = np.diff([*values, *(loss() for _ in range(MORE_CALLS))])
    return KEPT if np.all(changes > 0.0) or np.all(changes < 0.0) else DROPOUT


def _repeats(loss: Callable[[], float], between: int) -> bool:
    """Whether two losses that differ come again with the random numbers that they had.

    Calls ``between`` tell this from values that come in turns.
    """
    with same_random_numbers() as again:
        first = [loss(), loss()]
        for _ in range(between):
            loss()
        again()
        return first[0] != first[1] and [loss(), loss()] == first


@contextmanager
def same_random_numbers() -> Iterator[Callable[[], None]]:
    """A function that sets the global generators of Python, NumPy and torch back to where they are.

    They are also set back at the end.
    """
    torch = sys.modules.get("torch")
    python, legacy = random.getstate(), np.random.get_state(legacy=False)
    of_torch = None if torch is None else torch.get_rng_state()

    def again() -> None:
        random.setstate(python)
        np.random.set_state(legacy)
        if torch is not None:
            torch.set_rng_state(of_torch)

    try:
        yield again
    finally:
        again()


def complex_twin(loss_fn: Callable[..., Any], argument: Any) -> Callable[[], complex]:
    """``loss_fn(argument)`` as a complex number, for a complex ``argument``.

    The function raises GradientCheckInputError if the loss cannot be taken there, or is real.
    """

    def loss() -> complex:
        try:
            result = np.asarray(loss_fn(argument))
        except Exception as error:
            raise GradientCheckInputError(
                f"loss_fn cannot take complex parameters ({type(error).__name__}: {error}): leave "
                '"complex_step" out of sources'
            ) from error
        if result.dtype.kind != "c" or result.size != 1:
            raise GradientCheckInputError(
                f"loss_fn returned {_brief(result)} for complex parameters, so the imaginary part, "
                "which carries the derivative, is lost. abs, .real, float(), norm, or an array of "
                'floats that is written to? Or leave "complex_step" out of sources'
            )
        return complex(result.item())

    return loss


def _brief(result: Array) -> str:
    return f"{result.dtype} of shape {result.shape}" if result.size != 1 else f"{result.item()!r}"
