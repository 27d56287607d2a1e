"""What the Share dialog hands out: the link, its QR code, an iframe, and what they will show."""

from collections.abc import Mapping, Sequence
from html import escape
from urllib.parse import urlencode

from mlpviz.config import RunConfig
from mlpviz.data import IN_LINK
from mlpviz.engine.by_hand import SetByHand
from mlpviz.links import drawn
from mlpviz.words import counted, listed, whole
from mlpviz.workbench.hiding import shown, title
from mlpviz.workbench.lesson import Lesson
from mlpviz.workbench.pages import PAGES, Page
from mlpviz.workbench.speed import SPEEDS, USUAL

LONGEST = 2_300  # characters of a link in a QR code that cameras still read
TOO_LONG = "This link would be too long to be opened: shorten the sentence, or draw fewer points."
MOST_TOLD = 3  # weights set by hand
HEIGHT = 720  # px of an iframe, which show the first charts below the transport
GUIDED = ("train", "gradients")  # paths of the pages that show a preset's guide


def root_of(url: str | None, page: Page | None) -> str:
    """The app's own address from that of the ``page`` which is open; empty if it is not known."""
    if url is None:
        return ""
    base = url.split("?")[0].split("#")[0].rstrip("/")
    if page is not None and not page.first:
        base = base.removesuffix(f"/{page.path}")
    return f"{base}/"


def link(root: str, page: Page, query: Mapping[str, str]) -> str:
    """The address of a page with these parameters."""
    path = "" if page.first else page.path
    return f"{root}{path}?{urlencode(query)}"


def iframe(address: str, name: str) -> str:
    """The HTML that shows the page at this address inside another one, for a course page."""
    return (
        f'<iframe src="{escape(address)}&amp;embed=true" title="{escape(name)}" width="100%" '
        f'height="{HEIGHT}" style="border: 1px solid #ccc" loading="lazy"></iframe>'
    )


def qr_code(text: str) -> str | None:
    """The QR code of a text as the data URI of a PNG, or None if the text is too long for one.

    Black on white with the margin of the standard, so that it can be read on a dark page too.
    """
    import segno  # only where somebody shares

    if len(text.encode()) > LONGEST:
        return None
    code = segno.make_qr(text, error="L", boost_error=True)
    picture: str = code.png_data_uri(scale=8, border=4, dark="#000", light="#fff")
    return picture


def preview(page: Page, lesson: Lesson, guide: str | None) -> str:
    """What whoever opens the link sees, in sentences; ``guide`` is the title of the preset's."""
    above = ""
    if lesson.say:
        above = ", with your sentence above the run"
    elif lesson.guide and guide is not None and page.path in GUIDED:
        above = f", with the guide of “{guide}” above the run"
    sentences = [f"They see the page {page.title}{above}."]
    if lesson.hide:
        sentences.append(f"Hidden: {listed(title(name) for name in lesson.hide)}.")
    if lesson.play:
        there = shown("play", lesson.hide)
        sentences.append("It plays at once." if there else "It cannot play, as Play is hidden.")
    if lesson.speed != USUAL:
        sentences.append(f"It plays {SPEEDS[lesson.speed].help}.")
    if lesson.epochs is not None:
        sentences.append(f"Play stops at epoch {whole(lesson.epochs)}.")
    if not lesson.answers:
        sentences.append("What is wrong and what would help is not told.")
    return " ".join(sentences)


def left_out(changes: Sequence[SetByHand]) -> str:
    """What was set by hand, which no link can hold; empty where nothing was."""
    if not changes:
        return ""
    told = listed([str(change) for change in changes], most=MOST_TOLD)
    return f"The link leaves out what was set by hand: {told}."


def points_left_out(config: RunConfig) -> str:
    """That the drawn points are too many for a link; empty where they are not."""
    n = drawn.too_many(config.dataset_options)
    if not n:
        return ""
    return (
        f"The link leaves out {counted(n, 'drawn point')}, as it holds at most {whole(IN_LINK)}: "
        "whoever opens it is told so, and sees other points. Draw fewer to share them."
    )


def frame_title(page: Page, data: str) -> str:
    """What an iframe is called by screen readers."""
    return f"mlpviz: {data}, {PAGES[page.path].title}"
