"""The reader of foreign pickles: plain values come out, and nothing in the file is ever run."""

import contextlib
import functools
import os
import pickle
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpviz.data import DataError
from mlpviz.data.pickles import PickledArray, read_pickle

PLAIN = {
    "text": "naïve",
    b"bytes": b"\x00\xff",
    3: [1, -2, 2**40, 2**100, 1.5, True, False, None],
    "nested": {"tuple": (1, (2, ()), [])},
}


def saved(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("protocol", range(6))
def test_plain_values_come_out_as_they_went_in(protocol: int, tmp_path: Path) -> None:
    path = saved(tmp_path / "x", pickle.dumps(PLAIN, protocol))
    assert read_pickle(path) == PLAIN


@pytest.mark.parametrize("protocol", range(5))
@pytest.mark.parametrize("dtype", ["u1", "<i4", ">i2", "<f8", "?"])
def test_arrays_come_out_as_they_went_in(protocol: int, dtype: str, tmp_path: Path) -> None:
    array = np.arange(12).reshape(3, 4).astype(dtype)
    for values in (array, np.asfortranarray(array), array[0], np.array(3, dtype), array[:0]):
        found = read_pickle(saved(tmp_path / "x", pickle.dumps(values, protocol)))
        assert isinstance(found, PickledArray)
        assert found.values.dtype == values.dtype
        np.testing.assert_array_equal(found.values, values, strict=True)


class Calls:
    """Pickles as a call of ``function``."""

    def __init__(self, function: object, *arguments: object) -> None:
        self.call = function, arguments

    def __reduce__(self) -> object:
        return self.call


def evil(trap: Path) -> dict[str, object]:
    command = f"touch {trap}"
    return {
        "os.system": Calls(os.system, command),
        "eval": Calls(eval, f"open({str(trap)!r}, 'w')"),
        "open": Calls(open, str(trap), "w"),
        "partial": functools.partial(os.system, command),
        "call of a partial": Calls(functools.partial(os.system, command)),
        "getattr": Calls(getattr, Calls(__import__, "os"), "system"),
        "path": trap,
        "object array": np.array([Calls(os.system, command)], dtype=object),
        "structured array": np.zeros(2, [("a", "f4")]),
    }


@pytest.mark.parametrize("protocol", range(6))
@pytest.mark.parametrize("name", evil(Path("x")))
@pytest.mark.parametrize("nested", [False, True])
def test_a_hostile_pickle_is_refused_and_nothing_is_run(
    name: str, protocol: int, nested: bool, tmp_path: Path
) -> None:
    trap = tmp_path / "trap"
    thing = evil(trap)[name]
    content = pickle.dumps({"data": [(1, {"deep": thing})]} if nested else thing, protocol)
    with pytest.raises(DataError, match=r"was not opened|is damaged") as caught:
        read_pickle(saved(tmp_path / "batch", content))
    assert not trap.exists()
    assert str(tmp_path / "batch") in str(caught.value)
    assert len(str(caught.value)) < 500


def test_the_trap_would_have_closed(tmp_path: Path) -> None:
    for name in ("os.system", "call of a partial"):
        trap = tmp_path / name.replace(" ", "_")
        pickle.loads(pickle.dumps(evil(trap)[name]))
        assert trap.exists()


def test_the_message_names_what_the_file_asks_for(tmp_path: Path) -> None:
    path = saved(tmp_path / "x", b"cbuiltins\neval\n(S'1'\ntR.")
    with pytest.raises(DataError, match=r"it asks for 'builtins\.eval'; nothing of it was run"):
        read_pickle(path)


def deep_key() -> bytes:
    """A dict whose key is a tuple that takes 2^64 steps to hash."""
    doubling = b"".join(b"q%ch%ch%c\x86" % (i, i, i) for i in range(64))
    return b"\x80\x02}" + b")" + doubling + b"K\x01s."


RECONSTRUCT = b"cnumpy.core.multiarray\n_reconstruct\n"
HOSTILE = {
    "an instance by INST": b"(S'touch x'\nios\nsystem\n.",
    "an instance by OBJ": b"(cos\nsystem\nS'x'\no.",
    "an instance by NEWOBJ": b"\x80\x02cnumpy\nndarray\n(K\x03t\x81.",
    "the array type called": b"\x80\x02cnumpy\nndarray\nK\x03\x85R.",
    "a name changed": RECONSTRUCT + b"}(S'x'\nK\x01ub.",
    "a name's attributes changed": RECONSTRUCT + b"N}(S'_make'\nK\x01u\x86b.",
    "a name of a name": b"\x80\x04\x8c\x05numpy\x8c\x0endarray.__init__\x93.",
    "a persistent id": b"Pfile\n.",
    "an extension": b"\x80\x02\x82\x01.",
    "a buffer outside": b"\x80\x05\x97.",
    "a byte array of 2^60": b"\x80\x05\x96" + struct.pack("<Q", 2**60) + b".",
    "bytes of 2^60": b"\x80\x04\x8e" + struct.pack("<Q", 2**60) + b".",
    "a memo entry at 2^31": b"\x80\x02]r\xff\xff\xff\x7fN.x",
    "a key that never hashes": deep_key(),
    "bytes through a codec": b"\x80\x02c_codecs\nencode\nU\x01aU\x03bz2\x86R.",
    "bytes of a size": b"\x80\x02c__builtin__\nbytes\nJ\xff\xff\xff\x7f\x85R.",
    "nothing": b"",
    "no pickle": b"<html>Not found</html>",
    "an unknown protocol": b"\x80\x09N.",
    "an end too early": b"\x80\x02}(U\x04data",
}


@pytest.mark.parametrize("name", [name for name in HOSTILE if name != "a memo entry at 2^31"])
def test_other_attacks_and_damages_are_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="official python version"):
        read_pickle(saved(tmp_path / "x", HOSTILE[name]))


