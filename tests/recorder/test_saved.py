"""A recording in a file: the same again, and strangers' files are refused in words."""

import json
import struct

import numpy as np
import pytest

import mlpviz
from mlpviz import FileError, Recorder, Recording
from mlpviz.files.tensors import KEY, parse_tensors
from mlpviz.recorder.saved import recording_of


def loop(epochs=30, **told):
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(60, 3)), np.arange(60) % 2
    params = {"W1": np.full((3, 4), 0.1), "b1": np.zeros(4), "W2": rng.normal(size=(4, 2))}
    rec = Recorder(
        params, class_names=["no", "<b>yes</b>"], train=(X, y), activation="tanh", **told
    )
    for _ in range(epochs):
        for array in params.values():
            array += 1e-4 * rng.normal(size=array.shape[-1])
        hidden = np.tanh(X @ params["W1"] + params["b1"])
        z = hidden @ params["W2"]
        p = np.exp(z) / np.exp(z).sum(1, keepdims=True)
        loss = -np.log(p[np.arange(60), y]).mean()
        grads = {name: np.ones_like(array) for name, array in params.items()}
        some = {"test_outputs": p[:20], "test_labels": y[:20], "test_loss": loss}
        rec.log(loss, outputs=p, hidden=[hidden], grads=grads, steps=2, lr=0.1, **some)
    return rec


@pytest.fixture(scope="module")
def rec():
    return loop()


@pytest.fixture(scope="module")
def content(rec, tmp_path_factory):
    path = tmp_path_factory.mktemp("runs") / "run.mlpviz"
    rec.save(path)
    return path.read_bytes()


def told(messages):
    return [(d.kind, d.sentence, d.advice) for d in messages]


def test_what_is_read_says_and_shows_the_same(rec, tmp_path):
    rec.save(tmp_path / "run.mlpviz")
    again = Recording.load(tmp_path / "run.mlpviz")
    assert told(rec.diagnose())
    for epoch in (None, 3, 12):
        assert told(again.diagnose(epoch)) == told(rec.diagnose(epoch))
    assert again.missing() == rec.missing()
    assert again.views() == rec.views()
    assert set(rec.views()) >= {"network", "curves", "weights", "predictions", "shares", "ridges"}
    for name in rec.views():
        for epoch in (None, 3):
            assert again.figure(name, epoch=epoch) == rec.figure(name, epoch=epoch)


def test_no_name_of_a_class_is_markup(rec):
    for name in ("predictions", "shares"):
        text = rec.figure(name).to_json()
        assert "<b>yes" not in text
        assert "yes" in text


def test_each_kind_of_file_says_who_reads_it(rec, tmp_path):
    rec.save(tmp_path / "rec.mlpviz")
    with pytest.raises(FileError, match=r"Recording\.load"):
        mlpviz.load(tmp_path / "rec.mlpviz")
    trainer = mlpviz.Trainer(mlpviz.RunConfig(dataset="moons"))
    trainer.save(tmp_path / "run.mlpviz")
    with pytest.raises(FileError, match=r"mlpviz\.load"):
        Recording.load(tmp_path / "run.mlpviz")
    with pytest.raises(FileError, match="cannot be read"):
        Recording.load(tmp_path / "none.mlpviz")
    with pytest.raises(FileError, match="cannot be written"):
        rec.save(tmp_path / "no folder" / "run.mlpviz")


def parts(content):
    size = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + size])
    return header, content[8 + size :]


def changed(content, change):
    """The file with something changed in what is told."""
    header, arrays = parts(content)
    plain = json.loads(header["__metadata__"][KEY])
    change(plain)
    header["__metadata__"][KEY] = json.dumps(plain)
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + arrays


def opened(content):
    return recording_of("x.mlpviz", *parse_tensors("x.mlpviz", content), Recording)


def test_the_bytes_are_as_good_as_the_file(content, rec):
    assert told(opened(content).diagnose()) == told(rec.diagnose())


