"""Scripts and notebooks of a run train to the run's own numbers."""

import io
import re

import nbformat
import numpy as np
import pytest

from mlpviz import PRESETS, Dataset, FileError, RunConfig, Trainer, numpy_code
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.initializers import INITIALIZERS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.engine.schedules import SCHEDULES
from mlpviz.export import facts, torch_code
from mlpviz.export.scripts import PART, SCRIPTS, data_npz, notebook, script
from mlpviz.export.shared import NAMES

LINE = re.compile(
    r"epoch +(\d+)  loss (\S+) train (\S+) test  (?:accuracy|R2) (\S+) train (\S+) test"
)
MOONS = RunConfig(dataset="moons", hidden_sizes=(4,), batch_size=50)


def executed(text, folder, capsys):
    """What a script prints of its epochs [epochs, 5], and all that it prints."""
    path = folder / "train.py"
    path.write_text(text, encoding="utf-8")
    capsys.readouterr()
    exec(compile(text, str(path), "exec"), {"__file__": str(path), "__name__": "script"})
    out = capsys.readouterr().out
    return np.array([list(map(float, found)) for found in LINE.findall(out)]), out


def records(trainer):
    return np.array(
        [
            (
                r.epoch,
                r.train_loss,
                r.test_loss,
                r.train_r2 if r.train_accuracy is None else r.train_accuracy,
                r.test_r2 if r.test_accuracy is None else r.test_accuracy,
            )
            for r in trainer.history
        ]
    )


def agree(trainer, folder, capsys, kinds=tuple(SCRIPTS)):
    (folder / "data.npz").write_bytes(data_npz(trainer))
    bound = 1e-7 if trainer.network.dtype == np.float64 else 2e-3
    for kind in kinds:
        told, out = executed(script(trainer, kind, "data.npz"), folder, capsys)
        expected = records(trainer)
        np.testing.assert_allclose(told[:, :3], expected[:, :3], rtol=bound, err_msg=kind)
        np.testing.assert_allclose(told[:, 3:], expected[:, 3:], atol=bound + 1e-4, err_msg=kind)
        if kind == "numpy" and trainer.network.dtype == np.float64:
            off = float(re.search(r"gradient check: off by (\S+)", out)[1])
            assert off < 1e-4


def trained(config, epochs=4, dataset=None):
    trainer = Trainer(config, dataset)
    list(trainer.run(epochs))
    return trainer


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_activation(activation, tmp_path, capsys):
    agree(trained(MOONS.changed(activation=activation)), tmp_path, capsys)


@pytest.mark.parametrize(
    ("loss", "output"), [(loss, output) for loss, row in LOSSES.items() for output in row.outputs]
)
def test_every_loss_and_output(loss, output, tmp_path, capsys):
    agree(trained(MOONS.changed(loss=loss, output=output, l2=0.001)), tmp_path, capsys)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_every_optimizer(optimizer, tmp_path, capsys):
    config = RunConfig(dataset="moons", hidden_sizes=(4,), optimizer=optimizer, batch_size=50)
    agree(trained(config), tmp_path, capsys)
    for decay in (0.0, 0.05):
        decaying = config.changed(optimizer_options={"weight_decay": decay})
        agree(trained(decaying, 2), tmp_path, capsys)


@pytest.mark.parametrize("initializer", INITIALIZERS)
def test_every_initializer(initializer, tmp_path, capsys):
    agree(trained(MOONS.changed(initializer=initializer), 1), tmp_path, capsys, ["numpy"])


@pytest.mark.parametrize(
    "config",
    [
        RunConfig(dataset="diabetes", hidden_sizes=(5, 3), activation=("relu", "tanh")),
        RunConfig(dataset="iris", hidden_sizes=()),
        RunConfig(dataset="iris", hidden_sizes=(4,), output="tanh", loss="mse", target_scale=0.9),
        MOONS.changed(bias=False, shuffle=False),
        MOONS.changed(bias_std=0.5, batch_size=None, dtype="float32"),
        MOONS.changed(input_features=("x1", "x2", "x1^2", "sin x2")),
        PRESETS["digits-collapse"].config,
    ],
    ids=["numbers", "linear", "scaled", "no bias", "float32", "features", "digits"],
)
def test_other_choices(config, tmp_path, capsys):
    agree(trained(config), tmp_path, capsys)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam"])
def test_what_was_changed_while_it_trained(optimizer, tmp_path, capsys):
    trainer = trained(MOONS.changed(optimizer=optimizer, lr=0.01, batch_size=50), 2)
    trainer.change(lr=0.02, l2=0.01, batch_size=30)
    trainer.step_epoch()
    name = {"momentum": "momentum", "adam": "beta1"}.get(optimizer)
    trainer.change(batch_size=None, **({name: 0.5} if name else {}))
    list(trainer.run(2))
    agree(trainer, tmp_path, capsys)


def test_data_of_ones_own_whatever_they_are_called(tmp_path, capsys):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 3))
    data = Dataset.from_arrays(X, X[:, 0] > 0, title='"""\nimport os; os.remove("x")\\')
    trainer = trained(RunConfig(dataset=data, hidden_sizes=(3,)), 2, data)
    agree(trainer, tmp_path, capsys)
    weighted = Dataset.from_arrays(X, X[:, 0] > 0, sample_weight=rng.random(40))
    with pytest.raises(FileError, match="cannot tell of weights of samples"):
        script(trained(RunConfig(dataset=weighted), 1, weighted), "numpy", "data.npz")


