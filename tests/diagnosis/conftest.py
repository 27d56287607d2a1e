"""Runs that are diagnosed after every epoch, as the page does."""

import pytest

from mlpviz import NonFiniteError, Trainer
from mlpviz.diagnosis import DataFacts, diagnose


class Watched:
    """A finished run: its trainer, what was found last, and all kinds ever found by epoch."""

    def __init__(self, config, epochs):
        self.config = config
        self.trainer = Trainer(config)
        train, test = self.trainer.train_split, self.trainer.test_split
        self.data = DataFacts.of(train.X, train.Y, config.output, (test.X, test.Y))
        self.error = None
        self.kinds = {0: self.look()}
        try:
            for record in self.trainer.run(epochs):
                self.kinds[record.epoch] = self.look()
        except NonFiniteError as error:
            self.error = error
            self.kinds[error.epoch] = self.look()

    def look(self):
        self.found = diagnose(
            self.trainer.history,
            self.config,
            class_names=self.trainer.dataset.class_names,
            error=self.error,
            data=self.data,
            params=self.trainer.network.params,
        )
        return tuple(diagnosis.kind for diagnosis in self.found)

    @property
    def newest(self):
        return self.trainer.history.newest

    @property
    def score(self):
        """Training accuracy or R²."""
        record = self.newest
        return record.train_r2 if record.train_accuracy is None else record.train_accuracy


@pytest.fixture(scope="session")
def watch():
    return Watched
