import numpy as np
import pytest

from mlpviz.charts import palette


def luminance(color):
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


LINES = ["NEGATIVE", "POSITIVE", "NEUTRAL", "TRAIN", "TEST", "MODEL", "PASS", "FAIL", "UNRESOLVED"]


@pytest.mark.parametrize("name", LINES)
@pytest.mark.parametrize("page", ["#ffffff", "#0e1117"])
def test_lines_stand_out_from_both_pages(name, page):
    low, high = sorted((luminance(getattr(palette, name)), luminance(page)))
    assert (high + 0.05) / (low + 0.05) >= 3.0


def test_two_classes_take_the_ends_of_the_signed_scale():
    assert palette.class_colors(2) == [palette.NEGATIVE, palette.POSITIVE]
    assert palette.class_colors(1) == [palette.NEGATIVE]


def test_no_two_of_a_hundred_classes_look_alike():
    looks = list(zip(palette.class_colors(100), palette.class_symbols(100), strict=True))
    assert len(set(looks)) == 100


def test_translucent():
    assert palette.translucent("#ff8001", 0.5) == "rgba(255,128,1,0.5)"


def test_the_signed_image_scale_is_symmetric_and_clear_in_the_middle():
    rows = palette.signed_rows(3)
    assert rows.shape == (7, 4)
    assert rows[3, 3] == 0
    assert rows[:3, 3].tolist() == rows[:3:-1, 3].tolist()
    assert (np.diff(rows[3:, 3].astype(int)) > 0).all()
    assert rows[0, :3].tolist() == [0xD9, 0x5F, 0x02]
    assert rows[6, :3].tolist() == [0x2F, 0x7F, 0xD0]


def test_class_image_colors_grow_stronger_within_each_class():
    rows = palette.class_rows(3, 4).reshape(3, 4, 4)
    assert (np.diff(rows[:, :, 3].astype(int), axis=1) > 0).all()
    assert len({tuple(row[0, :3].tolist()) for row in rows}) == 3
