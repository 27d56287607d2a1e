import re
from base64 import b64decode
from html.parser import HTMLParser
from io import BytesIO
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from PIL import Image

from mlpviz.workbench.lesson import Lesson
from mlpviz.workbench.pages import PAGES
from mlpviz.workbench.sharing import LONGEST, iframe, link, preview, qr_code, root_of

TRAIN, LAB = PAGES["train"], PAGES["bug-lab"]


@pytest.mark.parametrize(
    ("url", "page", "root"),
    [
        ("https://demo.org/", TRAIN, "https://demo.org/"),
        ("https://demo.org", TRAIN, "https://demo.org/"),
        ("https://demo.org/bug-lab", LAB, "https://demo.org/"),
        ("https://demo.org/nets/bug-lab/", LAB, "https://demo.org/nets/"),
        ("https://demo.org/nets/?seed=1#top", TRAIN, "https://demo.org/nets/"),
        ("https://demo.org/bug-lab", TRAIN, "https://demo.org/bug-lab/"),  # served below that name
        (None, TRAIN, ""),
    ],
)
def test_the_app_s_own_address(url, page, root):
    assert root_of(url, page) == root


def test_a_link_names_its_page_and_can_hold_any_sentence():
    query = {"say": "a&b=c #d ü+\u202e", "hide": "lr-seed"}
    assert link("https://demo.org/", TRAIN, {}) == "https://demo.org/?"
    made = urlsplit(link("https://demo.org/", LAB, query))
    assert made.path == "/bug-lab"
    assert parse_qs(made.query) == {name: [text] for name, text in query.items()}


def attributes_of(html):
    found = []

    class Parser(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.append((tag, dict(attrs)))

    Parser().feed(html)
    return found


def test_an_iframe_has_a_title_and_nothing_breaks_out_of_its_attributes():
    address = "https://demo.org/?say=%22%3E%3Cscript%3E&seed=1"
    ((tag, attributes),) = attributes_of(iframe(address, 'mlpviz: "><script>'))
    assert tag == "iframe"
    assert attributes["src"] == f"{address}&embed=true"
    assert attributes["title"] == 'mlpviz: "><script>'


def test_a_qr_code_is_black_on_white_with_the_margin_that_cameras_need():
    text = "https://demo.org/?seed=1"
    head, _, data = qr_code(text).partition(",")
    assert head == "data:image/png;base64"
    image = Image.open(BytesIO(b64decode(data))).convert("L")
    modules = segno.make_qr(text, error="L", boost_error=True).matrix
    size, margin, n = 8, 4, len(modules)
    assert image.size == ((n + 2 * margin) * size,) * 2
    assert {image.getpixel((x, margin * size - 1)) for x in range(image.width)} == {255}
    middles = [(margin + i) * size + size // 2 for i in range(n)]
    seen = [[image.getpixel((x, y)) for x in middles] for y in middles]
    assert seen == [[0 if module else 255 for module in row] for row in modules]


def test_what_is_too_long_for_a_camera_has_no_qr_code():
    assert qr_code("x" * LONGEST) is not None
    assert qr_code("x" * (LONGEST + 1)) is None
    assert qr_code("ü" * LONGEST) is None


@pytest.mark.parametrize(
    ("lesson", "guide", "words"),
    [
        (Lesson(), None, "They see the page Train."),
        (Lesson(), "Sine", "They see the page Train, with the guide of “Sine” above the run."),
        (Lesson(guide=False), "Sine", "They see the page Train."),
        (Lesson(say="Why?"), "Sine", "They see the page Train, with your sentence above the run."),
        (
            Lesson(hide=("data_tab", "lr")),
            None,
            "Hidden: Data: all of it and Training: Learning rate.",
        ),
        (Lesson(play=True, epochs=1200), None, "It plays at once. Play stops at epoch 1,200."),
        (Lesson(play=True, hide=("buttons",)), None, "It cannot play, as Play is hidden."),
        (Lesson(answers=False), None, "What is wrong and what would help is not told."),
    ],
)
def test_what_they_see_is_told(lesson, guide, words):
    assert words in preview(TRAIN, lesson, guide)


def test_a_page_without_a_guide_promises_none():
    assert preview(LAB, Lesson(), "Sine") == "They see the page Bug lab."
    assert not re.search("None|True|False", preview(LAB, Lesson(play=True), None))
