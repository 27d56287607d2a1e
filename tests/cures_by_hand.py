"""A search for cures that finds what a test says, a step with every slice."""

from mlpviz.cures import Cure, Cures, Tried
from mlpviz.cures.standing import NOWHERE
from mlpviz.workbench.train import cures


def cure(lr=None, reached=0.9):
    """A cure that is a learning rate; without one, the run is to be trained on."""
    what = "Train on" if lr is None else f"Use a learning rate of {lr}"
    label = f"{what}: {reached:.1%} after 30 epochs (now 50.0%)"
    return Cure(label, {} if lr is None else {"lr": lr}, what, reached, 0.5, 30, "accuracy")


class SearchByHand:
    """Stands for ``CureSearch``: done after ``steps`` slices, of which each finds a cure."""

    def __init__(self, found, steps):
        self.found, self.steps, self.taken, self.hurried = found, steps, 0, False

    def __call__(self, trainer, config, error):
        self.asked, self.taken = (trainer, config, error), 0
        return self

    @property
    def done(self):
        return self.taken >= self.steps

    @property
    def progress(self):
        return self.taken / self.steps

    @property
    def trying(self):
        return f"Change {self.taken}"

    def advance(self, seconds, clock):
        clock()
        self.taken += 1
        return self.done

    def hurry(self):
        self.hurried = True

    def result(self):
        known = self.found if self.done else self.found[: self.taken]
        tried = [Tried(f"Change {step}", NOWHERE, 30) for step in range(self.taken)]
        return Cures(known, "Nothing helps.", tried, complete=self.done)


def search_by_hand(monkeypatch, found=(), steps=2):
    """Every search finds ``found`` from now on."""
    search = SearchByHand(tuple(found), steps)
    monkeypatch.setattr(cures, "CureSearch", search)
    return search