def test_a_file_is_read_in_small_steps_and_has_no_more_in_it_than_is_read_quickly(content, rec):
    count = []
    recording_of(
        "x.mlpviz", *parse_tensors("x.mlpviz", content), Recording, lambda: count.append(1)
    )
    assert len(count) >= 2 * len(rec.history)
    with pytest.raises(FileError, match=r"values beside its arrays, and 5 is the most"):
        parse_tensors("x.mlpviz", content, 5)
    row = {"dtype": "F64", "shape": [0], "data_offsets": [0, 0]}
    text = json.dumps({f"a{i}": row for i in range(20_001)}).encode()
    with pytest.raises(FileError, match=r"20,001 arrays, and 20,000 is the most"):
        parse_tensors("x.mlpviz", struct.pack("<Q", len(text)) + text)


LIES = {
    "later": lambda p: p.update(recording=2),
    "no shapes": lambda p: p.update(shapes={}),
    "a huge shape": lambda p: p["shapes"].update(W1=[10**9, 10**9]),
    "a shape of text": lambda p: p["shapes"].update(W1="ab"),
    "other sizes": lambda p: p["loop"].update(sizes=[3, 5, 2]),
    "an activation that is none": lambda p: p["loop"].update(activations=["eval"]),
    "a loss that is none": lambda p: p["loop"].update(loss="__class__"),
    "too many activations": lambda p: p["loop"].update(activations=["tanh"] * 3),
    "no loop": lambda p: p.pop("loop"),
    "no records": lambda p: p["history"].update(records=[]),
    "records of text": lambda p: p["history"].update(records=["x"]),
    "epochs that go back": lambda p: p["history"]["records"].reverse(),
    "a norm too few": lambda p: p["history"]["records"][3]["param_norm"].pop("W1"),
    "a class too many": lambda p: p["class_names"].append("maybe"),
    "a name as long as a book": lambda p: p["class_names"].__setitem__(0, "x" * 10**5),
    "dead units of a layer that is not": lambda p: p["history"]["records"][2].update(
        dead_share=[0.0, 0.0, 1.0]
    ),
    "data that are not": lambda p: p["data"].update(feature_names=["a"] * 9),
    "data without end": lambda p: p["data"].update(target_means=["inf"]),
    "targets that are not": lambda p: p["data"].update(target_spreads=[1.0, 1.0, 1.0]),
    "no titles": lambda p: p.update(titles={"W1": "W1"}),
    "a list": lambda p: p.update(history=[]),
    "no room for records": lambda p: p["history"].update(max_records=-5),
}


@pytest.mark.parametrize("lie", LIES)
def test_what_does_not_fit_together_is_refused_in_words(content, lie):
    with pytest.raises(FileError, match=r"x\.mlpviz"):
        opened(changed(content, LIES[lie]))


def test_no_damage_to_the_bytes_does_anything_but_be_told(content):
    rng = np.random.default_rng(1)
    size = struct.unpack("<Q", content[:8])[0]
    for _ in range(150):
        damaged = bytearray(content)
        for at in rng.integers(0, 8 + size, rng.integers(1, 4)):
            damaged[at] = rng.integers(0, 256)
        try:
            found = opened(bytes(damaged))
        except FileError:
            continue
        found.diagnose()  # a digit or a letter of a name


@pytest.mark.parametrize(
    "some",
    [
        b"",
        b"x",
        b"\x89PNG\r\n\x1a\n" * 9,
        b"\xff" * 64,
        b"\x02\0\0\0\0\0\0\0[]",
        b"\x02\0\0\0\0\0\0\0{}",
    ],
)
def test_what_is_no_file_of_a_run_is_told(some):
    with pytest.raises(FileError, match=r"x\.mlpviz"):
        opened(some)


def test_every_length_but_the_whole_is_refused(content):
    for stop in range(0, len(content), max(1, len(content) // 60)):
        with pytest.raises(FileError):
            opened(content[:stop])
