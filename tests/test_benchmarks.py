"""What the benchmarks time still runs: they have no test of their own while nobody measures."""

import importlib
from pathlib import Path

import pytest

from benchmarks import candidates, gradient_checks, workloads

FOLDER = Path(candidates.__file__).parent


@pytest.mark.parametrize("module", sorted(each.stem for each in FOLDER.glob("[a-z]*.py")))
def test_every_module_is_imported(module):
    """Nothing that it uses has been renamed or moved."""
    importlib.import_module(f"benchmarks.{module}")


@pytest.mark.parametrize("candidate", sorted(candidates.CANDIDATES))
def test_an_epoch_of_every_candidate(candidate):
    """On the first workload, the smallest with classes' sizes."""
    assert candidates.CANDIDATES[candidate](workloads.WORKLOADS[0], "float32")() > 0


@pytest.mark.parametrize("candidate", sorted(gradient_checks.CANDIDATES))
def test_a_check_of_every_candidate(candidate):
    """On the first network, the smallest, and the second, which has biases and ten samples."""
    for work in gradient_checks.WORKS[:2]:
        assert gradient_checks.CANDIDATES[candidate](work)() > 0, work.title
