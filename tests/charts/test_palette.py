import numpy as np
import pytest

from mlpviz.charts import palette


def luminance(color):
    channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


LINES = ["NEGATIVE", "POSITIVE", "NEUTRAL", "TRAIN", "TEST", "MODEL", "PASS", "FAIL", "UNRESOLVED"]


COLORS = [getattr(palette, name) for name in LINES]


@pytest.mark.parametrize("color", [*COLORS, *palette.RUNS])
@pytest.mark.parametrize("page", ["#ffffff", "#0e1117"])
def test_lines_stand_out_from_both_pages(color, page):
    low, high = sorted((luminance(color), luminance(page)))
    assert (high + 0.05) / (low + 0.05) >= 3.0


def test_two_classes_take_the_ends_of_the_signed_scale():
    assert palette.class_colors(2) == [palette.NEGATIVE, palette.POSITIVE]
    assert palette.class_colors(1) == [palette.NEGATIVE]


def test_no_two_of_a_hundred_classes_look_alike():
    looks = list(zip(palette.class_colors(100), palette.class_symbols(100), strict=True))
    assert len(set(looks)) == 100


@pytest.mark.parametrize(
    ("theme", "pages"), [("light", ["#ffffff", "#ebecee"]), ("dark", ["#171614", "#2d2b27"])]
)
def test_faint_words_are_legible_on_pages_and_on_selected_lines(theme, pages):
    assert min(contrast(palette.FAINT[theme], page) for page in pages) >= 4.5


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("page", ["#ffffff", "#0e1117"])
def test_colours_in_order_stand_out_from_both_pages(page):
    assert min(contrast(color, page) for color in palette.order_colors(33)) >= 3.0


def test_colours_in_order_grow_lighter_from_first_to_last():
    light = [luminance(color) for color in palette.order_colors(17)]
    assert (np.diff(light) > 0).all()
    assert palette.order_colors(1) == [palette.order_color(0.0)]
    assert palette.order_color(-1.0) == palette.order_color(0.0)
    assert palette.order_color(2.0) == palette.order_colors(3)[-1]


def test_mixed():
    assert palette.mixed("#000000", "#ff8040", 0.5) == "#804020"
    assert palette.mixed("#123456", "#ff8040", 0.0) == "#123456"


@pytest.mark.parametrize("color", [*palette.PETROFF_10, palette.NEGATIVE, palette.POSITIVE])
def test_ink_on_a_colour_is_the_one_that_stands_out_more(color):
    chosen = contrast(palette.readable_on(color), color)
    assert chosen >= max(contrast(ink, color) for ink in (palette.INK, palette.HALO)) - 0.3
    assert chosen >= 3.9


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


def blended(at, page):
    """The colour of the error scale at 0..1 over a page."""
    stops = palette.error_scale()
    parts = [[float(x) for x in color[5:-1].split(",")] for _, color in stops]
    red, green, blue, alpha = (
        np.interp(at, [position for position, _ in stops], channel)
        for channel in zip(*parts, strict=True)
    )
    below = [int(page[i : i + 2], 16) for i in (1, 3, 5)]
    mixed = [
        alpha * over + (1 - alpha) * under
        for over, under in zip((red, green, blue), below, strict=True)
    ]
    return "#" + "".join(f"{round(channel):02x}" for channel in mixed)


@pytest.mark.parametrize("page", ["#ffffff", "#0e1117"])
def test_the_error_scale_leaves_the_page_behind_step_by_step(page):
    contrasts = []
    for at in np.linspace(0, 1, 9):
        low, high = sorted((luminance(blended(at, page)), luminance(page)))
        contrasts.append((high + 0.05) / (low + 0.05))
    assert contrasts[0] < 1.3
    assert contrasts[-1] >= 3.0
    assert np.diff(contrasts).min() > 0


@pytest.mark.parametrize("page", ["#ffffff", "#0e1117"])
def test_the_error_scale_needs_no_sense_of_red_and_green(page):
    # Deuteranopia (G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, 2009), in linear RGB.
    matrix = np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.01182, 0.04294, 0.968881],
        ]
    )
    seen = []
    for at in np.linspace(0, 1, 6):
        color = blended(at, page)
        channels = np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)]) / 255
        linear = np.where(
            channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4
        )
        seen.append(np.clip(matrix @ linear, 0, 1) ** (1 / 2.2))
    seen = np.array(seen)
    distances = np.linalg.norm(seen[:, None] - seen[None], axis=-1)
    assert distances[np.triu_indices(6, 1)].min() > 0.09


@pytest.mark.parametrize("limit", [0.1, 1 / 6, 0.2, 1 / 3, 0.5])
def test_the_scale_of_verdicts_goes_from_0_to_1_and_leaps_at_the_limit(limit):
    places = [at for at, _ in palette.judged_scale(limit)]
    assert places == sorted(places)
    assert (places[0], places[-1]) == pytest.approx((0.0, 1.0))
    assert max(places) <= 1.0
    assert places[1:3] == pytest.approx([limit, limit])
