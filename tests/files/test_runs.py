"""A run that was written into a file goes on from it to the same bits."""

import json
import re
import struct
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.numpy import load_file, save_file

import mlpviz
from mlpviz import PRESETS, Dataset, FileError, History, RunConfig, Trainer
from mlpviz.engine.optimizers import OPTIMIZERS
from mlpviz.files import runs

CONFIG = RunConfig(dataset="moons", hidden_sizes=(4,), batch_size=32)


def trained(config=CONFIG, epochs=5, dataset=None, **more):
    trainer = Trainer(config, dataset, **more)
    list(trainer.run(epochs))
    return trainer


def same_ends(first, second, epochs=3):
    for trainer in (first, second):
        list(trainer.run(epochs))
    np.testing.assert_array_equal(first.network.flat, second.network.flat)
    theirs, ours = list(first.history), list(second.history)
    assert len(theirs) == len(ours)
    for mine, other in zip(ours, theirs, strict=True):
        assert (mine.epoch, mine.train_loss, mine.test_loss) == (
            other.epoch,
            other.train_loss,
            other.test_loss,
        )
        np.testing.assert_equal(mine.update_norm, other.update_norm)
        np.testing.assert_equal(mine.predicted_share_test, other.predicted_share_test)


@pytest.mark.parametrize(
    "choices",
    [
        {"dropout": 0.3, "l1": 0.01},
        {"schedule": "plateau", "schedule_options": {"wait": 0, "margin": 0.2}},
        {"schedule": "cosine", "patience": 8, "lr": 0.5},
    ],
    ids=["dropout", "plateau", "early stopping"],
)
def test_masks_schedules_and_patience_go_on_to_the_bit(choices, tmp_path):
    trainer = trained(CONFIG.changed(**choices))
    trainer.step_batch()
    trainer.change(schedule="step", every=2)
    trainer.save(tmp_path / "run.mlpviz")
    again = mlpviz.load(tmp_path / "run.mlpviz")
    assert again.history.changes == trainer.history.changes
    same_ends(trainer, again, 30)
    assert again.stopped == trainer.stopped == ("patience" in choices)
    for each in (trainer, again):
        each.rewind(3)
    assert again.schedule.name == trainer.config.schedule
    same_ends(trainer, again)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_it_goes_on_to_the_bit(optimizer, tmp_path):
    trainer = trained(CONFIG.changed(optimizer=optimizer))
    trainer.save(tmp_path / "run.mlpviz")
    again = mlpviz.load(tmp_path / "run.mlpviz")
    assert type(again) is Trainer
    assert again.config == trainer.config
    assert again.history.kept_epochs == trainer.history.kept_epochs
    same_ends(trainer, again)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_from_the_middle_of_an_epoch_with_other_settings(dtype, tmp_path):
    trainer = trained(CONFIG.changed(dtype=dtype, optimizer="momentum"))
    trainer.change(lr=0.07, l2=0.001, batch_size=20, momentum=0.5)
    trainer.loss = "cross_entropy"
    trainer.step_epoch()
    trainer.set_parameter("W1", (0, 1), 0.25)
    trainer.step_batch()
    trainer.save(tmp_path / "run.mlpviz")
    again = mlpviz.load(tmp_path / "run.mlpviz")
    assert again.progress == trainer.progress > 0
    assert again.by_hand == trainer.by_hand != ()
    assert again.history.changes == trainer.history.changes != ()
    assert (again.lr, again.l2, again.batch_size) == (0.07, 0.001, 20)
    same_ends(trainer, again)
    assert again.history.changes == trainer.history.changes


def test_a_thinned_history_goes_on_thinning(tmp_path):
    trainer = trained(epochs=23, history=History(max_records=8, snapshot_bytes=30_000))
    trainer.save(tmp_path / "run.mlpviz")
    again = mlpviz.load(tmp_path / "run.mlpviz")
    same_ends(trainer, again, epochs=40)
    assert again.history.kept_epochs == trainer.history.kept_epochs


def test_earlier_epochs_can_be_gone_back_to(tmp_path):
    trainer = trained()
    trainer.save(tmp_path / "run.mlpviz")
    again = mlpviz.load(tmp_path / "run.mlpviz")
    for each in (trainer, again):
        each.rewind(2)
    same_ends(trainer, again)


@pytest.mark.parametrize("name", ["digits-collapse", "xor", "sick-exploding"])
def test_presets(name, tmp_path):
    name = name if name in PRESETS else next(iter(PRESETS))
    trainer = trained(PRESETS[name].config, epochs=2)
    trainer.save(tmp_path / "run.mlpviz")
    again = mlpviz.load(tmp_path / "run.mlpviz")
    assert again.diagnose() == trainer.diagnose()
    same_ends(trainer, again, epochs=1)


