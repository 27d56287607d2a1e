"""A BLAS kernel may compute on what lies beyond its arrays: sound networks must not warn of it."""

import ctypes
import warnings

import numpy as np
import pytest

from mlpviz import MLP
from mlpviz.gradcheck.mistakes.network import BuggyMLP

SIGNALLING_NAN = 0x7FA00001  # arithmetic on this float32 raises the processor's "invalid" flag


class Litter(ctypes.Structure):
    _fields_ = (("words", ctypes.c_uint32 * 2**14),)


def litter_the_stack():
    """Leave NaNs where the next call's local variables will lie: an argument is passed there."""
    litter, call = Litter(), ctypes.CDLL(None).labs
    np.frombuffer(litter, np.uint32)[...] = SIGNALLING_NAN
    call.argtypes = [Litter]
    call(litter)


@pytest.mark.parametrize("kind", [MLP, BuggyMLP])
@pytest.mark.parametrize("name", ["forward", "loss", "loss_and_gradients"])
def test_sound_numbers_raise_no_warning(kind, name):
    # float32 [n, 5] @ [5, 1] is the product that OpenBLAS 0.3.31 gets wrong with AVX-512
    network = kind([5, 1, 2], dtype="float32")
    X, Y = np.ones((7, 5), np.float32), np.ones((7, 2), np.float32)
    arguments = (X,) if name == "forward" else (X, Y, "mse")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(10):
            litter_the_stack()
            getattr(network, name)(*arguments)
