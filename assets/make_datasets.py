"""Make the files in datasets/, the five small real datasets, from those that scikit-learn carries.

    pip install numpy scikit-learn==1.9.1
    python assets/make_datasets.py [FOLDER]

Every value is scikit-learn's; whole numbers up to 255 are kept in a byte each. The same input gives
the same arrays bit for bit (the compressed bytes follow from the zlib in use).
"""

import sys
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine

# The package calls the cultivars class_0, class_1, class_2. Its scaled diabetes has seen all rows,
# those of the test split included.
MADE = {
    "digits": load_digits(),
    "iris": load_iris(),
    "wine": load_wine() | {"target_names": ["cultivar 1", "cultivar 2", "cultivar 3"]},
    "breast_cancer": load_breast_cancer(),
    "diabetes": load_diabetes(scaled=False),
}


def main(folder: Path) -> None:
    """Write a file per dataset, and scikit-learn's licence beside them."""
    folder.mkdir(exist_ok=True)
    for name, bunch in MADE.items():
        target = folder / f"{name}.npz"
        np.savez_compressed(
            target,
            X=narrow(bunch["data"]),
            y=narrow(bunch["target"]),
            feature_names=np.array(bunch["feature_names"], str),
            class_names=np.array(bunch.get("target_names", []), str),
        )
        print(f"{target}: {target.stat().st_size:,} bytes")
    (licence,) = [f for f in distribution("scikit-learn").files or () if f.name == "COPYING"]
    (folder / "LICENSE").write_bytes(licence.locate().read_bytes())


def narrow(values: np.ndarray) -> np.ndarray:
    """Row by row; as bytes if nothing is lost."""
    small = values.astype(np.uint8)
    return np.ascontiguousarray(small if np.array_equal(small, values) else values)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent / "datasets")
