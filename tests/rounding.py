"""How far round-off can go, from the number of operations: the same on every processor.

Processors add in other orders, fuse products with sums, and compute exp in their own ways. What
all of them keep to is one rounding of at most u for each operation; so n operations in a row are
off by at most gamma(n). Higham, "Accuracy and Stability of Numerical Algorithms", chapter 3.
"""

U = 2.0**-53
KERNEL = 8  # roundings that exp, log, tanh and their kin count as: their last places are 4 off


def gamma(n):
    """How far n roundings can take a float64 result, relative to it."""
    return n * U / (1.0 - n * U)
