"""What a program may remember: the weights before its last update, and the gradients it left.

Some mistakes need both, and nobody hands them in. But they follow from the gradient under test if
the last update was a plain step of gradient descent from a right gradient: one number is missing,
the learning rate, and it is looked for.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from mlpviz.arrays import Array
from mlpviz.engine.network import MLP
from mlpviz.engine.passes import unheard
from mlpviz.gradcheck.mistakes.amounts import solved

STARTS = (0.01, 0.1)
ITERATIONS = 200
NEAR = 1e-6  # of the largest entry: worth to be run
MANY = 5e6  # parameters times samples above which nothing is looked for
FEW = 1e6  # and up to which the longer search is worth its time
Memory = tuple[Array, Array]


@dataclass(frozen=True)
class Program:
    """A network and its data: ``gradient(parameters)`` is the right one there, one vector each.

    ``between`` is called between two of them.
    """

    network: MLP
    X: Array
    Y: Array
    loss: str
    l2: float
    l1: float
    between: Callable[[], object] = unheard

    @cached_property
    def _there(self) -> MLP:
        """A copy that is sent to other parameters, thousands of times."""
        return self.network.copy()

    def gradient(self, parameters: Array) -> Array:
        """d loss / d parameters at other ones."""
        self.between()
        self._there.flat[...] = parameters
        with np.errstate(all="ignore"):
            self._there.backpropagate(self.X, self.Y, self.loss, self.l2, l1=self.l1)
        return self._there.flat_grad.copy()

    def after(self, parameters: Array, step: Array, rate: float) -> Array:
        """The gradient after a step."""
        return self.gradient(parameters + rate * step)

    def inputs(self, parameters: Array) -> list[Array]:
        """The layers' inputs at other parameters."""
        self._there.flat[...] = parameters
        self._there.forward(self.X)
        return [self.X, *(a.copy() for a in self._there.a[:-1])]


def memories(
    program: Program, actual: Array, right: Array, stale: Callable[[Memory], Array]
) -> Iterator[Memory]:
    """Weights and gradients from before an update that fit the gradient under test.

    ``actual`` and ``right`` are vectors; ``stale(memory)`` is the gradient of a program that uses
    activations from before the update.
    """
    now = program.network.flat
    if now.size * len(program.X) > MANY:
        return
    for left in (actual, actual - right):
        for start in STARTS:
            rate = solved(partial(program.after, now, left), left, start)
            if rate is not None and rate > 0.0:
                before = now + rate * left
                if _near(program.gradient(before), left):
                    yield before, left
                    return
    if now.size * len(program.X) > FEW:
        return
    for start in STARTS:
        rate = solved(lambda t: stale(_before(program, t)), actual, start)
        if rate is not None and rate > 0.0 and _near(stale(_before(program, rate)), actual):
            yield _before(program, rate)
            return


def _near(made: Array, aim: Array) -> bool:
    return bool(np.abs(made - aim).max() <= NEAR * max(float(np.abs(aim).max()), 1e-300))


def _before(program: Program, rate: float) -> Memory:
    """The weights that a step of that learning rate has led away from, and their gradient."""
    now = program.network.flat
    gradient = program.gradient(now)
    for _ in range(ITERATIONS):
        new = program.gradient(now + rate * gradient)
        settled = np.abs(new - gradient).max() <= 1e-15 * np.abs(new).max()
        gradient = new
        if settled:
            break
    return now + rate * gradient, gradient
