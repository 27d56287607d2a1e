"""Run the tests as other machines would: ``make variants``.

NumPy, OpenBLAS and torch choose their kernels by the processor, each with roundings of its own, and
how much a page trains between two frames is a matter of speed. Here the same tests run with the
kernels of older processors and with very short and very long frames. What a machine lacks is left
out, and what it does anyway.

    python tests/variants.py              each variant by itself, this machine's own first
    python tests/variants.py --together   the others only, kernels and frames in the same runs
"""

import argparse
import os
import platform
import shlex
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
from threadpoolctl import threadpool_info

ROOT = Path(__file__).resolve().parents[1]
# All tests but those in a browser, and of what nothing is computed. Only pages have frames.
COMPUTE_NOTHING = ("browser", "test_architecture.py", "test_circles.py", "test_loaded.py")
EVERYWHERE = ("tests", *(f"--ignore=tests/{name}" for name in COMPUTE_NOTHING))
FRAMES = ("tests/ui", "tests/workbench")


class Variant(NamedTuple):
    """A way to run tests; ``missing`` says why it is left out, if it is."""

    title: str
    tests: tuple[str, ...]
    environment: dict[str, str] = {}  # noqa: RUF012  # never written to
    options: tuple[str, ...] = ()
    missing: str = ""


def without(title: str, *beginnings: str) -> Variant:
    """NumPy without those of its kernels whose processor features begin like this."""
    found = [name for name in __cpu_dispatch__ if __cpu_features__[name]]
    disabled = " ".join(name for name in found if name.startswith(beginnings))
    return Variant(
        f"NumPy without {title}",
        EVERYWHERE,
        {"NPY_DISABLE_CPU_FEATURES": disabled},
        missing="" if disabled else f"it finds {' '.join(found) or 'nothing to choose from'} here",
    )


def products(core: str, own: tuple[str, ...], torch: str, needs: str) -> Variant:
    """Matrix products by OpenBLAS's kernels for ``core``, which those in ``own`` share."""
    here = {
        info["architecture"] for info in threadpool_info() if info["internal_api"] == "openblas"
    }
    missing = ""
    if platform.machine().lower() not in ("x86_64", "amd64"):
        missing = f"not a kernel for {platform.machine()}"
    elif not here:
        missing = "NumPy multiplies without OpenBLAS here"
    elif here <= {core, *own}:
        missing = "these are this machine's own"
    elif not __cpu_features__.get(needs):
        missing = f"the processor lacks {needs}"
    return Variant(
        f"OpenBLAS as on {core}, torch as on {torch}",
        EVERYWHERE,
        {"OPENBLAS_CORETYPE": core, "ATEN_CPU_CAPABILITY": torch},
        missing=missing,
    )


def frame(seconds: int) -> Variant:
    """Frames that train as long as this."""
    return Variant(f"{seconds} s of training a frame", FRAMES, {}, (f"--frame-seconds={seconds}",))


PLAIN = Variant("as it is", EVERYWHERE)
KERNELS = (
    (without("AVX-512", "AVX512", "X86_V4"), products("Haswell", ("Zen",), "avx2", "AVX2")),
    (
        without("AVX-512 and AVX2", "AVX512", "X86_V4", "X86_V3", "AVX2", "FMA3"),
        products("Nehalem", (), "default", "SSE42"),
    ),
)
LENGTHS = (frame(0), frame(10))


def together(parts: tuple[Variant, ...]) -> Variant:
    """One run of several variants at once."""
    return Variant(
        "; ".join(part.title for part in parts),
        EVERYWHERE if any(part.tests == EVERYWHERE for part in parts) else FRAMES,
        {name: value for part in parts for name, value in part.environment.items()},
        tuple(option for part in parts for option in part.options),
    )


def run(variant: Variant, arguments: list[str]) -> bool:
    """Run the tests, say how, and whether they passed."""
    given = [f"{name}={shlex.quote(value)}" for name, value in variant.environment.items()]
    command = ["-m", "pytest", "-q", *variant.options, *variant.tests, *arguments]
    print(f"\n== {variant.title}\n{' '.join([*given, 'python', *command])}", flush=True)
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=os.environ | variant.environment, check=False
    )
    return done.returncode == 0


def main() -> int:
    """Run what can be run here; 1 if something failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--together", action="store_true")
    asked, arguments = parser.parse_known_args()
    variants = [variant for kernels in KERNELS for variant in kernels] + list(LENGTHS)
    print(f"NumPy {np.__version__} finds", *(n for n in __cpu_dispatch__ if __cpu_features__[n]))
    for variant in variants:
        if variant.missing:
            print(f"left out: {variant.title}: {variant.missing}")
    if asked.together:
        rows = [(*kernels, length) for kernels, length in zip(KERNELS, LENGTHS, strict=True)]
        runs = [together(tuple(part for part in row if not part.missing)) for row in rows]
    else:
        runs = [PLAIN, *(variant for variant in variants if not variant.missing)]
    failed = [variant.title for variant in runs if not run(variant, arguments)]
    print("\nfailed: " + ", ".join(failed) if failed else f"\nAll {len(runs)} variants pass.")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