def test_a_run_that_has_not_begun_trains_for_a_hundred_epochs():
    assert "EPOCHS = 100" in script(Trainer(MOONS), "numpy", "data.npz")


def test_scripts_do_without_mlpviz():
    for kind in SCRIPTS:
        text = script(Trainer(MOONS), kind, "data.npz")
        assert "import mlpviz" not in text
        assert "from mlpviz" not in text
        assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("kind", SCRIPTS)
def test_notebooks_are_sound_and_run(kind, tmp_path, monkeypatch, capsys):
    trainer = trained(MOONS)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data.npz").write_bytes(data_npz(trainer))
    book = nbformat.reads(notebook(script(trainer, kind, "data.npz")), as_version=4)
    nbformat.validate(book)
    assert book.cells[0].source.startswith("# Moons: a network of 2-4-2")
    names = {}
    capsys.readouterr()
    for cell in book.cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    told = np.array([list(map(float, found)) for found in LINE.findall(capsys.readouterr().out)])
    np.testing.assert_allclose(told[:, 1], records(trainer)[:, 1], rtol=1e-7)


def test_every_row_of_the_engine_has_its_code():
    assert numpy_code.ACTIVATIONS.keys() == torch_code.ACTIVATIONS.keys() == ACTIVATIONS.keys()
    assert numpy_code.LOSSES.keys() == torch_code.LOSSES.keys() == LOSSES.keys()
    assert numpy_code.OPTIMIZERS.keys() == torch_code.OPTIMIZERS.keys() == OPTIMIZERS.keys()
    assert numpy_code.INITIALIZERS.keys() == INITIALIZERS.keys()
    assert numpy_code.SCHEDULES.keys() == SCHEDULES.keys()
    drawn = {name for name, row in INITIALIZERS.items() if row.biases is not None}
    assert numpy_code.BIASES.keys() == drawn
    assert OUTPUTS.keys() - {"softmax"} <= numpy_code.ACTIVATIONS.keys()


@pytest.mark.parametrize(
    "choices",
    [
        {"dropout": 0.3, "hidden_sizes": (5, 4), "activation": ("relu", "tanh")},
        {"dropout": 0.5, "dtype": "float32", "bias": False},
        {"dropout": 0.5, "hidden_sizes": ()},
        {"l1": 0.01, "l2": 0.02},
        {"schedule": "step", "schedule_options": {"every": 2, "factor": 0.5}},
        {"schedule": "cosine", "schedule_options": {"span": 3}},
        {"schedule": "plateau", "schedule_options": {"wait": 0, "margin": 0.2}, "lr": 0.5},
        {"optimizer": "adam", "optimizer_options": {"clip_norm": 0.05, "weight_decay": 0.1}},
        {
            "optimizer_options": {"clip_norm": 0.1},
            "dropout": 0.2,
            "l1": 0.001,
            "schedule": "cosine",
        },
    ],
    ids=["dropout", "float32", "linear", "L1", "step", "cosine", "plateau", "clip", "all"],
)
def test_what_keeps_a_network_from_learning_by_heart(choices, tmp_path, capsys):
    agree(trained(MOONS.changed(**choices), 5), tmp_path, capsys)


def test_what_of_it_was_changed_while_it_trained(tmp_path, capsys):
    trainer = trained(MOONS.changed(schedule="step", schedule_options={"every": 1}), 1)
    trainer.change(dropout=0.4, l1=0.01, factor=0.7, clip_norm=0.2, patience=50)
    list(trainer.run(2))
    trainer.change(dropout=0.0, l1=0.0, every=2)
    list(trainer.run(2))
    agree(trainer, tmp_path, capsys)
    trainer.change(schedule="cosine")
    trainer.step_epoch()
    with pytest.raises(FileError, match="cannot tell of a change of the schedule"):
        script(trainer, "numpy", "data.npz")


@pytest.mark.parametrize("kind", SCRIPTS)
def test_early_stopping(kind, tmp_path, capsys):
    config = MOONS.changed(patience=2, lr=0.5, dataset_options={"n_samples": 40})
    trainer = trained(config, 500)
    assert trainer.stopped
    agree(trainer, tmp_path, capsys, [kind])
    told, _ = executed(script(Trainer(config), kind, "data.npz"), tmp_path, capsys)
    np.testing.assert_allclose(told[:, 2], records(trainer)[:, 2], rtol=1e-7)
    assert f"EPOCHS = {trainer.epoch}  # where the test stopped it early" in script(
        trainer, kind, "data.npz"
    )


def test_a_choice_that_scripts_do_not_know_is_refused(monkeypatch):
    monkeypatch.setattr(facts, "TOLD", facts.TOLD - {"shuffle"})
    script(Trainer(MOONS), "numpy", "data.npz")
    with pytest.raises(FileError, match="cannot tell of shuffle"):
        script(Trainer(MOONS.changed(shuffle=False)), "numpy", "data.npz")


def test_data_are_packed_a_part_at_a_time():
    X = np.random.default_rng(0).normal(size=(3000, 40))
    data = Dataset.from_arrays(X, X[:, 0])
    trainer, shares = Trainer(RunConfig(dataset=data), data), []
    packed = np.load(io.BytesIO(data_npz(trainer, shares.append)))
    split = trainer.train_split, trainer.test_split
    for name, array in zip(NAMES, (a for each in split for a in (each.X, each.Y)), strict=True):
        assert np.array_equal(packed[name], array)
    assert shares == sorted(shares)
    assert len(shares) >= X.nbytes / PART
    assert shares[-1] == 1.0
