"""What a run is taken away as, read by other programs."""

import csv
import json
import math
from dataclasses import fields

import numpy as np
import onnxruntime
import pytest
from safetensors.numpy import load_file

from mlpviz import Dataset, FileError, RunConfig, Trainer
from mlpviz.data.features import FEATURES
from mlpviz.engine.activations import ACTIVATIONS
from mlpviz.engine.losses import LOSSES, OUTPUTS
from mlpviz.engine.record import EpochRecord
from mlpviz.export import EXPORTS
from mlpviz.export.tables import defused
from mlpviz.export.weights import GATED, OPERATORS

CONFIG = RunConfig(dataset="iris", hidden_sizes=(5,), batch_size=None)


def trained(config=CONFIG, epochs=2, dataset=None):
    trainer = Trainer(config, dataset)
    list(trainer.run(epochs))
    return trainer


def by_onnx(trainer, folder, X):
    (path,) = trainer.export(folder / "net.onnx")
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (outputs,) = session.run(None, {"X": X.astype(np.float32)})
    return outputs


def raw(trainer, n=7):
    return trainer.dataset.raw_inputs(trainer.dataset.X_test[:n])


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_onnx_has_every_activation(activation, tmp_path):
    trainer = trained(CONFIG.changed(activation=activation))
    X = raw(trainer)
    expected = trainer.network.forward(trainer.preprocess(X))
    outputs = by_onnx(trainer, tmp_path, X)
    assert outputs.dtype == np.float32
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("output", OUTPUTS)
def test_onnx_has_every_output(output, tmp_path):
    loss = next(name for name, row in LOSSES.items() if output in row.outputs)
    trainer = trained(RunConfig(dataset="moons", hidden_sizes=(3,), output=output, loss=loss))
    X = raw(trainer)
    expected = trainer.network.forward(trainer.preprocess(X))
    np.testing.assert_allclose(by_onnx(trainer, tmp_path, X), expected, rtol=1e-4, atol=1e-5)


def test_onnx_takes_raw_samples_and_gives_raw_numbers(tmp_path):
    trainer = trained(RunConfig(dataset="diabetes", standardize_targets=True))
    X = raw(trainer)
    expected = trainer.dataset.raw_targets(trainer.network.forward(trainer.preprocess(X)))
    assert expected.mean() > 50
    np.testing.assert_allclose(by_onnx(trainer, tmp_path, X), expected, rtol=1e-4)


def test_onnx_makes_input_features_itself(tmp_path):
    config = RunConfig(dataset="moons", input_features=tuple(FEATURES), hidden_sizes=(3,))
    trainer = trained(config)
    X = raw(trainer)
    expected = trainer.network.forward(trainer.preprocess(X))
    np.testing.assert_allclose(by_onnx(trainer, tmp_path, X), expected, rtol=1e-4, atol=1e-5)


def test_every_row_of_the_engine_has_its_operator():
    assert ACTIVATIONS.keys() | OUTPUTS.keys() == OPERATORS.keys() | GATED.keys()


@pytest.mark.parametrize("end", [".npz", ".safetensors"])
def test_weights_and_how_samples_were_scaled(end, tmp_path):
    trainer = trained()
    (path,) = trainer.export(tmp_path / f"net{end}")
    arrays = dict(np.load(path)) if end == ".npz" else load_file(path)
    for name, values in trainer.network.params.items():
        np.testing.assert_array_equal(arrays[name], values)
    X = raw(trainer)
    scaled = (X - arrays["input_shift"]) / arrays["input_scale"]
    np.testing.assert_allclose(scaled, trainer.preprocess(X), rtol=1e-12)


def test_the_history_is_a_table(tmp_path):
    trainer = trained(epochs=3)
    (path,) = trainer.export(tmp_path / "run.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row, record in zip(rows, trainer.history, strict=True):
        assert int(row["epoch"]) == record.epoch
        assert float(row["train_loss"]) == record.train_loss
        assert float(row["param_norm W2"]) == record.param_norm["W2"]
        assert float(row["predicted_share_test setosa"]) == record.predicted_share_test[0]
    assert math.isnan(float(rows[0]["grad_norm W1"]))
    assert not {"train_r2", "test_r2"} & rows[0].keys()


def test_names_that_spreadsheets_would_run_are_defused(tmp_path):
    X = np.arange(20.0).reshape(10, 2)
    names = ("=1+1", "@SUM(A1)")
    y = np.array(names)[np.arange(10) % 2]
    data = Dataset.from_arrays(X, y, class_names=names, test=(X, y))
    trainer = trained(RunConfig(dataset=data), 1, data)
    (path,) = trainer.export(tmp_path / "run.csv")
    head = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    assert not [cell for cell in head if cell.startswith(("=", "+", "-", "@"))]
    assert defused("=1+1") == "'=1+1"


def test_the_history_is_json(tmp_path):
    trainer = trained(epochs=2)
    trainer.change(lr=0.5)
    trainer.step_epoch()
    (path,) = trainer.export(tmp_path / "run.history.json")
    told = json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)
    assert [record["epoch"] for record in told["records"]] == [0, 1, 2, 3]
    assert told["records"][0].keys() == {item.name for item in fields(EpochRecord)}
    assert told["records"][0]["grad_norm"]["W1"] is None
    assert told["changes"] == [
        {"epoch": 2, "name": "lr", "before": trainer.config.lr, "after": 0.5}
    ]


def test_the_choices_are_json(tmp_path):
    (path,) = trained().export(tmp_path / "run.json")
    assert RunConfig(**json.loads(path.read_text(encoding="utf-8"))) == CONFIG


@pytest.mark.parametrize("end", EXPORTS)
def test_every_row_is_written_with_what_it_reads(end, tmp_path):
    paths = trained().export(str(tmp_path / f"moons run{end}"))
    assert [path.exists() for path in paths] == [True] * len(paths)
    assert paths[0].name == f"moons run{end}"
    if EXPORTS[end].data:
        assert paths[1].name == "moons run_data.npz"
        assert paths[1].name in paths[0].read_text(encoding="utf-8")


def test_other_names_are_refused_with_those_that_are_known(tmp_path):
    trainer = trained()
    for name in ("run.xlsx", ".csv"):
        with pytest.raises(FileError, match=r"must end with one of \.html, \.safetensors, "):
            trainer.export(tmp_path / name)
    with pytest.raises(FileError, match="cannot be written"):
        trainer.export(tmp_path / "no folder" / "run.csv")
