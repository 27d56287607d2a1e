import numpy as np

from mlpviz.charts import UnitPictures


def test_an_activation_has_a_scale_of_its_own_that_reaches_one():
    weak, strong = np.array([[0.0, 0.5]]), np.array([[-4.0, 2.0]])
    (levels,) = [UnitPictures([np.array([weak, strong])]).levels(0)]
    assert levels.dtype == np.uint8
    assert levels.tolist() == [[127, 190], [0, 190]]


def test_weights_of_a_layer_share_a_scale():
    weights = np.array([[[1.0, -2.0]], [[0.5, 0.0]]])
    pictures = UnitPictures([None, weights], weights=True)
    assert pictures.levels(0) is None
    assert pictures.levels(1).tolist() == [[190, 0], [159, 127]]
    assert pictures.shape == (1, 2)
    assert pictures.words(1) == ["weights from -2 to 1", "weights from 0 to 0.5"]


def test_inputs_have_values_and_plain_units_nothing():
    pictures = UnitPictures([np.array([[[-1.0, 2.5]]]), None])
    assert pictures.words(0) == ["values from -1 to 2.5"]
    assert pictures.words(1) == []


def test_what_is_broken_or_dead_is_blank():
    for values in (np.zeros((1, 2, 2)), np.full((1, 2, 2), np.nan)):
        assert set(UnitPictures([values]).levels(0).ravel()) == {127}
        assert set(UnitPictures([values], weights=True).levels(0).ravel()) == {127}
    assert UnitPictures([None]).shape is None
