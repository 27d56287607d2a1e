"""A trainer in words."""

import numpy as np

from mlpviz import Dataset, RunConfig, Trainer


def test_of_classes():
    trainer = Trainer(RunConfig(dataset="moons", hidden_sizes=(4,), l2=0.001, lr=0.05))
    record = trainer.step_epoch()
    text, accuracy = str(trainer), f"{record.test_accuracy:.1%}"
    assert repr(trainer) == (
        f"<Trainer moons 2-4-2, 22 parameters, epoch 1, test accuracy {accuracy}>"
    )
    for part in (
        "Moons, 240 to train and 60 to test",
        "2-4-2, tanh, softmax, float64",
        "cross_entropy by sgd, lr 0.05, l2 0.001, batches of 16 samples",
        f"{record.train_accuracy:.1%} train, {accuracy} test",
    ):
        assert part in text


def test_of_numbers_and_after_a_change():
    trainer = Trainer(RunConfig(dataset="diabetes", hidden_sizes=(), batch_size=None))
    trainer.change(lr=0.5)
    text = str(trainer)
    assert "10-1, identity, float64" in text
    assert "mse by sgd, lr 0.5, full batch" in text
    assert f"R²          {trainer.history.newest.train_r2:.4g} train" in text


def test_what_comes_from_data_is_text_in_a_notebook():
    X = np.arange(40.0).reshape(20, 2)
    data = Dataset.from_arrays(X, np.arange(20) % 2, title="<img src=x onerror=alert(1)>&")
    html = Trainer(RunConfig(dataset=data), data)._repr_html_()
    assert "&lt;img src=x onerror=alert(1)&gt;&amp;" in html
    assert "<img" not in html
