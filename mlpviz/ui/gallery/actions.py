"""The callbacks of the gallery and the guide: what a click on a preset does to the session."""

from mlpviz.gradcheck.bugs import BUGS
from mlpviz.presets import PRESETS
from mlpviz.ui import navigation, state
from mlpviz.ui.comparing.actions import open_race


def open_preset(name: str, variant: str | None = None) -> None:
    """Callback: start the preset's run, or that of its variant, on the page that shows it."""
    _start(name, variant)
    navigation.go_to(PRESETS[name].page)


def race(name: str) -> None:
    """Callback: all variants of the preset side by side, on the Compare page."""
    _start(name)
    open_race(PRESETS[name].variants, PRESETS[name].epochs)
    navigation.go_to("compare")


def open_case(name: str, case: str) -> None:
    """Callback: open the bug lab with a mistake of a preset, in the preset's own run.

    ``case`` is one of ``BUGS`` or ``BUGGY_CHECKERS``.
    """
    if state.session().preset != name:
        _start(name)
    lab = state.session().lab
    lab.pause()
    if case in BUGS:
        lab.mode, lab.bug = "learn", case
    else:
        lab.mode, lab.checker = "checkers", case
    navigation.go_to("bug-lab")


def close_guide() -> None:
    """Callback: the run goes on without its guide."""
    state.session().preset = None


def _start(name: str, variant: str | None = None) -> None:
    """A new run of a preset, or of its variant with this title."""
    preset = PRESETS[name]
    config = preset.config if variant is None else preset.variants[variant]
    state.pause()
    state.rebuild(config.model_dump(), preset=name)
