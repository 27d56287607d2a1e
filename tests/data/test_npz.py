"""Files from strangers: each that is no .npz of numbers ends in a sentence, and nothing is run."""

import contextlib
import io
import pickle
import struct
import zipfile

import numpy as np
import pytest

from mlpviz.data.npz import MOST_ARRAYS, UploadError, read_npz

MOST = 100_000


class Runs:
    """An object whose pickle is a program."""

    ran = False

    def __reduce__(self):
        return exec, ("from tests.data.test_npz import Runs; Runs.ran = True",)


def saved(**arrays):
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


def npy(array):
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


def zipped(members, method=zipfile.ZIP_STORED):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


def header(shape, dtype="<f8", version=1):
    """A .npy header alone."""
    text = repr({"descr": dtype, "fortran_order": False, "shape": shape}).encode()
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_what_numpy_writes_is_read(save):
    arrays = {
        "W": np.arange(6.0).reshape(2, 3),
        "fortran": np.asfortranarray(np.arange(6, dtype=np.int32).reshape(2, 3)),
        "f": np.float32(1.5),
        "big_endian": np.arange(3, dtype=">f8"),
        "yes": np.array([True, False]),
        "bytes": np.arange(4, dtype=np.uint8),
        "fc1.weight": np.zeros((1, 0)),
    }
    stream = io.BytesIO()
    save(stream, **arrays)
    found = read_npz(stream.getvalue(), MOST)
    assert list(found) == list(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array)
        assert found[name].dtype == array.dtype.newbyteorder("=")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello", r"no \.npz file"),
        (pickle.dumps({"W1": [1.0]}), "is a pickle"),
        (npy(np.ones(3)), r"single array \(\.npy\)"),
        (saved(W=np.ones(300))[:500], "damaged or cut off"),
        (saved(W=np.array([1.0, None])), "dtype object"),
        (saved(W=np.array(["a"])), "has to hold real numbers"),
        (saved(W=np.ones(2, complex)), "complex128: it has to hold real numbers"),
        (saved(W=np.zeros(2, [("a", "f8")])), "has to hold real numbers"),
        (zipped([("a.txt", b"x")]), "a zip with 'a.txt' in it"),
        (zipped([("W.npy", b"hello")]), "not an array as NumPy writes it"),
        (zipped([("W.npy", npy(np.ones(9))[:-8])]), "damaged or cut off"),
        (zipped([("W.npy", header((10**12,)))]), "1000000000000"),
        (zipped([("W.npy", header((2**40, 2**40)))]), "damaged or cut off"),
        (zipped([("W.npy", header((-1,)) + bytes(8))]), "axes are the most"),
        (zipped([("W.npy", header((1,) * 9) + bytes(8))]), "axes are the most"),
        (zipped([("W.npy", header((1,), "|O") + pickle.dumps(Runs()))]), "dtype object"),
        (zipped([("W.npy", header((1,), "__import__('os')"))]), "not an array"),
        (zipped([("W.npy", header((), version=3))]), "not an array as NumPy writes it"),
        (zipped([("W.npy", header("(" * 5000))]), "not an array as NumPy writes it"),
    ],
)
def test_bad_files_say_what_is_wrong_and_what_to_do(content, words):
    with pytest.raises(UploadError, match=words) as caught:
        read_npz(content, MOST)
    assert len(str(caught.value)) < 600


def test_no_pickle_is_run():
    with pytest.raises(UploadError):
        read_npz(saved(W=np.array([Runs(), None])), MOST)
    assert not Runs.ran


def test_two_of_a_name_are_refused():
    with pytest.warns(UserWarning, match="Duplicate"):
        twice = zipped([("W.npy", npy(np.ones(1))), ("W.npy", npy(np.ones(2)))])
    with pytest.raises(UploadError, match="twice"):
        read_npz(twice, MOST)


def test_what_is_too_large_is_refused_with_its_size_and_the_limit():
    words = (
        r"the file has 0\.\d MB, and 0\.1 MB is the most here\. A few samples show every mistake"
    )
    with pytest.raises(UploadError, match=words):
        read_npz(saved(W=np.ones(20_000)), MOST)
    with pytest.raises(UploadError, match=f"201 arrays, and {MOST_ARRAYS} is the most"):
        read_npz(zipped([(f"a{i}.npy", b"") for i in range(201)]), MOST)
    with pytest.raises(UploadError, match=r"in float64 the arrays have 0\.4 MB"):
        read_npz(saved(X=np.zeros(50_000, np.uint8)), MOST)


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = zipped([("W.npy", npy(np.zeros(10**6)))], zipfile.ZIP_DEFLATED)
    assert len(bomb) < MOST
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    with pytest.raises(UploadError, match=r"unpacked, the arrays have 8 MB, and 0\.1 MB is"):
        read_npz(bomb, MOST)


def test_a_directory_that_lies_is_believed_no_further_than_it_says():
    """It says 100 bytes, and eight million come."""
    bomb = zipped([("W.npy", npy(np.zeros(10**6)))], zipfile.ZIP_DEFLATED)
    true = struct.pack("<I", 8_000_128)
    assert bomb.count(true) == 2  # before the member, and in the directory
    with pytest.raises(UploadError, match="damaged or cut off"):
        read_npz(bomb.replace(true, struct.pack("<I", 100)), MOST)


def test_an_encrypted_member_is_refused():
    content = bytearray(saved(W=np.ones(1)))
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(UploadError, match="without a password"):
        read_npz(bytes(content), MOST)


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_any_byte_changed_is_read_or_refused(seed):
    rng = np.random.default_rng(seed)
    stream = io.BytesIO()
    (np.savez_compressed if seed % 2 else np.savez)(stream, W=np.ones((2, 3)), b=np.arange(3))
    content = bytearray(stream.getvalue())
    for place in rng.integers(len(content), size=1 + seed % 5):
        content[place] = rng.integers(256)
    with contextlib.suppress(UploadError):
        assert all(a.size <= 100 for a in read_npz(bytes(content), MOST).values())
