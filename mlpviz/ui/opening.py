"""What a click on a preset, or in its guide, does: callbacks that start a run and open its page."""

from dataclasses import replace

from mlpviz.presets import PRESETS
from mlpviz.ui import state


def open_preset(name: str, variant: str | None = None) -> None:
    """Callback: start the preset's run, or that of its variant, on the page that shows it."""
    _start(name, variant)
    state.session().go_to(PRESETS[name].page)


def race(name: str) -> None:
    """Callback: all variants of the preset side by side, on the Compare page."""
    _start(name)
    state.session().compare.race_given(PRESETS[name].variants, PRESETS[name].epochs)
    state.session().go_to("compare")


def open_case(name: str, case: str) -> None:
    """Callback: open the bug lab with a mistake of a preset, in the preset's own run.

    ``case`` is one of ``MISTAKES`` or ``BUGGY_CHECKERS``.
    """
    if state.session().preset != name:
        _start(name)
    state.session().bug_lab.open_case(case)
    state.session().go_to("bug-lab")


def close_guide() -> None:
    """Callback: the run goes on without its guide."""
    state.session().preset = None


def _start(name: str, variant: str | None = None) -> None:
    """A new run of a preset, or of its variant with this title."""
    preset, current = PRESETS[name], state.session()
    # Those of the link were of its run; this one is as long as its guide says.
    current.lesson = replace(current.lesson, say="", guide=True, epochs=preset.epochs)
    config = preset.config if variant is None else preset.variants[variant]
    current.pause()
    state.rebuild(config.model_dump(), preset=name)
