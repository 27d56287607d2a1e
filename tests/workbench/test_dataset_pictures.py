"""The pictures by which datasets are chosen."""

from base64 import b64decode

import numpy as np
import pytest

from mlpviz.data import DATASETS, ON_DISK, encode_points, load_dataset
from mlpviz.workbench import dataset_pictures
from mlpviz.workbench.dataset_pictures import (
    dataset_picture,
    drawn_picture,
    principal_plane,
    square_picture,
)


@pytest.mark.parametrize("name", [name for name in DATASETS if name not in ON_DISK])
def test_every_dataset_has_a_small_picture_of_its_own(name):
    picture = dataset_picture(name)
    assert picture.startswith("data:image/")
    assert len(picture) < 4_000
    assert len({dataset_picture(other) for other in ("moons", name, "digits")}) >= 2


def test_drawn_points_have_a_picture_of_their_own_with_a_mark_for_each_class():
    X = np.random.default_rng(0).uniform(-2, 2, (40, 2))
    found = {drawn_picture(encode_points(X, np.arange(40) % k)) for k in (2, 3, 4)}
    assert len(found) == 3
    drawn = [b64decode(picture.partition(",")[2]) for picture in found]
    assert sorted(svg.count(b"<path") for svg in drawn) == [2, 3, 4]


def test_what_is_on_disk_is_not_loaded_to_be_looked_at(monkeypatch):
    monkeypatch.setattr(dataset_pictures, "shared_dataset", None)
    assert {dataset_picture(name) for name in ON_DISK} == {""}


def test_images_are_a_square_of_four():
    assert square_picture(load_dataset("digits")).startswith("data:image/png")


def test_the_plane_holds_what_varies_most():
    rng = np.random.default_rng(0)
    hidden = rng.normal(size=(50, 2))
    X = hidden @ rng.normal(size=(2, 5)) * [1.0, 10.0, 100.0, 1.0, 1.0]
    X = np.column_stack([X, np.ones(50)])  # what does not vary at all does no harm
    plane = principal_plane(X)
    scaled = (X - X.mean(axis=0)) / np.maximum(X.std(axis=0), 1e-300)
    assert plane.shape == (50, 2)
    np.testing.assert_allclose(np.sum(plane**2), np.sum(scaled[:, :5] ** 2), rtol=1e-9)
    assert abs(np.corrcoef(plane.T)[0, 1]) < 1e-9
