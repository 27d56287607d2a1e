"""``Session``: what the server keeps for one visitor, whatever page is open."""

from dataclasses import dataclass, field, replace

from mlpviz.config import RunConfig
from mlpviz.engine.faults import FaultsError
from mlpviz.engine.network import MLP
from mlpviz.engine.nonfinite import NonFiniteError
from mlpviz.limits import LimitError, Offer, estimate_cost
from mlpviz.links.drawn import POINTS
from mlpviz.links.reading import Link
from mlpviz.profiles import limits
from mlpviz.run import Trainer
from mlpviz.views.surface_look import SurfaceLook
from mlpviz.workbench.bug_lab.session import BugLab
from mlpviz.workbench.check_my_code.session import CheckMyCode
from mlpviz.workbench.compare.session import Compare
from mlpviz.workbench.gradients.session import Gradients
from mlpviz.workbench.lesson import Lesson
from mlpviz.workbench.my_run.session import MyRun
from mlpviz.workbench.own_data.session import YourData
from mlpviz.workbench.pages import PAGES, Page
from mlpviz.workbench.predict.session import Predict
from mlpviz.workbench.presets.groups import FIRST
from mlpviz.workbench.take_away import TakeAway
from mlpviz.workbench.trace.session import Trace
from mlpviz.workbench.train.cures import Cures
from mlpviz.workbench.train.kept_run import KeptRun
from mlpviz.workbench.train.pins import Pin, free_number
from mlpviz.workbench.typed import Refusal


