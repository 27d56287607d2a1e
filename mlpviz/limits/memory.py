"""How much memory the server's process has, takes, and can give back."""

import ctypes
import gc
import os
import sys
from contextlib import suppress
from pathlib import Path

# Where a container's limit stands: cgroup v2, v1. "max", or a number near 2**63, is none.
CGROUPS = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
STATM = Path("/proc/self/statm")


def container_bytes(cgroups: tuple[Path, ...] = CGROUPS) -> int:
    """Memory that this process may have: its container's limit, or what the machine has.

    Where neither is told, as on Windows and in a browser, as much as can be counted.
    """
    machine = sys.maxsize
    with suppress(AttributeError, OSError, ValueError):
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for place in cgroups:
        with suppress(OSError, ValueError):
            return min(machine, int(place.read_text().strip()))
    return machine


def used_bytes(statm: Path = STATM) -> int:
    """Memory that this process takes now; else the most that it ever took, or 0 if none is told."""
    with suppress(AttributeError, OSError, ValueError, IndexError):
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    try:
        import resource  # which Windows and WebAssembly lack
    except ImportError:
        return 0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most  # macOS counts bytes


def give_back() -> None:
    """Collect garbage, and give memory that is free to the system, which glibc else keeps.

    Streamlit's and our own objects of a visitor who left refer to each other, so that only a
    collection frees their arrays.
    """
    gc.collect()
    with suppress(OSError, AttributeError, TypeError):  # another C library, or Windows
        ctypes.CDLL(None).malloc_trim(0)