def own(seed=0):
    rng = np.random.default_rng(seed)
    X = rng.normal(5.0, 2.0, (40, 3))
    return Dataset.from_arrays(
        X,
        np.where(X[:, 0] > 5, "left", "right"),
        preprocessing="standardize",
        sample_weight=rng.random(40) + 0.5,
        title="Left or right",
    )


def test_data_of_ones_own_go_with_it(tmp_path):
    data = own()
    trainer = trained(RunConfig(dataset=data, preprocessing="minmax"), dataset=data)
    trainer.save(tmp_path / "run.mlpviz")
    again = mlpviz.load(tmp_path / "run.mlpviz")
    assert again.given.fingerprint == data.fingerprint
    assert again.dataset.class_names == ("left", "right")
    np.testing.assert_array_equal(again.dataset.X_train, trainer.dataset.X_train)
    same_ends(trainer, again)


def test_data_that_were_left_out_have_to_be_given(tmp_path, monkeypatch):
    data = own()
    trainer, path = trained(RunConfig(dataset=data), dataset=data), tmp_path / "run.mlpviz"
    trainer.save(path, data=False)
    with pytest.raises(FileError, match=r"Left or right, are not in its file: give them"):
        mlpviz.load(path)
    with pytest.raises(FileError, match="other samples"):
        mlpviz.load(path, own(seed=1))
    same_ends(trainer, mlpviz.load(path, data))
    monkeypatch.setattr(runs, "MOST_DATA", 100)
    trainer.save(path)
    with pytest.raises(FileError, match="are not in its file"):
        mlpviz.load(path)


def test_its_weights_are_arrays_for_any_program(tmp_path):
    trainer = trained()
    trainer.save(tmp_path / "run.mlpviz")
    arrays = load_file(tmp_path / "run.mlpviz")
    for name, values in trainer.network.params.items():
        np.testing.assert_array_equal(arrays[f"weights/{name}"], values)


def test_what_is_no_run_is_refused_with_its_name(tmp_path):
    path = tmp_path / "run.mlpviz"
    with pytest.raises(FileError, match="cannot be read"):
        mlpviz.load(path)
    path.write_bytes(b"PK\x03\x04 no run")
    with pytest.raises(FileError, match="cannot be read"):
        mlpviz.load(path)
    save_file({"W1": np.ones(3)}, path)
    with pytest.raises(FileError, match="holds arrays, but no run"):
        mlpviz.load(path)
    with pytest.raises(FileError, match="cannot be written"):
        trained(epochs=0).save(tmp_path / "no folder" / "run.mlpviz")
    with pytest.raises(FileError, match="must be a path"):
        mlpviz.load(7)


def rewritten(path, change):
    """The file with its plain data changed."""
    content = path.read_bytes()
    (n,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + n])
    told = json.loads(header["__metadata__"]["mlpviz"])
    change(told)
    header["__metadata__"]["mlpviz"] = json.dumps(told)
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + n :])


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda told: told.pop("config"), "damaged"),
        (lambda told: told.update(version=2), "later version"),
        (lambda told: told["config"].update(hidden_sizes=[7]), "not those of this run"),
        (lambda told: told["config"].update(optimizer="adam"), "not those of this run"),
        (lambda told: told["config"].update(lr=-1.0), "lr = -1"),
        (lambda told: told["history"]["records"][0].pop("lr"), "damaged"),
        (lambda told: told["history"].update(records="abc"), "damaged"),
        (lambda told: told["history"].update(max_records=10**12), "max_records"),
        (lambda told: told["moment"].update(rng_state={"bit_generator": "no"}), "damaged"),
        (lambda told: told["moment"].update(record=99), "damaged"),
        (lambda told: told.update(threshold=5), "threshold"),
        (lambda told: told.update(by_hand=[[1]]), "damaged"),
    ],
)
def test_a_damaged_one_is_refused_by_what_is_wrong(change, said, tmp_path):
    path = tmp_path / "run.mlpviz"
    trained(RunConfig(dataset="moons", hidden_sizes=(4,), output="sigmoid")).save(path)
    rewritten(path, change)
    with pytest.raises(FileError, match=said):
        mlpviz.load(path)


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    path = tmp_path_factory.mktemp("files") / "run.mlpviz"
    trained(epochs=1).save(path)
    return path


@settings(max_examples=150)
@given(data=st.data())
def test_any_damage_is_either_refused_or_harmless(sound, data):
    content = bytearray(sound.read_bytes())
    (n,) = struct.unpack("<Q", content[:8])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, 8 + n - 1))
        content[place] = data.draw(st.integers(0, 255))
    path = sound.with_name("damaged.mlpviz")
    path.write_bytes(content)
    with suppress(FileError, mlpviz.NonFiniteError):
        mlpviz.load(path).step_epoch()


def test_the_code_on_the_page_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    page = Path(__file__).resolve().parents[2] / "docs" / "files.md"
    code = re.findall(r"^```python\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S)
    for block in code:
        exec(compile(block, page.name, "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert lines[-2:] == ["True", "(2, 32)"]
