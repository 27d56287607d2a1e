"""How the surfaces are looked at: flat colours, and without the test points. No choice of a run."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SurfaceLook:
    """``flat``: colours in steps instead of shades; ``test``: with the points of the test split."""

    flat: bool = False
    test: bool = True