def test_a_large_number_claims_no_memory(tmp_path: Path) -> None:
    assert read_pickle(saved(tmp_path / "x", HOSTILE["a memo entry at 2^31"])) is None


def array_state(shape: bytes, dtype: bytes = b"u1", content: bytes = b"abcd") -> bytes:
    made = b"cnumpy\ndtype\nU" + bytes([len(dtype)]) + dtype + b"K\x00K\x01\x87R"
    state = b"(K\x01" + shape + made + b"\x89U" + bytes([len(content)]) + content + b"t"
    return b"\x80\x02" + RECONSTRUCT + b"cnumpy\nndarray\nK\x00\x85U\x01b\x87R" + state + b"b."


def test_a_hand_made_array_is_read(tmp_path: Path) -> None:
    found = read_pickle(saved(tmp_path / "x", array_state(b"K\x02K\x02\x86")))
    np.testing.assert_array_equal(found.values, [[97, 98], [99, 100]])


@pytest.mark.parametrize(
    "content",
    [
        array_state(b"K\x05\x85"),
        array_state(b"J\xff\xff\xff\xffJ\xfc\xff\xff\xff\x86"),
        array_state(b"J\xff\xff\xff\x7f)\x86"),
        array_state(b"G?\xf0\x00\x00\x00\x00\x00\x00\x85"),
        array_state(b"K\x04\x85", dtype=b"O8"),
        array_state(b"K\x04\x85", dtype=b"V4"),
        array_state(b"K\x04\x85", dtype=b"u1,u1"),
    ],
)
def test_an_impossible_array_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="was not opened"):
        read_pickle(saved(tmp_path / "x", content))


def test_a_file_that_is_too_large_or_missing_is_refused(tmp_path: Path) -> None:
    path = saved(tmp_path / "x", pickle.dumps(b"a" * 2**20))
    assert len(read_pickle(path)) == 2**20
    with pytest.raises(DataError, match="is larger than 1 MB"):
        read_pickle(path, max_bytes=2**20)
    with pytest.raises(DataError, match=r"cannot be read \(No such file"):
        read_pickle(tmp_path / "missing")


@settings(
    max_examples=200,
    suppress_health_check=[
        *settings.default.suppress_health_check,
        HealthCheck.function_scoped_fixture,
    ],
)
@given(data=st.data())
def test_a_garbled_file_is_read_or_refused_but_nothing_else(
    data: st.DataObject, tmp_path: Path
) -> None:
    content = bytearray(pickle.dumps({"data": np.arange(4), **PLAIN}, 2))  # type: ignore[dict-item]
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DataError):
        read_pickle(saved(tmp_path / "x", bytes(content)))
