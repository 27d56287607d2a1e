"""The Share dialog: a link to the run as it is, and what a lesson needs of it."""

from dataclasses import replace
from html import escape

import streamlit as st

from mlpviz.links.text import LONGEST as LONGEST_LINK
from mlpviz.presets import PRESETS
from mlpviz.ui import state
from mlpviz.ui.copy_field import copy_field
from mlpviz.ui.number_field import number_field
from mlpviz.workbench import links, sharing
from mlpviz.workbench.hiding import CONTROLS, HIDEABLE, title
from mlpviz.workbench.lesson import EPOCHS, LONGEST, Lesson
from mlpviz.workbench.own_data.links import LEFT_OUT
from mlpviz.workbench.pages import PAGES, Page
from mlpviz.workbench.session import Session

NO_ANSWERS = (
    "No diagnosis and no cures above the charts, no mistakes in the guide; in the Bug lab no right "
    "line, no hints, and a wrong guess is not told what it should have been."
)
NO_CODE = "This link is too long for a QR code: shorten the sentence, or draw fewer points."


def share_dialog() -> None:
    """Draw the dialog while it is open; to be called once in a run of the whole page."""
    if state.session().sharing is not None:
        _dialog()


def _close() -> None:
    """Callback: the dialog was dismissed."""
    state.session().sharing = None


@st.dialog("Share", width="medium", icon=":material/share:", on_dismiss=_close)
def _dialog() -> None:
    current = state.session()
    start = current.sharing or Lesson()
    top = st.container()
    with st.container(key="share_choices", border=True, gap="small"):
        st.markdown("**For a lesson**")
        page = _page(current)
        lesson = _lesson(current, start)
    current.shared = lesson
    with top:
        _link(current, page, lesson)


def _page(current: Session) -> Page:
    paths = [path for path, row in PAGES.items() if row.sidebar]
    here = current.page.path if current.page is not None else paths[0]
    chosen = st.selectbox(
        "Page that opens",
        paths,
        paths.index(here) if here in paths else 0,
        format_func=lambda path: PAGES[path].title,
        key="share_page",
    )
    return PAGES[chosen]


def _lesson(current: Session, start: Lesson) -> Lesson:
    """The lesson that is chosen; ``start`` is what the dialog began with."""
    say, guide = _above(current, start)
    hide = st.multiselect(
        "Controls to hide",
        [name for name in HIDEABLE if _can_hide(name, current)],
        [name for name in start.hide if _can_hide(name, current)],
        format_func=title,
        key="share_hide",
        placeholder="None",
        help="They keep the values of the link. A sidebar without any is not there. Whoever opens "
        "the link can show all of them again.",
    )
    number_field(
        "share_epochs",
        EPOCHS,
        start.epochs,
        _choose_epochs,
        title="Play stops at epoch",
        placeholder="It goes on",
        help="Step goes on from there, and so does Play if it is pressed once more.",
    )
    with st.container(horizontal=True):
        play = st.checkbox(
            "Plays at once",
            start.play,
            key="share_play",
            help="As soon as the page is open; not in a browser that is set to reduce motion.",
        )
        silent = st.checkbox(
            "Without answers", not start.answers, key="share_silent", help=NO_ANSWERS
        )
    hidden = set(hide)
    return Lesson(
        hide=tuple(name for name in HIDEABLE if name in hidden),
        say=say,
        guide=guide,
        play=play,
        epochs=start.epochs,
        speed=start.speed,
        answers=not silent,
    )


def _choose_epochs(epochs: int | None) -> None:
    """Take the epoch at which Play stops from its field."""
    current = state.session()
    current.sharing = replace(current.sharing or Lesson(), epochs=epochs)


def _above(current: Session, start: Lesson) -> tuple[str, bool]:
    """What stands above the run: one's own sentence, and whether the preset's guide does."""
    kinds = {"guide": "The preset's guide", "say": "A sentence of your own", "none": "Nothing"}
    if current.preset is None:
        del kinds["guide"]
    first = "say" if start.say else "guide" if start.guide and "guide" in kinds else "none"
    kind = st.segmented_control(
        "Above the run",
        list(kinds),
        default=first,
        required=True,
        format_func=lambda name: kinds[name],
        key="share_above",
    )
    if kind != "say":
        return "", kind != "none" or current.preset is None
    text = st.text_area(
        "Your sentence",
        start.say,
        max_chars=LONGEST,
        key="share_say",
        height=80,
        placeholder="What is the smallest network that separates the two moons?",
        help="Plain text. It is part of the link.",
    )
    return " ".join(text.split()), True


def _can_hide(name: str, current: Session) -> bool:
    """Whether hiding it would make a difference to the present run."""
    return name not in CONTROLS or CONTROLS[name].applies(current.config)


def _link(current: Session, page: Page, lesson: Lesson) -> None:
    """The link, what it shows, its QR code, and the iframe."""
    root = sharing.root_of(st.context.url, current.page)
    address = sharing.link(root, page, links.address(page.path, current, lesson))
    if len(address) - len(root) > LONGEST_LINK:
        st.error(sharing.TOO_LONG)
        return
    words, picture = st.columns([2, 1], vertical_alignment="top", gap="medium")
    with words:
        copy_field("Link", address, key="share_link", lines=3)
        guide = None if current.preset is None else PRESETS[current.preset].title
        preview = sharing.preview(page, lesson, guide)
        own = "" if current.config.own is None else LEFT_OUT
        notes = own, sharing.points_left_out(current.config)
        for note in filter(None, (preview, *notes, sharing.left_out(current.trainer.by_hand))):
            st.html(f'<p class="mlpviz-note">{escape(note)}</p>')
    with picture:
        code = sharing.qr_code(address)
        if code is None:
            st.html(f'<p class="mlpviz-note">{NO_CODE}</p>')
        else:
            st.html(f'<img class="mlpviz-qr" src="{code}" alt="QR code of the link">')
    with st.expander("Show it inside a page of your own", key="share_iframe"):
        name = sharing.frame_title(page, current.config.spec.title)
        copy_field("HTML", sharing.iframe(address, name), key="share_html", lines=4)
