import base64
import importlib
import io

import numpy as np

from mlpviz.charts import ImageGrid, choose_images
from mlpviz.charts.palette import FAIL, PASS

NAMES = [str(k) for k in range(10)]


def test_wrong_ones_come_first_the_surest_in_front_then_right_ones_in_order():
    labels = np.array([0, 1, 2, 3, 4])
    predicted = np.array([0, 2, 2, 4, 4])
    confidence = np.array([0.9, 0.6, 0.5, 0.8, 1.0])
    assert choose_images(labels, predicted, confidence, 4).tolist() == [3, 1, 0, 2]
    assert choose_images(labels, predicted, confidence, 1).tolist() == [3]
    assert choose_images(labels, predicted, confidence, 99).tolist() == [3, 1, 0, 2, 4]


def test_choosing_survives_nan_and_repeats_itself():
    labels, predicted = np.zeros(4, int), np.ones(4, int)
    confidence = np.array([0.5, np.nan, 0.5, 0.7])
    assert choose_images(labels, predicted, confidence, 4).tolist() == [3, 0, 2, 1]


def grid(images, columns=4, confidence=None, names=NAMES):
    n = len(images)
    true = np.arange(n) % 3
    predicted = np.where(np.arange(n) < 2, 9, true)
    sure = np.full(n, 0.981) if confidence is None else confidence
    return ImageGrid(images, true, predicted, sure, class_names=names, columns=columns).figure()


def test_wrong_and_right_have_their_own_mark_and_colour(check):
    captions = check(grid(np.random.default_rng(0).uniform(size=(6, 8, 8))))["data"][0]
    wrong, right = captions["text"][1], captions["text"][2]
    assert wrong == f'<span style="color:{FAIL}">✗</span> 1→9 98%'
    assert right == f'<span style="color:{PASS}">✓</span> 2 98%'
    assert captions["hovertext"][0] == "0, taken for 9<br>with 98.1%"
    assert captions["hovertext"][2] == "2, recognised<br>with 98.1%"


def test_images_fill_rows_from_the_top_and_captions_stand_below_them():
    figure = grid(np.zeros((6, 8, 8)))
    images = figure["layout"]["images"]
    assert [image["x"] for image in images] == [0.5, 1.5, 2.5, 3.5, 0.5, 1.5]
    assert images[0]["y"] > images[4]["y"]
    captions = figure["data"][0]
    assert captions["x"] == [image["x"] for image in images]
    for height, image in zip(captions["y"], images, strict=True):
        assert image["y"] - 0.24 < height < image["y"]


def _pixels(image):
    pil = importlib.import_module("PIL.Image")
    body = image["source"].split(",")[1]
    return np.asarray(pil.open(io.BytesIO(base64.b64decode(body))))


def test_small_images_are_enlarged_by_whole_factors_and_stretched_to_full_contrast():
    images = np.random.default_rng(0).uniform(-3, 5, (2, 8, 8))
    drawn = [_pixels(image) for image in grid(images)["layout"]["images"]]
    assert drawn[0].shape == (32, 32)
    np.testing.assert_array_equal(drawn[0][::4, ::4].repeat(4, 0).repeat(4, 1), drawn[0])
    assert (np.min(drawn), np.max(drawn)) == (0, 255)
    expected = np.rint((images - images.min()) / np.ptp(images) * 255)
    np.testing.assert_array_equal(np.array(drawn)[:, ::4, ::4], expected)


def test_large_images_keep_their_size():
    assert _pixels(grid(np.eye(40)[None])["layout"]["images"][0]).shape == (40, 40)


def test_blank_and_missing_images_and_unknown_confidence(check):
    check(grid(np.zeros((3, 28, 28)), confidence=np.full(3, np.nan)))
    check(grid(np.zeros((0, 8, 8))))
    assert "no images" in ImageGrid(np.zeros((0, 8, 8)), [], [], [], NAMES).summary()


def test_names_are_escaped_and_cut():
    figure = grid(np.zeros((3, 8, 8)), names=["<u>", "b", "c", *"defghi", "a very long name"])
    captions = figure["data"][0]
    # Two long names leave no room for the confidence.
    assert captions["text"][0].endswith("</span> &lt;u&gt;→a…")
    assert captions["text"][2].endswith("</span> c 98%")
    assert captions["hovertext"][0] == "&lt;u&gt;, taken for a very long name<br>with 98.1%"


def test_the_summary_names_the_surest_mistakes():
    def told(true, predicted, confidence):
        images = np.zeros((len(true), 8, 8))
        return ImageGrid(images, true, predicted, confidence, NAMES).summary()

    text = told([3, 1], [8, 1], [0.975, 0.5])
    assert text == "1 of 2 images shown is wrong: 3 taken for 8 (97.5%)."
    assert told([1], [1], [0.5]) == "The image shown is recognised."
    assert told([0] * 5, [1] * 5, [0.9] * 5).endswith("and others.")
