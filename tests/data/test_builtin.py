"""The five small real datasets: every value is scikit-learn's, and a damaged file is told."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine

from mlpviz.data import DataError, assets, builtin

LOADERS = {
    "digits": load_digits,
    "iris": load_iris,
    "wine": load_wine,
    "breast_cancer": load_breast_cancer,
    "diabetes": lambda: load_diabetes(scaled=False),
}


@pytest.mark.parametrize("name", LOADERS)
def test_every_value_is_scikit_learns(name):
    raw, bunch = getattr(builtin, name)(0), LOADERS[name]()
    assert raw.X.dtype == np.float64
    assert raw.y.dtype == bunch.target.dtype
    assert np.array_equal(raw.X, bunch.data)
    assert np.array_equal(raw.y, bunch.target)
    assert raw.feature_names == tuple(bunch.feature_names)
    if name == "wine":
        assert raw.class_names == ("cultivar 1", "cultivar 2", "cultivar 3")
    else:
        assert raw.class_names == tuple(str(c) for c in bunch.get("target_names", ()))


def test_the_files_are_small_and_their_licence_is_with_them():
    files = [assets.asset_path(f"datasets/{name}.npz") for name in LOADERS]
    assert sum(file.stat().st_size for file in files) < 150_000
    assert "scikit-learn" in assets.asset_path("datasets/LICENSE").read_text()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"\x93NUMPY"])
def test_a_damaged_file_is_told(content, tmp_path, monkeypatch):
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets/iris.npz").write_bytes(content)
    monkeypatch.setattr(assets, "ASSET_FOLDERS", (tmp_path,))
    with pytest.raises(DataError, match=r"iris\.npz is damaged \(.*\): reinstall"):
        builtin.iris(0)
    with pytest.raises(DataError, match=r"wine\.npz is missing .* reinstall"):
        builtin.wine(0)