@dataclass
class Session:
    """What the server keeps for one visitor.

    ``seq`` numbers the frames, ``run`` the runs, ``page_seq`` the drawings of the whole page that
    were asked for; ``drawn_page_seq`` is the latest that was made. ``stepping``: an epoch that Step
    began is not finished yet. ``page`` is the page that is open, ``visible`` are the ids of its
    views on screen (``None``: not known yet), ``widget_keys`` the present keys of widgets by name,
    ``renewed`` how many of them were replaced, ``refusals`` what was typed and cannot be,
    ``link`` is the one that was opened, until its page has taken its own choices from it,
    ``linked`` config, preset and page's own parameters in the address, ``held`` whether a damaged
    one stays there until a choice is made, ``notice`` what is wrong with it, ``selected`` the line
    selected in each table of parameters, ``bug_lab``, ``gradients``, ``compare``, ``trace`` and
    ``predict`` what those pages keep, ``my_run`` the file that is open on that page, ``your_data``
    what the visitor brought and the datasets of it, ``take_away`` the file that he asks for.

    ``error`` is why something that was asked for cannot be, ``refused`` the limit that the latest
    such request would have passed, ``failure`` what ended training,
    ``trained`` are the choices of the latest step (the sidebar's may have been changed since).
    ``preset`` is the name of the preset that the run came from, ``group`` which presets are shown,
    a row of ``GROUPS``, ``destination`` the page
    that is to be opened. ``shown`` is the earlier epoch that
    the views show (``None``: the newest one), ``branch`` the one from which the run went another
    way, ``look`` how surfaces are looked at, ``pins`` the runs that stay behind it in the curves,
    ``goal`` the epoch of a pinned run to which this one is trained, ``asking`` the number of the
    pin that is opened if the visitor agrees to lose the present run, ``stored`` which pins the
    browser was told to keep, ``stored_seq`` since which frame, ``recalled`` whether it has told
    those of an earlier page, ``cures`` what was tried for
    it. ``lesson`` is how the link has the run shown, ``sharing`` what the Share dialog began with
    while it is open, ``shared`` what was last chosen in it. ``drawing`` is why what was drawn could
    not be trained on, while the drawing panel is open; ``None`` while it is not. ``drawn`` are the
    points of the latest run on drawn ones, empty if there was none. ``no_room`` is why the server
    did not take the latest file, until the page has said so.
    """

    config: RunConfig
    trainer: Trainer
    viewer: MLP
    playing: bool = False
    stepping: bool = False
    seq: int = 0
    run: int = 0
    page_seq: int = 0
    drawn_page_seq: int = 0
    page: Page | None = None
    visible: list[str] | None = None
    error: str | None = None
    refused: LimitError | None = None
    failure: NonFiniteError | None = None
    trained: RunConfig | None = None
    widget_keys: dict[str, str] = field(default_factory=dict)
    renewed: int = 0
    refusals: dict[str, Refusal] = field(default_factory=dict)
    link: Link | None = None
    linked: tuple[RunConfig, str | None, dict[str, str]] | None = None
    held: bool = False
    notice: tuple[str, ...] = ()
    selected: dict[str, str] = field(default_factory=dict)
    preset: str | None = None
    group: str = FIRST
    destination: Page | None = None
    shown: int | None = None
    branch: int | None = None
    look: SurfaceLook = field(default_factory=SurfaceLook)
    pins: list[Pin] = field(default_factory=list)
    goal: int | None = None
    asking: int | None = None
    stored: tuple[tuple[int, int, int], ...] = ()
    stored_seq: int = -1
    recalled: bool = False
    cures: Cures = field(default_factory=Cures)
    lesson: Lesson = field(default_factory=Lesson)
    sharing: Lesson | None = None
    shared: Lesson | None = None
    drawing: str | None = None
    drawn: str = ""
    bug_lab: BugLab = field(default_factory=BugLab)
    gradients: Gradients = field(default_factory=Gradients)
    check_my_code: CheckMyCode = field(default_factory=CheckMyCode)
    compare: Compare = field(default_factory=Compare)
    trace: Trace = field(default_factory=Trace)
    your_data: YourData = field(default_factory=YourData)
    predict: Predict = field(default_factory=Predict)
    take_away: TakeAway = field(default_factory=TakeAway)
    my_run: MyRun = field(default_factory=MyRun)
    no_room: str = ""

    def __post_init__(self) -> None:
        self._keep_drawn()

    @property
    def busy(self) -> bool:
        """Whether the board is to go on asking for frames."""
        return self.playing or self.stepping

    @property
    def autoplay(self) -> bool:
        """Whether the board is to press Play by itself: the link says so, and nothing was done."""
        whole = self.error is None and not self.notice
        return self.lesson.play and self.seq == 0 and whole

    def redraw(self) -> None:
        """The board is to draw another frame: what it shows has changed."""
        self.seq += 1

    def redraw_page(self) -> None:
        """The whole page is to be drawn: what stands beside the board has changed, too."""
        self.page_seq += 1

    def pause(self) -> None:
        """Neither play nor step, nor look for cures."""
        self.playing = self.stepping = False
        self.goal = self.asking = None
        self.cures.drop()

    @property
    def offers(self) -> tuple[Offer, ...]:
        """Runs that are allowed instead of the one that was refused, as long as that is told."""
        told = self.refused is not None and str(self.refused) in (self.error or "")
        return self.refused.offers if self.refused is not None and told else ()

    def refuse(self, reason: str | FaultsError) -> None:
        """Say why what was asked for cannot be; the run stays as it is and pauses."""
        self.error = str(reason)
        self.refused = reason if isinstance(reason, LimitError) else None
        self.pause()
        self.redraw_page()
        self.redraw()

    @property
    def size(self) -> int:
        """Bytes that the runs take which the server keeps for this visitor, as estimated."""
        size = estimate_cost(self.config, self.trainer.dataset).memory
        size += self.cures.size(self.config)
        size += sum(pin.kept.nbytes for pin in self.pins if pin.kept is not None)
        if self.bug_lab.twins is not None:
            size += 2 * estimate_cost(self.bug_lab.twins.config, light=True).memory
        if self.compare.race is not None and self.compare.planned is not None:
            size += self.compare.planned.size
        return size + self.your_data.nbytes + self.my_run.nbytes + self.take_away.nbytes

    def refuse_text(self, widget: str, refusal: Refusal) -> None:
        """Have the field ``widget`` say why what was typed into it cannot be; the run goes on."""
        if self.refusals.get(widget) != refusal:
            self.refusals[widget] = refusal
            self.redraw_page()

    def rest_for_dialog(self) -> None:
        """What plays is paused: frames would get in a dialog's way."""
        for playing in (self, self.bug_lab, self.compare):
            playing.pause()

    def open_your_data(self) -> None:
        """Open the dialog that takes a table."""
        self.rest_for_dialog()
        self.your_data.opened = True
        self.redraw_page()
        self.redraw()

    def open_take_away(self) -> None:
        """Open the dialog that makes files of the run."""
        self.rest_for_dialog()
        self.take_away.opened = True
        self.redraw_page()
        self.redraw()

    def share(self) -> None:
        """Open the Share dialog."""
        self.rest_for_dialog()
        start = self.shared or self.lesson
        if self.page == PAGES["compare"]:  # what plays there is the race
            start = replace(start, epochs=self.compare.epochs)
        self.sharing = start
        self.redraw_page()
        self.redraw()

    def draw(self) -> None:
        """Open the drawing panel."""
        self.rest_for_dialog()
        self.drawing = ""
        self.redraw_page()
        self.redraw()

    def rest(self) -> None:
        """End every job under way, from any thread: nobody is there to wait for it.

        What networks keep to be quick, most of a session's memory, is free at once: whoever comes
        back goes on with the same run, whose next pass makes it anew.
        """
        for network in self._networks():
            network.release()
        self.cures.drop()
        self.gradients.check.rest()
        self.gradients.sweep.rest()
        self.compare.lr_range.rest()
        self.check_my_code.latest.rest()

    def wake(self) -> None:
        """Go on in a page that is drawn anew: nothing is known of what is on screen."""
        self.visible = self.linked = None
        self.redraw()

    def _networks(self) -> list[MLP]:
        twins, race = self.bug_lab.twins, self.compare.race
        found = [self.viewer, self.trainer.network]
        if twins is not None:
            found += [twins.healthy.network, twins.buggy.network]
        if race is not None:
            found += [runner.trainer.network for runner in race.runners]
        return found

    def begin(self) -> None:
        """A run starts: zoom is forgotten, and every view is drawn once."""
        self.error = self.failure = self.trained = None
        self.shown = self.branch = None
        self._keep_drawn()
        self.cures.forget()
        self.run += 1
        self.redraw_page()
        self.redraw()
        self.visible = None

    def _keep_drawn(self) -> None:
        """Drawn points stay within reach while a run is on other data."""
        self.drawn = str(self.config.dataset_options.get(POINTS, self.drawn))

    def pin(self, moment: tuple[int, int] | None = None) -> bool:
        """Keep the curves and choices of the present run as a pin; whether there was room.

        ``moment``, the run and epoch at which this was asked for, is pinned once only.
        """
        moment = moment or (self.run, self.trainer.epoch)
        if moment in [pinned.moment for pinned in self.pins]:
            return True
        number = free_number(self.pins)
        if number is None:
            return False
        config = self.trained or self.config
        kept = KeptRun.of(self.trainer, limits().snapshot_bytes)
        more = {"number": number, "moment": moment, "preset": self.preset, "kept": kept}
        self.pins.append(Pin.of(self.trainer.history, config, **more))
        return True

    def go_to(self, path: str) -> None:
        """Open another page as soon as the page is drawn as a whole.

        Streamlit lets no callback switch pages. And a button's return value is lost when a second
        click ends the run that would have looked at it; this is kept until a page has been opened
        for it.
        """
        self.destination = PAGES[path]
        self.redraw_page()
